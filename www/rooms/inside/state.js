/**
 * The state of the Inside room's features, beside what all rooms share.
 *
 * @module
 */

import { embedding } from "./embedding/state.js";
import { walk } from "./walk/state.js";

/**
 * @typedef {import("../../page/state.js").State & {
 *   walk: import("./walk/state.js").Walk,
 *   embedding: import("./embedding/state.js").Embedding,
 * }} InsideState
 */

/** @typedef {import("../../page/state.js").Action | import("./walk/state.js").WalkAction | import("./embedding/state.js").EmbeddingAction} InsideAction */

/** @typedef {import("../../page/store.js").Store<InsideState, InsideAction>} InsideStore */

/** @type {import("../../page/store.js").Slices} */
export const slices = { walk, embedding };
