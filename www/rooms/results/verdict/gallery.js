/**
 * Images with their answers: wrong ones, right ones, or those of a cell of the matrix; in random order.
 *
 * @module
 */

import { choice, createFigureCard, smallButton } from "../../../ui/figure-card.js";
import { paintDigit } from "../../../ui/figure/pixels.js";
import { html, nothing, painted } from "../../../ui/template.js";
import { answerWords, signOf } from "./answer.js";
import { bothAnswers } from "./both.js";
import { comparing } from "./comparing.js";
import { pager } from "./pager.js";

/** @typedef {import("../../../ui/ui.js").Ui} Ui */
/** @typedef {import("../../../api/protocol.js").Cases} Cases */
/** @typedef {import("./state.js").Query} Query */
/** @typedef {import("./view.js").Slice} Slice */

const KINDS = /** @type {Query["only"][]} */ (["wrong", "right", "all"]);

/**
 * @param {object} actions
 * @param {(query: Partial<Query>) => void} actions.list
 * @param {(cell: null) => void} actions.open
 * @param {(compare: boolean) => void} actions.compare
 * @param {(at: number) => void} actions.choose
 * @returns {(slice: Slice, ui: Ui) => import("../../../ui/template.js").Template}
 */
export function createGallery({ list, open, choose, compare }) {
  const card = createFigureCard({
    title: "verdict.gallery",
    about: "verdict.gallery.about",
    file: "digit-lab-answers",
    kind: "gallery",
  });
  return ({ assessment, names }, ui) => {
    const { t } = ui;
    const { page, query } = assessment.gallery;
    const cases = page?.cases ?? null;
    const { truth, prediction } = query;
    const cell = truth !== null && prediction !== null ? { truth: names[truth], prediction: names[prediction] } : null;
    const kinds = choice(
      t("verdict.gallery.kind"),
      KINDS,
      query.only,
      (only) => t(`verdict.gallery.${only}`),
      (only) => list({ only, truth: null, prediction: null }),
    );
    const orders = choice(
      t("verdict.gallery.order"),
      /** @type {const} */ (["random", "index"]),
      query.order === "index" ? "index" : "random",
      (order) => t(`verdict.gallery.${order}`),
      (order) => list({ order }),
    );
    const above = html`
      <div class="card__choices">
        ${kinds}<span class="gallery__cell">${cell ? t("verdict.gallery.cell", cell) : ""}</span>
        ${cell ? smallButton(t("verdict.gallery.every"), () => open(null)) : nothing}
      </div>
      <div class="card__choices">${orders} ${comparing(assessment.compare, compare, ui)}</div>
    `;
    const picture = html`
      <ol class="gallery" data-both=${assessment.compare} aria-label=${t("verdict.gallery")}>
        ${cases ? thumbs(cases, assessment, names, choose, ui) : nothing}
      </ol>
      ${cases?.total === 0 ? html`<p class="muted">${t("verdict.gallery.none")}</p>` : nothing}
    `;
    const shuffle = smallButton(t("verdict.gallery.shuffle"), () => list({ seed: query.seed + 1 }));
    const below = pager(
      assessment.gallery,
      (first) => list({ first }),
      ui,
      query.order === "random" ? shuffle : nothing,
    );
    return card(ui, cases && numbersOf(cases, names), picture, { above, below });
  };
}

/**
 * @param {Cases} cases
 * @param {Slice["assessment"]} assessment
 * @param {string[]} names
 * @param {(at: number) => void} choose
 * @param {Ui} ui
 */
function thumbs({ indices, labels, predictions, images }, assessment, names, choose, ui) {
  return Array.from(indices, (index, i) => {
    const answer = { index, label: labels[i], prediction: predictions[i], names };
    const right = labels[i] === predictions[i];
    const words = right ? names[labels[i]] : `${names[labels[i]]} → ${names[predictions[i]]}`;
    const paint = (/** @type {HTMLCanvasElement} */ canvas) =>
      paintDigit(canvas, images.subarray(i * 784, (i + 1) * 784), ui.ink);
    return html`
      <li data-right=${right}>
        <button type="button" class="thumb" aria-label=${answerWords(answer, ui)} @click=${() => choose(i)}>
          <canvas width="28" height="28" aria-hidden="true" ${painted(paint, images, ui.ink)}></canvas>
          <span aria-hidden="true"
            >${assessment.compare ? names[labels[i]] : html`<span class="answer__sign">${signOf(answer)}</span> ${words}`}</span
          >
        </button>
        ${assessment.compare ? bothAnswers(assessment, index, labels[i], names, ui) : nothing}
      </li>
    `;
  });
}

/** For the file: the page shows them. @param {Cases} cases @param {string[]} names @returns {import("../../../ui/figure-card.js").Numbers} */
function numbersOf({ indices, labels, predictions }, names) {
  return {
    columns: ["index", "class", "prediction"].map((name) => ({ name, words: "" })),
    lines: Array.from(indices, (index, i) => [index, names[labels[i]], names[predictions[i]]]),
  };
}
