import assert from "node:assert/strict";
import { test } from "node:test";
import { CAPACITY, appendSteps, appendTest, emptyCurves } from "../../www/curves.js";

/**
 * @param {number} count
 * @param {(step: number) => number} loss
 * @param {number} [report] steps a report
 */
function curvesOf(count, loss, report = 7) {
  let curves = emptyCurves();
  for (let step = 0; step < count; step += report) {
    const length = Math.min(report, count - step);
    const losses = Array.from({ length }, (_, i) => loss(step + i + 1));
    curves = appendSteps(
      curves,
      step + length,
      losses,
      losses.map((l) => 1 - l),
    );
  }
  return curves;
}

test("few steps are kept one by one", () => {
  const curves = curvesOf(5, (step) => step / 10, 2);
  assert.deepEqual(curves.steps, [1, 2, 3, 4, 5]);
  assert.deepEqual(curves.losses, [0.1, 0.2, 0.3, 0.4, 0.5]);
  assert.deepEqual(curves.accuracies, [0.9, 0.8, 0.7, 0.6, 0.5]);
});

test("many steps never need more than the points there are, and all count", () => {
  const count = 5 * CAPACITY + 3;
  const curves = curvesOf(count, (step) => step);
  const { steps, losses, smooth_losses, accuracies, smooth_accuracies, stride } = curves;
  assert.ok(steps.length <= CAPACITY && steps.length > CAPACITY / 2);
  for (const list of [losses, smooth_losses, accuracies, smooth_accuracies]) assert.equal(list.length, steps.length);
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
  const level = curvesOf(10, () => 0.5).smooth_losses;
  assert.ok(level.every((value) => Math.abs(value - 0.5) < 1e-12));
  assert.equal(curvesOf(1, () => 2.3).smooth_losses[0], 2.3);
  const noisy = curvesOf(1000, (step) => 1 + (step % 2 ? 0.5 : -0.5)).smooth_losses.slice(200);
  assert.ok(noisy.every((value) => Math.abs(value - 1) < 0.05));
});

test("earlier curves are left as they were", () => {
  const before = curvesOf(3, () => 0.5);
  const copy = structuredClone(before);
  appendSteps(before, 4, [9], [0]);
  appendTest(before, { step: 3, loss: 1, accuracy: 0.5 });
  assert.deepEqual(before, copy);
});

test("a loss that is no number leaves no point", () => {
  const curves = appendSteps(emptyCurves(), 3, [1, NaN, Infinity], [0.5, 0.5, 0.5]);
  assert.deepEqual(curves.steps, [1]);
  assert.deepEqual(appendTest(curves, { step: 3, loss: NaN, accuracy: 0 }).tests, []);
});

test("a test at the same step replaces the one before", () => {
  let curves = appendTest(emptyCurves(), { step: 938, loss: 0.1, accuracy: 0.97 });
  curves = appendTest(curves, { step: 938, loss: 0.2, accuracy: 0.96 });
  curves = appendTest(curves, { step: 1876, loss: 0.05, accuracy: 0.98 });
  assert.deepEqual(
    curves.tests.map(({ step, loss }) => [step, loss]),
    [
      [938, 0.2],
      [1876, 0.05],
    ],
  );
});

test("the accuracy's axis zooms in late and out later, so that noise does not toggle it", () => {
  const at = (/** @type {number} */ accuracy, /** @type {boolean} */ zoomed) =>
    appendSteps({ ...emptyCurves(), zoomed }, 1, [1], [accuracy]).zoomed;
  assert.deepEqual([at(0.9, false), at(0.95, false), at(0.9, true), at(0.8, true)], [false, true, true, false]);
});
