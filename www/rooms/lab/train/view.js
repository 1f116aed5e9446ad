/**
 * The run's controls and figures.
 *
 * @module
 */

import { short } from "../../../ui/figure/axes.js";
import { make, part, write } from "../../../ui/dom.js";
import { reportOf } from "../../../api/errors.js";
import { UNKNOWN } from "../../../ui/format.js";
import { explain } from "../../../i18n/index.js";
import { nextRate, parseRate, rateText } from "../../../run/rate.js";
import { buttonLabel, buttonRole, buttonsReady, isBlocked, runFraction, statusWords } from "../../../ui/run-words.js";
import { isUnderWay } from "../../../page/state/run.js";

/** @typedef {import("../../../ui/run-words.js").RunSlice} RunSlice */
/** @typedef {import("../../../page/rendering.js").Ui} Ui */

/** More epochs than this share one bar. */
const MOST_SEGMENTS = 20;
/** From here on decimals are of no interest, and there is no room for them. */
const LARGE_LOSS = 1000;

/**
 * @typedef {object} TrainActions
 * @property {() => void} press
 * @property {() => void} stepOnce
 * @property {() => void} epochOnce
 * @property {() => void} stop
 * @property {() => void} reset
 * @property {(learning_rate: number) => Promise<void>} setLearningRate
 * @property {() => void} openFinder
 */

/**
 * @param {HTMLElement} element
 * @param {TrainActions} actions
 * @returns {(slice: RunSlice, ui: Ui) => void}
 */
export function createTrain(element, actions) {
  const button = (/** @type {string} */ name, /** @type {() => void} */ action) => {
    const found = /** @type {HTMLButtonElement} */ (part(element, name));
    found.addEventListener("click", action);
    return found;
  };
  const main = button("button", actions.press);
  const small = {
    step: button("one-step", actions.stepOnce),
    epoch: button("one-epoch", actions.epochOnce),
    stop: button("stop", actions.stop),
    reset: button("reset", actions.reset),
  };
  const [icon, label, status, progress] = ["icon", "label", "status", "progress"].map((name) => part(element, name));
  button("rate-find", actions.openFinder);
  const drawEpochs = createEpochs(progress);
  const drawFigures = createFigures(element);
  const drawRate = createRate(element, actions.setLearningRate);

  return (slice, ui) => {
    const { run } = slice;
    const ready = buttonsReady(slice);
    main.disabled = !ready.main;
    for (const name of /** @type {const} */ (["step", "epoch", "stop", "reset"])) small[name].disabled = !ready[name];
    icon.dataset.icon = buttonRole(run) === "pause" ? "pause" : "train";
    write(label, buttonLabel(run, ui.t));
    write(status, statusWords(slice, ui));
    status.classList.toggle("problem", run.phase === "failed" || (run.summary !== null && isBlocked(slice)));
    drawEpochs(run, ui);
    drawFigures(run, ui);
    drawRate(slice, ui);
  };
}

/**
 * @param {HTMLElement} element
 * @returns {(run: RunSlice["run"], ui: Ui) => void}
 */
function createFigures(element) {
  const [step, steps, speed, elapsed, remaining] = ["step", "steps", "speed", "elapsed", "remaining"].map((name) =>
    part(element, name),
  );
  const [mean_loss, mean_accuracy, norm, rate] = ["mean-loss", "mean-accuracy", "norm", "rate"].map((name) =>
    part(element, name),
  );
  return ({ phase, summary, report }, { t, format }) => {
    write(step, summary ? format.integer(report?.step ?? summary.step) : UNKNOWN);
    write(steps, summary ? t("train.of", { total: format.integer(summary.total_steps) }) : "");
    write(speed, format.integer(report?.images_per_second));
    write(elapsed, format.duration(report?.elapsed_ms));
    write(remaining, phase === "finished" ? format.duration(0) : format.duration(report?.remaining_ms));
    const loss = report?.epoch_loss ?? null;
    write(mean_loss, (loss !== null && loss >= LARGE_LOSS ? format.magnitude : format.loss)(loss));
    write(mean_accuracy, format.accuracy(report?.epoch_accuracy));
    write(norm, format.magnitude(report?.gradient_norms.at(-1)));
    const latest = report?.learning_rates.at(-1);
    write(rate, latest === undefined ? UNKNOWN : short(latest));
  };
}

