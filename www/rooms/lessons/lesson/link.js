/**
 * The part of the page's address that leads to a step: `#lesson/c/5`. Pure.
 *
 * @module
 */

import { TRACKS } from "./tracks.js";

/** @typedef {{track: import("./tracks.js").TrackId, step: number}} Place `step` from 0 */

/** @param {Place} place */
export const linkTo = ({ track, step }) => `#lesson/${track}/${step + 1}`;

/** @param {string} hash @returns {Place | null} null: it leads somewhere else; a step beyond the last is the last */
export function placeOf(hash) {
  const [, name, number] = /^#lesson\/([a-e])(?:\/(\d{1,3}))?$/.exec(hash) ?? [];
  const track = TRACKS.find(({ id }) => id === name);
  if (!track) return null;
  return { track: track.id, step: Math.min(track.steps.length, Math.max(1, Number(number ?? 1))) - 1 };
}
