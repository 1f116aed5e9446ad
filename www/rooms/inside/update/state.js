/**
 * One update of a copy of the network by a few images: which images, and what came of it. Pure.
 *
 * @module
 */

/** @typedef {import("../../../public/pkg/cpu/digit_lab.js").Captured} Captured */
/** @typedef {import("../../../public/pkg/cpu/digit_lab.js").Trial} Trial */

/** Images of an update at most: more would not be looked at one by one. */
export const MOST_IMAGES = 8;

/**
 * @typedef {object} Update
 * @property {number[]} indices of the training images
 * @property {string | null} problem what was typed and is no list of indices
 * @property {Computed | null} computed
 */

/**
 * @typedef {object} Computed
 * @property {number} step of the network
 * @property {number[]} indices
 * @property {Uint8Array} labels
 * @property {Uint8Array} pixels `[n, 28, 28]`
 * @property {Trial} trial
 * @property {Captured[]} gradients that reach the layers, `[n, …]` each; -1: the input's
 */

/**
 * @typedef {{type: "update-images", indices: number[]} |
 *   {type: "update-problem", text: string} |
 *   {type: "update-computed", computed: Computed}} UpdateAction
 */

/** @type {Update} */
const initial = { indices: [0, 1], problem: null, computed: null };

/** @type {import("../../../page/store.js").Slice<Update>} */
export const update = {
  initial,
  reduce(update, /** @type {import("../state.js").InsideAction} */ action) {
    switch (action.type) {
      case "update-images":
        return { ...update, indices: action.indices, problem: null };
      case "update-problem":
        return { ...update, problem: action.text };
      case "update-computed":
        return { ...update, computed: action.computed };
      case "loaded":
        return initial;
      case "configured":
        return { ...update, computed: null };
      default:
        return update;
    }
  },
};

/**
 * A list of indices as a visitor types it.
 * @param {string} text such as "0, 1, 17"
 * @param {number} count of the images there are
 * @returns {number[] | null} in the order of the text, each once; null: it is none, or one of too many
 */
export function indicesOf(text, count) {
  const parts = text.split(/[\s,;，、]+/).filter(Boolean);
  if (!parts.every((part) => /^\d{1,9}$/.test(part))) return null;
  const indices = [...new Set(parts.map(Number))];
  const fits = indices.length > 0 && indices.length <= MOST_IMAGES && indices.every((index) => index < count);
  return fits ? indices : null;
}
