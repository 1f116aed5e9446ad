/**
 * The images: where they come from, how far their loading is, samples and counts.
 *
 * @module
 */

import { explain } from "../../../i18n/index.js";
import { areWords, classNames } from "../../../run/class-names.js";
import { changeWords, countWords, sourceWords, stageWords } from "../../../ui/dataset-words.js";
import { paintDigit } from "../../../ui/figure/pixels.js";
import { html, nothing, painted, share } from "../../../ui/template.js";
import { SAMPLES_A_PAGE } from "./actions.js";

/** @typedef {import("../../../page/state.js").Data} Data */
/** @typedef {import("./state.js").ShownSamples} ShownSamples */
/** @typedef {import("../../../ui/ui.js").Ui} Ui */

/** `subset`: how many the run uses. @typedef {{data: Data, samples: ShownSamples | null, subset: number | null | undefined}} Slice */

/**
 * @param {ReturnType<typeof import("./actions.js").createDataActions>} actions
 * @returns {(slice: Slice, ui: Ui) => import("../../../ui/template.js").Template}
 */
export function createData(actions) {
  return (slice, ui) => {
    const { data, samples } = slice;
    const { t } = ui;
    const failed = data.phase === "failed";
    return html`
      <h2 id="data-title">${t("data.title")}</h2>
      <div class="source">${sourceView(slice, ui)}</div>
      ${failed ? rescueView(data, ui, actions) : imagesView(data, samples, ui, actions)}
      <p class="other"><a class="link" href="#own">${t("data.other")}</a></p>
      ${data.notices.length > 0 ? noticesView(data, ui) : nothing}
    `;
  };
}

/** @param {Slice} slice @param {Ui} ui */
function sourceView({ data, subset }, ui) {
  const { t, format } = ui;
  const { phase, summary, fraction } = data;
  if (phase === "failed") return html`<p class="source__name"><strong>${t("data.failed")}</strong></p>`;
  const { name, about } = sourceWords(data, ui);
  const title = html`<p class="source__name"><strong>${name}</strong> <span class="muted">${about}</span></p>`;
  if (phase === "ready" && summary) {
    const used = subset ? t("data.subset", { count: format.integer(subset) }) : "";
    const counts = [countWords(summary, ui), changeWords(summary, ui), used].filter(Boolean).join(" ");
    return html`${title}
      <p class="source__counts">${counts}</p>`;
  }
  const { stage, amount } = stageWords(data, ui);
  return html`
    ${title}
    <div class="source__progress">
      <div
        class="track"
        role="progressbar"
        aria-label=${t("data.progress")}
        aria-valuemin="0"
        aria-valuemax="100"
        aria-valuenow=${Math.round(fraction * 100)}
      >
        <span class="track__fill" style=${share(fraction)}></span>
      </div>
      <p class="row muted"><span>${stage}</span><span class="number">${amount}</span></p>
    </div>
  `;
}

/** The ways out when there are no images. @param {Data} data @param {Ui} ui @param {Parameters<typeof createData>[0]} actions */
function rescueView({ problem }, { t }, { generateAndTrain, retry }) {
  return html`
    <div class="rescue">
      <p>${problem ? explain(t, "error", problem) : ""}</p>
      <p class="muted">${t("data.failed.help")}</p>
      <button type="button" class="button button--main button--wide" @click=${generateAndTrain}>
        ${t("data.generate")}
      </button>
      <button type="button" class="button button--wide" @click=${retry}>${t("data.retry")}</button>
    </div>
  `;
}

/** @param {Data} data @param {ShownSamples | null} samples @param {Ui} ui @param {Parameters<typeof createData>[0]} actions */
function imagesView({ summary }, samples, ui, { more }) {
  const { t } = ui;
  const names = classNames(summary);
  const cells = Array.from({ length: SAMPLES_A_PAGE }, (_, i) => {
    const known = samples && i < samples.labels.length ? samples : null;
    const name = known ? names[known.labels[i]] : "\u00a0";
    const paint = (/** @type {HTMLCanvasElement} */ canvas) => {
      if (known) paintDigit(canvas, known.images.subarray(i * 784, (i + 1) * 784), ui.ink);
      else canvas.getContext("2d")?.clearRect(0, 0, 28, 28);
    };
    return html`<li>
      <canvas width="28" height="28" aria-hidden="true" ${painted(paint, known, ui.ink)}></canvas>
      <span title=${name}>${name}</span>
    </li>`;
  });
  return html`
    <div>
      <ol class="samples" aria-label=${t("data.samples")}>
        ${cells}
      </ol>
      <button type="button" class="button button--small" ?disabled=${!samples} @click=${more}>${t("data.more")}</button>
      ${classesView(summary, names, ui)}
    </div>
  `;
}

/** @param {Data["summary"]} summary @param {readonly string[]} names @param {Ui} ui */
function classesView(summary, names, { t, format }) {
  const counts = summary?.train_class_counts ?? [];
  const most = Math.max(1, ...counts);
  const bars = Array.from({ length: 10 }, (_, id) => {
    const words = t("data.class", { digit: names[id], count: format.integer(counts[id]) });
    const style = share((counts[id] ?? 0) / most);
    return html`<li style=${style} title=${words} aria-label=${words}><span>${names[id]}</span></li>`;
  });
  return html`
    <figure class="classes">
      <figcaption>${t("data.classes")}</figcaption>
      <ol data-words=${areWords(names)}>
        ${bars}
      </ol>
    </figure>
  `;
}

/** @param {Data} data @param {Ui} ui */
function noticesView({ notices }, { t }) {
  const title = notices.some(({ code }) => code === "mirror-failed") ? "data.mirrors" : "data.storage";
  return html`
    <details class="other">
      <summary>${t(title, { count: notices.length })}</summary>
      <ul class="muted">
        ${notices.map((notice) => html`<li>${explain(t, "notice", notice)}</li>`)}
      </ul>
    </details>
  `;
}
