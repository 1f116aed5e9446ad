/**
 * The elements of other rooms that lessons show, with the room that each belongs to. Pure.
 *
 * @module
 */

/** @typedef {import("../../../page/rooms.js").Room} Room */

/** @type {Record<string, Room>} */
export const FIGURES = {
  network: "lab",
  controls: "lab",
  curves: "lab",
  runs: "lab",
  time: "lab",
  results: "lab",
  inside: "lab",
  draw: "lab",
  "explore-digit": "data",
  "explore-image-facts": "data",
  "explore-facts": "data",
  "explore-means": "data",
  "explore-difference": "data",
  "explore-errors": "data",
  batch: "data",
  walk: "inside",
  outputs: "inside",
  many: "inside",
  update: "inside",
  "verdict-headline": "results",
  "verdict-confusion": "results",
  "verdict-classes": "results",
  "verdict-pair": "results",
  "verdict-gallery": "results",
  "verdict-losses": "results",
  shift: "results",
  pytorch: "library",
  "pytorch-printed": "library",
  log: "library",
};

/** @param {readonly string[]} figures @returns {Room[]} the rooms that they belong to */
export function roomsOf(figures) {
  return [...new Set(figures.map((id) => FIGURES[id]))];
}
