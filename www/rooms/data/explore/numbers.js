/**
 * The statistics of the whole set: its shape and range, and how often each pixel value occurs.
 *
 * @module
 */

import { choice, createFigureCard } from "../../../ui/figure-card.js";
import { createColumns } from "../../../ui/figure/columns.js";
import { UNKNOWN } from "../../../ui/format.js";
import { tableView } from "../../../ui/table.js";
import { attached, html, kept } from "../../../ui/template.js";

/** @typedef {import("../../../ui/ui.js").Ui} Ui */
/** @typedef {import("../../../i18n/index.js").Key} Key */
/** @typedef {import("../../../api/protocol.js").Statistics} Statistics */
/** @typedef {import("./state.js").Split} Split */

const SPLITS = /** @type {const} */ (["train", "test"]);

/** @type {[string, (statistics: Statistics, ui: Ui) => string | number][]} */
const FACTS = [
  ["shape", ({ count }) => `[${count}, 28, 28]`],
  ["type", (_, { t }) => t("explore.fact.u8")],
  ["min", ({ min }) => min],
  ["max", ({ max }) => max],
  ["unique", ({ unique_values }) => unique_values],
  ["mean", ({ mean }, { format }) => format.loss(mean)],
  ["std", ({ std }, { format }) => format.loss(std)],
];

/** @returns {import("./view.js").Figure} */
export function createFacts() {
  const card = createFigureCard({ title: "explore.facts", about: "explore.facts.about", file: "digit-lab-statistics" });
  return ({ explore: { statistics, input } }, ui) => {
    const { t, format } = ui;
    const { train, test } = statistics;
    const rows = FACTS.map(([name, of]) => {
      const cells = [train, test].map((known) => html`<td>${known ? of(known, ui) : UNKNOWN}</td>`);
      return html`<tr>
        <th scope="row">${t(/** @type {Key} */ (`explore.fact.${name}`))}</th>
        ${cells}
      </tr>`;
    });
    const constants = input && { mean: format.loss(input.mean), std: format.loss(input.std) };
    const picture = html`
      ${tableView("facts", ["", ...SPLITS.map((split) => t(`explore.split.${split}`))], rows)}
      <p class="muted">${input && constants ? t(`explore.uses.${input.input_kind}`, constants) : "\u00a0"}</p>
    `;
    const exact = { ...ui, format: { ...format, loss: String } };
    const numbers = train &&
      test && {
        columns: [
          { name: "fact", words: "" },
          { name: "train", words: t("explore.split.train") },
          { name: "test", words: t("explore.split.test") },
        ],
        lines: FACTS.map(([name, of]) => [name, of(train, exact), of(test, exact)]),
      };
    return card(ui, numbers, picture);
  };
}

/** @returns {import("./view.js").Figure} */
export function createHistogram() {
  const card = createFigureCard({
    title: "explore.histogram",
    about: "explore.histogram.about",
    file: "digit-lab-histogram",
  });
  const histogram = kept(histogramOf);
  let log = true;
  /** @type {Split} */
  let split = "train";
  /** @type {number | null} */
  let pointed = null;

  return ({ explore: { statistics } }, ui) => {
    const { t, theme } = ui;
    const { train, test } = statistics;
    const known = statistics[split];
    const columnsOn = (/** @type {HTMLCanvasElement} */ canvas) =>
      createColumns(canvas, (value) => {
        pointed = value;
        ui.redraw();
      });
    const splits = choice(
      t("explore.split"),
      SPLITS,
      split,
      (name) => t(`explore.split.${name}`),
      (name) => {
        split = name;
        ui.redraw();
      },
    );
    const scales = choice(
      t("explore.scale"),
      /** @type {const} */ (["log", "even"]),
      log ? "log" : "even",
      (name) => t(`explore.scale.${name}`),
      (name) => {
        log = name === "log";
        ui.redraw();
      },
    );
    const picture = html`
      <div class="plain">
        <canvas
          role="img"
          aria-label=${t("explore.histogram")}
          ?hidden=${!known}
          ${attached(columnsOn, known && histogram(known, log, ui), theme)}
        ></canvas>
      </div>
    `;
    const numbers = train &&
      test && {
        columns: [
          { name: "value", words: t("explore.value") },
          { name: "train", words: t("explore.split.train") },
          { name: "test", words: t("explore.split.test") },
        ],
        lines: Array.from(train.histogram, (count, value) => [value, count, test.histogram[value]]),
      };
    const above = html`<div class="card__choices">${splits} ${scales}</div>`;
    const below = html`<p class="number reading--line" role="status">${readingOf(known, pointed ?? 0, ui)}</p>`;
    return card(ui, numbers, picture, { above, below });
  };
}

/** @param {Statistics} known @param {boolean} log @param {Ui} ui @returns {import("../../../ui/figure/columns.js").Histogram} */
function histogramOf({ histogram, mean, std }, log, ui) {
  const { t, format } = ui;
  const [mean_value, std_value] = [mean * 255, std * 255];
  return {
    counts: histogram,
    log,
    ticks: [0, 64, 128, 192, 255],
    mean: mean_value,
    std: std_value,
    mean_word: t("explore.mean", {
      mean: mean_value.toFixed(1),
      share: format.loss(mean),
      std: std_value.toFixed(1),
    }),
    word: compact(ui),
    across: t("explore.value"),
    up: t(log ? "explore.pixels.log" : "explore.pixels"),
  };
}

/** @param {Statistics | null} known @param {number} value @param {Ui} ui */
function readingOf(known, value, { t, format }) {
  if (!known) return "\u00a0";
  const count = known.histogram[value];
  const share = format.accuracy(count / (known.count * 784));
  return t("explore.histogram.value", { value, count: format.integer(count), share });
}

/** Counts for an axis: 20M. @param {Ui} ui */
function compact({ language }) {
  const format = new Intl.NumberFormat(language, { notation: "compact" });
  return (/** @type {number} */ count) => format.format(count);
}
