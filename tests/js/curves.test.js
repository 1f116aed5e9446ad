import assert from "node:assert/strict";
import { test } from "node:test";
import { appendEvaluation, appendSteps, CAPACITY, emptyCurves, pointAt, smoothed } from "../../www/run/curves.js";

/** @typedef {import("../../www/run/curves.js").Curves} Curves */

/**
 * A report of steps, all of whose values follow from the loss.
 * @param {number} first
 * @param {number[]} losses
 */
const report = (first, losses) => ({
  step: first + losses.length - 1,
  losses,
  accuracies: losses.map((loss) => 1 - loss),
  learning_rates: losses.map((loss) => loss / 10),
  gradient_norms: losses.map((loss) => loss * 2),
});

/**
 * @param {number} count
 * @param {(step: number) => number} loss
 * @param {number} [size] steps a report
 */
function curvesOf(count, loss, size = 7) {
  let curves = emptyCurves();
  for (let first = 1; first <= count; first += size) {
    const length = Math.min(size, count - first + 1);
    curves = appendSteps(
      curves,
      report(
        first,
        Array.from({ length }, (_, i) => loss(first + i)),
      ),
    );
  }
  return curves;
}

/** @param {"test" | "validation"} split @param {number} step @param {number} loss */
const mark = (split, step, loss) => /** @type {const} */ ({ split, step, loss, accuracy: 1 - loss });

/** @param {number[]} values @param {number[]} expected */
function near(values, expected) {
  assert.equal(values.length, expected.length);
  values.forEach((value, i) => assert.ok(Math.abs(value - expected[i]) < 1e-9, `${i}: ${value}, ${expected[i]}`));
}

test("few steps are kept one by one, with all that is measured", () => {
  const curves = curvesOf(5, (step) => step / 10, 2);
  assert.deepEqual(curves.steps, [1, 2, 3, 4, 5]);
  near(curves.losses, [0.1, 0.2, 0.3, 0.4, 0.5]);
  near(curves.accuracies, [0.9, 0.8, 0.7, 0.6, 0.5]);
  near(curves.learning_rates, [0.01, 0.02, 0.03, 0.04, 0.05]);
  near(curves.gradient_norms, [0.2, 0.4, 0.6, 0.8, 1]);
});

test("many steps never need more than the points there are, and all count", () => {
  const count = 5 * CAPACITY + 3;
  const curves = curvesOf(count, (step) => step);
  const { steps, losses, accuracies, learning_rates, gradient_norms, stride } = curves;
  assert.ok(steps.length <= CAPACITY && steps.length > CAPACITY / 2);
  for (const list of [losses, accuracies, learning_rates, gradient_norms]) assert.equal(list.length, steps.length);
  assert.equal(stride, 8);
  assert.equal(steps.at(-1), count);
  // With the loss equal to the step, each full point is the mean of its steps.
  for (let i = 0; i < steps.length - 1; i++) {
    assert.equal(steps[i], (i + 1) * stride);
    assert.ok(Math.abs(losses[i] - (steps[i] - (stride - 1) / 2)) < 1e-9);
  }
});

test("how the steps were reported does not change the curve", () => {
  const noise = (/** @type {number} */ step) => 1 + Math.sin(step * 12.9898);
  const [one, many] = [curvesOf(3000, noise, 1), curvesOf(3000, noise, 64)];
  assert.deepEqual(one, many);
});

test("the smoothed curve starts at the first value, settles on a level and evens out noise", () => {
  near(
    smoothed(
      curvesOf(10, () => 0.5),
      "losses",
      32,
    ),
    Array(10).fill(0.5),
  );
  assert.equal(
    smoothed(
      curvesOf(1, () => 2.3),
      "losses",
      32,
    )[0],
    2.3,
  );
  const noise = curvesOf(1000, (step) => 1 + (step % 2 ? 0.5 : -0.5));
  assert.ok(
    smoothed(noise, "losses", 32)
      .slice(200)
      .every((value) => Math.abs(value - 1) < 0.05),
  );
  assert.deepEqual(smoothed(noise, "losses", 1), noise.losses);
});

test("a wider window smooths more, and lags behind more", () => {
  const curves = curvesOf(800, (step) => (step <= 600 ? 1 : 0));
  // The steps until half of the fall is seen: log(1/2) over log(1 - 1/window).
  const lag = (/** @type {number} */ window) => smoothed(curves, "losses", window).findIndex((v) => v < 0.5) - 599;
  assert.deepEqual([1, 2, 8, 64].map(lag), [1, 2, 6, 45]);
});

