/** Finding a network's tensors in a file of weights. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { epochsCsv, runJson, stepsCsv } from "../../www/rooms/library/metrics/numbers.js";
import { emptyCurves } from "../../www/run/curves.js";
import { matchWeights } from "../../www/worker/weights/match.js";

const expected = [
  { tensor: "conv1.weight", shape: [2, 1, 3, 3] },
  { tensor: "conv1.bias", shape: [2] },
  { tensor: "bn1.running_mean", shape: [2] },
];
/** @param {string} name @param {number[]} shape @param {number} value */
const given = (name, shape, value) => ({
  name,
  shape,
  data: new Float32Array(shape.reduce((product, side) => product * side, 1)).fill(value),
});
const file = () => [
  given("bn1.num_batches_tracked", [], 9),
  given("bn1.running_mean", [2], 3),
  given("conv1.bias", [2], 2),
  given("conv1.weight", [2, 1, 3, 3], 1),
];

test("tensors come in the network's order, whatever the file's", () => {
  assert.deepEqual(
    matchWeights(expected, file()).map(([first]) => first),
    [1, 2, 3],
  );
});

test("a beginning that all names have in common does not matter", () => {
  const wrapped = file().map((tensor) => ({ ...tensor, name: `module.net.${tensor.name}` }));
  assert.deepEqual(
    matchWeights(expected, wrapped).map(([first]) => first),
    [1, 2, 3],
  );
});

test("every misfit is named, with its shape", () => {
  const [, mean, , weight] = file();
  const bad = [mean, { ...weight, shape: [2, 1, 9] }, given("fc.weight", [10, 2], 0)];
  assert.throws(
    () => matchWeights(expected, bad),
    (/** @type {any} */ report) => {
      assert.equal(report.code, "weights-misfit");
      assert.equal(report.params.count, 3);
      for (const part of [
        "conv1.weight is [2, 1, 9] in the file and [2, 1, 3, 3] in the network",
        "conv1.bias [2] is missing",
        "fc.weight [10, 2] is not in the network",
      ])
        assert.ok(report.message.includes(part), part);
      return true;
    },
  );
  const many = Array.from({ length: 20 }, (_, i) => given(`x${i}.weight`, [1], 0));
  assert.throws(
    () => matchWeights(expected, many),
    ({ message }) => /; and 18 more\.$/.test(message),
  );
});

test("metrics as text: what is no number is left out, and names are those of the command line", () => {
  const curves = {
    ...emptyCurves(),
    steps: [1, 2],
    losses: [2.5, 1],
    accuracies: [0, 0.5],
    learning_rates: [0.1, 0.1],
    gradient_norms: [3, Number.NaN],
  };
  assert.equal(
    stepsCsv(curves),
    "step,loss,accuracy,learning_rate,gradient_norm,steps_averaged\r\n1,2.5,0,0.1,3,1\r\n2,1,0.5,0.1,,1\r\n",
  );
  const epochs = /** @type {any} */ ([{ epoch: 1, train_loss: 0.25, validation_loss: null }]);
  assert.equal(epochsCsv(epochs), "epoch,train_loss,validation_loss\r\n1,0.25,\r\n");
  const summary = /** @type {any} */ ({ config: { preset: "simple" }, spec: { layers: [] }, layers: [] });
  const json = JSON.parse(runJson(summary, curves, epochs));
  assert.deepEqual([json.config.preset, json.curves.losses, json.epochs], ["simple", [2.5, 1], epochs]);
});
