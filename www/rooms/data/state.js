/**
 * The state of the Data room's features, beside what all rooms share.
 *
 * @module
 */

import { batch } from "./batch/state.js";
import { explore } from "./explore/state.js";
import { own } from "./own/state.js";

/**
 * @typedef {import("../../page/state.js").State & {
 *   batch: import("./batch/state.js").Batch,
 *   explore: import("./explore/state.js").Explore,
 *   own: import("./own/state.js").Own
 * }} DataState
 */

/**
 * @typedef {import("../../page/state.js").Action |
 *   import("./batch/state.js").BatchAction |
 *   import("./explore/state.js").ExploreAction |
 *   import("./own/state.js").OwnAction} DataAction
 */

/** @typedef {import("../../page/store.js").Store<DataState, DataAction>} DataStore */

/** @type {import("../../page/store.js").Slices} */
export const slices = { batch, explore, own };
