/**
 * The whole set in numbers: its shape and range, and how often each pixel value
 * occurs.
 *
 * @module
 */

import { make, write } from "../../../ui/dom.js";
import { createColumns } from "../../../ui/figure/columns.js";
import { UNKNOWN } from "../../../ui/format.js";
import { readTheme } from "../../../ui/figure/theme.js";
import { createChoice, createFigure, worded } from "../../../ui/figure-card.js";

/** @typedef {import("../../../page/rendering.js").Ui} Ui */
/** @typedef {import("../../../i18n/index.js").Key} Key */
/** @typedef {import("../../../api/protocol.js").Statistics} Statistics */
/** @typedef {import("./state.js").Explore} Explore */
/** @typedef {import("./state.js").Split} Split */
/** @typedef {{explore: Explore, names: string[]}} Slice */

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

export function createFacts() {
  /** @type {Slice | undefined} */
  let latest;
  const cells = FACTS.map(([name]) => {
    const values = SPLITS.map(() => make("td"));
    const head = worded("th", /** @type {Key} */ (`explore.fact.${name}`), { scope: "row" });
    return { line: make("tr", {}, head, ...values), values };
  });
  const heads = SPLITS.map((split) => worded("th", `explore.split.${split}`, { scope: "col" }));
  const table = make(
    "table",
    { class: "facts" },
    make("thead", {}, make("tr", {}, make("td"), ...heads)),
    make("tbody", {}, ...cells.map(({ line }) => line)),
  );
  const note = make("p", { class: "muted" });
  const figure = createFigure(
    {
      title: "explore.facts",
      about: "explore.facts.about",
      file: "digit-lab-statistics",
      numbers: (ui) => {
        const { train, test } = latest?.explore.statistics ?? {};
        if (!train || !test) return null;
        const exact = { ...ui, format: { ...ui.format, loss: String } };
        return {
          columns: [
            { name: "fact", words: "" },
            { name: "train", words: ui.t("explore.split.train") },
            { name: "test", words: ui.t("explore.split.test") },
          ],
          lines: FACTS.map(([name, of]) => [name, of(train, exact), of(test, exact)]),
        };
      },
    },
    table,
    note,
  );

  return {
    element: figure.element,
    /** @param {Slice} slice @param {Ui} ui */
    show(slice, ui) {
      latest = slice;
      const { statistics, input } = slice.explore;
      FACTS.forEach(([, of], i) => {
        SPLITS.forEach((split, column) => {
          const known = statistics[split];
          write(cells[i].values[column], known ? String(of(known, ui)) : UNKNOWN);
        });
      });
      const constants = input && { mean: ui.format.loss(input.mean), std: ui.format.loss(input.std) };
      write(note, input && constants ? ui.t(`explore.uses.${input.input_kind}`, constants) : "\u00a0");
      figure.show(ui);
    },
  };
}

export function createHistogram() {
  /** @type {{slice: Slice, ui: Ui} | undefined} */
  let latest;
  let log = true;
  /** @type {Split} */
  let split = "train";
  /** @type {number | null} */
  let pointed = null;
  const canvas = make("canvas", { role: "img", "data-label": "explore.histogram" });
  const reading = make("p", { class: "number reading--line", role: "status" });
  const splits = createChoice("explore.split", [...SPLITS], (chosen) => {
    split = chosen;
    draw();
  });
  const scales = createChoice("explore.scale", [true, false].map(String), (chosen) => {
    log = chosen === "true";
    draw();
  });
  const figure = createFigure(
    {
      title: "explore.histogram",
      about: "explore.histogram.about",
      file: "digit-lab-histogram",
      numbers: ({ t }) => {
        const { train, test } = latest?.slice.explore.statistics ?? {};
        if (!train || !test) return null;
        return {
          columns: [
            { name: "value", words: t("explore.value") },
            { name: "train", words: t("explore.split.train") },
            { name: "test", words: t("explore.split.test") },
          ],
          lines: Array.from(train.histogram, (count, value) => [value, count, test.histogram[value]]),
        };
      },
    },
    make("div", { class: "plain" }, canvas),
  );
  figure.caption.after(make("div", { class: "exhibit__choices" }, splits.element, scales.element));
  figure.body.after(reading);
  const paint = createColumns(canvas, (value) => {
    pointed = value;
    read();
  });

  const read = () => {
    if (!latest) return;
    const { t, format } = latest.ui;
    const known = latest.slice.explore.statistics[split];
    if (!known) return write(reading, "\u00a0");
    const total = known.count * 784;
    const value = pointed ?? 0;
    const count = known.histogram[value];
    const words = { value, count: format.integer(count), share: format.accuracy(count / total) };
    write(reading, t("explore.histogram.value", words));
  };

  const draw = () => {
    if (!latest) return;
    const { slice, ui } = latest;
    const { t, format } = ui;
    splits.show(split, (name) => t(`explore.split.${name}`));
    scales.show(String(log), (name) => t(name === "true" ? "explore.scale.log" : "explore.scale.even"));
    const known = slice.explore.statistics[split];
    canvas.hidden = !known;
    if (known) {
      const picture = {
        counts: known.histogram,
        log,
        ticks: [0, 64, 128, 192, 255],
        mean: known.mean * 255,
        std: known.std * 255,
        mean_word: t("explore.mean", {
          mean: (known.mean * 255).toFixed(1),
          share: format.loss(known.mean),
          std: (known.std * 255).toFixed(1),
        }),
        word: compact(ui),
        across: t("explore.value"),
        up: t(log ? "explore.pixels.log" : "explore.pixels"),
      };
      paint(picture, readTheme());
    }
    read();
    figure.show(ui);
  };

  return {
    element: figure.element,
    /** @param {Slice} slice @param {Ui} ui */
    show(slice, ui) {
      latest = { slice, ui };
      draw();
    },
  };
}

/** Counts for an axis: 20M. @param {Ui} ui */
function compact({ language }) {
  const format = new Intl.NumberFormat(language, { notation: "compact" });
  return (/** @type {number} */ count) => format.format(count);
}
