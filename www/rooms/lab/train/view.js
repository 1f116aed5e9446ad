/**
 * The run's controls and figures.
 *
 * @module
 */

import { buttonRole, buttonsReady, isBlocked } from "../../../run/controls.js";
import { runFraction } from "../../../run/phase.js";
import { short } from "../../../ui/figure/axes.js";
import { UNKNOWN } from "../../../ui/format.js";
import { html, share } from "../../../ui/template.js";
import { createRate } from "./rate.js";
import { buttonLabel, statusWords } from "./words.js";

/** @typedef {import("./words.js").RunSlice} RunSlice */
/** @typedef {import("../../../ui/ui.js").Ui} Ui */

/** More epochs than this share one bar. */
const MOST_SEGMENTS = 20;
/** From here on decimals are of no interest, and there is no room for them. */
const LARGE_LOSS = 1000;

/**
 * @param {import("../../../page/app.js").App} app
 * @param {{press: () => void, openFinder: () => void}} actions
 * @returns {(slice: RunSlice, ui: Ui) => import("../../../ui/template.js").Template}
 */
export function createTrain(app, { press, openFinder }) {
  const { setLearningRate } = app;
  const rate = createRate({ setLearningRate, openFinder });
  const keys = /** @type {const} */ ([
    ["step", "train.one-step", app.stepOnce],
    ["epoch", "train.one-epoch", app.epochOnce],
    ["stop", "train.stop", app.stop],
    ["reset", "train.reset", app.reset],
  ]);

  return (slice, ui) => {
    const { run } = slice;
    const { t } = ui;
    const ready = buttonsReady(slice);
    const wrong = run.phase === "failed" || (run.summary !== null && isBlocked(slice));
    const icon = buttonRole(run) === "pause" ? "pause" : "train";
    const small = keys.map(
      ([name, key, action]) => html`
        <button type="button" class="button button--key" ?disabled=${!ready[name]} @click=${() => void action()}>
          <span class="icon" data-icon=${name}></span><span>${t(key)}</span>
        </button>
      `,
    );
    return html`
      <h2 id="train-title">${t("train.title")}</h2>
      <div class="controls">
        <button type="button" class="button button--main button--large" ?disabled=${!ready.main} @click=${press}>
          <span class="icon" data-icon=${icon}></span><span>${buttonLabel(run, t)}</span>
        </button>
        <div class="controls__small" role="group" aria-label=${t("train.controls")}>${small}</div>
      </div>
      <p class="run-status ${wrong ? "problem" : ""}">${statusWords(slice, ui)}</p>
      ${epochBars(run, ui)} ${figures(run, ui)} ${rate(slice, ui)}
    `;
  };
}

/** @param {RunSlice["run"]} run @param {Ui} ui */
function figures({ phase, summary, report }, { t, format }) {
  const loss = report?.epoch_loss ?? null;
  const latest = report?.learning_rates.at(-1);
  const steps = summary && t("train.of", { total: format.integer(summary.total_steps) });
  /** @type {[Parameters<Ui["t"]>[0], string, unknown][]} */
  const others = [
    ["train.speed", "speed", format.integer(report?.images_per_second)],
    ["train.elapsed", "elapsed", format.duration(report?.elapsed_ms)],
    ["train.remaining", "remaining", format.duration(phase === "finished" ? 0 : report?.remaining_ms)],
    ["train.mean-loss", "loss", (loss !== null && loss >= LARGE_LOSS ? format.magnitude : format.loss)(loss)],
    ["train.mean-accuracy", "accuracy", format.accuracy(report?.epoch_accuracy)],
    ["train.norm", "norm", format.magnitude(report?.gradient_norms.at(-1))],
    ["train.rate.now", "rate", latest === undefined ? UNKNOWN : short(latest)],
  ];
  return html`
    <dl class="figures">
      <div>
        <dt>${t("train.step")}</dt>
        <dd>
          <span class="figures__step">${summary ? format.integer(report?.step ?? summary.step) : UNKNOWN}</span>
          <small>${steps}</small>
        </dd>
      </div>
      ${others.map(
        ([key, name, value]) => html`
          <div>
            <dt>${t(key)}</dt>
            <dd class="figures__${name}">${value}</dd>
          </div>
        `,
      )}
    </dl>
  `;
}

/** One bar an epoch. @param {RunSlice["run"]} run @param {Ui} ui */
function epochBars(run, { t }) {
  const epochs = run.summary?.config.epochs ?? 1;
  const segments = epochs > MOST_SEGMENTS ? 1 : epochs;
  const done = runFraction(run);
  const bars = Array.from({ length: segments }, (_, i) => {
    const filled = Math.min(1, Math.max(0, done * segments - i));
    return html`<span class="track"><span class="track__fill" style=${share(filled)}></span></span>`;
  });
  return html`
    <div
      class="epochs"
      role="progressbar"
      aria-label=${t("train.progress")}
      aria-valuemin="0"
      aria-valuemax="100"
      aria-valuenow=${Math.round(done * 100)}
      aria-valuetext=${t("train.epoch", { epoch: run.report?.epoch ?? 1, epochs })}
    >
      ${bars}
    </div>
  `;
}
