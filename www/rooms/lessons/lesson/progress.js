/**
 * What the browser remembers of a learner's progress. Without storage nothing is remembered, and the lessons work.
 *
 * @module
 */

import { TRACKS } from "./tracks.js";

/** @typedef {import("./state.js").Lesson} Lesson */

const KEY = "digit-lab.lessons";

/** @param {() => Pick<Storage, "getItem">} storage may throw @returns {Pick<Lesson, "place" | "visited">} */
export function readProgress(storage) {
  /** @type {any} */
  let kept = {};
  try {
    kept = JSON.parse(storage().getItem(KEY) ?? "{}") ?? {};
  } catch {
    // Damaged, or not to be had.
  }
  /** @type {Lesson["visited"]} */
  const visited = {};
  for (const { id, steps } of TRACKS) {
    const list = Array.isArray(kept.visited?.[id]) ? kept.visited[id] : [];
    visited[id] = [...new Set(/** @type {unknown[]} */ (list))]
      .filter(
        (step) =>
          Number.isInteger(step) && /** @type {number} */ (step) >= 0 && /** @type {number} */ (step) < steps.length,
      )
      .map(Number);
  }
  const track = TRACKS.find(({ id }) => id === kept.place?.track) ?? TRACKS[2];
  const step = Number.isInteger(kept.place?.step) ? Math.min(track.steps.length - 1, Math.max(0, kept.place.step)) : 0;
  return { place: { track: track.id, step }, visited };
}

/** @param {() => Pick<Storage, "setItem">} storage may throw @param {Lesson} lesson */
export function writeProgress(storage, { place, visited }) {
  try {
    storage().setItem(KEY, JSON.stringify({ place, visited }));
  } catch {
    // The address has the step.
  }
}
