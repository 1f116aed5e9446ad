/**
 * What the run is doing, in words, and what its buttons do next. Pure: shared by the large controls
 * and the phone's bar, so that they never disagree.
 *
 * @module
 */

import { explain } from "../i18n/index.js";
import { hasBegun } from "../page/state.js";
import { isUnderWay } from "../page/state/run.js";

/** @typedef {import("../page/state.js").State} State */
/** @typedef {import("../page/rendering.js").Ui} Ui */
/** @typedef {"train" | "pause" | "resume" | "again"} Role */

/**
 * @typedef {object} RunSlice
 * @property {State["run"]} run
 * @property {State["draft"]} draft
 * @property {State["finder"]} finder
 * @property {State["compute"]["phase"]} compute
 * @property {boolean} preparing while the GPU compiles what the network takes
 * @property {State["data"]["phase"]} data
 * @property {State["data"]["source"]} source
 * @property {number} fraction 0..=1 of the images' loading
 * @property {State["evaluation"]} evaluation
 */

/** Which of the buttons may be pressed. @typedef {{main: boolean, step: boolean, epoch: boolean, stop: boolean, reset: boolean}} Ready */

/**
 * @param {State["run"]} run
 * @returns {Role}
 */
export function buttonRole({ phase, report, summary }) {
  if (phase === "training" || phase === "pausing") return "pause";
  if (phase === "finished") return "again";
  return phase === "paused" && (report?.step ?? summary?.step ?? 0) > 0 ? "resume" : "train";
}

/**
 * @param {Pick<RunSlice, "run" | "draft" | "data" | "compute">} slice
 * @returns {Ready}
 */
export function buttonsReady(slice) {
  const { run, data, compute } = slice;
  const { phase } = run;
  const rests = data !== "loading" && (phase === "ready" || phase === "paused") && !isBlocked(slice);
  const training = phase === "training" && !run.ending;
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
 * @param {Pick<RunSlice, "run" | "draft">} slice
 */
export function isBlocked({ run, draft }) {
  return draft.problem !== null && !isUnderWay(run);
}

/**
 * @param {State["run"]} run
 * @param {Ui["t"]} t
 */
export function buttonLabel(run, t) {
  return run.phase === "pausing" ? t("train.pausing") : t(`train.${buttonRole(run)}`);
}

/**
 * @param {RunSlice} slice
 * @param {Ui} ui
 * @returns {string}
 */
export function statusWords(slice, ui) {
  const { run, draft, compute, preparing, data, source, fraction, evaluation } = slice;
  const { t, format } = ui;
  const epochs = run.summary?.config.epochs ?? 0;
  const epoch = run.report?.epoch ?? 1;
  if (run.phase !== "none" && run.phase !== "configuring" && draft.problem && isBlocked(slice)) {
    const where = draft.description?.problem ? "train.status.network" : "train.status.settings";
    return t(where, { problem: explain(t, "error", draft.problem) });
  }
  switch (run.phase) {
    case "training":
    case "pausing":
      if (run.evaluating) return evaluatingWords(run.evaluating, ui);
      if (preparing) return t("train.status.preparing");
      return run.ending ? t("train.status.ending") : t("train.status.training", { epoch, epochs });
    case "paused":
      return sweepWords(slice, ui) ?? t("train.status.paused", { epoch, epochs });
    case "finished":
      return sweepWords(slice, ui) ?? t("train.status.finished", { accuracy: format.accuracy(evaluation?.accuracy) });
    case "ready":
      return sweepWords(slice, ui) ?? t(preparing ? "train.status.preparing" : "train.status.ready");
    case "configuring":
      return t("train.status.configuring");
    case "failed":
      return t("train.status.failed");
  }
  if (compute === "failed") return t("train.status.no-compute");
  if (data === "failed") return t("train.status.no-data");
  if (data !== "ready") {
    const words = t(source === "generated" ? "train.status.data.generate" : "train.status.data");
    return fraction > 0 ? `${words} ${format.percent(fraction)}` : words;
  }
  return t("train.status.compute");
}

/** @param {{loaded: number, total: number}} evaluating @param {Ui} ui */
function evaluatingWords({ loaded, total }, { t, format }) {
  const percent = format.percent(loaded / Math.max(1, total));
  return t("train.status.evaluating", { total: format.integer(total), percent });
}

/** @param {RunSlice} slice @param {Ui} ui @returns {string | null} */
function sweepWords({ finder: { phase, sweep } }, { t, format }) {
  if (phase !== "sweeping") return null;
  return t("train.status.sweeping", { percent: format.percent(sweep ? sweep.done / sweep.total : 0) });
}

/**
 * @param {State["run"]} run
 * @returns {number} 0..=1 of the run's steps
 */
export function runFraction({ report, summary }) {
  return summary?.total_steps ? (report?.step ?? summary.step) / summary.total_steps : 0;
}
