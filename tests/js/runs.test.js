import assert from "node:assert/strict";
import { test } from "node:test";
import { epochCsv } from "../../www/rooms/lab/results/csv.js";
import { loadWords, translator } from "../../www/i18n/index.js";
import { namesOf } from "../../www/rooms/lab/curves/names.js";
import { MOST_KEPT } from "../../www/rooms/lab/curves/kept.js";
import { after as afterAll, dataset, reduce, steps, summary } from "./actions.js";
import { CONFIG, NETWORK, PRESET } from "./recipe.js";

for (const language of /** @type {const} */ (["en", "zh"])) await loadWords(language, ["page"]);

/** @typedef {import("./actions.js").Action} Action */
/** @typedef {import("./actions.js").State} State */
/** @typedef {import("../../www/api/protocol.js").RunConfig} RunConfig */

/** @param {Partial<RunConfig>} [config] @returns {Action} */
const configured = (config = {}) => ({ type: "configured", summary: { ...summary, config: { ...CONFIG, ...config } } });

/** @param {...Action} actions */
const after = (...actions) => afterAll(actions);

/** @param {Partial<RunConfig>} config @returns {Action[]} a run with some steps */
const run = (config) => [configured(config), steps(1), steps(2)];

test("a run that has made steps is kept when another takes its place", () => {
  const { kept, curves } = after({ type: "loaded", summary: dataset }, ...run({ seed: 7 }), configured());
  assert.equal(kept.length, 1);
  const [{ id, colour, visible, summary, curves: old, step, source }] = kept;
  assert.deepEqual([id, colour, visible, summary.config.seed, step, source], [1, 0, true, 7, 2, "mnist"]);
  assert.deepEqual([old.steps, curves.steps], [[1, 2], []]);
});

test("one that has made none is not, and one is not kept twice", () => {
  assert.deepEqual(after(configured(), configured({ seed: 1 }), configured({ seed: 2 })).kept, []);
  assert.equal(after(...run({}), configured({ seed: 1 }), configured({ seed: 1 })).kept.length, 1);
  // Other images end the run before the new one is set up.
  const loaded = /** @type {Action} */ ({ type: "loaded", summary: { ...dataset, source: "generated" } });
  const { kept } = after({ type: "loaded", summary: dataset }, ...run({}), loaded, configured());
  assert.deepEqual(
    kept.map(({ source }) => source),
    ["mnist"],
  );
});

test("the rate that was changed on the way is kept with the run", () => {
  const changed = after(...run({}), { type: "rate", learning_rate: 2e-4 }, configured());
  assert.equal(changed.kept[0].learning_rate, 2e-4);
  assert.equal(after(...run({}), configured()).kept[0].learning_rate, CONFIG.learning_rate);
});

test("at most so many are kept; the oldest goes, and its colour is free again", () => {
  const seeds = Array.from({ length: MOST_KEPT + 2 }, (_, seed) => seed);
  const { kept } = after(...seeds.flatMap((seed) => run({ seed })), configured());
  assert.deepEqual(
    kept.map(({ summary }) => summary.config.seed),
    seeds.slice(2),
  );
  assert.equal(new Set(kept.map(({ colour }) => colour)).size, MOST_KEPT);
  assert.equal(new Set(kept.map(({ id }) => id)).size, MOST_KEPT);
});

test("runs are hidden, removed and cleared", () => {
  const three = after(...[0, 1, 2].flatMap((seed) => run({ seed })), configured());
  const hidden = reduce(three, { type: "kept-shown", id: 2, visible: false });
  assert.deepEqual(
    hidden.kept.map(({ visible }) => visible),
    [true, false, true],
  );
  const removed = reduce(hidden, { type: "kept-removed", id: 2 });
  assert.deepEqual(
    removed.kept.map(({ id, colour }) => [id, colour]),
    [
      [1, 0],
      [3, 2],
    ],
  );
  // The colour that is free goes to the next; the number to none.
  const next = [...run({}), configured()].reduce(reduce, removed).kept.at(-1);
  assert.deepEqual([next?.id, next?.colour], [4, 1]);
  assert.deepEqual(reduce(removed, { type: "kept-cleared" }).kept, []);
});

/** @type {import("../../www/api/protocol.js").Preset[]} */
const PRESETS = [
  PRESET,
  { spec: NETWORK, config: { ...CONFIG, preset: "lenet", optimizer: "sgd", learning_rate: 0.01, momentum: 0.9 } },
];

/**
 * @param {(Partial<RunConfig> & {now?: number, source?: string})[]} configs what each run has of its own; `now`: the
 *   rate in force at its end
 * @param {"en" | "zh"} [language]
 */
function names(configs, language = "en") {
  const runs = configs.map(({ now, source = "mnist", ...own }, i) => {
    const preset = PRESETS.find(({ config }) => config.preset === own.preset) ?? PRESET;
    const config = { ...preset.config, ...own };
    const spec = config.network ?? preset.spec;
    return { id: i + 1, summary: { ...summary, config, spec }, learning_rate: now ?? config.learning_rate, source };
  });
  return namesOf(runs, translator(language), PRESETS);
}

