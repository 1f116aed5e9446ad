/**
 * The image whose way through the network is shown, the layer and the value that are looked at, and what the network
 * answered. Pure.
 *
 * @module
 */

/** @typedef {import("../../../public/pkg/cpu/digit_lab.js").Captured} Captured */
/** @typedef {import("../../../api/protocol.js").SplitName} SplitName */
/** @typedef {import("../../../api/protocol.js").ErrorReport} ErrorReport */
/** @typedef {{unit: number, row: number, column: number}} Place */

/**
 * @typedef {object} Walk
 * @property {SplitName} split
 * @property {number} index of the image
 * @property {boolean} drawing whether it is the drawing on the pad instead
 * @property {number} layer its number among the network's layers; one more than the last: the probabilities
 * @property {Place} place the value whose arithmetic is shown
 * @property {boolean} shared whether all maps of the layer have the same colours for the same values
 * @property {boolean} sliding whether the place moves on by itself
 * @property {Seen | null} seen
 * @property {ErrorReport | null} problem why there is no newer answer
 */

/**
 * What the network answered for one image, all of it by the same network.
 * @typedef {object} Seen
 * @property {number | null} at the step of the snapshot that it is of; null: the network as it was then
 * @property {number} step
 * @property {number | null} label null: it is a drawing
 * @property {Map<number, Captured>} activations by the layers' numbers; -1: the input
 * @property {Captured[]} parameters of the layer
 * @property {number} layer that the parameters are of
 */

/**
 * @typedef {{type: "walk-image", split: SplitName, index: number} |
 *   {type: "walk-drawing"} |
 *   {type: "walk-layer", layer: number} |
 *   {type: "walk-place", place: Place} |
 *   {type: "walk-shared", shared: boolean} |
 *   {type: "walk-sliding", sliding: boolean} |
 *   {type: "walk-failed", problem: ErrorReport} |
 *   {type: "walk-seen", seen: Seen}} WalkAction
 */

/** In the middle of a map of MNIST's size. @type {Place} */
const START = { unit: 0, row: 12, column: 12 };

/** @type {Walk} */
const initial = {
  split: "test",
  index: 0,
  drawing: false,
  layer: 0,
  place: START,
  shared: true,
  sliding: false,
  seen: null,
  problem: null,
};

/** @type {import("../../../page/store.js").Slice<Walk>} */
export const walk = {
  initial,
  reduce(walk, /** @type {import("../state.js").InsideAction} */ action) {
    switch (action.type) {
      case "walk-image":
        return { ...walk, split: action.split, index: action.index, drawing: false };
      case "walk-drawing":
        return { ...walk, drawing: true };
      case "walk-layer":
        return { ...walk, layer: action.layer, place: START, sliding: false };
      case "walk-place":
        return { ...walk, place: action.place };
      case "walk-shared":
        return { ...walk, shared: action.shared };
      case "walk-sliding":
        return { ...walk, sliding: action.sliding };
      case "walk-failed":
        return { ...walk, problem: action.problem };
      case "walk-seen":
        return { ...walk, seen: action.seen, problem: null };
      case "loaded":
        return { ...initial, layer: walk.layer, shared: walk.shared };
      case "configured":
        return { ...walk, layer: 0, place: START, sliding: false, seen: null, problem: null };
      default:
        return walk;
    }
  },
};
