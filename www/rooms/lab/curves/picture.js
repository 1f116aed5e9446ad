/**
 * What the charts of a run and of those kept show, as plain numbers: which lines, in which ranges.
 * Pure.
 *
 * @module
 */

import * as axes from "../../../ui/figure/axes.js";
import { placeOf } from "./state.js";
import { smoothed } from "../../../run/curves.js";
import { DASHES, letterOf } from "../../../ui/figure/theme.js";

/** @typedef {import("./state.js").Chart} Chart */
/** @typedef {import("../../../run/curves.js").Curves} Curves */
/** @typedef {import("../../../ui/figure/plot.js").Picture} Picture */
/** @typedef {"loss" | "accuracy" | "rate"} Kind */
/** @typedef {[number, number]} Range */

/**
 * @typedef {object} Slice
 * @property {Curves} curves
 * @property {import("./kept.js").KeptRun[]} kept
 * @property {Chart} chart
 * @property {import("../../../api/protocol.js").RunSummary | null} summary
 */

/**
 * A run as a line, on the x axis that was chosen.
 * @typedef {object} RunLine
 * @property {number} id of a kept run; 0: the run in hand
 * @property {number} colour
 * @property {Curves} curves
 * @property {(step: number) => number} place of a step there
 * @property {number[]} places of its points
 * @property {number} reach how far the axis must go for it
 * @property {number | null} latest accuracy; null: none yet
 */

/**
 * The runs to be drawn: those kept that are visible, then the one in hand.
 * @param {Slice} slice
 * @returns {RunLine[]}
 */
export function linesOf({ curves, kept, chart, summary }) {
  const line = (
    /** @type {Curves} */ curves,
    /** @type {Slice["summary"]} */ summary,
    /** @type {number} */ last_step,
  ) => {
    const place = (/** @type {number} */ step) => placeOf(step, chart.images, summary);
    const latest = smoothed(curves, "accuracies", chart.window).at(-1) ?? null;
    return { curves, place, latest, places: placesOf(curves, place, chart.images), reach: place(last_step) };
  };
  return [
    ...kept
      .filter((run) => run.visible)
      .map((run) => ({ ...line(run.curves, run.summary, run.step), id: run.id, colour: run.colour })),
    { ...line(curves, summary, summary?.total_steps ?? 0), id: 0, colour: -1 },
  ];
}

/** @type {WeakMap<Curves, number[]>} for the axis that counts images */
const known = new WeakMap();

/**
 * The same list as long as the curves are the same, so that they need not be drawn again.
 * @param {Curves} curves
 * @param {(step: number) => number} place
 * @param {boolean} images
 */
function placesOf(curves, place, images) {
  if (!images) return curves.steps;
  const places = known.get(curves) ?? curves.steps.map(place);
  known.set(curves, places);
  return places;
}

/** The x axis when nothing is zoomed. @param {RunLine[]} lines @returns {Range} */
export function wholeOf(lines) {
  return [0, Math.max(1, ...lines.map(({ reach }) => reach))];
}

/**
 * Whether the accuracy's axis may start at 80 %: as the run in hand stands, or the latest kept.
 * @param {RunLine[]} lines
 * @param {boolean} near whether it did until now
 */
export function isNear(lines, near) {
  const latest = lines.findLast((line) => line.latest !== null)?.latest ?? 0;
  return axes.accuracyRange([Infinity, -Infinity], latest, false, near)[0] > 0;
}

/**
 * @param {Kind} kind
 * @param {Slice} slice
 * @param {object} given
 * @param {RunLine[]} given.lines
 * @param {Range} given.whole
 * @param {boolean} given.near
 * @param {import("../../../ui/figure/theme.js").Theme} given.theme
 * @param {import("../../../ui/format.js").Formatter} given.format
 * @returns {Picture}
 */
export function pictureOf(kind, { curves, chart, summary }, { lines, whole, near, theme, format }) {
  const measure = measureOf(kind, chart);
  const x = /** @type {Range} */ (chart.zoom ? [chart.zoom.from, chart.zoom.to] : whole);
  const log = kind !== "accuracy" && chart.log[kind];
  const floor = log ? (kind === "rate" ? axes.LEAST_RATE : axes.LEAST_LOSS) : -Infinity;
  const drawn = lines.map((line) => {
    // A rate is not noisy: smoothing would only say something else than it was.
    const values = kind === "rate" ? line.curves[measure] : smoothed(line.curves, measure, chart.window);
    return { ...line, values, marks: marksOf(kind, line, chart) };
  });
  const own = drawn[drawn.length - 1];
  const epoch = own.place(summary?.steps_per_epoch ?? 0);
  const strong = drawn.find(({ id }) => id !== 0 && id === chart.emphasis)?.id;
  return {
    x,
    y: rangeOf(kind, drawn, { x, log, near, part: chart.zoom !== null, rate: summary?.config.learning_rate ?? 1 }),
    log,
    floor,
    x_ticks: (range, most) => axes.epochTicks(range, epoch, most),
    y_ticks: log ? axes.logTicks : axes.roundTicks,
    x_word: format.integer,
    y_word: kind === "accuracy" ? axes.percent : axes.short,
    places: own.places,
    each: kind === "rate" ? null : curves[measure].map((v) => (Number.isFinite(v) ? Math.max(floor, v) : null)),
    values: own.values.map((value) => Math.max(floor, value)),
    faded: strong !== undefined,
    marks: own.marks,
    lines: drawn.slice(0, -1).map(({ places, values, marks, colour, id }) => ({
      places,
      values,
      marks: marks.filter(({ split }) => split === "test"),
      colour: theme.runs[colour],
      dash: DASHES[colour],
      letter: letterOf(colour),
      strong: id === strong,
      faded: strong !== undefined && id !== strong,
    })),
    small: kind === "rate",
  };
}

/** @param {Kind} kind @param {Chart} chart @returns {import("../../../run/curves.js").Measure} */
export function measureOf(kind, { measure }) {
  if (kind === "accuracy") return "accuracies";
  if (kind === "rate") return "learning_rates";
  return measure === "loss" ? "losses" : "gradient_norms";
}

/**
 * Everything but the single steps' noise must be in sight.
 * @param {Kind} kind
 * @param {{places: number[], values: number[], marks: import("../../../ui/figure/lines.js").Mark[]}[]} drawn
 * @param {{x: Range, log: boolean, near: boolean, part: boolean, rate: number}} given `rate`: what is to be expected
 *   before the first step
 * @returns {Range}
 */
function rangeOf(kind, drawn, { x, log, near, part, rate }) {
  /** @type {Range} */
  let seen = [Infinity, -Infinity];
  for (const { places, values, marks } of drawn) {
    const lists = [marks.map(({ place }) => place), marks.map(({ value }) => value)];
    seen = axes.extent(lists[0], lists[1], x, axes.extent(places, values, x, seen));
  }
  if (kind === "accuracy") return axes.accuracyRange(seen, near ? 1 : 0, part, near);
  if (kind === "loss") return axes.lossRange(seen, log, part);
  return axes.rateRange(seen[1] > 0 ? seen : [rate, rate], log);
}

/**
 * @param {Kind} kind
 * @param {RunLine} run
 * @param {Chart} chart
 */
function marksOf(kind, { curves, place }, { measure }) {
  if (kind === "rate" || (kind === "loss" && measure !== "loss")) return [];
  return curves.marks.map((mark) => ({ place: place(mark.step), value: mark[kind], split: mark.split }));
}
