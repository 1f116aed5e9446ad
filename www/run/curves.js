/**
 * A run's learning curves, as bounded arrays: every step counts, but never more than `CAPACITY`
 * points are kept. Pure.
 *
 * A point stands for `stride` steps: their mean, placed at the last of them. When the arrays are
 * full, neighbours are merged and the stride doubles, so that an hour's run costs the page as much
 * to draw as a minute's. Smoothing is no part of the points: it is computed when they are drawn.
 *
 * @module
 */

/** Points kept at most. More than a chart has pixels to show them apart. */
export const CAPACITY = 1024;

/** Smoothing averages over this part of the steps there have been while they are few, not to lag behind the first plunge. */
const EARLY_WINDOW = 1 / 8;

/** What is measured each step; `filled` and `steps` aside, a list of the curves each. */
const MEASURES = /** @type {const} */ (["losses", "accuracies", "learning_rates", "gradient_norms"]);

/** @typedef {(typeof MEASURES)[number]} Measure */
/** @typedef {Pick<import("../api/protocol.js").Evaluation, "split" | "step" | "loss" | "accuracy">} Mark an evaluation */

/**
 * @typedef {object} Curves
 * @property {number} stride steps a point
 * @property {number} filled steps in the last point so far
 * @property {number[]} steps the last step of each point, counted from 1
 * @property {number[]} losses
 * @property {number[]} accuracies
 * @property {number[]} learning_rates
 * @property {number[]} gradient_norms NaN where it was no number
 * @property {Mark[]} marks evaluations, on test or validation images
 */

/** @returns {Curves} */
export function emptyCurves() {
  return {
    stride: 1,
    filled: 0,
    steps: [],
    losses: [],
    accuracies: [],
    learning_rates: [],
    gradient_norms: [],
    marks: [],
  };
}

/**
 * The curves of all that a run told.
 * @param {{report: Parameters<typeof appendSteps>[1], evaluations: readonly Mark[]}} told
 * @returns {Curves}
 */
export function curvesOf({ report, evaluations }) {
  return evaluations.reduce(appendEvaluation, appendSteps(emptyCurves(), report));
}

/**
 * Adds a report. What is there of its first step or later goes: after a loss that was no number a
 * run goes on from an earlier step.
 * @param {Curves} curves
 * @param {Pick<import("../api/protocol.js").StepReport, "step" | Measure>} report `step` is the one that the last values
 *   belong to
 * @returns {Curves}
 */
export function appendSteps(curves, report) {
  const count = report.losses.length;
  const first = report.step - count + 1;
  const next = before(curves, first);
  for (let i = 0; i < count; i++) {
    // A loss that is no number has no place on a chart; the run is about to stop and say so.
    if (Number.isFinite(report.losses[i])) append(next, first + i, report, i);
  }
  return next;
}

/**
 * @param {Curves} curves
 * @param {Mark} evaluation
 * @returns {Curves}
 */
export function appendEvaluation(curves, { split, step, loss, accuracy }) {
  if (!Number.isFinite(loss)) return curves;
  const others = curves.marks.filter((mark) => mark.step !== step || mark.split !== split);
  return { ...curves, marks: [...others, { split, step, loss, accuracy }].slice(-2 * CAPACITY) };
}

/** Curves are drawn far more often than they change. @type {WeakMap<Curves, Map<string, number[]>>} */
const known = new WeakMap();

/**
 * The values' exponential mean over about so many steps, one a point. A value that is no number
 * leaves the mean where it was. The list is shared: not to be changed.
 * @param {Curves} curves
 * @param {Measure} measure
 * @param {number} window in steps; 1: the values themselves
 * @returns {number[]}
 */
export function smoothed(curves, measure, window) {
  const lists = known.get(curves) ?? new Map();
  known.set(curves, lists);
  const key = `${measure} ${window}`;
  if (!lists.has(key)) lists.set(key, smooth(curves, measure, window));
  return /** @type {number[]} */ (lists.get(key));
}

