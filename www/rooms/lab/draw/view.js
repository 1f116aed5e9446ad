/**
 * The drawing pad, and the network's reading of the drawing.
 *
 * @module
 */

import { classNames } from "../../../run/class-names.js";
import { bars, likeliest } from "../../../ui/figure/bars.js";
import { paintDigit } from "../../../ui/figure/pixels.js";
import { attached, html, painted } from "../../../ui/template.js";

/** @typedef {import("../../../ui/ui.js").Ui} Ui */

/**
 * @typedef {object} Slice
 * @property {import("./state.js").Draw} draw
 * @property {boolean} inked whether there is ink on the pad
 * @property {boolean} ready whether there is a network
 * @property {boolean} image whether there is a test image to take
 * @property {import("../../../page/state.js").Data["summary"]} summary of the images, for the classes' names
 */

/**
 * @param {object} actions
 * @param {(canvas: HTMLCanvasElement) => () => void} actions.attach has the pad live on a canvas; the result draws it
 *   again
 * @param {() => void} actions.undo
 * @param {() => void} actions.clear
 * @param {() => void} actions.take draws the test image on the pad
 * @param {() => void} actions.open shows where a picture can be brought
 * @returns {(slice: Slice, ui: Ui) => import("../../../ui/template.js").Template}
 */
export function createDraw({ attach, undo, clear, take, open }) {
  return ({ draw, inked, ready, image, summary }, ui) => {
    const { t, ink } = ui;
    const { prediction } = draw;
    const names = classNames(summary);
    const input = prediction?.input ?? null;
    const paint = (/** @type {HTMLCanvasElement} */ canvas) => {
      if (input) paintDigit(canvas, input, ink);
      else canvas.getContext("2d")?.clearRect(0, 0, 28, 28);
    };
    const button = (/** @type {string} */ words, /** @type {boolean} */ disabled, /** @type {() => void} */ press) =>
      html`<button type="button" class="button button--small" ?disabled=${disabled} @click=${press}>${words}</button>`;
    return html`
      <h2 id="draw-title">${t("draw.title")}</h2>
      <div class="drawing">
        <div class="drawing__pad">
          <canvas role="img" aria-label=${t("draw.pad")} ${attached(attach, ink)}></canvas>
          <p class="drawing__hint" ?hidden=${inked} aria-hidden="true">${t("draw.hint")}</p>
        </div>
        <div class="drawing__answer">
          <figure class="sees">
            <canvas
              class="digit"
              width="28"
              height="28"
              role="img"
              aria-label=${t("draw.sees")}
              ${painted(paint, input, ink)}
            ></canvas>
            <figcaption class="muted">${t("draw.sees")}</figcaption>
          </figure>
          ${bars({ label: t("draw.answer"), values: prediction?.probabilities ?? null, names }, ui)}
        </div>
      </div>
      <p class="answer number">${answer(draw, ready, names, ui)}</p>
      <p class="buttons">
        ${button(t("draw.undo"), !inked, undo)} ${button(t("draw.clear"), !inked, clear)}
        ${button(t("draw.take"), !image, take)} ${button(t("draw.picture"), false, open)}
      </p>
    `;
  };
}

/**
 * @param {import("./state.js").Draw} draw
 * @param {boolean} ready
 * @param {readonly string[]} names
 * @param {Ui} ui
 */
function answer({ prediction }, ready, names, { t, format }) {
  if (!ready) return t("draw.waiting");
  if (!prediction) return t("draw.empty");
  if (prediction.step === 0) return t("draw.untrained");
  const digit = likeliest(prediction.probabilities);
  return t("draw.reads", { digit: names[digit], percent: format.percent(prediction.probabilities[digit]) });
}
