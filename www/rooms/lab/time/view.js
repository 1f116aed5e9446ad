/**
 * The run's snapshots, under the curves: what the Lab shows of the network can be that of any of them.
 *
 * @module
 */

import { stepOf } from "../../../run/phase.js";
import { scrubber } from "../../../ui/scrubber.js";
import { nothing } from "../../../ui/template.js";

/** @typedef {Pick<import("../../../page/state.js").State, "looking" | "run">} Slice */

/**
 * @param {import("../../../page/looking.js").LookingActions} actions
 * @returns {(slice: Slice, ui: import("../../../ui/ui.js").Ui) => import("../../../ui/template.js").Template}
 */
export function createTime(actions) {
  return ({ looking, run }, ui) =>
    run.summary && looking.steps.length > 1 ? scrubber(looking, stepOf(run), actions, ui) : nothing;
}
