/**
 * The drawing pad, and the network's reading of the drawing.
 *
 * @module
 */

import { loadWords } from "../../../i18n/index.js";
import { classNames } from "../../../run/class-names.js";
import { bars, likeliest } from "../../../ui/figure/bars.js";
import { paintDigit } from "../../../ui/figure/pixels.js";
import { PENS } from "../../../ui/pad/marks.js";
import { attached, html, painted } from "../../../ui/template.js";

/** @typedef {import("../../../ui/ui.js").Ui} Ui */

const PEN_WORDS = /** @type {const} */ (["draw.pen.0", "draw.pen.1", "draw.pen.2"]);

/**
 * @typedef {object} Slice
 * @property {import("./state.js").Draw} draw
 * @property {import("../../../page/state/drawing.js").Drawing} drawing what is on the pad, and its tool
 * @property {boolean} ready whether there is a network
 * @property {boolean} image whether there is a test image to take
 * @property {import("../../../page/state.js").Data["summary"]} summary of the images, for the classes' names
 */

/**
 * @param {import("../../../ui/pad/pad.js").Pad & {take: () => void, stages: (shown: boolean) => void, openPicture: () => void}} actions
 *   `take` draws the test image on the pad; `stages` shows the stations to the network's input; `openPicture` shows where a
 *   picture can be brought
 * @returns {(slice: Slice, ui: Ui) => import("../../../ui/template.js").Template}
 */
export function createDraw({ attach, undo, redo, clear, use, setRaw, take, stages, openPicture }) {
  /** @type {typeof import("./stages.js").stagesView | undefined} */
  let stagesView;
  return ({ draw, drawing, ready, image, summary }, ui) => {
    const { t, ink } = ui;
    const { prediction } = draw;
    const { inked, undoable, redoable, eraser, raw } = drawing;
    const names = classNames(summary);
    const input = prediction?.input ?? null;
    const paint = (/** @type {HTMLCanvasElement} */ canvas) => {
      if (input) paintDigit(canvas, input, ink);
      else canvas.getContext("2d")?.clearRect(0, 0, 28, 28);
    };
    /** What the keyboard's cursor does, for those who do not see it. @param {Event} event */
    const told = async (event) => {
      await loadWords(ui.language, ["drawing"]);
      const { target, detail } = /** @type {CustomEvent & {target: Element}} */ (event);
      const place = target.closest("#draw")?.querySelector("[role=status]");
      if (place) place.textContent = t(detail.down ? "draw.cursor.down" : "draw.cursor.up", detail);
    };
    const open = async (/** @type {Event} */ event) => {
      event.preventDefault();
      await loadWords(ui.language, ["drawing"]);
      if (!stagesView) ({ stagesView } = await import("./stages.js"));
      stages(!draw.stages);
    };
    const button = (/** @type {string} */ words, /** @type {boolean} */ disabled, /** @type {() => void} */ press) =>
      html`<button type="button" class="button button--small" ?disabled=${disabled} @click=${press}>${words}</button>`;
    return html`
      <h2 id="draw-title">${t("draw.title")}</h2>
      <div class="drawing">
        <div class="drawing__pad">
          <canvas
            role="application"
            tabindex="0"
            aria-label=${t("draw.pad")}
            @pad-cursor=${told}
            ${attached(attach, ink)}
          ></canvas>
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
      <p class="hidden" role="status"></p>
      <p class="buttons">
        ${button(t("draw.undo"), !undoable, undo)} ${button(t("draw.redo"), !redoable, redo)}
        ${button(t("draw.clear"), !inked, clear)} ${button(t("draw.take"), !image, take)}
        ${button(t("draw.picture"), false, openPicture)}
      </p>
      <p class="buttons pens" role="group" aria-label=${t("draw.pen")}>
        ${PENS.map(
          (pen, i) =>
            html`<button
              type="button"
              class="button button--small"
              aria-pressed=${String(!eraser && pen === drawing.pen)}
              title=${t(PEN_WORDS[i])}
              aria-label=${t(PEN_WORDS[i])}
              @click=${() => use({ pen, eraser: false })}
            >
              <span class="pens__dot" style="--pen: ${pen}"></span>
            </button>`,
        )}
        <button
          type="button"
          class="button button--small"
          aria-pressed=${String(eraser)}
          @click=${() => use({ eraser: !eraser })}
        >
          ${t("draw.eraser")}
        </button>
      </p>
      <details ?open=${draw.stages}>
        <summary @click=${open}>${t("draw.stages")}</summary>
        ${draw.stages && stagesView ? stagesView({ prediction, raw, setRaw }, ui) : ""}
      </details>
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
