/**
 * What the run is doing, in words, and what its one large button does next. Pure: shared by the
 * large controls and the phone's bar, so that they never disagree.
 *
 * @module
 */

/** @typedef {import("./state.js").State} State */
/** @typedef {import("./rendering.js").Ui} Ui */
/** @typedef {"train" | "pause" | "resume" | "again"} Role */

/**
 * @typedef {object} RunSlice
 * @property {State["run"]} run
 * @property {State["compute"]["phase"]} compute
 * @property {State["data"]["phase"]} data
 * @property {State["data"]["source"]} source
 * @property {number} fraction 0..=1 of the images' loading
 * @property {State["evaluation"]} evaluation
 */

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
 * @param {RunSlice} slice
 * @returns {boolean} whether the button may be pressed
 */
export function buttonReady({ run: { phase }, data }) {
  if (phase === "training") return true;
  return data !== "loading" && (phase === "ready" || phase === "paused" || phase === "finished");
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
export function statusWords({ run, compute, data, source, fraction, evaluation }, { t, format }) {
  const epochs = run.summary?.config.epochs ?? 0;
  const epoch = run.report?.epoch ?? 1;
  switch (run.phase) {
    case "training":
    case "pausing":
      if (!run.evaluating) return t("train.status.training", { epoch, epochs });
      return t("train.status.evaluating", {
        total: format.integer(run.evaluating.total),
        percent: format.percent(run.evaluating.loaded / Math.max(1, run.evaluating.total)),
      });
    case "paused":
      return t("train.status.paused", { epoch, epochs });
    case "finished":
      return t("train.status.finished", { accuracy: format.accuracy(evaluation?.accuracy) });
    case "ready":
      return t("train.status.ready");
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

/**
 * @param {State["run"]} run
 * @returns {number} 0..=1 of the run's steps
 */
export function runFraction({ report, summary }) {
  return summary?.total_steps ? (report?.step ?? summary.step) / summary.total_steps : 0;
}