/** @param {Curves} curves @param {Measure} measure @param {number} window @returns {number[]} */
function smooth(curves, measure, window) {
  const { stride, filled, steps } = curves;
  const values = curves[measure];
  const settled = (window - 1) / EARLY_WINDOW;
  const later = (1 - 1 / window) ** stride;
  let mean = NaN;
  return values.map((value, i) => {
    const made = i * stride;
    const length = i === steps.length - 1 ? filled : stride;
    // What is left of the mean before, after each of the point's steps has taken its share.
    let rest = length === stride ? later : (1 - 1 / window) ** length;
    if (made < settled) {
      rest = 1;
      for (let step = made; step < made + length; step++) rest *= 1 - 1 / Math.min(window, 1 + EARLY_WINDOW * step);
    }
    if (Number.isNaN(mean)) mean = value;
    else if (Number.isFinite(value)) mean = value + rest * (mean - value);
    return mean;
  });
}

/**
 * The point that tells of a place on the x axis: the first that reaches it, or the last there is.
 * @param {number[]} steps rising
 * @param {number} place
 * @param {(step: number) => number} [placeOf] where a step lies, rising; at its own number unless said otherwise
 * @returns {number} its index; -1 if there are no points
 */
export function pointAt(steps, place, placeOf = (step) => step) {
  let low = 0;
  let high = steps.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (placeOf(steps[middle]) < place) low = middle + 1;
    else high = middle;
  }
  return high;
}

/**
 * A copy with what came before a step only.
 * @param {Curves} curves
 * @param {number} step
 * @returns {Curves}
 */
export function before(curves, step) {
  const { steps, stride } = curves;
  const keeps = steps.length === 0 || /** @type {number} */ (steps.at(-1)) < step;
  // A point that the step falls into goes as a whole, so that all that are left are full.
  const count = keeps ? steps.length : pointAt(steps, step);
  return {
    stride,
    filled: keeps ? curves.filled : stride,
    steps: steps.slice(0, count),
    losses: curves.losses.slice(0, count),
    accuracies: curves.accuracies.slice(0, count),
    learning_rates: curves.learning_rates.slice(0, count),
    gradient_norms: curves.gradient_norms.slice(0, count),
    marks: keeps ? curves.marks : curves.marks.filter((mark) => mark.step < step),
  };
}

/**
 * Adds one step in place.
 * @param {Curves} curves
 * @param {number} step
 * @param {Pick<import("../api/protocol.js").StepReport, Measure>} report
 * @param {number} index of the step in the report
 */
function append(curves, step, report, index) {
  if (curves.steps.length === 0 || curves.filled === curves.stride) {
    if (curves.steps.length === CAPACITY) mergePairs(curves);
    curves.steps.push(0);
    for (const measure of MEASURES) curves[measure].push(NaN);
    curves.filled = 0;
  }
  const last = curves.steps.length - 1;
  curves.filled += 1;
  curves.steps[last] = step;
  for (const measure of MEASURES) {
    const mean = curves[measure][last];
    const value = report[measure][index];
    if (!Number.isFinite(mean)) curves[measure][last] = Number.isFinite(value) ? value : NaN;
    else if (Number.isFinite(value)) curves[measure][last] = mean + (value - mean) / curves.filled;
  }
}

/** @param {Curves} curves all of whose points are full */
function mergePairs(curves) {
  curves.steps = pairs(curves.steps, (_, later) => later);
  for (const measure of MEASURES) curves[measure] = pairs(curves[measure], meanOf);
  curves.stride *= 2;
  curves.filled = curves.stride;
}

/** @param {number} a @param {number} b @returns {number} of those that are numbers */
function meanOf(a, b) {
  if (Number.isNaN(a)) return b;
  return Number.isNaN(b) ? a : (a + b) / 2;
}

/**
 * @param {number[]} list of even length
 * @param {(a: number, b: number) => number} merge
 */
function pairs(list, merge) {
  return Array.from({ length: list.length / 2 }, (_, i) => merge(list[2 * i], list[2 * i + 1]));
}
