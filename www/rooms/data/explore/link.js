/**
 * The part of the page's address that leads to an image: `#explore/train/30224`. Pure.
 *
 * @module
 */

/** @typedef {import("../../../api/protocol.js").SplitName} Split */

/** @param {{split: Split, index: number}} image `index` from 0 */
export const linkToImage = ({ split, index }) => `#explore/${split}/${index}`;

/** @param {string} hash @returns {{split: Split, index: number} | null} null: it leads somewhere else */
export function imageOf(hash) {
  const [, split, index] = /^#explore\/(test|train)\/(\d{1,9})$/.exec(hash) ?? [];
  return split === "test" || split === "train" ? { split, index: Number(index) } : null;
}
