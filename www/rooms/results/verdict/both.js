/**
 * What either classifier takes an image for: the mean image that is nearest, and the network's answer.
 *
 * @module
 */

import { paint } from "../../../ui/figure/pixels.js";
import { html, nothing, painted } from "../../../ui/template.js";
import { signOf } from "./answer.js";
import { answerAt } from "../../../run/choices.js";

/** @typedef {import("../../../ui/ui.js").Ui} Ui */
/** @typedef {import("./state.js").Assessment} Assessment */

/**
 * @param {Assessment} assessment
 * @param {number} index of the test image
 * @param {number} label
 * @param {readonly string[]} names of the classes
 * @param {Ui} ui
 */
export function bothAnswers({ scores, classes, means }, index, label, names, { t, ink }) {
  const template = answerAt(scores.template, "template", classes, index);
  const network = answerAt(scores.network, "network", classes, index);
  const words = (/** @type {number | null} */ prediction) =>
    prediction === null ? "…" : `${signOf({ label, prediction })} ${names[prediction]}`;
  const draw = (/** @type {HTMLCanvasElement} */ canvas) => {
    const mean = template === null ? null : means?.means.subarray(template * 784, (template + 1) * 784);
    if (mean) paint(canvas, mean, 28, 28, ink, 0, 255);
  };
  return html`
    <span class="both" data-right=${template === null ? nothing : template === label}>
      <canvas width="28" height="28" aria-hidden="true" ${painted(draw, template, means, ink)}></canvas>
      <span>${t("verdict.both.template")} ${words(template)}</span>
    </span>
    <span class="both" data-right=${network === null ? nothing : network === label}>
      <span>${t("verdict.both.network")} ${words(network)}</span>
    </span>
  `;
}
