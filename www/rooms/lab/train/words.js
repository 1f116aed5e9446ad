/**
 * What the run is doing, in words. Pure: shared by the large controls and the bar of a narrow screen.
 *
 * @module
 */

import { explain } from "../../../i18n/index.js";
import { buttonRole, isBlocked } from "../../../run/controls.js";

/** @typedef {import("../state.js").LabState} State */
/** @typedef {Pick<import("../../../ui/ui.js").Ui, "t" | "format">} Ui */

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
      return run.stopping ? t("train.status.stopping") : t("train.status.training", { epoch, epochs });
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
