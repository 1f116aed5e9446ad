/**
 * Images side by side, as a network takes them: which are shown, and the answer. Pure.
 *
 * @module
 */

/** @typedef {import("../../../api/protocol.js").SplitName} Split */

/**
 * - `each`: the first image of every class
 * - `first`: the first images of the file
 * - `shuffled`: a batch of the run in hand, in the order in which it trains on it
 * @typedef {"each" | "first" | "shuffled"} Arrangement
 */

/** @type {Arrangement[]} */
export const ARRANGEMENTS = ["each", "first", "shuffled"];
/** Images that may be shown at once. */
export const COUNTS = [8, 9, 16, 64];

/**
 * @typedef {object} Wish
 * @property {Arrangement} arrangement
 * @property {Split} split of the first images and of those of each class; a run's batches are training images
 * @property {number} count of images at most
 * @property {number} number of the batch in the run's first epoch, from 0
 */

/**
 * @typedef {object} Shown
 * @property {Wish} wish that it answers
 * @property {number[]} indices
 * @property {ArrayLike<number>} labels
 * @property {Uint8Array} images `[n, 28, 28]`
 * @property {number} batch_size images in the whole batch; of other arrangements, those that are shown
 * @property {number} batches of an epoch; of other arrangements 0
 */

/** @typedef {{wish: Wish, shown: Shown | null, problem: import("../../../api/protocol.js").ErrorReport | null}} Batch */

/**
 * @typedef {{type: "batch-wished", wish: Partial<Wish>} |
 *   {type: "batch-shown", shown: Shown} |
 *   {type: "batch-failed", wish: Wish, problem: import("../../../api/protocol.js").ErrorReport}} BatchAction
 */

/** @type {Batch} */
const initial = {
  wish: { arrangement: "each", split: "train", count: 9, number: 0 },
  shown: null,
  problem: null,
};

/** @type {import("../../../page/store.js").Slice<Batch>} */
export const batch = {
  initial,
  reduce(batch, /** @type {import("../state.js").DataAction} */ action) {
    switch (action.type) {
      case "batch-wished":
        return { ...batch, wish: { ...batch.wish, ...action.wish }, problem: null };
      case "batch-shown":
        return { ...batch, shown: action.shown, problem: null };
      case "batch-failed":
        return action.wish === batch.wish ? { ...batch, problem: action.problem } : batch;
      case "loaded":
        return { ...batch, wish: { ...batch.wish, number: 0 }, shown: null, problem: null };
      case "configured":
        // Another run takes the images in another order.
        if (batch.wish.arrangement !== "shuffled") return batch;
        return { ...batch, wish: { ...batch.wish, number: 0 }, shown: null, problem: null };
      default:
        return batch;
    }
  },
};
