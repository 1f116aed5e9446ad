/**
 * The state of the Library room's features, beside what all rooms share.
 *
 * @module
 */

import { weights } from "./weights/state.js";

/** @typedef {import("../../page/state.js").State & {weights: import("./weights/state.js").Weights}} LibraryState */

/** @typedef {import("../../page/state.js").Action | import("./weights/state.js").WeightsAction} LibraryAction */

/** @typedef {import("../../page/store.js").Store<LibraryState, LibraryAction>} LibraryStore */

/** @type {import("../../page/store.js").Slices} */
export const slices = { weights };
