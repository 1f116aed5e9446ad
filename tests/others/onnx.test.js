/** ONNX files of the page, in onnxruntime. */

import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { graphOf } from "../../www/worker/weights/graph.js";
import { lacks, loadCpu, loadFiles, mnistFiles, run, scratch } from "./engine.js";

const skip = lacks("onnx", "onnxruntime", "numpy");
const IMAGES = 1000;

/** Layers of every kind that no preset has. */
const OTHERS = {
  layers: [
    { kind: "conv2d", name: "a", channels: 4, kernel: 5, stride: 2, padding: 2 },
    { kind: "tanh" },
    { kind: "avg_pool2d", size: 3 },
    {
      kind: "residual",
      layers: [{ kind: "conv2d", name: "b", channels: 4, kernel: 3, padding: 1 }, { kind: "sigmoid" }],
    },
    { kind: "gelu" },
    { kind: "flatten" },
    { kind: "linear", name: "c", units: 20 },
    { kind: "batch_norm", name: "d" },
    { kind: "dropout", rate: 0.3 },
    { kind: "linear", name: "e", units: 10 },
    { kind: "log_softmax" },
  ],
};

test("onnxruntime gives the page's logits, for every preset and every kind of layer", { skip }, async (t) => {
  const [{ Engine }, { writeOnnx }] = await Promise.all([loadCpu(), loadFiles()]);
  const engine = await Engine.open("ndarray");
  const files = mnistFiles();
  engine.loadMnist(files);
  const folder = scratch(t);
  const [onnx, images, logits] = ["network.onnx", "images.f32", "logits.f32"].map((name) => join(folder, name));
  const pixels = files.test_images.subarray(16, 16 + 784 * IMAGES);
  writeFileSync(images, new Uint8Array(Float32Array.from(pixels, (pixel) => pixel / 255).buffer));
  const presets = engine.presets().map(({ config }) => ({ preset: config.preset }));
  assert.equal(presets.length, 9);
  for (const config of [...presets, { preset: "simple", network: OTHERS, input: "normalised" }]) {
    const name = "network" in config ? "every kind" : config.preset;
    const summary = await engine.apply({
      type: "configure",
      config: /** @type {any} */ ({ ...config, batch_size: 16, seed: 2, validation: 0 }),
    });
    // Some steps, so that batch norms have running values of their own.
    await engine.apply({ type: "advance", max_steps: 5 });
    const capture = (/** @type {number[]} */ indices, /** @type {any} */ layers, /** @type {any} */ what) =>
      engine.capture({ images: { split: "test", indices }, layers, what });
    const tensors = await capture([0], "all", ["parameter"]);
    const last = summary.layers.findLastIndex(({ path }) => !path.includes("."));
    const found = new Float32Array(10 * IMAGES);
    for (let first = 0; first < IMAGES; first += 50) {
      const indices = Array.from({ length: 50 }, (_, i) => first + i);
      const [{ data }] = await capture(indices, [last], ["activation"]);
      found.set(data, 10 * first);
    }
    writeFileSync(logits, new Uint8Array(found.buffer));
    const { nodes, constants } = graphOf(summary.spec.layers, summary.config.input);
    const named = tensors.map(({ tensor, shape, data }) => ({ name: tensor, shape, data }));
    writeFileSync(onnx, writeOnnx(nodes, [...named, ...constants], ["step", "5"]));
    const { difference, single, sums, shape } = run("onnx_run.py", [onnx, images, logits]);
    t.diagnostic(`${name}: ${difference.toExponential(1)} of the largest logit`);
    assert.deepEqual(shape, [IMAGES, 10], name);
    assert.ok(difference <= 1e-4 && single <= 1e-4 && sums <= 1e-5, `${name}: ${difference} ${single} ${sums}`);
  }
});
