/**
 * Other images than MNIST's: the visitor's own, and digits that are drawn; which are in use, and what their classes
 * are called.
 *
 * @module
 */

import { changeWords, countWords, sourceWords, stageWords } from "../../../ui/dataset-words.js";
import { attached, html, nothing, share } from "../../../ui/template.js";
import { bringView } from "./bring.js";
import { generatorView } from "./generator.js";
import { namesView } from "./names.js";

/** @typedef {import("../../../ui/ui.js").Ui} Ui */

/**
 * @typedef {object} OwnSlice
 * @property {import("./state.js").Own} own
 * @property {import("../../../page/state.js").Data} data
 * @property {boolean} training
 * @property {boolean} ready whether what computes is open
 */

/**
 * @param {import("./bring.js").BringActions & import("./generator.js").GeneratorActions & {
 *   prepare: () => void, mnist: () => void, rename: (renaming: import("./names.js").Renaming) => void
 * }} actions
 * @returns {(slice: OwnSlice, ui: Ui) => import("../../../ui/template.js").Template}
 */
export function createOwn(actions) {
  return (slice, ui) => {
    const { data, training, ready } = slice;
    const { t } = ui;
    const loading = data.phase === "loading";
    const busy = training || loading;
    if (ready) actions.prepare();
    return html`
      <h2 id="own-title" ${attached(keepInSight)}>${t("own.title")}</h2>
      <p class="own__now">
        ${nowView(data, ui)}
        <button
          type="button"
          class="button button--small"
          ?hidden=${data.source === "mnist" && data.phase === "ready"}
          ?disabled=${busy}
          @click=${actions.mnist}
        >
          ${t("data.other.mnist")}
        </button>
      </p>
      ${loading ? progress(data, ui) : nothing} ${training ? html`<p class="muted">${t("data.busy")}</p>` : nothing}
      <div class="own__parts">
        ${bringView(slice, busy, actions, ui)} ${generatorView(slice, busy, actions, ui)}
        ${namesView(loading ? null : data.summary, actions.rename, ui)}
      </div>
    `;
  };
}

/** The images in use, or those on their way. @param {OwnSlice["data"]} data @param {Ui} ui */
function nowView(data, ui) {
  const { summary } = data;
  const { name, about } = sourceWords(data, ui);
  const title = html`<strong>${data.phase === "failed" ? ui.t("data.failed") : name}</strong>`;
  if (data.phase === "loading") {
    const { stage, amount } = stageWords(data, ui);
    return html`${title} <span>${stage} ${amount}</span>`;
  }
  if (!summary) return title;
  return html`${title} <span>${about} · ${countWords(summary, ui)}</span> <span>${changeWords(summary, ui)}</span>`;
}

/** @param {OwnSlice["data"]} data @param {Ui} ui */
function progress({ fraction }, { t }) {
  return html`
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
  `;
}

/** Until the images above have come, at most. */
const SETTLED_MS = 4000;

/** A visitor who was led here stays here while what is above comes in and grows, until they move on. */
function keepInSight() {
  const stay = () => {
    const section = document.getElementById("own");
    if (!section?.parentElement || location.hash !== "#own") return;
    const observer = new ResizeObserver(() => section.scrollIntoView());
    observer.observe(section.parentElement);
    const moving = new AbortController();
    const stop = () => {
      observer.disconnect();
      moving.abort();
    };
    for (const kind of ["wheel", "touchmove", "keydown", "pointerdown", "hashchange"]) {
      addEventListener(kind, stop, { signal: moving.signal, passive: true });
    }
    setTimeout(stop, SETTLED_MS);
  };
  addEventListener("hashchange", stay);
  queueMicrotask(stay);
  return () => {};
}
