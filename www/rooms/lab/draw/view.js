/**
 * What the network makes of the drawing.
 *
 * @module
 */

import { classNames } from "../../../run/class-names.js";
import { part, write } from "../../../ui/dom.js";
import { createBars, likeliest } from "../../../ui/figure/bars.js";
import { inkTable, paintDigit } from "../../../ui/figure/pixels.js";

/** @typedef {import("../../../page/rendering.js").Ui} Ui */

/**
 * @typedef {object} Slice
 * @property {import("../../../page/state.js").Draw} draw
 * @property {boolean} ready whether there is a network
 * @property {boolean} image whether there is a test image to take
 * @property {import("../../../page/state.js").Data["summary"]} summary of the images, for the classes' names
 */

/**
 * @param {HTMLElement} element
 * @param {{undo: () => void, clear: () => void, take: () => void, redraw: () => void}} actions
 * @returns {(slice: Slice, ui: Ui) => void}
 */
export function createDraw(element, actions) {
  const sees = /** @type {HTMLCanvasElement} */ (part(element, "sees"));
  const button = (/** @type {string} */ name) => /** @type {HTMLButtonElement} */ (part(element, name));
  const drawBars = createBars(part(element, "bars"));
  for (const name of /** @type {const} */ (["undo", "clear", "take"]))
    button(name).addEventListener("click", actions[name]);

  return ({ draw, ready, image, summary }, ui) => {
    const names = classNames(summary);
    const { inked, prediction } = draw;
    part(element, "hint").hidden = inked;
    button("undo").disabled = !inked;
    button("clear").disabled = !inked;
    button("take").disabled = !image;
    // The theme may have changed, and with it the ink.
    actions.redraw();

    drawBars(prediction?.probabilities ?? null, names, ui.format.percent);
    if (prediction) paintDigit(sees, prediction.input, inkTable());
    else sees.getContext("2d")?.clearRect(0, 0, 28, 28);
    write(part(element, "answer"), answer(draw, ready, names, ui));
  };
}

/**
 * @param {import("../../../page/state.js").Draw} draw
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
