/** The program for PyTorch: it repeats the page's runs. */

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { zipSync } from "fflate";
import { npy } from "../../www/api/npy.js";
import { trainPy } from "../../www/run/pytorch/script.js";
import { startArrays } from "../../www/worker/weights/start.js";
import { lacks, loadCpu, mnistFiles, mnistFolder, run, scratch } from "./engine.js";

const skip = lacks("torch", "numpy");
const python = process.env.TORCH_PYTHON ?? "";
const STEPS = 50;

/** An engine with MNIST. */
async function open() {
  const { Engine } = await loadCpu();
  const engine = await Engine.open("ndarray");
  engine.loadMnist(mnistFiles());
  return engine;
}

/**
 * Writes the program of a run, and what it begins with, as the page does.
 * @param {Awaited<ReturnType<typeof open>>} engine
 * @param {import("../../www/api/protocol.js").RunSummary} summary
 * @param {string} folder
 * @param {"en" | "zh"} [language]
 * @param {boolean} [now] with the weights that the network has now, and not those that it began with
 */
async function write(engine, summary, folder, language = "en", now = false) {
  const named = await engine.capture({ images: { split: "test", indices: [0] }, layers: "all", what: ["parameter"] });
  const start = engine.runStart(2);
  const arrays = startArrays(named, now ? named.map(({ data }) => data) : start.tensors, start);
  const files = Object.fromEntries(arrays.map((array) => [`${array.name}.npy`, npy(array)]));
  writeFileSync(join(folder, "train.npz"), zipSync(files, { level: 0 }));
  writeFileSync(join(folder, "train.py"), trainPy(summary, { language, start: "train.npz", mnist: true }));
}

/**
 * The program with numbers of 64 bits: how far rounding leads a run away is told by those of 32 bits in the same program.
 * @param {string} folder
 */
function widened(folder) {
  const text = readFileSync(join(folder, "train.py"), "utf8");
  const wide = text
    .replaceAll(".float()", ".double()")
    .replace("Network().to(DEVICE)", "Network().to(DEVICE).double()")
    .replace("torch.from_numpy(START[name])", "torch.from_numpy(START[name]).double()");
  assert.notEqual(wide, text);
  writeFileSync(join(folder, "wide.py"), wide);
  return "wide.py";
}

/** The losses that the program prints. @param {string} folder @param {string[]} command @param {number} steps @param {string} [program] */
function losses(folder, command, steps, program = "train.py") {
  const args = [program, "--steps", String(steps), "--data", mnistFolder()];
  const env = { ...process.env, OMP_NUM_THREADS: "1" };
  const output = execFileSync(python, [...command, ...args], { cwd: folder, encoding: "utf8", env, stdio: "pipe" });
  return [...output.matchAll(/^step \d+: loss (\S+)$/gm)].map(([, loss]) => Number(loss));
}

/** @param {Awaited<ReturnType<typeof open>>} engine @param {number} steps @returns {Promise<number[]>} */
async function own(engine, steps) {
  /** @type {number[]} */
  const all = [];
  while (all.length < steps) {
    const advance = await engine.apply({ type: "advance", max_steps: steps - all.length });
    if (advance.kind === "steps") all.push(...advance.losses);
  }
  return all;
}

/** @param {number[]} a @param {number[]} b */
const difference = (a, b) => Math.max(...a.map((value, i) => Math.abs(value - b[i])));

test("its network gives the page's logits for 1,000 test images, for every preset", { skip }, async (t) => {
  const engine = await open();
  const folder = scratch(t);
  const [images, logits] = ["images.f32", "logits.f32"].map((name) => join(folder, name));
  for (const { config } of engine.presets()) {
    const { preset } = config;
    const summary = await engine.apply({ type: "configure", config: { preset, seed: 4, batch_size: 16 } });
    // Some steps, so that batch norms have running values of their own.
    await engine.apply({ type: "advance", max_steps: 5 });
    await write(engine, summary, folder, "en", true);
    const last = summary.layers.findLastIndex(({ path }) => !path.includes("."));
    const [found, scaled] = [new Float32Array(10 * 1000), new Float32Array(784 * 1000)];
    for (let first = 0; first < 1000; first += 50) {
      const indices = Array.from({ length: 50 }, (_, i) => first + i);
      const captured = await engine.capture({
        images: { split: "test", indices },
        layers: [-1, last],
        what: ["activation"],
      });
      const [input, output] = [-1, last].map((number) => captured.find((one) => one.number === number));
      scaled.set(/** @type {any} */ (input).data, 784 * first);
      found.set(/** @type {any} */ (output).data, 10 * first);
    }
    writeFileSync(images, new Uint8Array(scaled.buffer));
    writeFileSync(logits, new Uint8Array(found.buffer));
    const { difference } = run("logits_run.py", [folder, images, logits]);
    t.diagnostic(`${preset}: ${difference.toExponential(1)} of the largest logit`);
    assert.ok(difference <= 1e-5, `${preset}: ${difference}`);
  }
});

