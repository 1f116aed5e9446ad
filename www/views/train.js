/**
 * The run's controls and figures.
 *
 * @module
 */

import { make, part, write } from "../dom.js";
import { UNKNOWN } from "../format.js";
import { buttonLabel, buttonReady, buttonRole, runFraction, statusWords } from "../run-words.js";

/** @typedef {import("../run-words.js").RunSlice} RunSlice */
/** @typedef {import("../rendering.js").Ui} Ui */

/** More epochs than this share one bar. */
const MOST_SEGMENTS = 20;

/**
 * @param {HTMLElement} element
 * @param {{press: () => void, reset: () => void}} actions
 * @returns {(slice: RunSlice, ui: Ui) => void}
 */
export function createTrain(element, actions) {
  const button = /** @type {HTMLButtonElement} */ (part(element, "button"));
  const reset = /** @type {HTMLButtonElement} */ (part(element, "reset"));
  const names = ["icon", "label", "status", "progress", "step", "steps", "speed", "elapsed", "remaining"];
  const [icon, label, status, progress, step, steps, speed, elapsed, remaining] = names.map((name) =>
    part(element, name),
  );
  button.addEventListener("click", actions.press);
  reset.addEventListener("click", actions.reset);
  const drawEpochs = createEpochs(progress);

  return (slice, ui) => {
    const { run } = slice;
    const { t, format } = ui;
    const { report, summary } = run;
    button.disabled = !buttonReady(slice);
    const fresh = run.phase === "configuring" || (run.phase === "ready" && !report);
    reset.disabled = !summary || fresh || slice.compute === "failed";
    icon.dataset.icon = buttonRole(run) === "pause" ? "pause" : "train";
    write(label, buttonLabel(run, t));
    write(status, statusWords(slice, ui));
    drawEpochs(run, ui);

    write(step, summary ? format.integer(report?.step ?? summary.step) : UNKNOWN);
    write(steps, summary ? t("train.of", { total: format.integer(summary.total_steps) }) : "");
    write(speed, format.integer(report?.images_per_second));
    write(elapsed, format.duration(report?.elapsed_ms));
    write(remaining, run.phase === "finished" ? format.duration(0) : format.duration(report?.remaining_ms));
  };
}

/**
 * One bar an epoch.
 * @param {HTMLElement} element
 * @returns {(run: RunSlice["run"], ui: Ui) => void}
 */
function createEpochs(element) {
  /** @type {HTMLElement[]} */
  let fills = [];
  return (run, { t }) => {
    const epochs = run.summary?.config.epochs ?? 1;
    const segments = epochs > MOST_SEGMENTS ? 1 : epochs;
    if (fills.length !== segments) {
      fills = Array.from({ length: segments }, () => make("span", { class: "track__fill" }));
      element.replaceChildren(...fills.map((fill) => make("span", { class: "track" }, fill)));
    }
    const done = runFraction(run);
    fills.forEach((fill, i) => fill.style.setProperty("--share", String(clamp(done * segments - i))));
    element.setAttribute("aria-valuenow", String(Math.round(done * 100)));
    element.setAttribute("aria-valuemax", "100");
    element.setAttribute("aria-valuetext", t("train.epoch", { epoch: run.report?.epoch ?? 1, epochs }));
  };
}

/** @param {number} value */
function clamp(value) {
  return Math.min(1, Math.max(0, value));
}
