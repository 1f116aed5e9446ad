/**
 * The state of the Results room's features, beside what all rooms share.
 *
 * @module
 */

import { shift } from "./shift/state.js";
import { verdict } from "./verdict/state.js";

/** @typedef {import("../../page/state.js").State & {verdict: import("./verdict/state.js").Assessment, shift: import("./shift/state.js").Shift}} ResultsState */

/** @typedef {import("../../page/state.js").Action | import("./verdict/state.js").VerdictAction | import("./shift/state.js").ShiftAction} ResultsAction */

/** @typedef {import("../../page/store.js").Store<ResultsState, ResultsAction>} ResultsStore */

/** @type {import("../../page/store.js").Slices} */
export const slices = { verdict, shift };
