/**
 * The image whose way through the network is shown, the layer and the value that are looked at, and what the network
 * answered. Pure.
 *
 * @module
 */

/** @typedef {import("../../../public/pkg/cpu/digit_lab.js").Captured} Captured */
/** @typedef {import("../../../public/pkg/cpu/digit_lab.js").Explanation} Explanation */
/** @typedef {"saliency" | "smooth-grad" | "integrated-gradients" | "occlusion" | "grad-cam"} Method */
/** @typedef {import("../../../api/protocol.js").SplitName} SplitName */

/** @type {Method[]} */
export const METHODS = ["saliency", "smooth-grad", "integrated-gradients", "occlusion", "grad-cam"];

/**
 * @typedef {object} Walk
 * @property {SplitName} split
 * @property {number} index of the image
 * @property {number} layer its number among the network's layers
 * @property {{unit: number, row: number, column: number}} place the value whose arithmetic is shown
 * @property {Method} method
 * @property {Seen | null} seen
 */

/**
 * What the network answered for one image, all of it by the same network.
 * @typedef {object} Seen
 * @property {number | null} at the step of the snapshot that it is of; null: the network as it was then
 * @property {number} step
 * @property {number} label
 * @property {Map<number, Captured>} activations by the layers' numbers; -1: the input
 * @property {Captured[]} parameters of the layer
 * @property {number} layer that the parameters are of
 * @property {{method: Method, layer: number | null, result: Explanation} | null} why null: the layer has no maps
 */

/**
 * @typedef {{type: "walk-image", split: SplitName, index: number} |
 *   {type: "walk-layer", layer: number} |
 *   {type: "walk-place", place: Walk["place"]} |
 *   {type: "walk-method", method: Method} |
 *   {type: "walk-seen", seen: Seen}} WalkAction
 */

const START = { unit: 0, row: 12, column: 12 };

/** @type {Walk} */
const initial = {
  split: "test",
  index: 0,
  layer: 0,
  place: START,
  method: "saliency",
  seen: null,
};

/** @type {import("../../../page/store.js").Slice<Walk>} */
export const walk = {
  initial,
  reduce(walk, /** @type {import("../state.js").InsideAction} */ action) {
    switch (action.type) {
      case "walk-image":
        return { ...walk, split: action.split, index: action.index };
      case "walk-layer":
        return { ...walk, layer: action.layer, place: START };
      case "walk-place":
        return { ...walk, place: action.place };
      case "walk-method":
        return { ...walk, method: action.method };
      case "walk-seen":
        return { ...walk, seen: action.seen };
      case "loaded":
        return { ...initial, method: walk.method };
      case "configured":
        return { ...walk, layer: 0, place: START, seen: null };
      default:
        return walk;
    }
  },
};
