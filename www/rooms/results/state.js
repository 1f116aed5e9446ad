/**
 * The state of the Results room's features, beside what all rooms share.
 *
 * @module
 */

import { verdict } from "./verdict/state.js";

/** @typedef {import("../../page/state.js").State & {verdict: import("./verdict/state.js").Assessment}} ResultsState */

/** @typedef {import("../../page/state.js").Action | import("./verdict/state.js").VerdictAction} ResultsAction */

/** @typedef {import("../../page/store.js").Store<ResultsState, ResultsAction>} ResultsStore */

/** @type {import("../../page/store.js").Slices} */
export const slices = { verdict };
