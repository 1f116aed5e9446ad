/**
 * The part of the page's address that leads to an image, a layer and a unit: `#walk/test/17/3/5`. Pure.
 *
 * @module
 */

/** @typedef {{split: import("../../../api/protocol.js").SplitName, index: number, layer: number, unit: number}} View */

/** @param {View} view */
export const linkTo = ({ split, index, layer, unit }) => `#walk/${split}/${index}/${layer}/${unit}`;

/**
 * @param {string} hash
 * @returns {View | null} null: it leads somewhere else
 */
export function viewOf(hash) {
  const [, split, ...numbers] = /^#walk\/(test|train)\/(\d{1,9})\/(\d{1,4})\/(\d{1,6})$/.exec(hash) ?? [];
  if (split !== "test" && split !== "train") return null;
  const [index, layer, unit] = numbers.map(Number);
  return { split, index, layer, unit };
}
