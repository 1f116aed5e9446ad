/** The arithmetic of single values, against a plain computation of the whole layer. */

import assert from "node:assert/strict";
import test from "node:test";
import { arithmeticOf } from "../../www/rooms/inside/walk/arithmetic.js";
import { withProbabilities } from "../../www/rooms/inside/walk/probabilities.js";
import { crossEntropy, softmax } from "../../www/run/softmax.js";
import { linkTo, viewOf } from "../../www/rooms/inside/walk/link.js";
import { areaOf, fieldOf, flattened, inputOf, summandsOf, treeOf } from "../../www/rooms/inside/walk/structure.js";

/** Numbers that look random, the same each time. @param {number} count @param {number} seed */
const numbers = (count, seed) => Float32Array.from({ length: count }, (_, i) => Math.sin(12.9898 * (i + 1) + seed));

/** @param {string} tensor @param {number[]} shape @param {number} seed @returns {any} */
const captured = (tensor, shape, seed) => ({
  tensor,
  shape,
  data: numbers(
    shape.reduce((a, b) => a * b, 1),
    seed,
  ),
});

test("a convolution's products and its bias add up to its value, at the border too", () => {
  const [channels, side, units, size, stride, padding] = [3, 7, 2, 3, 2, 1];
  const layer = { kind: "conv2d", name: "c", channels: units, kernel: size, stride, padding };
  const input = captured("", [1, channels, side, side], 1);
  const parameters = [captured("c.weight", [units, channels, size, size], 2), captured("c.bias", [units], 3)];
  const output = captured("", [1, units, 4, 4], 4);
  for (let unit = 0; unit < units; unit++)
    for (let row = 0; row < 4; row++)
      for (let column = 0; column < 4; column++) {
        let expected = parameters[1].data[unit];
        for (let c = 0; c < channels; c++)
          for (let y = 0; y < size; y++)
            for (let x = 0; x < size; x++) {
              const [at, along] = [row * stride + y - padding, column * stride + x - padding];
              if (at < 0 || along < 0 || at >= side || along >= side) continue;
              expected +=
                input.data[(c * side + at) * side + along] *
                parameters[0].data[((unit * channels + c) * size + y) * size + x];
            }
        const found = arithmeticOf(layer, input, output, parameters, { unit, row, column });
        assert.ok(found && Math.abs(found.value - expected) < 1e-6);
        assert.deepEqual(found.window, { top: row * 2 - 1, left: column * 2 - 1, size });
      }
});

test("a linear layer, a pooling and an activation", () => {
  const parameters = [captured("fc.weight", [2, 5], 1), captured("fc.bias", [2], 2)];
  const vector = captured("", [1, 5], 3);
  const linear = arithmeticOf({ kind: "linear" }, vector, captured("", [1, 2], 0), parameters, {
    unit: 1,
    row: 0,
    column: 0,
  });
  const expected = vector.data.reduce(
    (/** @type {number} */ sum, /** @type {number} */ value, /** @type {number} */ i) =>
      sum + value * parameters[0].data[5 + i],
    parameters[1].data[1],
  );
  assert.ok(linear && Math.abs(linear.value - expected) < 1e-6);

  const input = captured("", [1, 2, 4, 4], 5);
  const place = { unit: 1, row: 1, column: 0 };
  const window = [24, 25, 28, 29].map((i) => input.data[i]);
  const output = captured("", [1, 2, 2, 2], 0);
  assert.equal(arithmeticOf({ kind: "max_pool2d", size: 2 }, input, output, [], place)?.value, Math.max(...window));
  const mean = arithmeticOf({ kind: "avg_pool2d", size: 2 }, input, output, [], place)?.value ?? NaN;
  assert.ok(Math.abs(mean - window.reduce((a, b) => a + b) / 4) < 1e-7);
  const relu = arithmeticOf({ kind: "relu" }, input, input, [], place);
  assert.deepEqual([relu?.kind, relu?.value], ["function", input.data[20]]);
  assert.equal(arithmeticOf({ kind: "flatten" }, input, vector, [], place), null);
});

test("a batch norm, a global mean, the sum of two branches, and a softmax", () => {
  const input = captured("", [1, 2, 3, 3], 5);
  const place = { unit: 1, row: 2, column: 0 };
  const at = 9 + 6;
  const parameters = [".weight", ".bias", ".running_mean", ".running_var"].map((end, i) => captured(`n${end}`, [2], i));
  parameters[3].data = Float32Array.of(0.5, 2);
  const norm = arithmeticOf({ kind: "batch_norm" }, input, input, parameters, place);
  const [gamma, beta, mean] = parameters.map(({ data }) => data[1]);
  const expected = ((input.data[at] - mean) / Math.sqrt(2 + 1e-5)) * gamma + beta;
  assert.ok(norm && Math.abs(norm.value - expected) < 1e-6);
  assert.equal(arithmeticOf({ kind: "batch_norm" }, input, input, parameters.slice(0, 2), place), null);

  const pooled = arithmeticOf({ kind: "global_avg_pool" }, input, captured("", [1, 2], 0), [], {
    ...place,
    row: 0,
    column: 0,
  });
  let sum = 0;
  for (const value of input.data.subarray(9)) sum += value;
  assert.ok(pooled && Math.abs(pooled.value - sum / 9) < 1e-6);

  const other = captured("", [1, 2, 3, 3], 7);
  const added = arithmeticOf({ kind: "residual" }, input, input, [], place, other);
  assert.ok(added && Math.abs(added.value - (input.data[at] + other.data[at])) < 1e-6);

  const logits = { ...captured("", [1, 3], 0), data: Float32Array.of(1, 2, 101) };
  for (const [kind, value] of /** @type {const} */ ([
    ["softmax", Math.exp(-99)],
    ["log_softmax", -99],
  ])) {
    const found = arithmeticOf({ kind }, logits, logits, [], { unit: 1, row: 0, column: 0 });
    assert.ok(found && Math.abs(found.value - value) <= 1e-6 * Math.abs(value), kind);
  }
});