test("the first losses are the page's, for every preset", { skip }, async (t) => {
  const engine = await open();
  const folder = scratch(t);
  for (const { config } of engine.presets()) {
    const { preset } = config;
    const summary = await engine.apply({ type: "configure", config: { preset, seed: 7 } });
    await write(engine, summary, folder);
    const [ours, theirs] = [await own(engine, STEPS), losses(folder, [], STEPS)];
    assert.equal(theirs.length, STEPS, preset);
    t.diagnostic(`${preset}: ${difference(ours, theirs).toExponential(1)} over ${STEPS} losses`);
    if (difference(ours, theirs) <= 1e-4) continue;
    // Batch norm and Adam make much of rounding: then PyTorch is as far from its own run in 64 bits.
    const exact = losses(folder, [], STEPS, widened(folder));
    const [own_error, their_error] = [difference(ours, exact), difference(theirs, exact)];
    t.diagnostic(`  from 64 bits: ${own_error.toExponential(1)}, PyTorch ${their_error.toExponential(1)}`);
    assert.ok(preset === "vgg-mini" || preset === "resnet-mini", preset);
    assert.ok(own_error <= 4 * their_error && difference(ours.slice(0, 3), theirs.slice(0, 3)) <= 1e-4, preset);
  }
});

test("every optimiser, schedule and loss is repeated", { skip }, async (t) => {
  const engine = await open();
  const folder = scratch(t);
  for (const config of /** @type {any[]} */ ([
    { optimizer: "sgd", learning_rate: 0.05, momentum: 0.9, nesterov: true, weight_decay: 1e-3, schedule: "one-cycle" },
    { optimizer: "adamw", weight_decay: 0.05, schedule: "cosine", label_smoothing: 0.1 },
    // A small rate: RMSprop's first updates depend on little but the signs of gradients that are almost zero.
    {
      optimizer: "rmsprop",
      learning_rate: 1e-5,
      momentum: 0.5,
      schedule: "step",
      decay_factor: 0.5,
      clip_norm: 1,
      validation: 0.2,
    },
    { optimizer: "adam", schedule: "one-cycle", subset: 2000, weight_decay: 1e-4, dropout: 0.5 },
    { preset: "wide-fc", label_smoothing: 0.1, batch_size: 64 },
    { optimizer: "adamw", schedule: "fit-one-cycle", subset: 2000, weight_decay: 0.1, decay_biases: false },
    { preset: "pooled-fastai", subset: 2000, weight_decay: 0.1 },
    { optimizer: "sgd", schedule: "fine-tune", subset: 2000, momentum: 0.9, learning_rate: 0.05, pct_start: 0.4 },
  ])) {
    const summary = await engine.apply({
      type: "configure",
      config: { epochs: 2, batch_size: 100, seed: 3, ...config },
    });
    await write(engine, summary, folder, "zh");
    const steps = config.subset ? 30 : 20; // into the second epoch
    const [ours, theirs] = [await own(engine, steps), losses(folder, [], steps)];
    assert.ok(difference(ours, theirs) <= 1e-4, `${JSON.stringify(config)}: ${difference(ours, theirs)}`);
  }
});

test("two processes compute what one does", { skip }, async (t) => {
  const engine = await open();
  const folder = scratch(t);
  const summary = await engine.apply({ type: "configure", config: { preset: "simple", seed: 7 } });
  await write(engine, summary, folder);
  const torchrun = ["-m", "torch.distributed.run", "--nproc-per-node", "2", "--master-port", "29511"];
  const [alone, together] = [losses(folder, [], 20), losses(folder, torchrun, 20)];
  assert.equal(together.length, 20);
  assert.ok(difference(alone, together) <= 1e-4, String(difference(alone, together)));
});

test("augmentation runs, and learns", { skip }, async (t) => {
  const engine = await open();
  const folder = scratch(t);
  const augmented = { rotation: 10, shift: 2, scale: 0.1, shear: 5, elastic: 1 };
  const summary = await engine.apply({ type: "configure", config: { preset: "simple", ...augmented } });
  await write(engine, summary, folder);
  const found = losses(folder, [], 60);
  const mean = (/** @type {number[]} */ list) => list.reduce((sum, loss) => sum + loss, 0) / list.length;
  assert.ok(mean(found.slice(-10)) < 0.7 * mean(found.slice(0, 10)), found.join(" "));
});
