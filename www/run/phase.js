/**
 * Questions about a run that several parts of the page ask. Pure.
 *
 * @module
 */

/** @typedef {import("../page/state/run.js").Run} Run */

/**
 * The step of the network that is looked at: of a snapshot, or of the network as it is now.
 * @param {{run: Pick<Run, "report" | "summary">, looking: {at: number | null}}} state
 */
export function stepLookedAt({ run, looking }) {
  return looking.at ?? stepOf(run);
}

/** The network's step now; 0 without a run. @param {Pick<Run, "report" | "summary">} run */
export function stepOf({ report, summary }) {
  return report?.step ?? summary?.step ?? 0;
}

/** Whether it is training at this moment. @param {Pick<Run, "phase">} run */
export function isTraining({ phase }) {
  return phase === "training" || phase === "pausing";
}

/** Whether there is a network that can be looked at. @param {Pick<Run, "phase">} run */
export function hasNetwork({ phase }) {
  return phase !== "none" && phase !== "configuring" && phase !== "failed";
}

/**
 * Whether a run has begun that a change of its settings would end.
 * @param {{run: Pick<Run, "phase" | "stepping" | "report" | "summary">}} state
 */
export function hasBegun({ run }) {
  return isTraining(run) || run.stepping || stepOf(run) > 0;
}

/**
 * Whether the learning rate that a visitor changes is the run's; before a run has begun and after it has ended, it is
 * the next one's.
 * @param {Run} run
 */
export function isUnderWay(run) {
  return isTraining(run) || run.stepping || (run.phase === "paused" && stepOf(run) > 0);
}

/** @param {Run} run @returns {number} 0..=1 of the run's steps */
export function runFraction(run) {
  return run.summary?.total_steps ? stepOf(run) / run.summary.total_steps : 0;
}
