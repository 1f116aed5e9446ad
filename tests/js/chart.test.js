import assert from "node:assert/strict";
import { test } from "node:test";
import * as axes from "../../www/ui/figure/axes.js";
import { initialChart, placeOf, reduceChart, zoomBy } from "../../www/rooms/lab/curves/state.js";
import { appendEvaluation, appendSteps, emptyCurves } from "../../www/run/curves.js";
import { isNear, linesOf, pictureOf, wholeOf } from "../../www/rooms/lab/curves/picture.js";
import { createFormatter } from "../../www/ui/format.js";
import { summary } from "./actions.js";

/** @typedef {import("../../www/rooms/lab/curves/state.js").Chart} Chart */
/** @typedef {import("../../www/rooms/lab/curves/state.js").ChartAction} ChartAction */

/** @param {Chart} chart @param {...ChartAction} actions */
const after = (chart, ...actions) => actions.reduce(reduceChart, chart);

test("a zoom has its ends in order, lies in the run and shows something", () => {
  const zoomed = (/** @type {number} */ from, /** @type {number} */ to) =>
    after(initialChart(), { type: "chart-zoomed", zoom: { from, to } }).zoom;
  assert.deepEqual(zoomed(100, 300), { from: 100, to: 300 });
  assert.deepEqual(zoomed(300, 100), { from: 100, to: 300 });
  assert.deepEqual(zoomed(-50, 300), { from: 0, to: 300 });
  assert.deepEqual(zoomed(100, 100.5), { from: 98.25, to: 102.25 });
  assert.deepEqual(zoomed(0, 1), { from: 0, to: 4 });
  assert.equal(zoomed(NaN, 1), null);
  assert.equal(zoomed(-5, -1), null);
});

test("a zoom ends with the run, and where the axis changes its meaning", () => {
  const zoomed = after(initialChart(), { type: "chart-zoomed", zoom: { from: 1, to: 9 } });
  assert.equal(after(zoomed, { type: "chart-zoomed", zoom: null }).zoom, null);
  assert.equal(after(zoomed, { type: "chart-axis", images: true }).zoom, null);
  assert.equal(reduceChart(zoomed, { type: "configured", summary }).zoom, null);
  assert.equal(after(zoomed, { type: "chart-smoothing", window: 8 }).zoom, zoomed.zoom);
});

test("each scale is switched by itself", () => {
  const chart = after(initialChart(), { type: "chart-scale", of: "rate", log: true });
  assert.deepEqual(chart.log, { loss: true, rate: true });
  assert.deepEqual(after(chart, { type: "chart-scale", of: "loss", log: false }).log, { loss: false, rate: true });
});

test("what does not change the chart leaves it the same object", () => {
  const chart = after(initialChart(), { type: "chart-cursor", x: 3 });
  assert.equal(after(chart, { type: "chart-cursor", x: 3 }, { type: "chart-emphasis", id: null }), chart);
  assert.equal(reduceChart(chart, { type: "configured", summary }), chart);
  assert.equal(reduceChart(chart, { type: "dismissed" }), chart);
});

test("whoever pointed at a run that is removed points at nothing", () => {
  const chart = after(initialChart(), { type: "chart-emphasis", id: 2 });
  assert.equal(reduceChart(chart, { type: "kept-removed", id: 2 }).emphasis, null);
});

test("the view is zoomed about its middle and moved within the run", () => {
  const whole = { from: 0, to: 1000 };
  assert.deepEqual(zoomBy(whole, whole, { scale: 1 / 2 }), { from: 250, to: 750 });
  assert.deepEqual(zoomBy({ from: 250, to: 750 }, whole, { move: 1 / 4 }), { from: 375, to: 875 });
  assert.deepEqual(zoomBy({ from: 400, to: 900 }, whole, { move: 1 / 2 }), { from: 500, to: 1000 });
  assert.deepEqual(zoomBy({ from: 0, to: 4 }, whole, { scale: 1 / 2 }), { from: 0, to: 4 });
  assert.equal(zoomBy({ from: 250, to: 750 }, whole, { scale: 2 }), null);
  assert.equal(zoomBy(whole, whole, { move: 1 }), null);
});

