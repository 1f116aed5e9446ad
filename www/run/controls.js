/**
 * What the run's buttons do next, and which may be pressed. Pure: shared by the large controls, the bar of a narrow screen
 * and the rate finder, so that they never disagree.
 *
 * @module
 */

import { hasBegun, isTraining, isUnderWay, stepOf } from "./phase.js";

/** @typedef {import("../page/state.js").State} State */
/** @typedef {"train" | "pause" | "resume" | "again"} Role of the one large button */
/** Which of the buttons may be pressed. @typedef {{main: boolean, step: boolean, epoch: boolean, stop: boolean, reset: boolean}} Ready */

/**
 * @param {State["run"]} run
 * @returns {Role}
 */
export function buttonRole(run) {
  if (isTraining(run)) return "pause";
  if (run.phase === "finished") return "again";
  return run.phase === "paused" && stepOf(run) > 0 ? "resume" : "train";
}

/**
 * @param {{run: State["run"], draft: State["draft"], data: State["data"]["phase"], compute: State["compute"]["phase"]}} slice
 * @returns {Ready}
 */
export function buttonsReady(slice) {
  const { run, data, compute } = slice;
  const { phase } = run;
  const rests = data !== "loading" && (phase === "ready" || phase === "paused") && !isBlocked(slice);
  const training = phase === "training" && !run.stopping;
  return {
    main: phase === "training" || rests || (phase === "finished" && data !== "loading" && !isBlocked(slice)),
    step: rests,
    epoch: rests,
    stop: training || (phase === "paused" && hasBegun({ run })),
    reset: run.summary !== null && (hasBegun({ run }) || phase === "failed") && compute !== "failed",
  };
}

/**
 * Whether the next thing to train would be a run that cannot be set up.
 * @param {Pick<State, "run" | "draft">} slice
 */
export function isBlocked({ run, draft }) {
  return draft.problem !== null && !isUnderWay(run);
}
