/**
 * The nearest-mean classifier on all test images: its accuracy over all classes, and on any two.
 *
 * @module
 */

import { styleMap } from "lit-html/directives/style-map.js";
import { explain } from "../../../i18n/index.js";
import { createFigureCard } from "../../../ui/figure-card.js";
import { gradient, viridis } from "../../../ui/figure/colour.js";
import { createValueGrid, marginOf } from "../../../ui/figure/value-grid.js";
import { attached, html, kept } from "../../../ui/template.js";

/** @typedef {import("../../../ui/ui.js").Ui} Ui */
/** @typedef {NonNullable<import("./state.js").Explore["pairs"]>} Pairs */

const CELL_PX = { least: 31, most: 44 };

/** @param {{compare: (pair: [number, number]) => void}} actions @returns {import("./view.js").Figure} */
export function createPairs({ compare }) {
  const card = createFigureCard({
    title: "explore.pairs",
    about: "explore.pairs.about",
    file: "digit-lab-template-pairs",
  });
  const table = kept(tableOf);
  const grid = kept(gridOf);
  /** @type {number | null} */
  let pointed = null;

  return ({ explore, names }, ui) => {
    const { t, format, theme } = ui;
    const { baseline, pairs, pair, failed } = explore;
    /** @param {number} cell @returns {[number, number] | null} */
    const pairAt = (cell) => {
      const [a, b] = [Math.floor(cell / names.length), cell % names.length];
      return a === b ? null : [a, b];
    };
    const gridOn = (/** @type {HTMLCanvasElement} */ canvas) =>
      createValueGrid(
        canvas,
        (cell) => {
          pointed = cell;
          ui.redraw();
        },
        (cell) => {
          const chosen = pairAt(cell);
          if (chosen) compare(chosen);
        },
      );
    const problem = failed.baseline ?? failed.pairs;
    const params = baseline && { correct: format.integer(baseline.correct), count: format.integer(baseline.count) };
    const { values, low, high } = table(pairs, names);
    const ends = [low, high].map(format.accuracy);
    const picture = html`
      <div class="pixels">
        <canvas
          role="img"
          aria-label=${t("explore.pairs")}
          ${attached(gridOn, pairs && grid(values, low, high, pair, names), theme)}
        ></canvas>
      </div>
      <div class="scale">
        <span class="scale__bar" style=${styleMap({ background: gradient(viridis) })}></span
        ><span class="scale__ends number">${ends.map((end) => html`<span>${end}</span>`)}</span>
      </div>
    `;
    const shown = (pointed !== null && pairAt(pointed)) || pair;
    const headline = html`
      <p class="headline">
        <strong class="number">${baseline ? format.accuracy(baseline.accuracy) : ""}</strong>
        <span>${params ? t("explore.baseline", params) : problem ? explain(t, "error", problem) : "\u00a0"}</span>
      </p>
    `;
    const below = html`<p class="number reading--line" role="status">${readingOf(pairs, shown, names, ui)}</p>`;
    return card(ui, pairs && numbersOf(pairs, names, ui), picture, { above: headline, below });
  };
}

/** The accuracies, row by row, with their range. @param {Pairs | null} pairs @param {string[]} names */
function tableOf(pairs, names) {
  const values = names.flatMap((_, a) =>
    names.map((_, b) => (pairs && pairs.count[a * 10 + b] > 0 && a !== b ? pairs.accuracy[a * 10 + b] : NaN)),
  );
  const known = values.filter(Number.isFinite);
  return { values, low: known.length ? Math.min(...known) : null, high: known.length ? Math.max(...known) : null };
}

/**
 * @param {number[]} values
 * @param {number | null} low
 * @param {number | null} high
 * @param {[number, number]} pair
 * @param {string[]} names
 */
function gridOf(values, low, high, [a, b], names) {
  const count = names.length;
  return (/** @type {number} */ room) => {
    const width = Math.min(
      CELL_PX.most,
      Math.max(CELL_PX.least, Math.floor((room - marginOf({ names }).left) / count)),
    );
    return {
      columns: count,
      values,
      word: (/** @type {number} */ value) => (value * 100).toFixed(1),
      table: viridis,
      low: low ?? 1,
      high: high ?? 0,
      width,
      height: Math.round(width * 0.72),
      font: Math.round(width * 0.32),
      names,
      marked: [a * count + b, b * count + a],
    };
  };
}

/** @param {Pairs | null} pairs @param {[number, number]} pair @param {string[]} names @param {Ui} ui */
function readingOf(pairs, [a, b], names, { t, format }) {
  if (!pairs) return "\u00a0";
  const at = a * 10 + b;
  return t("explore.pairs.reading", {
    a: names[a],
    b: names[b],
    correct: format.integer(pairs.correct[at]),
    count: format.integer(pairs.count[at]),
    accuracy: format.accuracy(pairs.count[at] ? pairs.accuracy[at] : null),
  });
}

/** @param {Pairs} pairs @param {string[]} names @param {Ui} ui @returns {import("../../../ui/figure-card.js").Numbers} */
function numbersOf(pairs, names, { t }) {
  const lines = names.flatMap((a, i) =>
    names.flatMap((b, k) => {
      const cell = i * 10 + k;
      if (k <= i || pairs.count[cell] === 0) return [];
      return [[a, b, pairs.correct[cell], pairs.count[cell], Number(pairs.accuracy[cell].toFixed(4))]];
    }),
  );
  return {
    columns: [
      { name: "a", words: "A" },
      { name: "b", words: "B" },
      { name: "correct", words: t("explore.correct") },
      { name: "count", words: t("explore.count") },
      { name: "accuracy", words: t("explore.accuracy") },
    ],
    lines,
  };
}
