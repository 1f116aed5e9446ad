/**
 * The state of the Library room's features, beside what all rooms share.
 *
 * @module
 */

import { log } from "./log/state.js";
import { project } from "./project/state.js";
import { record } from "./record/state.js";
import { stored } from "./stored/state.js";
import { weights } from "./weights/state.js";

/**
 * @typedef {import("../../page/state.js").State & {
 *   log: import("./log/state.js").Log,
 *   project: import("./project/state.js").ProjectState,
 *   record: import("./record/state.js").RecordState,
 *   stored: import("./stored/state.js").StoredState,
 *   weights: import("./weights/state.js").Weights
 * }} LibraryState
 */

/**
 * @typedef {import("../../page/state.js").Action |
 *   import("./log/state.js").LogAction |
 *   import("./project/state.js").ProjectAction |
 *   import("./record/state.js").RecordAction |
 *   import("./stored/state.js").StoredAction |
 *   import("./weights/state.js").WeightsAction} LibraryAction
 */

/** @typedef {import("../../page/store.js").Store<LibraryState, LibraryAction>} LibraryStore */

/** @type {import("../../page/store.js").Slices} */
export const slices = { log, project, record, stored, weights };
