import assert from "node:assert/strict";
import { test } from "node:test";
import { strToU8, unzipSync, zipSync } from "fflate";
import { Journal } from "../../www/worker/storage/journal.js";
import { readProject, writeProject } from "../../www/worker/storage/project.js";

/** Stands for the module of files, whose own tests are in Rust. @type {any} */
const SAFETENSORS = {
  writeSafetensors: (/** @type {any[]} */ tensors) =>
    strToU8(JSON.stringify(tensors.map(({ name, shape, data }) => ({ name, shape, data: [...data] })))),
  readSafetensors: (/** @type {Uint8Array} */ file) => {
    try {
      const list = JSON.parse(new TextDecoder().decode(file));
      return list.map((/** @type {any} */ { name, shape, data }) => ({ name, shape, data: Float32Array.from(data) }));
    } catch {
      throw { code: "weights-damaged", message: "no." };
    }
  },
};

const NAMED = [
  { tensor: "conv1.weight", shape: [1, 2] },
  { tensor: "bn1.running_mean", shape: [2] },
  { tensor: "fc.bias", shape: [1] },
];

/** @returns {any} */
function project() {
  const journal = new Journal();
  const [losses, learning_rates] = [[2.3, Math.fround(0.1)].map(Math.fround), [0.001, 0.002]];
  const measures = { losses, accuracies: losses, learning_rates, gradient_norms: [NaN, 1] };
  const place = { step: 2, total_steps: 9, epoch: 1, step_in_epoch: 2, steps_per_epoch: 9 };
  const rest = { images: 128, epoch_loss: 1, epoch_accuracy: 0.5, elapsed_ms: 70, images_per_second: 9 };
  journal.hear(/** @type {any} */ ({ event: "steps", ...place, ...rest, remaining_ms: null, ...measures }));
  journal.hear({ event: "rate", learning_rate: 0.5 });
  const evaluation = { split: /** @type {const} */ ("test"), step: 2, loss: 1, accuracy: 0.5, count: 10 };
  journal.hear({ event: "evaluation", ...evaluation });
  const data = {
    source: "mnist",
    request: {},
    sha256: null,
    kept: true,
    name: null,
    class_names: ["0"],
    train_count: 5,
  };
  const run = { id: "", name: "数字", began_ms: 1, saved_ms: 2, config: { preset: "simple" }, step: 2, total_steps: 9 };
  const more = { parameters: 5, finished: false, accuracy: 0.5, loss: 1, elapsed_ms: 70, workers: 2, bytes: 0 };
  const checkpoint = {
    place: { step: 2, stage: "training" },
    tensors: [Float32Array.of(1, 2), Float32Array.of(3, 4), Float32Array.of(5)],
    memory: [
      [Float32Array.of(6, 7), Float32Array.of(8, 9)],
      [Float32Array.of(10), Float32Array.of(11)],
    ],
  };
  const images = {
    train_images: new Uint8Array(2 * 784).fill(7),
    train_labels: Uint8Array.of(1, 2),
    test_images: new Uint8Array(784),
    test_labels: Uint8Array.of(3),
  };
  return {
    run: { ...run, ...more, backend: "ndarray", build: "test", data },
    checkpoint,
    journal,
    snapshots: [
      [0, Uint8Array.of(1, 2)],
      [10, Uint8Array.of(3, 4)],
      [2, Uint8Array.of(5, 6)],
    ],
    images: { images, about: ["images", { name: "x" }] },
  };
}

const written = (given = project()) => writeProject(given, NAMED, SAFETENSORS);

test("a project comes back as it was", () => {
  const given = project();
  const read = readProject(written(given), SAFETENSORS);
  assert.deepEqual(read.run, given.run);
  assert.deepEqual(read.checkpoint, given.checkpoint);
  assert.deepEqual(read.journal.resumed(), given.journal.resumed());
  assert.deepEqual(
    read.snapshots.map(([step]) => step),
    [0, 2, 10],
  );
  assert.deepEqual(read.images, given.images);
  assert.equal(readProject(written({ ...given, images: null }), SAFETENSORS).images, null);
});

