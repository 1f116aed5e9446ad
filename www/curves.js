/**
 * The learning curves, as bounded arrays: every step counts, but never more than `CAPACITY`
 * points are kept. Pure.
 *
 * A point stands for `stride` steps: their mean, and the smoothed value at the last of them. When
 * the arrays are full, neighbours are merged and the stride doubles, so that an hour's run costs
 * the page as much to draw as a minute's.
 *
 * @module
 */

/** Points kept at most. More than a chart has pixels to show them apart. */
export const CAPACITY = 1024;

/** The smoothed value averages over some this many steps, … */
const WINDOW = 32;
/** … and over this part of the steps there have been while they are few, not to lag behind the first plunge. */
const EARLY_WINDOW = 1 / 8;

/** The accuracy's axis starts at 80 % from here on, … */
const ZOOM_IN = 0.93;
/** … and at 0 % again below this. Apart, so that noise does not toggle it. */
const ZOOM_OUT = 0.85;

/**
 * @typedef {object} Curves
 * @property {number} stride steps a point
 * @property {number} filled steps in the last point so far
 * @property {number[]} steps the last step of each point, counted from 1
 * @property {number[]} losses
 * @property {number[]} accuracies
 * @property {number[]} smooth_losses
 * @property {number[]} smooth_accuracies
 * @property {number} count steps in all points
 * @property {{step: number, loss: number, accuracy: number}[]} tests one an evaluation
 * @property {boolean} zoomed whether the accuracies are all so high that the axis may start at 80 %
 */

/** @returns {Curves} */
export function emptyCurves() {
  return {
    stride: 1,
    filled: 0,
    steps: [],
    losses: [],
    accuracies: [],
    smooth_losses: [],
    smooth_accuracies: [],
    count: 0,
    tests: [],
    zoomed: false,
  };
}

/**
 * @param {Curves} curves
 * @param {number} step the step that the last value belongs to
 * @param {ArrayLike<number>} losses one a step
 * @param {ArrayLike<number>} accuracies one a step
 * @returns {Curves}
 */
export function appendSteps(curves, step, losses, accuracies) {
  const next = {
    ...curves,
    steps: curves.steps.slice(),
    losses: curves.losses.slice(),
    accuracies: curves.accuracies.slice(),
    smooth_losses: curves.smooth_losses.slice(),
    smooth_accuracies: curves.smooth_accuracies.slice(),
  };
  for (let i = 0; i < losses.length; i++) {
    // A loss that is no number has no place on a chart; the run is about to stop and say so.
    if (Number.isFinite(losses[i])) append(next, step - losses.length + 1 + i, losses[i], accuracies[i]);
  }
  const latest = next.smooth_accuracies.at(-1) ?? 0;
  next.zoomed = latest >= (curves.zoomed ? ZOOM_OUT : ZOOM_IN);
  return next;
}

/**
 * @param {Curves} curves
 * @param {{step: number, loss: number, accuracy: number}} evaluation
 * @returns {Curves}
 */
export function appendTest(curves, { step, loss, accuracy }) {
  if (!Number.isFinite(loss)) return curves;
  const others = curves.tests.filter((test) => test.step !== step);
  return { ...curves, tests: [...others, { step, loss, accuracy }].slice(-CAPACITY) };
}

/**
 * Adds one step in place.
 * @param {Curves} curves
 * @param {number} step
 * @param {number} loss
 * @param {number} accuracy
 */
function append(curves, step, loss, accuracy) {
  const weight = 1 / Math.min(WINDOW, 1 + EARLY_WINDOW * curves.count);
  const smooth_loss = blend(curves.smooth_losses.at(-1) ?? loss, loss, weight);
  const smooth_accuracy = blend(curves.smooth_accuracies.at(-1) ?? accuracy, accuracy, weight);
  curves.count += 1;

  if (curves.filled === 0 || curves.filled === curves.stride) {
    if (curves.steps.length === CAPACITY) mergePairs(curves);
    const { steps, losses, accuracies, smooth_losses, smooth_accuracies } = curves;
    for (const list of [steps, losses, accuracies, smooth_losses, smooth_accuracies]) list.push(0);
    curves.filled = 0;
  }
  const last = curves.steps.length - 1;
  curves.filled += 1;
  curves.steps[last] = step;
  curves.losses[last] = blend(curves.losses[last], loss, 1 / curves.filled);
  curves.accuracies[last] = blend(curves.accuracies[last], accuracy, 1 / curves.filled);
  curves.smooth_losses[last] = smooth_loss;
  curves.smooth_accuracies[last] = smooth_accuracy;
}

/** @param {number} before @param {number} value @param {number} weight of the value */
function blend(before, value, weight) {
  return before + weight * (value - before);
}

/** @param {Curves} curves all of whose points are full */
function mergePairs(curves) {
  const mean = (/** @type {number[]} */ list) => pairs(list, (a, b) => (a + b) / 2);
  const later = (/** @type {number[]} */ list) => pairs(list, (_, b) => b);
  curves.steps = later(curves.steps);
  curves.losses = mean(curves.losses);
  curves.accuracies = mean(curves.accuracies);
  curves.smooth_losses = later(curves.smooth_losses);
  curves.smooth_accuracies = later(curves.smooth_accuracies);
  curves.stride *= 2;
  curves.filled = curves.stride;
}

/**
 * @param {number[]} list of even length
 * @param {(a: number, b: number) => number} merge
 */
function pairs(list, merge) {
  return Array.from({ length: list.length / 2 }, (_, i) => merge(list[2 * i], list[2 * i + 1]));
}
