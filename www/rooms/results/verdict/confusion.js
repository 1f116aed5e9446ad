/**
 * The confusion matrix: what is taken for what. Colours belong to the mistakes alone; a cell leads to its images.
 *
 * @module
 */

import { make, write } from "../../../ui/dom.js";
import { gradient, reversed, shade, viridis } from "../../../ui/figure/colour.js";
import { readTheme } from "../../../ui/figure/theme.js";
import { matrixOf, worstMistake } from "./numbers.js";
import { createChoice, createFigure } from "../../../ui/figure-card.js";

/** @typedef {import("../../../page/rendering.js").Ui} Ui */
/** @typedef {import("./numbers.js").MatrixCell} MatrixCell */
/** @typedef {import("./view.js").Slice} Slice */

/** @type {Record<string, [number, number]>} down, across */
const STEPS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
const READABLE = 140;

/**
 * @param {object} actions
 * @param {(percent: boolean) => void} actions.percent
 * @param {(cell: {truth: number, prediction: number}) => void} actions.open
 */
export function createConfusion(actions) {
  /** @type {Slice | undefined} */
  let latest;
  /** Where the keyboard is. */
  let [row, column] = [0, 0];
  const table = make("table", { class: "confusion", role: "grid", "data-label": "verdict.confusion" });
  const measures = createChoice("verdict.measure", ["count", "share"], (measure) =>
    actions.percent(measure === "share"),
  );
  const bar = make("span", { class: "scale__bar" });
  const ends = [make("span"), make("span")];
  const scale = make("div", { class: "scale" }, bar, make("span", { class: "scale__ends number" }, ...ends));
  const scale_about = make("p", { class: "muted", "data-text": "verdict.confusion.colours" });
  const figure = createFigure(
    {
      title: "verdict.confusion",
      about: "verdict.confusion.about",
      file: "digit-lab-confusion",
      numbers: ({ t }) => {
        const verdict = latest && verdictOf(latest);
        if (!latest || !verdict) return null;
        const { names } = latest;
        return {
          columns: [
            { name: "class", words: t("verdict.truth") },
            { name: "prediction", words: t("verdict.prediction") },
            { name: "count", words: t("verdict.images") },
            { name: "share", words: t("verdict.share") },
          ],
          lines: matrixOf(verdict).rows.flatMap((cells) =>
            cells.map(({ truth, prediction, count, share }) => [
              names[truth],
              names[prediction],
              count,
              Number(share.toFixed(6)),
            ]),
          ),
        };
      },
    },
    make("div", { class: "confusion__scroll" }, table),
    scale,
    scale_about,
  );
  figure.caption.after(make("div", { class: "exhibit__choices" }, measures.element));

  const cellAt = (/** @type {number} */ r, /** @type {number} */ c) =>
    /** @type {HTMLElement | undefined} */ (table.tBodies[0]?.rows[r]?.cells[c + 1]);
  table.addEventListener("click", ({ target }) => {
    const cell = /** @type {Element} */ (target).closest("td");
    if (!cell) return;
    moveTo(/** @type {HTMLTableRowElement} */ (cell.parentElement).sectionRowIndex, cell.cellIndex - 1);
    open(cell);
  });
  table.addEventListener("keydown", (event) => {
    if (event.key === "Enter" || event.key === " ") {
      const cell = cellAt(row, column);
      if (cell) open(cell);
    } else if (STEPS[event.key]) {
      const [down, across] = STEPS[event.key];
      moveTo(row + down, column + across);
    } else if (event.key === "Home" || event.key === "End") {
      moveTo(row, event.key === "Home" ? 0 : (table.tBodies[0]?.rows[row]?.cells.length ?? 2) - 2);
    } else return;
    event.preventDefault();
  });
  const moveTo = (/** @type {number} */ r, /** @type {number} */ c) => {
    const to = cellAt(r, c);
    if (!to || c < 0) return;
    cellAt(row, column)?.setAttribute("tabindex", "-1");
    to.setAttribute("tabindex", "0");
    to.focus();
    [row, column] = [r, c];
  };
  const open = (/** @type {HTMLElement} */ cell) =>
    actions.open({ truth: Number(cell.dataset.truth), prediction: Number(cell.dataset.prediction) });

  return {
    element: figure.element,
    /** @param {Slice} slice @param {Ui} ui */
    show(slice, ui) {
      latest = slice;
      const { assessment, names } = slice;
      const { t, format } = ui;
      const measure = assessment.percent ? "share" : "count";
      measures.show(measure, (one) => t(`verdict.measure.${one}`));
      const verdict = verdictOf(slice);
      figure.element.dataset.waiting = String(!verdict);
      figure.show(ui);
      if (!verdict) return table.replaceChildren();

      const { classes, rows } = matrixOf(verdict);
      const worst = worstMistake(rows, measure);
      // On a light ground dark is much, on a dark one light is.
      const colours = readTheme().dark ? viridis : reversed(viridis);
      bar.style.background = gradient(colours);
      write(ends[0], assessment.percent ? format.percent(0) : "1");
      write(ends[1], assessment.percent ? format.share(worst) : format.integer(worst));
      scale.hidden = worst === 0;

      const had_focus = table.contains(document.activeElement);
      const { truth, prediction } = assessment.gallery.query;
      const head = classes.map((one) => make("th", { scope: "col" }, make("span", {}, names[one])));
      const corner = make("td", { class: "confusion__corner" }, t("verdict.corner"));
      const body = rows.map((cells) =>
        make(
          "tr",
          {},
          make("th", { scope: "row" }, make("span", {}, names[cells[0].truth])),
          ...cells.map((cell) => {
            const words = {
              truth: names[cell.truth],
              prediction: names[cell.prediction],
              count: format.integer(cell.count),
              percent: format.share(cell.share),
            };
            const chosen = cell.truth === truth && cell.prediction === prediction;
            const element = make(
              "td",
              {
                tabindex: "-1",
                "data-truth": String(cell.truth),
                "data-prediction": String(cell.prediction),
                "aria-selected": String(chosen),
                "aria-label": t("verdict.cell", words),
              },
              numberOf(cell, assessment.percent),
            );
            if (cell.truth === cell.prediction) element.className = "confusion__right";
            else if (cell.count > 0) colour(element, cell[measure], worst, measure, colours);
            return element;
          }),
        ),
      );
      table.replaceChildren(make("thead", {}, make("tr", {}, corner, ...head)), make("tbody", {}, ...body));
      if (!cellAt(row, column)) [row, column] = [0, 0];
      cellAt(row, column)?.setAttribute("tabindex", "0");
      if (had_focus) cellAt(row, column)?.focus();
    },
  };
}

/** @param {Slice} slice */
function verdictOf({ assessment }) {
  return assessment.assessed[assessment.classifier]?.verdict ?? null;
}

/** None is left blank, so that the eye finds the mistakes. @param {MatrixCell} cell @param {boolean} percent */
function numberOf({ count, share }, percent) {
  if (count === 0) return "";
  if (!percent) return String(count);
  const hundredths = share * 100;
  return hundredths >= 99.95 ? "100" : hundredths < 0.05 ? "<0.1" : hundredths.toFixed(1);
}

/**
 * @param {HTMLElement} element
 * @param {number} value
 * @param {number} worst
 * @param {"count" | "share"} measure
 * @param {import("../../../ui/figure/colour.js").ColourTable} colours
 */
function colour(element, value, worst, measure, colours) {
  const at = shade(value, measure === "count" ? 1 : 0, Math.max(worst, measure === "count" ? 2 : 1e-9)) * 3;
  const [red, green, blue] = colours.subarray(at, at + 3);
  element.style.background = `rgb(${red} ${green} ${blue})`;
  element.style.color = 0.299 * red + 0.587 * green + 0.114 * blue > READABLE ? "#000" : "#fff";
}