test("runs are named by what differs between them", () => {
  assert.deepEqual(names([{ learning_rate: 0.1 }, { learning_rate: 1e-4 }]), ["rate 0.1", "rate 1e-4"]);
  assert.deepEqual(names([{ learning_rate: 0.1 }, { learning_rate: 1e-4 }], "zh"), ["学习率 0.1", "学习率 1e-4"]);
  assert.deepEqual(names([{}, { batch_size: 128, seed: 3 }]), ["batch 64 · seed 0", "batch 128 · seed 3"]);
  assert.deepEqual(names([{ optimizer: "sgd" }, {}]), ["SGD", "Adam"]);
  assert.deepEqual(names([{ dropout: 0.5 }, {}]), ["dropout 0.5", "dropout as in the layers"]);
  assert.deepEqual(names([{ source: "generated" }, {}]), ["generated digits", "MNIST"]);
});

test("what most of them share goes without saying, unless nothing else would be said", () => {
  assert.deepEqual(names([{}, { learning_rate: 0.1 }, { batch_size: 256 }, { seed: 1 }]), [
    "batch 64 · rate 0.001 · seed 0",
    "rate 0.1",
    "batch 256",
    "seed 1",
  ]);
  // Two of three are not most of them.
  assert.deepEqual(names([{}, { learning_rate: 0.1 }, { batch_size: 256 }]), [
    "batch 64 · rate 0.001",
    "batch 64 · rate 0.1",
    "batch 256 · rate 0.001",
  ]);
});

test("a preset's own recipe goes without saying where presets differ", () => {
  assert.deepEqual(names([{}, { preset: "lenet" }]), ["simple", "lenet"]);
  assert.deepEqual(names([{}, { preset: "lenet" }, { preset: "lenet", learning_rate: 0.1 }]), [
    "simple",
    "lenet",
    "lenet · rate 0.1",
  ]);
});

test("a setting that changes nothing is not named", () => {
  // Adam knows no momentum.
  assert.deepEqual(names([{}, { momentum: 0.5 }]), ["run 1", "run 2"]);
  assert.deepEqual(names([{ schedule: "step" }, { decay_epochs: 4 }]), ["rate in steps", "constant rate"]);
  assert.deepEqual(names([{ decay_biases: false }, {}]), ["run 1", "run 2"]);
  const decay = { weight_decay: 0.01 };
  assert.deepEqual(names([{ ...decay, decay_biases: false }, decay]), ["biases do not decay", "biases decay"]);
});

test("runs that do not differ are numbered", () => {
  assert.deepEqual(names([{}, {}]), ["run 1", "run 2"]);
  assert.deepEqual(names([{}, {}, { seed: 1 }]), ["seed 0 · run 1", "seed 0 · run 2", "seed 1"]);
});

test("a rate changed on the way is told", () => {
  assert.deepEqual(names([{ now: 2e-4 }, {}]), ["rate 0.001 → 2e-4", "rate 0.001"]);
});

test("a network of one's own is told by what was made of the preset's", () => {
  const { layers } = NETWORK;
  const own = (/** @type {import("../../www/api/protocol.js").LayerSpec[]} */ ...layers) => ({ network: { layers } });
  const [conv, ...rest] = layers;
  const wider = { ...conv, channels: 32 };
  assert.deepEqual(
    names([
      {},
      own(.../** @type {typeof layers} */ ([wider, ...rest])),
      own(...layers.filter(({ kind }) => kind !== "dropout")),
      own(...layers, { kind: "log_softmax" }, { kind: "relu" }),
      own(.../** @type {typeof layers} */ ([wider, { kind: "gelu" }, ...layers.slice(2)])),
      own(conv, { kind: "gelu" }, ...layers.slice(2)),
    ]),
    [
      "simple",
      "simple, conv1 channels 32",
      "simple, 1 layer fewer",
      "simple, 2 layers more",
      "simple, edited",
      "simple, relu → gelu",
    ],
  );
  // The preset's own layers, sent as one's own, with a default left out.
  const { stride, ...bare } = /** @type {Extract<typeof conv, {kind: "conv2d"}>} */ (conv);
  assert.equal(stride, 1);
  assert.deepEqual(names([{}, own(bare, ...rest)]), ["run 1", "run 2"]);
});

test("epochs are written as comma-separated values, without what there is not", () => {
  const epoch = {
    epoch: 1,
    backend: /** @type {const} */ ("ndarray"),
    workers: 1,
    train_loss: 0.25,
    train_accuracy: 0.92,
    test_loss: 0.1,
    test_accuracy: 0.97,
    validation_loss: null,
    validation_accuracy: null,
    learning_rate: 1e-3,
    images_per_second: 900.5,
    elapsed_ms: 61000,
  };
  assert.deepEqual(
    epochCsv([epoch, { ...epoch, epoch: 2, validation_loss: 0.2, validation_accuracy: 0.9 }]).split("\r\n"),
    [
      "epoch,train_loss,train_accuracy,validation_loss,validation_accuracy,test_loss,test_accuracy,learning_rate,images_per_second,elapsed_ms,backend,workers",
      "1,0.25,0.92,,,0.1,0.97,0.001,900.5,61000,ndarray,1",
      "2,0.25,0.92,0.2,0.9,0.1,0.97,0.001,900.5,61000,ndarray,1",
      "",
    ],
  );
});