test("images are counted with the smaller batch at an epoch's end", () => {
  const run = { ...summary, train_count: 1000, steps_per_epoch: 16 };
  assert.deepEqual(
    [0, 1, 15, 16, 17, 32].map((step) => placeOf(step, true, run)),
    [0, 64, 960, 1000, 1064, 2000],
  );
  assert.equal(placeOf(17, false, run), 17);
  assert.equal(placeOf(17, true, null), 17);
});

test("a loss's range takes in what is to be seen, at round ends", () => {
  assert.deepEqual(axes.lossRange([0.04, 2.4], true, false), [0.01, 4]);
  assert.deepEqual(axes.lossRange([0.04, 9], true, false), [0.01, 10.799999999999999]);
  assert.deepEqual(axes.lossRange([0, 2.4], true, false), [axes.LEAST_LOSS, 4]);
  assert.deepEqual(axes.lossRange([0.04, 0.09], true, true), [0.02, 0.1]);
  assert.deepEqual(axes.lossRange([0.04, 2.4], false, false), [0, 2.5]);
  const [low, high] = axes.lossRange([0.61, 0.89], false, true);
  assert.ok(low > 0.5 && low < 0.61 && high > 0.89 && high < 1);
  for (const log of [true, false]) {
    const [from, to] = axes.lossRange([Infinity, -Infinity], log, true);
    assert.ok(from < to && Number.isFinite(to - from));
  }
});

test("a rate that stays the same lies inside its axis; one that falls to nothing does not squeeze the rest", () => {
  for (const log of [true, false]) {
    const [from, to] = axes.rateRange([0.01, 0.01], log);
    assert.ok(from < 0.01 && to > 0.01);
  }
  assert.deepEqual(axes.rateRange([0, 0.1], true)[1], 0.2);
  assert.ok(axes.rateRange([0, 0.1], true)[0] >= 5e-8);
  assert.deepEqual(axes.rateRange([0, 0], false), [0, 1]);
});

test("the accuracy's axis zooms in late and out later, so that noise does not toggle it", () => {
  const starts = (/** @type {number} */ latest, /** @type {boolean} */ near) =>
    axes.accuracyRange([latest, latest], latest, false, near)[0];
  assert.deepEqual([starts(0.9, false), starts(0.95, false), starts(0.9, true), starts(0.8, true)], [0, 0.8, 0.8, 0]);
  assert.deepEqual(axes.accuracyRange([0.983, 0.99], 0.99, true, true), [0.98, 1]);
});

test("ticks are round, inside the range and not too many", () => {
  assert.deepEqual(axes.roundTicks([0, 1], 6), [0, 0.2, 0.4, 0.6, 0.8, 1]);
  assert.deepEqual(axes.roundTicks([0.03, 0.34], 4), [0.1, 0.2, 0.3]);
  assert.deepEqual(axes.logTicks([0.01, 4], 9), [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2]);
  assert.deepEqual(axes.logTicks([0.01, 4], 5), [0.01, 0.1, 1]);
  assert.deepEqual(axes.logTicks([1e-7, 1], 4), [1e-7, 1e-5, 1e-3, 0.1]);
  assert.deepEqual(axes.logTicks([0.02, 0.06], 2), [0.02, 0.05]);
});

test("ticks stand at the ends of epochs, of every few where there are many", () => {
  assert.deepEqual(axes.epochTicks([0, 2814], 938, 6), [0, 938, 1876, 2814]);
  assert.deepEqual(axes.epochTicks([0, 93800], 938, 6), [0, 18760, 37520, 56280, 75040, 93800]);
  assert.deepEqual(axes.epochTicks([0, 938], 938, 6), [0, 938]);
  assert.deepEqual(axes.epochTicks([900, 1300], 938, 5), [900, 1000, 1100, 1200, 1300]);
  assert.deepEqual(axes.epochTicks([10, 14], 938, 9), [10, 11, 12, 13, 14]);
  assert.deepEqual(axes.epochTicks([0, 100], 0, 3), [0, 50, 100]);
});

