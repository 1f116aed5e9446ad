/**
 * Loss (or the gradient's norm), accuracy and learning rate over the steps, one above the other:
 * the run in hand and those kept. They share the x axis, the part of it in view, and the place
 * pointed at. The axis spans the whole run from the start, so that the curve grows into it and
 * nothing shifts.
 *
 * @module
 */

import { short } from "../../../ui/figure/axes.js";
import { placeOf, zoomBy } from "./state.js";
import { pointAt, smoothed } from "../../../run/curves.js";
import { part, write } from "../../../ui/dom.js";
import { createPlot } from "../../../ui/figure/plot.js";
import { isNear, linesOf, measureOf, pictureOf, wholeOf } from "./picture.js";
import { readTheme } from "../../../ui/figure/theme.js";

/** @typedef {import("./state.js").Chart} Chart */
/** @typedef {import("./state.js").ChartAction} ChartAction */
/** @typedef {import("../../../run/curves.js").Curves} Curves */
/** @typedef {import("../../../page/rendering.js").Ui} Ui */
/** @typedef {import("./picture.js").Kind} Kind */
/** @typedef {import("./picture.js").Slice} Slice */
/** @typedef {[number, number]} Range */

const KINDS = /** @type {const} */ (["loss", "accuracy", "rate"]);

/** What the arrow and sign keys do to the part in view. */
const KEYS = /** @type {Record<string, {scale?: number, move?: number}>} */ ({
  "+": { scale: 1 / 2 },
  "=": { scale: 1 / 2 },
  "-": { scale: 2 },
  ArrowLeft: { move: -1 / 4 },
  ArrowRight: { move: 1 / 4 },
});

/**
 * @param {HTMLElement} element
 * @param {{chart: (action: ChartAction) => void}} actions
 * @returns {(slice: Slice, ui: Ui) => void}
 */
export function createCurves(element, actions) {
  /** @type {Slice | undefined} */
  let slice;
  /** @type {Ui | undefined} */
  let words;
  /** @type {Range} */
  let whole = [0, 1];
  let near = false;
  /** @type {Chart["zoom"]} the latest asked for: a key may be pressed again before it is drawn */
  let view = null;
  const zoom = (/** @type {Chart["zoom"]} */ zoom) => {
    view = zoom;
    actions.chart({ type: "chart-zoomed", zoom });
  };
  const charts = KINDS.map((kind) => {
    const figure = part(element, `${kind}-chart`);
    const holder = part(figure, "plot");
    holder.setAttribute("role", "img");
    const plot = createPlot(holder, {
      zoom,
      whole: () => zoom(null),
      point: (x) => actions.chart({ type: "chart-cursor", x }),
    });
    return { kind, holder, plot, read: createReading(part(figure, "reading")) };
  });
  const validation = part(element, "key-validation");
  const wholeRun = /** @type {HTMLButtonElement} */ (part(element, "whole"));
  wholeRun.addEventListener("click", () => zoom(null));
  charts[0].holder.tabIndex = 0;
  charts[0].holder.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const change = KEYS[event.key];
    const [from, to] = whole;
    if (change) zoom(zoomBy(view ?? { from, to }, { from, to }, change));
    else if (event.key === "Escape" || event.key === "Home") zoom(null);
    else return;
    event.preventDefault();
  });

  return (next, ui) => {
    const all = words !== ui || !slice || !sameBut("cursor", slice, next);
    [slice, words] = [next, ui];
    const { chart } = slice;
    view = chart.zoom;
    const theme = readTheme();
    if (all) {
      const lines = linesOf(slice);
      whole = wholeOf(lines);
      near = isNear(lines, near);
      for (const { kind, plot } of charts) {
        plot.draw(pictureOf(kind, slice, { lines, whole, near, theme, format: ui.format }), theme);
      }
    }
    wholeRun.disabled = chart.zoom === null;
    validation.hidden = !next.curves.marks.some(({ split }) => split === "validation");
    for (const { kind, plot, holder, read } of charts) {
      const step = read(kind, slice, ui);
      // Said once: the line goes through all of the charts.
      const words = step && kind === "loss" ? ui.t("curves.at", { step: ui.format.integer(step) }) : "";
      plot.point(chart.cursor, words);
      if (all) holder.setAttribute("aria-label", describe(kind, slice, ui));
    }
  };
}

/**
 * @param {string} name the part of the chart's state that does not count
 * @param {Slice} a
 * @param {Slice} b
 */
function sameBut(name, a, b) {
  const [one, other] = [
    { ...a, ...a.chart, chart: null },
    { ...b, ...b.chart, chart: null },
  ].map((parts) => /** @type {Record<string, unknown>} */ (parts));
  return Object.keys(one).every((key) => key === name || Object.is(one[key], other[key]));
}

/**
 * The run's values where the visitor points, or the latest.
 * @param {HTMLElement} element
 * @returns {(kind: Kind, slice: Slice, ui: Ui) => number | undefined} the step that the values are of
 */
function createReading(element) {
  const [training, validation, test] = ["training", "validation", "test"].map((name) =>
    element.querySelector(`[data-part="${name}"]`),
  );
  return (kind, { curves, chart, summary }, { format }) => {
    const { steps } = curves;
    const place = (/** @type {number} */ step) => placeOf(step, chart.images, summary);
    const at = chart.cursor === null ? steps.length - 1 : pointAt(steps, chart.cursor, place);
    const made = steps[at];
    const measure = measureOf(kind, chart);
    const show = { loss: format.loss, accuracy: format.accuracy, rate: short }[kind];
    const values = kind === "rate" ? curves.learning_rates : smoothed(curves, measure, chart.window);
    say(training, at < 0 ? "" : show(values[at]));
    for (const [split, place] of /** @type {const} */ ([
      ["validation", validation],
      ["test", test],
    ])) {
      if (!place) continue;
      const told = kind === "rate" || (kind === "loss" && measure !== "losses") ? [] : curves.marks;
      const mark = told.findLast((mark) => mark.split === split && mark.step <= made);
      say(place, mark && kind !== "rate" ? show(mark[kind]) : "");
    }
    return made;
  };
}

/** @param {Element | null} element @param {string} text nothing: the element is not shown */
function say(element, text) {
  if (!element) return;
  const place = /** @type {HTMLElement} */ (element);
  write(place, text);
  place.hidden = text === "";
}

/** @param {Kind} kind @param {Slice} slice @param {Ui} ui */
function describe(kind, { curves, chart, summary, kept }, { t, format }) {
  const name = t(kind === "loss" ? `curves.${chart.measure}` : `curves.${kind}`);
  const values = smoothed(curves, measureOf(kind, chart), kind === "rate" ? 1 : chart.window);
  const show = { loss: format.loss, accuracy: format.accuracy, rate: short }[kind];
  const total = format.integer(summary?.total_steps);
  const last = values.at(-1);
  const said = t("curves.describe", { name, total, value: last === undefined ? "–" : show(last) });
  const others = kept.filter((run) => run.visible).length;
  return [
    said,
    others ? t("curves.describe.kept", { count: others }) : "",
    kind === "loss" ? t("curves.describe.keys") : "",
  ].join(" ");
}
