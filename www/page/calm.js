/**
 * The state as large views follow it while a network trains: now and then, and not at every step. Each drawing takes its
 * time from the training.
 *
 * @module
 */

import { isTraining } from "../run/phase.js";
import { patience } from "./network-watch.js";

/** What training changes many times a second. @typedef {Pick<import("./state.js").State, "run" | "curves" | "epochs">} Followed */

/**
 * @param {number} usual_ms time between two changes while a network trains
 * @param {() => number} [now] ms
 * @returns {(state: Followed & Pick<import("./state.js").State, "compute">) => Followed} the run as it was then; what begins,
 *   ends or rests is followed at once
 */
export function createCalm(usual_ms, now = () => performance.now()) {
  /** @type {Followed | null} */
  let shown = null;
  let since_ms = -Infinity;
  return ({ run, curves, epochs, compute }) => {
    const goesOn = isTraining(run) && shown?.run.phase === run.phase && shown.run.summary === run.summary;
    if (!shown || !goesOn || now() - since_ms >= patience(usual_ms, compute)) {
      shown = { run, curves, epochs };
      since_ms = now();
    }
    return shown;
  };
}

/**
 * A view that follows the run like this.
 * @param {ReturnType<typeof createCalm>} calm may be shared by the views of a room, which then show the same step
 * @param {import("./rendering.js").View} view
 * @returns {import("./rendering.js").View}
 */
export function calmly(calm, view) {
  return (state, ui, all) => view({ ...state, ...calm(state) }, ui, all);
}
