/**
 * The title of the tab while a network trains. Pure.
 *
 * @module
 */

import { runFraction } from "../../../run/phase.js";

/**
 * How far a run is, and how good.
 * @param {Pick<import("../../../page/state.js").State, "run" | "evaluation">} state
 * @param {Pick<import("../../../ui/ui.js").Ui, "format">} ui
 */
export function titleOf({ run, evaluation }, { format }) {
  const tested = evaluation ? format.share(evaluation.accuracy) : null;
  const done = format.percent(runFraction(run));
  const parts = {
    training: [done, tested],
    pausing: [done, tested],
    paused: ["❚❚", done, tested],
    finished: ["✓", tested],
  };
  const { phase } = run;
  const shown = phase in parts ? parts[/** @type {keyof typeof parts} */ (phase)] : [];
  const words = shown.filter((part) => part !== null).join(" · ");
  return words ? `${words} – Digit Lab` : "Digit Lab";
}
