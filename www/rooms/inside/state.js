/**
 * The state of the Inside room's features, beside what all rooms share.
 *
 * @module
 */

import { walk } from "./walk/state.js";

/** @typedef {import("../../page/state.js").State & {walk: import("./walk/state.js").Walk}} InsideState */

/** @typedef {import("../../page/state.js").Action | import("./walk/state.js").WalkAction} InsideAction */

/** @typedef {import("../../page/store.js").Store<InsideState, InsideAction>} InsideStore */

/** @type {import("../../page/store.js").Slices} */
export const slices = { walk };