/**
 * The rate in force, to be changed at any moment: by a step, or by a number.
 * @param {HTMLElement} element
 * @param {TrainActions["setLearningRate"]} change
 * @returns {(slice: RunSlice, ui: Ui) => void}
 */
function createRate(element, change) {
  const field = /** @type {HTMLInputElement} */ (part(element, "rate-field"));
  const [down, up] = ["rate-down", "rate-up"].map((name) => /** @type {HTMLButtonElement} */ (part(element, name)));
  const note = part(element, "rate-note");
  /** @type {{slice: RunSlice, ui: Ui} | undefined} */
  let latest;
  /** Asked for, and not yet in force. @type {number | null} */
  let asked = null;
  /** Whether the field holds what the visitor types. */
  let typing = false;
  let wrong = false;
  /** Why the run did not take a rate. @type {import("../../../api/protocol.js").ErrorReport | null} */
  let refused = null;

  const rateNow = () => {
    if (asked !== null || !latest) return asked;
    const { run, draft } = latest.slice;
    return isUnderWay(run) ? run.learning_rate : (draft.config?.learning_rate ?? null);
  };
  const show = () => {
    if (!latest) return;
    const { slice, ui } = latest;
    const rate = rateNow();
    const off = rate === null || slice.compute === "failed" || slice.run.phase === "failed";
    for (const control of [down, up, field]) control.disabled = off;
    if (!typing) field.value = rateText(rate);
    field.setAttribute("aria-invalid", String(wrong));
    const problem = wrong ? ui.t("train.rate.wrong") : refused ? explain(ui.t, "error", refused) : "";
    note.classList.toggle("problem", problem !== "");
    note.classList.toggle("muted", problem === "");
    write(note, problem || (off ? "" : rateWords(slice, ui)));
  };
  const take = async (/** @type {number} */ value) => {
    typing = wrong = false;
    refused = null;
    const changes = value !== rateNow();
    asked = value;
    show();
    try {
      if (changes) await change(value);
    } catch (error) {
      refused = reportOf(error);
    }
    if (asked === value) asked = null;
    show();
  };
  const step = (/** @type {1 | -1} */ way) => {
    const from = parseRate(field.value) ?? rateNow();
    if (from !== null) take(nextRate(from, way));
  };

  down.addEventListener("click", () => step(-1));
  up.addEventListener("click", () => step(1));
  field.addEventListener("input", () => (typing = true));
  field.addEventListener("change", () => {
    const value = parseRate(field.value);
    wrong = value === null;
    if (value === null) show();
    else take(value);
  });
  field.addEventListener("blur", () => {
    typing = wrong;
    refused = null;
    show();
  });
  field.addEventListener("keydown", (event) => {
    if (event.key === "ArrowUp") step(1);
    else if (event.key === "ArrowDown") step(-1);
    else if (event.key === "Escape") {
      typing = wrong = false;
      refused = null;
      show();
    } else return;
    event.preventDefault();
  });

  return (slice, ui) => {
    latest = { slice, ui };
    show();
  };
}

/** What the rate is of: this run from its next step on, or the run to come. @param {RunSlice} slice @param {Ui} ui */
function rateWords({ run, draft }, { t }) {
  const live = isUnderWay(run);
  const schedule = (live ? run.summary?.config : draft.config)?.schedule ?? "constant";
  if (schedule !== "constant") return t(`train.rate.${schedule}`);
  return live ? t("train.rate.live") : "";
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
