/**
 * The run in hand: what is done to it, how far it is, what its epochs brought. Pure.
 *
 * @module
 */

/** @typedef {import("../state.js").Action} Action */
/** @typedef {import("../../api/protocol.js").Evaluation} Evaluation */
/** @typedef {import("../../api/protocol.js").EpochReport} EpochReport */
/** @typedef {import("../../api/protocol.js").StepReport & import("../../api/protocol.js").Timing} Report */

/**
 * @typedef {object} Run
 * @property {"none" | "configuring" | "ready" | "training" | "pausing" | "paused" | "finished" | "failed"} phase
 * @property {"ready" | "paused" | "finished" | "failed"} resting where it stands if what is asked for now is refused
 * @property {import("../../api/protocol.js").RunSummary | null} summary
 * @property {Report | null} report the latest
 * @property {number | null} learning_rate in force; where a schedule is followed, its peak
 * @property {boolean} stepping while a single step is made: too short to be called training
 * @property {boolean} stopping once it was told to stop where it is
 * @property {{loaded: number, total: number} | null} evaluating
 */

/** @returns {Run} */
export function initialRun() {
  return {
    phase: "none",
    resting: "failed",
    summary: null,
    report: null,
    learning_rate: null,
    stepping: false,
    stopping: false,
    evaluating: null,
  };
}

/** @param {Run} run @param {Action} action @returns {Run} */
export function reduceRun(run, action) {
  switch (action.type) {
    case "configuring":
      return { ...run, phase: "configuring", resting: restingPhase(run) };
    case "configured": {
      const { summary } = action;
      return { ...initialRun(), phase: "ready", summary, learning_rate: summary.config.learning_rate };
    }
    case "resumed": {
      const { report, finished, rates } = action;
      const learning_rate = rates.at(-1)?.learning_rate ?? run.learning_rate;
      // As if its last step had just been made.
      const last = Object.fromEntries(
        Object.entries(report).map(([name, value]) => [name, typeof value === "object" ? value?.slice(-1) : value]),
      );
      const phase = finished ? "finished" : "paused";
      return { ...run, phase, report: /** @type {Report} */ (/** @type {unknown} */ (last)), learning_rate };
    }
    case "configure-failed":
      return { ...run, phase: run.phase === "configuring" ? run.resting : run.phase };
    case "rate":
      return { ...run, learning_rate: action.learning_rate };
    case "train-asked":
      return { ...run, phase: "training", stepping: false };
    case "step-asked":
      return { ...run, stepping: true };
    case "stop-asked":
      return { ...run, phase: "training", stepping: false, stopping: true };
    case "pause-asked":
      return run.phase === "training" ? { ...run, phase: "pausing" } : run;
    case "steps":
      return { ...run, phase: goingPhase(run), report: action, evaluating: null };
    case "progress": {
      if (action.task !== "evaluation") return run;
      const evaluating = { loaded: action.loaded ?? 0, total: action.total ?? 0 };
      // A step that goes into the next epoch has this one evaluated first, which takes its time.
      return run.stepping ? { ...run, phase: "training", stepping: false, evaluating } : { ...run, evaluating };
    }
    case "evaluation":
      return { ...run, evaluating: null };
    case "epoch": {
      // The epoch's own figures, which take in what came after the last report of steps.
      const { elapsed_ms, images_per_second } = action;
      return run.report ? { ...run, report: { ...run.report, elapsed_ms, images_per_second } } : run;
    }
    case "backendChanged": {
      const { step } = action;
      if (step === null) return run;
      return { ...run, report: run.report && { ...run.report, step }, evaluating: null };
    }
    case "stopped":
      return stopped(run, action);
    case "run-failed":
    case "crashed":
      return { ...run, phase: "failed", stepping: false, stopping: false, evaluating: null };
    default:
      return run;
  }
}

/** @param {Run} run @param {import("../../api/protocol.js").Stopped} how @returns {Run} */
function stopped(run, { reason, step }) {
  const rested = { ...run, stepping: false, stopping: false, evaluating: null };
  // Another run is being set up; if that fails, this one can go on.
  if (reason === "reset" && run.phase === "configuring") return rested;
  if (reason === "finished") return { ...rested, phase: "finished" };
  // After a failure it may stand at an earlier step than was reported: at that of the weights kept.
  const report = run.report && reason === "failed" ? { ...run.report, step } : run.report;
  return { ...rested, phase: step > 0 ? "paused" : "ready", report };
}

/** Steps may come that the page did not ask for: a script's. It follows. @param {Run} run @returns {Run["phase"]} */
function goingPhase({ phase, stepping }) {
  if (phase === "pausing") return "pausing";
  return stepping ? "paused" : "training";
}

/** Where a run stands once nothing is done to it. @param {Run} run @returns {Run["resting"]} */
function restingPhase({ phase, resting, summary, report }) {
  if (phase === "configuring") return resting;
  if (!summary || phase === "finished") return summary ? "finished" : "failed";
  return (report?.step ?? summary.step) > 0 ? "paused" : "ready";
}

/** @param {EpochReport[]} epochs @param {Action} action @returns {EpochReport[]} */
export function reduceEpochs(epochs, action) {
  if (action.type === "configured") return [];
  if (action.type === "resumed") return action.epochs;
  if (action.type !== "epoch") return epochs;
  // Gone back to before its end, a run may end an epoch twice.
  return [...epochs.filter(({ epoch }) => epoch < action.epoch), action];
}

/** The latest on the test images. @param {Evaluation | null} evaluation @param {Action} action */
export function reduceEvaluation(evaluation, action) {
  if (action.type === "configured") return null;
  if (action.type === "resumed") return action.evaluations.findLast(({ split }) => split === "test") ?? null;
  return action.type === "evaluation" && action.split === "test" ? action : evaluation;
}
