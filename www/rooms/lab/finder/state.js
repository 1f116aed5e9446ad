/**
 * The rate finder: a sweep of the learning rate as it goes on, and its outcome. Pure.
 *
 * @module
 */

import { differences } from "../../../run/settings.js";
import { sameNetwork } from "../../../page/state/draft.js";

/** @typedef {import("../state.js").LabAction} Action */
/** @typedef {import("../../../api/protocol.js").RunSummary} RunSummary */
/** @typedef {import("../../../page/state/run.js").Run} Run */

/**
 * @typedef {object} Finder
 * @property {"idle" | "sweeping" | "done" | "failed"} phase `idle` with a sweep: it was ended early
 * @property {import("../../../api/protocol.js").RateSweep | null} sweep as far as it is
 * @property {import("../../../api/protocol.js").ErrorReport | null} problem
 */

/** Settings that have no say in how the loss answers to a rate: after a change of these the sweep still holds. */
const APART = new Set([
  ...["learning_rate", "epochs", "validation", "schedule", "decay_epochs", "decay_factor"],
  ...["pct_start", "div", "div_final"],
]);

/**
 * @typedef {{type: "finder-asked"} |
 *   {type: "finder-ended"} |
 *   {type: "finder-failed", error: import("../../../api/protocol.js").ErrorReport}} FinderAction
 */

/** @returns {Finder} */
export function initialFinder() {
  return { phase: "idle", sweep: null, problem: null };
}

/**
 * @param {Finder} finder
 * @param {Action} action
 * @param {{run: Pick<Run, "report" | "summary">}} state the one before the action
 * @returns {Finder}
 */
export function reduceFinder(finder, action, { run }) {
  switch (action.type) {
    case "finder-asked":
      return { phase: "sweeping", sweep: null, problem: null };
    case "sweep":
      return { ...finder, phase: action.finished ? "done" : "sweeping", sweep: action };
    case "finder-failed":
      return { ...finder, phase: "failed", problem: action.error };
    case "finder-ended":
    case "steps":
      // Training ends a sweep, as everything does that is done to the run.
      return finder.phase === "sweeping" ? { ...finder, phase: "idle" } : finder;
    case "loaded":
    case "crashed":
      return finder.sweep || finder.phase !== "idle" ? initialFinder() : finder;
    case "configured":
      // A network that has learned since, or will no more, answers otherwise than a fresh one.
      if (finder.phase === "done" && isFresh(run) && run.summary && holds(run.summary, action.summary)) return finder;
      return finder.sweep || finder.phase !== "idle" ? initialFinder() : finder;
    default:
      return finder;
  }
}

/** @param {Pick<Run, "report" | "summary">} run */
function isFresh({ report, summary }) {
  return (report?.step ?? summary?.step ?? 0) === 0;
}

/** @param {RunSummary} before @param {RunSummary} after */
function holds(before, after) {
  const differing = differences(before.config, after.config);
  return differing.every(({ name }) => APART.has(name)) && sameNetwork(before.spec, after.spec);
}
