/** The arithmetic of single values, against a plain computation of the whole layer. */

import assert from "node:assert/strict";
import test from "node:test";
import { arithmeticOf, flattened, inputOf } from "../../www/rooms/inside/walk/arithmetic.js";

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

test("each layer's input is the layer before it, or what its block takes", () => {
  const layers = [
    { kind: "conv2d" },
    { kind: "residual", layers: [{ kind: "relu" }, { kind: "conv2d" }], shortcut: [{ kind: "conv2d" }] },
    { kind: "flatten" },
  ];
  const paths = ["0", "1", "1.layers.0", "1.layers.1", "1.shortcut.0", "2"].map((path) => ({ path }));
  assert.equal(flattened(layers).length, paths.length);
  assert.deepEqual(
    paths.map((_, number) => inputOf(paths, number)),
    [-1, 0, 0, 2, 0, 1],
  );
});