test("numbers are written as short as they go", () => {
  assert.deepEqual([0.01, 2, 1e-5, 0.00025, 0, 0.1 + 0.2].map(axes.short), ["0.01", "2", "1e-5", "2.5e-4", "0", "0.3"]);
  assert.deepEqual([0.8, 0.9985, 1, 0.07].map(axes.percent), ["80%", "99.85%", "100%", "7%"]);
});

const theme = {
  dark: false,
  text: "",
  muted: "",
  line: "",
  ground: "",
  accent: "",
  soft: "",
  sides: [],
  runs: [..."abcdefgh"],
  font: "",
};

/** @param {number} count @param {number} loss */
function curvesWith(count, loss) {
  const all = (/** @type {number} */ value) => Array(count).fill(value);
  const report = {
    step: count,
    losses: all(loss),
    accuracies: all(0.9),
    learning_rates: all(0.01),
    gradient_norms: all(3),
  };
  return appendEvaluation(appendSteps(emptyCurves(), report), {
    split: "test",
    step: count,
    loss: 0.2,
    accuracy: 0.95,
  });
}

/** @param {Partial<Chart>} chart @param {"loss" | "accuracy" | "rate"} kind */
function pictureWith(chart, kind) {
  const kept = (/** @type {number} */ id, /** @type {boolean} */ visible, /** @type {number} */ batch_size) => ({
    id,
    colour: id - 1,
    visible,
    summary: { ...summary, config: { ...summary.config, batch_size }, steps_per_epoch: Math.ceil(60000 / batch_size) },
    learning_rate: 0.01,
    source: "mnist",
    curves: curvesWith(4000, id),
    epochs: [],
    step: 4000,
  });
  const slice = {
    curves: curvesWith(100, 0.5),
    kept: [kept(1, true, 32), kept(2, false, 64), kept(3, true, 128)],
    chart: { ...initialChart(), ...chart },
    summary,
  };
  const lines = linesOf(slice);
  const given = { lines, whole: wholeOf(lines), near: isNear(lines, false), theme, format: createFormatter("en") };
  return pictureOf(kind, slice, given);
}

test("a picture holds the run and the kept ones that are visible, and what each needs", () => {
  const loss = pictureWith({}, "loss");
  assert.deepEqual(
    loss.lines.map(({ letter, colour, strong, faded }) => [letter, colour, strong, faded]),
    [
      ["A", "a", false, false],
      ["C", "c", false, false],
    ],
  );
  assert.notDeepEqual(loss.lines[0].dash, loss.lines[1].dash);
  assert.equal(loss.values[50], 0.5);
  assert.deepEqual(loss.marks, [{ place: 100, value: 0.2, split: "test" }]);
  // The longest of them, though the run in hand is to make fewer steps.
  assert.deepEqual(loss.x, [0, 4000]);
  assert.ok(loss.y[0] <= 0.2 && loss.y[1] >= 3);
  assert.equal(pictureWith({}, "accuracy").marks[0].value, 0.95);
  const norm = pictureWith({ measure: "gradient_norm" }, "loss");
  assert.deepEqual([norm.values[50], norm.marks.length], [3, 0]);
  const rate = pictureWith({}, "rate");
  assert.deepEqual([rate.values[50], rate.each, rate.marks.length], [0.01, null, 0]);
});

test("counted in images, runs of different batches lie side by side", () => {
  const picture = pictureWith({ images: true }, "loss");
  assert.deepEqual(
    picture.lines.map(({ places }) => places[places.length - 1]),
    // 4,000 steps: two epochs of 1,875 and 250 batches of 32; eight of 469 and 248 of 128.
    [2 * 60000 + 250 * 32, 8 * 60000 + 248 * 128],
  );
  assert.equal(picture.places.at(-1), 6400);
  assert.deepEqual(picture.marks, [{ place: 6400, value: 0.2, split: "test" }]);
});

test("a run that stands out makes the others step back", () => {
  const picture = pictureWith({ emphasis: 3 }, "loss");
  assert.deepEqual(
    picture.lines.map(({ strong, faded }) => [strong, faded]),
    [
      [false, true],
      [true, false],
    ],
  );
  assert.equal(picture.faded, true);
  // One that is hidden cannot.
  assert.equal(pictureWith({ emphasis: 2 }, "loss").faded, false);
});
