/**
 * The images that cost the most, as a table that can be sorted and leafed through.
 *
 * @module
 */

import { createFigureCard } from "../../../ui/figure-card.js";
import { paintDigit } from "../../../ui/figure/pixels.js";
import { html, nothing, painted } from "../../../ui/template.js";
import { answerWords, signOf } from "./answer.js";
import { bothAnswers } from "./both.js";
import { comparing } from "./comparing.js";
import { pager } from "./pager.js";

/** @typedef {import("../../../ui/ui.js").Ui} Ui */
/** @typedef {import("../../../api/protocol.js").Cases} Cases */
/** @typedef {import("./state.js").Classifier} Classifier */
/** @typedef {import("./state.js").Query} Query */
/** @typedef {import("./view.js").Slice} Slice */

/**
 * @param {object} actions
 * @param {(query: Partial<Query>) => void} actions.list
 * @param {(at: number) => void} actions.choose
 * @param {(compare: boolean) => void} actions.compare
 * @returns {(slice: Slice, ui: Ui) => import("../../../ui/template.js").Template}
 */
export function createLosses({ list, choose, compare }) {
  const card = createFigureCard({
    title: "verdict.losses",
    about: "verdict.losses.about",
    file: "digit-lab-top-losses",
    kind: "losses",
  });
  return ({ assessment, names }, ui) => {
    const { t } = ui;
    const { page, query } = assessment.losses;
    const classifier = page?.classifier ?? assessment.classifier;
    const cases = page?.cases ?? null;
    /** @param {"index" | "loss" | "confidence"} order @param {string} words */
    const sorter = (order, words) => {
      const again = query.order === order;
      // Of templates, the surer the smaller the distance that is shown.
      const down = query.descending !== (classifier === "template" && order === "confidence");
      const sort = () => list({ order, descending: again ? !query.descending : order !== "index" });
      return html`<th scope="col" aria-sort=${again ? (down ? "descending" : "ascending") : "none"}>
        <button type="button" class="sorter" @click=${sort}>${words}</button>
      </th>`;
    };
    const picture = html`
      <div class="scroll--wide">
        <table class="losses">
          <thead>
            <tr>
              <th scope="col">${t("verdict.image")}</th>
              ${sorter("index", t("verdict.number"))}
              <th scope="col">${t("verdict.truth")}</th>
              <th scope="col">${t("verdict.prediction")}</th>
              ${sorter("loss", t(`verdict.${classifier}.loss`))}
              ${sorter("confidence", t(`verdict.${classifier}.prediction`))}
              <th scope="col">${t(`verdict.${classifier}.truth`)}</th>
              ${assessment.compare ? html`<th scope="col">${t("verdict.both.answers")}</th>` : nothing}
            </tr>
          </thead>
          <tbody>
            ${cases ? rows(cases, assessment, classifier, names, choose, ui) : nothing}
          </tbody>
        </table>
      </div>
    `;
    const below = pager(assessment.losses, (first) => list({ first }), ui);
    const above = html`<div class="card__choices">${comparing(assessment.compare, compare, ui)}</div>`;
    return card(ui, cases && numbersOf(cases, classifier, names), picture, { above, below });
  };
}

/**
 * @param {Cases} cases
 * @param {Slice["assessment"]} assessment
 * @param {Classifier} classifier
 * @param {string[]} names
 * @param {(at: number) => void} choose
 * @param {Ui} ui
 */
function rows(cases, assessment, classifier, names, choose, ui) {
  const { indices, labels, predictions, losses, probabilities, truth_probabilities, images } = cases;
  const { format, ink } = ui;
  const number = classifier === "network" ? format.probability : format.loss;
  return Array.from(indices, (at, i) => {
    const answer = { index: at, label: labels[i], prediction: predictions[i], names };
    const paint = (/** @type {HTMLCanvasElement} */ canvas) =>
      paintDigit(canvas, images.subarray(i * 784, (i + 1) * 784), ink);
    return html`
      <tr data-right=${labels[i] === predictions[i]} @click=${() => choose(i)}>
        <td>
          <button type="button" class="thumb" aria-label=${answerWords(answer, ui)}>
            <canvas width="28" height="28" aria-hidden="true" ${painted(paint, images, ink)}></canvas>
          </button>
        </td>
        <td>${format.integer(at + 1)}</td>
        <td>${names[labels[i]]}</td>
        <td class="answer__sign">${signOf(answer)} ${names[predictions[i]]}</td>
        <td>${format.loss(losses[i])}</td>
        <td>${number(probabilities[i])}</td>
        <td>${number(truth_probabilities[i])}</td>
        ${assessment.compare ? html`<td>${bothAnswers(assessment, at, labels[i], names, ui)}</td>` : nothing}
      </tr>
    `;
  });
}

/** For the file: the page shows them. @param {Cases} cases @param {Classifier} classifier @param {string[]} names @returns {import("../../../ui/figure-card.js").Numbers} */
function numbersOf(cases, classifier, names) {
  const measures =
    classifier === "network"
      ? ["loss", "probability", "probability_of_class"]
      : ["difference", "mean_squared_error", "mean_squared_error_to_class"];
  return {
    columns: ["index", "class", "prediction", ...measures].map((name) => ({ name, words: "" })),
    lines: Array.from(cases.indices, (at, i) => [
      at,
      names[cases.labels[i]],
      names[cases.predictions[i]],
      cases.losses[i],
      cases.probabilities[i],
      cases.truth_probabilities[i],
    ]),
  };
}