test("logits and log-probabilities become the same probabilities, as one layer more", () => {
  const expected = [1, 2, 3].map((i) => Math.exp(i) / (Math.exp(1) + Math.exp(2) + Math.exp(3)));
  for (const outputs of [[1, 2, 3], [1001, 1002, 1003], expected.map(Math.log)]) {
    for (const [i, value] of softmax(outputs).entries()) assert.ok(Math.abs(value - expected[i]) < 1e-6);
  }
  assert.ok(Math.abs(crossEntropy([1, 2, 3], 1) + Math.log(expected[1])) < 1e-12);
  assert.ok(Math.abs(crossEntropy([0, 800], 0) - 800) < 1e-9);
  const last = captured("", [1, 3], 1);
  const seen = /** @type {any} */ ({ activations: new Map([[4, last]]) });
  assert.deepEqual(withProbabilities(seen, 5).activations.get(5)?.data, softmax(last.data));
});

/** Two convolutions, a pooling, and a block whose main branch has two more convolutions. */
const block = {
  kind: "residual",
  layers: [
    { kind: "conv2d", kernel: 3, padding: 1 },
    { kind: "conv2d", kernel: 3, padding: 1 },
  ],
};
const network = [
  { kind: "conv2d", kernel: 5, padding: 2 },
  { kind: "max_pool2d", size: 2 },
  { kind: "conv2d", kernel: 3, stride: 2 },
  block,
  { kind: "flatten" },
  { kind: "linear" },
];
const places = ["0", "1", "2", "3", "3.layers.0", "3.layers.1", "4", "5"];
const specs = flattened(network);
const summaries = places.map((path, i) => ({ path, kind: specs[i].kind }));

test("a value's receptive field, by trying which pixels reach it", () => {
  // By hand from the last layer back: pixels of a row that the value at a place depends on.
  /** @param {number} number @param {number} at @returns {[number, number]} */
  const reach = (number, at) => {
    if (number < 0) return [at, at];
    const spec = specs[number];
    if (spec.kind === "residual") {
      const ends = summandsOf(summaries, number).map((summand) => reach(summand, at));
      return [Math.min(...ends.map(([low]) => low)), Math.max(...ends.map(([, high]) => high))];
    }
    const size = spec.kernel ?? spec.size;
    const first = at * (spec.stride ?? spec.size ?? 1) - (spec.padding ?? 0);
    const from = inputOf(summaries, number);
    return [reach(from, first)[0], reach(from, first + size - 1)[1]];
  };
  const image = { height: 40, width: 40 };
  for (const number of [-1, 0, 1, 2, 3, 4, 5]) {
    const [low, high] = reach(number, 4);
    const [first, last] = [Math.max(0, low), Math.min(39, high)];
    const area = areaOf(fieldOf(summaries, specs, number), { row: 4, column: 4 }, image);
    assert.deepEqual(area, { top: first, left: first, height: last - first + 1, width: last - first + 1 }, `${number}`);
  }
  const all = { top: 0, left: 0, height: 40, width: 40 };
  for (const number of [6, 7])
    assert.deepEqual(areaOf(fieldOf(summaries, specs, number), { row: 0, column: 0 }, image), all);
});

test("a residual block has two branches, of which one may be empty", () => {
  const tree = treeOf(summaries);
  assert.deepEqual(
    tree.map(({ number }) => number),
    [0, 1, 2, 3, 6, 7],
  );
  const [main, shortcut] = tree[3].branches ?? [];
  assert.deepEqual(
    main?.map(({ number }) => number),
    [4, 5],
  );
  assert.deepEqual(shortcut, []);
  assert.deepEqual(summandsOf(summaries, 3), [5, 2]);
});

test("an address leads to an image, a layer and a unit; another one does not", () => {
  const view = /** @type {const} */ ({ split: "train", index: 59_999, layer: 3, unit: 12 });
  assert.equal(linkTo(view), "#walk/train/59999/3/12");
  assert.deepEqual(viewOf(linkTo(view)), view);
  for (const hash of ["", "#walk", "#walk/test/1/2", "#walk/own/1/2/3", "#walk/test/-1/2/3", "#walk/test/1/2/3/4"])
    assert.equal(viewOf(hash), null, hash);
});

test("each layer's input is the layer before it, or what its block takes", () => {
  const layers = [
    { kind: "conv2d" },
    { kind: "residual", layers: [{ kind: "relu" }, { kind: "conv2d" }], shortcut: [{ kind: "conv2d" }] },
    { kind: "flatten" },
  ];
  const paths = ["0", "1", "1.layers.0", "1.layers.1", "1.shortcut.0", "2"].map((path) => ({ path, kind: "" }));
  assert.equal(flattened(layers).length, paths.length);
  assert.deepEqual(
    paths.map((_, number) => inputOf(paths, number)),
    [-1, 0, 0, 2, 0, 1],
  );
});
