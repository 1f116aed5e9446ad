/**
 * The confusion matrix. Colours belong to the mistakes alone; a cell leads to its images.
 *
 * @module
 */

import { styleMap } from "lit-html/directives/style-map.js";
import { gradient, reversed, shade, viridis } from "../../../ui/figure/colour.js";
import { choice, createFigureCard } from "../../../ui/figure-card.js";
import { html, nothing } from "../../../ui/template.js";
import { matrixOf, worstMistake } from "./numbers.js";

/** @typedef {import("../../../ui/ui.js").Ui} Ui */
/** @typedef {import("./numbers.js").MatrixCell} MatrixCell */
/** @typedef {import("./view.js").Slice} Slice */
/** @typedef {{truth: number, prediction: number}} Cell */

/** @type {Record<string, [number, number]>} down, across */
const STEPS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
const READABLE = 140;

/**
 * @param {(percent: boolean) => void} percent
 * @param {(cell: Cell) => void} open
 * @returns {(slice: Slice, ui: Ui) => import("../../../ui/template.js").Template}
 */
export function createConfusion(percent, open) {
  const card = createFigureCard({
    title: "verdict.confusion",
    about: "verdict.confusion.about",
    file: "digit-lab-confusion",
    kind: "confusion",
  });
  /** Where the keyboard is. */
  let [row, column] = [0, 0];

  return ({ assessment, names }, ui) => {
    const { t, format } = ui;
    const verdict = assessment.assessed[assessment.classifier]?.verdict ?? null;
    const { classes, rows } = verdict ? matrixOf(verdict) : { classes: [], rows: [] };
    const measure = assessment.percent ? "share" : "count";
    const worst = worstMistake(rows, measure);
    // On a light ground dark is much, on a dark one light is.
    const colours = ui.theme.dark ? viridis : reversed(viridis);
    if (row >= rows.length || column >= classes.length) [row, column] = [0, 0];

    const openCell = (/** @type {MatrixCell} */ { truth, prediction }) => open({ truth, prediction });
    /** @param {number} r @param {number} c @param {Element} table */
    const moveTo = (r, c, table) => {
      if (r < 0 || c < 0 || r >= rows.length || c >= classes.length) return;
      [row, column] = [r, c];
      ui.redraw();
      const to = /** @type {HTMLTableElement} */ (table).tBodies[0].rows[r].cells[c + 1];
      queueMicrotask(() => to.focus());
    };
    const pressed = (/** @type {KeyboardEvent & {currentTarget: Element}} */ event) => {
      const { key, currentTarget: table } = event;
      if (key === "Enter" || key === " ") {
        const cell = rows[row]?.[column];
        if (cell) openCell(cell);
      } else if (STEPS[key]) moveTo(row + STEPS[key][0], column + STEPS[key][1], table);
      else if (key === "Home" || key === "End") moveTo(row, key === "Home" ? 0 : classes.length - 1, table);
      else return;
      event.preventDefault();
    };
    const { truth, prediction } = assessment.gallery.query;
    const body = rows.map(
      (cells, r) => html`
        <tr>
          <th scope="row"><span>${names[cells[0].truth]}</span></th>
          ${cells.map((cell, c) => {
            const right = cell.truth === cell.prediction;
            const coloured = !right && cell.count > 0;
            const words = {
              truth: names[cell.truth],
              prediction: names[cell.prediction],
              count: format.integer(cell.count),
              percent: format.share(cell.share),
            };
            const choose = (/** @type {Event & {currentTarget: Element}} */ { currentTarget }) => {
              moveTo(r, c, /** @type {Element} */ (currentTarget.closest("table")));
              openCell(cell);
            };
            return html`<td
              data-truth=${cell.truth}
              data-prediction=${cell.prediction}
              tabindex=${r === row && c === column ? 0 : -1}
              class=${right ? "confusion__right" : nothing}
              style=${styleMap(coloured ? colour(cell[measure], worst, measure, colours) : {})}
              aria-selected=${cell.truth === truth && cell.prediction === prediction}
              aria-label=${t("verdict.cell", words)}
              @click=${choose}
            >
              ${numberOf(cell, assessment.percent)}
            </td>`;
          })}
        </tr>
      `,
    );
    const table = html`
      <table class="confusion" role="grid" aria-label=${t("verdict.confusion")} @keydown=${pressed}>
        <thead>
          <tr>
            <td class="confusion__corner">${t("verdict.corner")}</td>
            ${classes.map((one) => html`<th scope="col"><span>${names[one]}</span></th>`)}
          </tr>
        </thead>
        <tbody>
          ${body}
        </tbody>
      </table>
    `;
    const scale = html`
      <div class="scale">
        <span class="scale__bar" style=${styleMap({ background: gradient(colours) })}></span>
        <span class="scale__ends number">
          <span>${assessment.percent ? format.percent(0) : "1"}</span>
          <span>${assessment.percent ? format.share(worst) : format.integer(worst)}</span>
        </span>
      </div>
    `;
    const picture = html`
      <div class="confusion__scroll">${verdict ? table : nothing}</div>
      ${worst > 0 ? scale : nothing}
      <p class="muted">${t("verdict.confusion.colours")}</p>
    `;
    const measures = choice(
      t("verdict.measure"),
      /** @type {const} */ (["count", "share"]),
      measure,
      (one) => t(`verdict.measure.${one}`),
      (one) => percent(one === "share"),
    );
    const above = html`<div class="card__choices">${measures}</div>`;
    return card(ui, verdict && numbersOf(rows, names, ui), picture, { above });
  };
}

/** @param {MatrixCell[][]} rows @param {string[]} names @param {Ui} ui @returns {import("../../../ui/figure-card.js").Numbers} */
function numbersOf(rows, names, { t }) {
  return {
    columns: [
      { name: "class", words: t("verdict.truth") },
      { name: "prediction", words: t("verdict.prediction") },
      { name: "count", words: t("verdict.images") },
      { name: "share", words: t("verdict.share") },
    ],
    lines: rows
      .flat()
      .map(({ truth, prediction, count, share }) => [names[truth], names[prediction], count, Number(share.toFixed(6))]),
  };
}

/** None is left blank, so that the eye finds the mistakes. @param {MatrixCell} cell @param {boolean} percent */
function numberOf({ count, share }, percent) {
  if (count === 0) return "";
  if (!percent) return String(count);
  const hundredths = share * 100;
  return hundredths >= 99.95 ? "100" : hundredths < 0.05 ? "<0.1" : hundredths.toFixed(1);
}

/**
 * @param {number} value
 * @param {number} worst
 * @param {"count" | "share"} measure
 * @param {import("../../../ui/figure/colour.js").ColourTable} colours
 */
function colour(value, worst, measure, colours) {
  const at = shade(value, measure === "count" ? 1 : 0, Math.max(worst, measure === "count" ? 2 : 1e-9)) * 3;
  const [red, green, blue] = colours.subarray(at, at + 3);
  const dark = 0.299 * red + 0.587 * green + 0.114 * blue <= READABLE;
  return { background: `rgb(${red} ${green} ${blue})`, color: dark ? "#fff" : "#000" };
}