test("its files are those that other programs read", () => {
  const files = unzipSync(written());
  const about = JSON.parse(new TextDecoder().decode(files["run.json"]));
  assert.deepEqual([about.format, about.version, about.run.name], ["digit-lab-run", 1, "数字"]);
  assert.match(
    new TextDecoder().decode(files["metrics.csv"]),
    /^step,loss,accuracy,learning_rate,gradient_norm\n1,2\./,
  );
  const names = (/** @type {string} */ file) =>
    SAFETENSORS.readSafetensors(files[file]).map((/** @type {any} */ t) => t.name);
  assert.deepEqual(
    names("weights.safetensors"),
    NAMED.map(({ tensor }) => tensor),
  );
  // Of running values the optimiser keeps nothing.
  assert.deepEqual(names("optimiser.safetensors"), ["conv1.weight.0", "conv1.weight.1", "fc.bias.0", "fc.bias.1"]);
  assert.deepEqual(
    [...files["images/train-images-idx3-ubyte"].slice(0, 16)],
    [0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 28, 0, 0, 0, 28],
  );
});

/** Another `run.json`. @param {(about: any) => void} change */
function changed(change) {
  const files = unzipSync(written());
  const about = JSON.parse(new TextDecoder().decode(files["run.json"]));
  change(about);
  return zipSync({ ...files, "run.json": strToU8(JSON.stringify(about)) });
}

test("what is wrong with a file has a code", () => {
  const refused = (/** @type {Uint8Array} */ file, /** @type {string} */ code) =>
    assert.throws(() => readProject(file, SAFETENSORS), { code });
  refused(new Uint8Array(), "project-damaged");
  refused(strToU8("no zip"), "project-damaged");
  refused(written().slice(0, -30), "project-damaged");
  refused(zipSync({ "run.json": strToU8("{") }), "project-damaged");
  refused(zipSync({ "../run.json": strToU8("{}") }), "project-damaged");
  refused(
    changed((about) => (about.version = 2)),
    "project-newer",
  );
  for (const change of [
    (/** @type {any} */ about) => (about.format = "other"),
    (/** @type {any} */ about) => (about.told.last.step = "2"),
    (/** @type {any} */ about) => (about.told.epochs = { length: 3 }),
    (/** @type {any} */ about) => (about.told.evaluations = [{ split: "test" }]),
    (/** @type {any} */ about) => about.tensors.push("more"),
    (/** @type {any} */ about) => (about.memory = [1e9]),
    (/** @type {any} */ about) => (about.memory = [-1]),
    (/** @type {any} */ about) => delete about.run.config,
    (/** @type {any} */ about) => (about.run.data = null),
    (/** @type {any} */ about) => (about.run.name = { toString: "x" }),
    (/** @type {any} */ about) => (about.told = null),
  ]) {
    refused(changed(change), "project-damaged");
  }
  const files = unzipSync(written());
  for (const name of Object.keys(files).filter((name) => !name.startsWith("snapshots"))) {
    const { [name]: _, ...others } = files;
    refused(zipSync(others), "project-damaged");
  }
  refused(zipSync({ ...files, "images/train-images-idx3-ubyte": new Uint8Array(3) }), "project-damaged");
  refused(zipSync({ ...files, "metrics.csv": strToU8("step,loss\n1,2\n") }), "project-damaged");
});

test("an archive that says it is enormous is not unpacked", () => {
  const file = written();
  const view = new DataView(file.buffer);
  // The unpacked size in the central directory, of every entry.
  for (let at = 0; at + 28 < file.length; at += 1) {
    if (view.getUint32(at, true) === 0x02014b50) view.setUint32(at + 24, 0xfffffff0, true);
  }
  assert.throws(() => readProject(file, SAFETENSORS), { code: "project-size" });
});

test("10,000 files with wrong bytes are read or refused with a code", () => {
  const file = written();
  let seed = 1;
  const below = (/** @type {number} */ n) => (seed = (seed * 48_271) % 2_147_483_647) % n;
  const codes = new Set();
  for (let i = 0; i < 10_000; i += 1) {
    const bad = file.slice(0, below(10) === 0 ? below(file.length) : file.length);
    for (let k = below(4); k >= 0 && bad.length > 0; k -= 1) bad[below(bad.length)] = below(256);
    try {
      readProject(bad, SAFETENSORS);
      codes.add("read");
    } catch (error) {
      const { code } = /** @type {any} */ (error);
      assert.match(String(code), /^project-(damaged|size|newer)$/, String(error));
      codes.add(code);
    }
  }
  assert.ok(codes.has("read") && codes.has("project-damaged"));
});
