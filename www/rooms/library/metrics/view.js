/**
 * A run's metrics as figures and as files.
 *
 * @module
 */

import { smoothed } from "../../../run/curves.js";
import { smallButton } from "../../../ui/figure-card.js";
import { createLineCard, LINE_COLOURS } from "../../../ui/figure/line-card.js";
import { saveText } from "../../../ui/figure/save.js";
import { html } from "../../../ui/template.js";
import { epochsCsv, runJson, stepsCsv } from "./numbers.js";

/** @typedef {import("../../../run/curves.js").Curves} Curves */
/** @typedef {import("../../../ui/ui.js").Ui} Ui */
/** @typedef {Pick<import("../../../page/state.js").State, "run" | "curves" | "epochs">} Slice */

/** Steps over which the training loss is averaged, so that its course is seen. */
const WINDOW = 32;
const [TRAINING, TEST, VALIDATION] = LINE_COLOURS;
const DASHED = [6, 4];

/** @returns {(slice: Slice, ui: Ui) => import("../../../ui/template.js").Template} */
export function createMetrics() {
  const cards = {
    losses: createLineCard({ title: "metrics.loss", file: "digit-lab-loss" }),
    accuracies: createLineCard({ title: "metrics.accuracy", file: "digit-lab-accuracy" }),
  };
  const figure = (/** @type {keyof typeof cards} */ measure, /** @type {Curves} */ curves, /** @type {Ui} */ ui) =>
    cards[measure](ui, numbersOf(measure, curves, ui), chartOf(measure, curves, ui));
  return ({ run, curves, epochs }, ui) => {
    const { t, format } = ui;
    const { summary } = run;
    const name = `digit-lab-${summary?.config.preset ?? "run"}`;
    const none = curves.steps.length === 0;
    return html`
      <h2 id="metrics-title">${t("metrics.title")}</h2>
      <p class="muted">
        ${t("metrics.about", { steps: format.integer(curves.steps.at(-1) ?? 0), epochs: format.integer(epochs.length) })}
      </p>
      <div class="cards cards--pair">${figure("losses", curves, ui)} ${figure("accuracies", curves, ui)}</div>
      <p class="buttons">
        ${smallButton(t("metrics.steps"), () => saveText(stepsCsv(curves), `${name}-steps.csv`, "text/csv"), none)}
        ${smallButton(
          t("metrics.epochs"),
          () => saveText(epochsCsv(epochs), `${name}-epochs.csv`, "text/csv"),
          epochs.length === 0,
        )}
        ${smallButton(
          t("metrics.json"),
          () => summary && saveText(runJson(summary, curves, epochs), `${name}-run.json`, "application/json"),
          none,
        )}
      </p>
    `;
  };
}

/** @param {"losses" | "accuracies"} measure @param {Curves} curves @param {Ui} ui @returns {import("../../../ui/figure/line-card.js").Chart} */
function chartOf(measure, curves, { t }) {
  const isLoss = measure === "losses";
  const marks = (/** @type {"test" | "validation"} */ split) => {
    const own = curves.marks.filter((mark) => mark.split === split);
    return { x: own.map(({ step }) => step), y: own.map((mark) => (isLoss ? mark.loss : mark.accuracy)) };
  };
  const [test, validation] = [marks("test"), marks("validation")];
  const each = { x: curves.steps, y: curves[measure] };
  const mean = { x: curves.steps, y: smoothed(curves, measure, WINDOW) };
  return {
    title: t(isLoss ? "metrics.loss" : "metrics.accuracy"),
    across: t("metrics.across"),
    up: t(isLoss ? "metrics.loss.axis" : "metrics.accuracy.axis"),
    scale: isLoss ? "log" : "share",
    lines: [
      { name: t("metrics.training.each"), ...each, colour: `${TRAINING}40`, width: 1 },
      { name: t("metrics.training", { window: WINDOW }), ...mean, colour: TRAINING, width: 2 },
      { name: t("metrics.validation"), ...validation, colour: VALIDATION, dash: DASHED, dots: true },
      { name: t("metrics.test"), ...test, colour: TEST, dots: true },
    ],
  };
}

/** @param {"losses" | "accuracies"} measure @param {Curves} curves @param {Ui} ui @returns {import("../../../ui/figure-card.js").Numbers | null} */
function numbersOf(measure, { steps, marks, ...curves }, { t }) {
  if (steps.length === 0) return null;
  const at = new Map(marks.map((mark) => [`${mark.split} ${mark.step}`, mark]));
  const all = [...new Set([...steps, ...marks.map(({ step }) => step)])].sort((a, b) => a - b);
  const training = new Map(steps.map((step, i) => [step, curves[measure][i]]));
  const value = (/** @type {string} */ split, /** @type {number} */ step) => {
    const mark = at.get(`${split} ${step}`);
    return mark ? (measure === "losses" ? mark.loss : mark.accuracy) : "";
  };
  return {
    columns: [
      { name: "step", words: t("metrics.across") },
      { name: "training", words: t("metrics.training.each") },
      { name: "validation", words: t("metrics.validation") },
      { name: "test", words: t("metrics.test") },
    ],
    lines: all.map((step) => [step, training.get(step) ?? "", value("validation", step), value("test", step)]),
  };
}