test("smoothing is counted in steps, not in points", () => {
  const level = (/** @type {number} */ step) => (step <= 2048 ? 1 : 0);
  const [fine, coarse] = [2304, 3000].map((count) => curvesOf(count, level, 64));
  assert.deepEqual([fine.stride, coarse.stride], [4, 4]);
  const merged = curvesOf(4200, level, 64);
  assert.equal(merged.stride, 8);
  const at = (/** @type {Curves} */ curves, /** @type {number} */ step) =>
    smoothed(curves, "losses", 128)[pointAt(curves.steps, step)];
  for (const step of [2056, 2112, 2304]) assert.ok(Math.abs(at(fine, step) - at(merged, step)) < 1e-9);
  assert.ok(Math.abs(at(merged, 2048 + 128) - Math.exp(-1)) < 0.01);
});

test("earlier curves are left as they were", () => {
  const before = appendEvaluation(
    curvesOf(3, () => 0.5),
    mark("test", 3, 0.4),
  );
  const copy = structuredClone(before);
  appendSteps(before, report(4, [9]));
  appendSteps(before, report(2, [9]));
  appendEvaluation(before, mark("test", 3, 1));
  assert.deepEqual(before, copy);
});

test("a loss that is no number leaves no point", () => {
  const curves = appendSteps(emptyCurves(), report(1, [1, NaN, Infinity]));
  assert.deepEqual(curves.steps, [1]);
  assert.deepEqual(appendEvaluation(curves, mark("test", 3, NaN)).marks, []);
});

test("a gradient that is no number leaves a gap in its own curve only", () => {
  const one = { ...report(1, [1, 0.8, 0.6]), gradient_norms: [2, Infinity, 1] };
  const curves = appendSteps(emptyCurves(), one);
  assert.deepEqual(curves.gradient_norms, [2, NaN, 1]);
  assert.deepEqual(curves.losses, [1, 0.8, 0.6]);
  assert.deepEqual(smoothed(curves, "gradient_norms", 1), [2, 2, 1]);
});

test("a run that goes on from an earlier step takes back what came after", () => {
  let curves = curvesOf(20, (step) => step, 5);
  for (const step of [10, 20]) curves = appendEvaluation(curves, mark("test", step, 0.1));
  curves = appendSteps(curves, report(11, [0.5, 0.4]));
  assert.deepEqual(curves.steps, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
  assert.deepEqual(curves.losses.slice(8), [9, 10, 0.5, 0.4]);
  assert.deepEqual(
    curves.marks.map(({ step }) => step),
    [10],
  );
  // From the very start.
  assert.deepEqual(appendSteps(curves, report(1, [3])).steps, [1]);
});

test("going back among merged points leaves full points, and goes on merging", () => {
  const long = curvesOf(2 * CAPACITY + 10, (step) => step);
  assert.equal(long.stride, 4);
  let curves = appendSteps(long, report(1003, [1, 1]));
  // The point of steps 1001 to 1004 was begun with what no longer holds.
  assert.deepEqual(curves.steps.slice(-2), [1000, 1004]);
  for (let step = 1005; step <= 9000; step++) curves = appendSteps(curves, report(step, [1]));
  assert.ok(curves.steps.length <= CAPACITY);
  assert.equal(curves.steps.at(-1), 9000);
  assert.ok(curves.steps.every((step, i) => i === 0 || step > curves.steps[i - 1]));
});

test("an evaluation at the same step replaces the one before, of its split", () => {
  let curves = appendEvaluation(emptyCurves(), mark("test", 938, 0.1));
  curves = appendEvaluation(curves, mark("validation", 938, 0.3));
  curves = appendEvaluation(curves, mark("test", 938, 0.2));
  curves = appendEvaluation(curves, mark("test", 1876, 0.05));
  assert.deepEqual(
    curves.marks.map(({ split, step, loss }) => [split, step, loss]),
    [
      ["validation", 938, 0.3],
      ["test", 938, 0.2],
      ["test", 1876, 0.05],
    ],
  );
});

test("the point for a place is the first that reaches it", () => {
  const steps = [4, 8, 12];
  assert.deepEqual(
    [-1, 4, 5, 8, 12, 99].map((step) => pointAt(steps, step)),
    [0, 0, 1, 1, 2, 2],
  );
  assert.equal(pointAt([], 3), -1);
  assert.equal(
    pointAt(steps, 300, (step) => step * 64),
    1,
  );
});
