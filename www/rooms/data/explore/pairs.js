/**
 * The nearest-mean classifier on all test images: its accuracy over all classes, and on any two.
 *
 * @module
 */

import { make, write } from "../../../ui/dom.js";
import { explain } from "../../../i18n/index.js";
import { gradient, viridis } from "../../../ui/figure/colour.js";
import { readTheme } from "../../../ui/figure/theme.js";
import { createValueGrid, marginOf } from "../../../ui/figure/value-grid.js";
import { createFigure } from "../../../ui/figure-card.js";

/** @typedef {import("../../../page/rendering.js").Ui} Ui */
/** @typedef {{explore: import("./state.js").Explore, names: string[]}} Slice */

const CELL_PX = { least: 31, most: 44 };

/** @param {{compare: (pair: [number, number]) => void}} actions */
export function createPairs(actions) {
  /** @type {{slice: Slice, ui: Ui} | undefined} */
  let latest;
  /** @type {number | null} */
  let pointed = null;
  const headline = make("strong", { class: "number" });
  const words = make("span");
  const canvas = make("canvas", { role: "img", "data-label": "explore.pairs" });
  const scroll = make("div", { class: "pixels" }, canvas);
  const bar = make("span", { class: "scale__bar" });
  bar.style.background = gradient(viridis);
  const ends = [make("span"), make("span")];
  const scale = make("div", { class: "scale" }, bar, make("span", { class: "scale__ends number" }, ...ends));
  const reading = make("p", { class: "number reading--line", role: "status" });
  const figure = createFigure(
    {
      title: "explore.pairs",
      about: "explore.pairs.about",
      file: "digit-lab-template-pairs",
      numbers: ({ t }) => {
        const pairs = latest?.slice.explore.pairs;
        if (!pairs || !latest) return null;
        const { names } = latest.slice;
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
      },
    },
    scroll,
    scale,
  );
  figure.caption.before(make("p", { class: "headline" }, headline, " ", words));
  figure.body.after(reading);
  const paint = createValueGrid(
    canvas,
    (cell) => {
      pointed = cell;
      read();
    },
    (cell) => {
      const pair = pairAt(cell);
      if (pair) actions.compare(pair);
    },
  );
  new ResizeObserver(() => draw()).observe(scroll);

  /** @param {number} cell @returns {[number, number] | null} */
  const pairAt = (cell) => {
    const count = latest?.slice.names.length ?? 0;
    const [a, b] = [Math.floor(cell / count), cell % count];
    return a === b ? null : [a, b];
  };

  const read = () => {
    if (!latest) return;
    const { slice, ui } = latest;
    const { explore, names } = slice;
    if (!explore.pairs) return write(reading, "\u00a0");
    const pair = (pointed !== null && pairAt(pointed)) || explore.pair;
    const at = pair[0] * 10 + pair[1];
    const params = {
      a: names[pair[0]],
      b: names[pair[1]],
      correct: ui.format.integer(explore.pairs.correct[at]),
      count: ui.format.integer(explore.pairs.count[at]),
      accuracy: ui.format.accuracy(explore.pairs.count[at] ? explore.pairs.accuracy[at] : null),
    };
    write(reading, ui.t("explore.pairs.reading", params));
  };

  const draw = () => {
    if (!latest || !scroll.clientWidth) return;
    const { slice, ui } = latest;
    const { explore, names } = slice;
    const { t, format } = ui;
    const { baseline, pairs } = explore;
    write(headline, baseline ? format.accuracy(baseline.accuracy) : "");
    const problem = explore.failed.baseline ?? explore.failed.pairs;
    const params = baseline && { correct: format.integer(baseline.correct), count: format.integer(baseline.count) };
    write(words, params ? t("explore.baseline", params) : problem ? explain(t, "error", problem) : "\u00a0");

    canvas.hidden = !pairs;
    if (pairs) {
      const values = names.flatMap((_, a) =>
        names.map((_, b) => (pairs.count[a * 10 + b] > 0 && a !== b ? pairs.accuracy[a * 10 + b] : NaN)),
      );
      const known = values.filter(Number.isFinite);
      const [low, high] = [Math.min(1, ...known), Math.max(0, ...known)];
      const room = Math.floor((scroll.clientWidth - marginOf({ names }).left) / names.length);
      const width = Math.min(CELL_PX.most, Math.max(CELL_PX.least, room));
      const [a, b] = explore.pair;
      const count = names.length;
      const grid = {
        columns: count,
        values,
        word: (/** @type {number} */ value) => (value * 100).toFixed(1),
        table: viridis,
        low,
        high,
        width,
        height: Math.round(width * 0.72),
        font: Math.round(width * 0.32),
        names,
        marked: [a * count + b, b * count + a],
      };
      paint(grid, readTheme());
      write(ends[0], format.accuracy(known.length ? low : null));
      write(ends[1], format.accuracy(known.length ? high : null));
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
