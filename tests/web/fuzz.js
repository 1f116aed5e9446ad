/**
 * Random and hostile calls of every method of an engine. Whatever the argument, a method answers with a value or
 * refuses with a documented code, and the next honest call is answered rightly.
 *
 * The calls follow from a seed, so that a failure can be made again.
 *
 * @module
 */

/** Every code that a method may refuse with: those of `src/error.rs`. */
const CODES = new Set([
  ...[
    "idx-magic",
    "idx-truncated",
    "idx-trailing",
    "idx-empty",
    "idx-too-large",
    "idx-label",
    "idx-counts",
    "idx-size",
  ],
  ...["picture-size", "classes-few", "classes-many", "class-small", "request-invalid", "config-invalid"],
  ...[
    "network-invalid",
    "draw-empty",
    "draw-marks",
    "draw-size",
    "index-out-of-range",
    "no-dataset",
    "no-run",
    "no-sweep",
  ],
  ...["no-verdict", "not-finite"],
]);

const CLASSES = 10;
const PIXELS = 28 * 28;
const TRAIN = 48;
const TEST = 20;

/** A seeded generator of numbers in [0, 1): mulberry32. @param {number} seed */
function generator(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Values, honest and otherwise. */
class Values {
  /** @param {number} seed */
  constructor(seed) {
    this.random = generator(seed);
  }

  /** @param {number} count */
  below(count) {
    return Math.floor(this.random() * count);
  }

  /** @param {number} share */
  chance(share) {
    return this.random() < share;
  }

  /** @template T @param {T[]} list @returns {T} */
  one(list) {
    return list[this.below(list.length)];
  }

  /** A number at some edge. */
  number() {
    return this.one([
      ...[0, -0, 1, -1, 2, 3, 7, 9, 10, 11, 14, 27, 28, 29, 64, 100, 1000, 1001, 4096, 4097, 10_000, 10_001],
      ...[0.5, 0.1, -0.5, 1e-7, 1e-300, 0.999999999, 1.0000001, 1.5, 2.75, 1e6, 1e20, 1e300, -1e300],
      ...[NaN, Infinity, -Infinity, Number.MAX_VALUE, Number.MIN_VALUE, Number.EPSILON],
      ...[2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1, 2 ** 32, 2 ** 32 + 1, 2 ** 53 - 1, 2 ** 53, 2 ** 63, 2 ** 64],
      ...[5478275, 5478276, 10956551, -(2 ** 31), -(2 ** 53), 200_000, 200_001],
    ]);
  }

  /** A typed array of any class. */
  array() {
    const length = this.one([0, 1, 3, 4, 9, 16, 100, 784, 785, 1568, 3136]);
    const classes = [Uint8Array, Uint8ClampedArray, Int8Array, Uint16Array, Uint32Array, Float32Array, Float64Array];
    const made = new (this.one(classes))(length);
    for (let i = 0; i < Math.min(length, 64); i += 1) made[i] = this.number();
    return made;
  }

  /** Anything that is not what was asked for. @returns {any} */
  hostile() {
    return this.chance(0.3) ? this.number() : this.one(HOSTILE)(this);
  }

  /** An honest value, with something changed somewhere most of the time. @param {any} honest @returns {any} */
  spoiled(honest) {
    if (this.chance(0.15)) return this.hostile();
    const isPlain = honest !== null && typeof honest === "object" && !ArrayBuffer.isView(honest);
    if (!isPlain) return this.chance(0.5) ? this.number() : this.hostile();
    const copy = Array.isArray(honest) ? [...honest] : { ...honest };
    const keys = Object.keys(copy);
    const change = this.random();
    if (keys.length === 0 || change < 0.08) {
      /** @type {any} */ (copy)[this.one(["extra", "length2", "0", "kind", "network"])] = this.hostile();
    } else if (change < 0.16) {
      delete (/** @type {any} */ (copy)[this.one(keys)]);
    } else {
      const key = this.one(keys);
      /** @type {any} */ (copy)[key] = this.spoiled(/** @type {any} */ (copy)[key]);
    }
    return copy;
  }
}

/** @returns {never} */
function trap() {
  throw new Error("No.");
}

/** Makers of what no method takes. @type {((values: Values) => unknown)[]} */
const HOSTILE = [
  ...[null, undefined, true, false, "", "nope", "network", "test", "__proto__", "\ud800", "7"].map((one) => () => one),
  ...[12n, 2n ** 70n, Symbol("s"), trap, globalThis].map((one) => () => one),
  ...[
    () => [],
    () => ({}),
    () => [null],
    () => [[]],
    () => [1, 2],
    () => [undefined],
    () => [NaN, -1],
    () => Array(1e6),
  ],
  ...[() => Object.create(null), () => Object.create({ split: "test" }), () => ({ length: 1e9 })],
  ...[() => new Date(), () => new Map([["a", 1]]), () => new Set(), () => /x/, () => new Error("x")],
  ...[() => Promise.resolve(1), () => new ArrayBuffer(8), () => new DataView(new ArrayBuffer(8))],
  ...[(/** @type {Values} */ values) => values.array(), (/** @type {Values} */ values) => values.array()],
  () => "x".repeat(2_000_000),
  () => ({ toString: trap, valueOf: trap, toJSON: trap }),
  () => {
    const cyclic = /** @type {any} */ ({ layers: [] });
    cyclic.self = cyclic;
    cyclic.layers.push(cyclic);
    return cyclic;
  },
  (values) => {
    const name = values.one(["type", "split", "index", "layers", "length", "bitmap", "x"]);
    return Object.defineProperty({}, name, { enumerable: true, get: trap });
  },
  () => Object.defineProperty([1, 2], "1", { get: trap }),
  () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    return proxy;
  },
  (values) => {
    const handler = { get: trap, ownKeys: trap, getPrototypeOf: trap, has: trap, getOwnPropertyDescriptor: trap };
    return new Proxy(values.one([{}, [], new Uint8Array(4), trap]), handler);
  },
  () => {
    const detached = new Uint8Array(784);
    structuredClone(detached, { transfer: [detached.buffer] });
    return detached;
  },
  () => Object.defineProperty(new Uint8Array(4), "length", { value: 2 ** 31 }),
  () => Object.defineProperty(new Uint8Array(4), "length", { get: trap }),
  () => Object.setPrototypeOf({ length: 4 }, Uint8Array.prototype),
  (values) => {
    let deep = /** @type {any} */ ([]);
    for (let i = 0; i < 2000; i += 1) deep = values.chance(0.5) ? [deep] : { layers: deep };
    return deep;
  },
];

/** A small network of its own, or a very large one, or not quite one. @param {Values} values */
function network(values) {
  const size = () => (values.chance(0.1) ? values.one([28, 512, 4096, 4097, 2 ** 31]) : values.one([1, 2, 3, 4, 5]));
  const layer = (/** @type {number} */ i) =>
    values.one([
      { kind: "conv2d", name: `conv${i}`, channels: size(), kernel: values.one([1, 3, 5, 28]), padding: 0 },
      { kind: "conv2d", name: `conv${i}`, channels: size(), kernel: 3, stride: values.one([1, 2, 3, 28]), padding: 1 },
      { kind: "conv2d", name: `conv${i}`, channels: size(), kernel: 28, padding: 27 },
      { kind: "batch_norm", name: `bn${values.one([i, i, 0])}` },
      { kind: values.one(["relu", "tanh", "sigmoid", "gelu", "global_avg_pool", "flatten"]) },
      { kind: values.one(["max_pool2d", "avg_pool2d"]), size: values.one([2, 3, 28]) },
      { kind: "dropout", rate: values.one([0, 0.5, 0.999]) },
      { kind: "residual", layers: [{ kind: values.one(["relu", "batch_norm"]), name: `bn${10 + i}` }] },
    ]);
  const body = Array.from({ length: values.below(5) }, (_, i) => layer(i));
  const end = [{ kind: "flatten" }, { kind: "linear", name: "fc", units: CLASSES }];
  if (values.chance(0.2)) end.splice(1, 0, { kind: "linear", name: "wide", units: size() });
  if (values.chance(0.2)) end.push({ kind: "log_softmax" });
  const layers = [...body, ...end];
  const input = values.one([
    [1, 28, 28],
    [1, 28, 28],
    [3, 9, 9],
    [28, 28],
    [],
    [1],
    [0, 28, 28],
    [2 ** 20, 2 ** 20, 2 ** 20],
  ]);
  return values.chance(0.1) ? { input, layers } : { layers };
}

/** @param {Values} values */
function config(values) {
  const some = {
    preset: values.one(["simple", "simple", "strided", "lenet"]),
    seed: values.one([0, 1, 2 ** 53 - 1]),
    epochs: values.one([1, 2, 1000]),
    batch_size: values.one([1, 8, 16, 48, 4096]),
    validation: values.one([0, 0.25, 0.5]),
    input: values.one(["unit", "normalised"]),
    label_smoothing: values.one([0, 0.1, 0.999]),
    optimizer: values.one(["sgd", "adam", "adamw", "rmsprop"]),
    learning_rate: values.one([1e-3, 0.1, 10, 1e-300]),
    momentum: values.one([0, 0.9, 1 - Number.EPSILON]),
    nesterov: values.chance(0.5),
    weight_decay: values.one([0, 0.01, 1]),
    decay_biases: values.chance(0.5),
    beta_1: values.one([0, 0.9, 1 - Number.EPSILON]),
    beta_2: values.one([0, 0.999, 1 - Number.EPSILON]),
    alpha: values.one([0, 0.99, 1 - Number.EPSILON]),
    epsilon: values.one([1e-8, 1, 1e-300]),
    schedule: values.one(["constant", "step", "cosine", "one-cycle", "fit-one-cycle", "fine-tune"]),
    decay_epochs: values.one([1, 1000]),
    decay_factor: values.one([0, 0.5, 1]),
    pct_start: values.one([1e-300, 0.25, 1 - Number.EPSILON]),
    div: values.one([1, 25, 1e6]),
    div_final: values.one([1, 1e5, 1e12]),
    shift: values.one([0, 8]),
    rotation: values.one([0, 90]),
    scale: values.one([0, 0.5]),
    shear: values.one([0, 45]),
    elastic: values.one([0, 4]),
    thickness: values.one([0, 2]),
    network: values.chance(0.5) ? network(values) : null,
    subset: values.one([null, 1, 2, 12]),
    clip_norm: values.one([null, 1, 1e-300]),
  };
  const beyond = {
    loss: values.one(["nll", "nope"]),
    dropout: values.one([0, 0.5, 1]),
    preset: "nope",
    label_smoothing: 1,
    momentum: 1,
    beta_1: 1,
    beta_2: 1,
    epsilon: 0,
    shift: 14,
    rotation: 360,
    subset: 2 ** 31,
  };
  const share = values.one([0.1, 0.3]);
  const names = Object.keys(some).filter(() => values.chance(share));
  const made = Object.fromEntries(names.map((name) => [name, /** @type {any} */ (some)[name]]));
  const name = /** @type {keyof typeof beyond} */ (values.one(Object.keys(beyond)));
  return values.chance(0.2) ? { ...made, [name]: beyond[name] } : made;
}

/** A file in the IDX format. @param {number[]} shape @param {number} [length] bytes, if not as many as announced */
function idx(shape, length = shape.reduce((product, size) => product * size, 1)) {
  const bytes = new Uint8Array(4 + 4 * shape.length + length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, 0x800 + shape.length);
  shape.forEach((size, i) => view.setUint32(4 + 4 * i, size));
  for (let i = 0; i < length; i += 1) bytes[4 + 4 * shape.length + i] = shape.length === 1 ? i % CLASSES : i % 256;
  return bytes;
}

/** @param {Values} values */
function files(values) {
  const count = values.one([1, 12, 30]);
  const [height, width] = values.one([
    [28, 28],
    [28, 28],
    [8, 9],
    [1, 1],
  ]);
  const images = () =>
    values.one([idx([count, height, width]), idx([count, height, width]), idx([count, 2 ** 31, 2], 9)]);
  const labels = () => values.one([idx([count]), idx([count]), idx([count + 1])]);
  return { train_images: images(), train_labels: labels(), test_images: images(), test_labels: labels() };
}

/** @param {Values} values */
function samples(values) {
  const count = values.one([0, 1, 2, 12, 40]);
  const labels = Uint8Array.from({ length: count }, (_, i) => i % values.one([1, 2, 3, 10, 11]));
  return { images: new Uint8Array(count * PIXELS + values.one([0, 0, 0, 1])).fill(values.below(256)), labels };
}

/** As a command `mirror` has them. @param {ReturnType<typeof samples>} train @param {ReturnType<typeof samples>} test */
function imagesOf(train, test) {
  return {
    ...{ train_images: train.images, train_labels: train.labels },
    ...{ test_images: test.images, test_labels: test.labels },
  };
}

/** An exchange of a team of one, or of a team whose others are gone. @param {Values} values */
function exchange(values) {
  const size = values.one([1, 1, 2, 3]);
  const memory = new Float32Array(2 * size * 8192 + values.one([2, 1000, 500_000]));
  const fails = values.one(["", "", "write", "read", "meet"]);
  const refuse = () => {
    throw new Error("No.");
  };
  return {
    rank: values.one([0, size - 1, size]),
    size,
    capacity: memory.length,
    write:
      fails === "write" ? refuse : (/** @type {number} */ at, /** @type {Float32Array} */ all) => memory.set(all, at),
    read:
      fails === "read"
        ? refuse
        : (/** @type {number} */ at, /** @type {Float32Array} */ all) => all.set(memory.subarray(at, at + all.length)),
    meet: fails === "meet" ? refuse : () => size === 1,
  };
}

/** @param {Values} values */
function cases(values) {
  const all = {
    classes: values.one([null, [0, 1], [1, 1], [3, 12]]),
    truth: values.one([null, 3, 10]),
    prediction: values.one([null, 3, 10]),
    only: values.one(["all", "wrong", "right"]),
    order: values.one(["index", "loss", "confidence", "random"]),
    descending: values.chance(0.5),
    seed: values.below(5),
    first: values.one([0, 5, 2 ** 31]),
  };
  const names = Object.keys(all).filter(() => values.chance(0.4));
  const some = Object.fromEntries(names.map((name) => [name, /** @type {any} */ (all)[name]]));
  return { classifier: values.one(["network", "template"]), count: values.one([0, 5, 10_000]), ...some };
}

/** @param {Values} values */
function subject(values) {
  const drawing = { bitmap: { width: 28, height: 28, pixels: new Uint8Array(PIXELS).fill(values.one([0, 255])) } };
  return values.one([
    { split: "test", indices: [values.below(TEST)] },
    { split: "train", indices: [values.below(TRAIN), 0] },
    { split: "test", indices: [] },
    drawing,
    { ...drawing, label: values.one([3, 10]) },
  ]);
}

/**
 * What each method is called with, honestly.
 * @type {Record<string, (values: Values, state: {checkpoint: any}) => any[]>}
 */
const HONEST = {
  backend: () => [],
  presets: () => [],
  step: () => [],
  members: () => [],
  images: () => [],
  about: () => [],
  templates: () => [],
  templatePairs: () => [],
  generatorKnobs: () => [],
  checkpoint: () => [],
  beginEvaluation: () => [],
  evaluate: () => [],
  describe: (values) => [{ network: network(values) }],
  // It trains a whole batch: a small one.
  prepare: (values) => [{ config: { ...config(values), network: null, batch_size: values.one([1, 8]) } }],
  beginSweep: (values) => [values.one([{}, { steps: 10 }, { from: 1e-4, to: 1, steps: 12 }, { from: 1, to: 0 }])],
  sweep: (values) => [values.one([1, 5, 0])],
  inspect: (values) => [{ index: values.below(TEST), at: values.one([null, 0, 1]) }],
  capture: (values) => [
    {
      images: subject(values),
      layers: values.one(["all", ["conv1"], [-1, 0], ["none"], [0.5], []]),
      what: values.one([["activation"], ["gradient", "parameter_gradient"], ["parameter"], []]),
      mode: values.one(["inference", "training"]),
      class: values.one([null, 3, 10]),
      at: values.one([null, 0, 1]),
    },
  ],
  explain: (values) => [
    {
      image: subject(values),
      method: values.one(["saliency", "occlusion", "grad-cam"]),
      class: values.one([null, 3, 10]),
      layer: values.one([null, 0, "conv1", 99]),
      at: values.one([null, 1]),
    },
  ],
  maximise: (values) => [
    { layer: values.one(["conv1", -1, 99]), unit: values.one([0, 5, 10_000]), mean: values.one([null, 3, 10]) },
  ],
  trial: (values) => [{ images: subject(values), mode: values.one(["inference", "training"]) }],
  beginFeatures: (values) => [
    { split: values.one(["train", "test"]), count: values.one([0, 10, 20_000]), layer: values.one([null, 0, "none"]) },
  ],
  features: () => [],
  nearest: (values) => [{ image: subject(values), count: values.one([0, 3, 20_000]) }],
  snapshots: () => [],
  snapshot: (values) => [values.one([0, 1, 7])],
  addSnapshot: (values) => [values.one([0, 3]), new Uint8Array(values.one([0, 10, 430_740]))],
  dataset: () => [],
  runStart: (values) => [values.one([0, 1, 3])],
  predict: (values) => {
    const [width, height] = [values.one([1, 28, 60]), values.one([1, 28, 60])];
    const bitmap = { width, height, pixels: new Uint8Array(width * height).fill(values.one([0, 31, 255])) };
    const points = Float32Array.from({ length: 3 * values.one([0, 1, 30]) }, () => values.below(11) / 10);
    const stroke = { points, pen: values.one([0, 0.085, 1]), eraser: values.one([false, false, true]), pixels: null };
    const picture = { points: null, pen: 0, eraser: false, pixels: new Uint8Array(PIXELS).fill(values.one([0, 255])) };
    const drawing = { marks: values.one([[stroke], [stroke, stroke], [picture], [picture, stroke]]), raw: false };
    return [values.one([{ bitmap }, { drawing }, { drawing: { ...drawing, raw: true }, stages: true }])];
  },
  statistics: (values) => [{ split: values.one(["train", "test"]) }],
  samples: (values) => [{ split: values.one(["train", "test"]), indices: [values.below(TEST), 0] }],
  augmented: (values) => [
    { indices: [1, 2], settings: { shift: 2, rotation: values.one([5, 180]) }, draw: values.below(9) },
  ],
  browse: (values) => [
    { split: "train", class: values.one([null, 3]), first: values.below(9), count: values.below(9) },
  ],
  networkInput: (values) => [
    { split: values.one(["train", "test"]), index: values.below(TEST), draw: values.below(9) },
  ],
  templateCurves: (values) => [{ a: values.below(10), b: values.below(10), split: "test" }],
  beginAssessment: (values) => [{ classifier: values.one(["network", "template"]), classes: null }],
  assess: (values) => [
    { classifier: values.one(["network", "template"]), classes: values.one([null, [0, 1], [1, 1], [3, 10]]) },
  ],
  beginShifted: (values) => [
    {
      classifier: values.one(["network", "template"]),
      distances: values.one([[0], [0, 1, 2], [14, 0], [15], [], Array(16).fill(0)]),
      count: values.one([1, 5, 10_000, 0, 10_001]),
      at: values.one([null, 0, 1]),
    },
  ],
  shifted: () => [],
  batch: (values) => [{ epoch: values.one([0, 1, 1000]), number: values.one([0, 1, 2, 60_000]) }],
  cases: (values) => [cases(values)],
  probabilities: (values) => [{ classifier: values.one(["network", "template"]) }],
  loadMnist: (values) => [files(values)],
  loadFiles: (values) => [
    { files: files(values), naming: { name: "Mine", class_names: values.one([null, ["a"], []]) } },
  ],
  loadPair: (values) => {
    const { train_images, train_labels } = files(values);
    const pair = { images: train_images, image_file: "images", labels: train_labels, label_file: "labels" };
    return [{ ...pair, hold_out: { test_share: values.one([0.2, 0.9, 1]), seed: 1 } }];
  },
  picture: (values) => {
    const [width, height] = [values.one([1, 5, 40]), values.one([1, 5, 40])];
    return [{ rgba: new Uint8ClampedArray(4 * width * height), width, height }];
  },
  loadPictures: (values) => [
    {
      train: samples(values),
      test: samples(values),
      paper: values.one(["auto", "white", "black"]),
      resized_from: [9, 9],
    },
  ],
  beginGeneration: (values) => [
    { seed: values.below(9), train_count: TRAIN, test_count: TEST, variation: { slant: 2 } },
  ],
  beginMixing: (values) => [{ files: files(values), mix: { share: values.one([0, 0.5, 1]), seed: 3 } }],
  generate: (values) => [values.one([1, 30, 1000])],
  sketch: (values) => [{ sketch: { seed: values.below(9), count: values.one([1, 3]) } }],
  teamCapacity: (values) => [values.one([1, 2, 3])],
  join: (values) => [exchange(values)],
  apply: (values, { checkpoint }) => [
    values.one([
      { type: "mirror", images: imagesOf(samples(values), samples(values)), about: null },
      { type: "name_classes", class_names: values.one([["a", "b"], [], Array(11).fill("x")]) },
      { type: "configure", config: config(values) },
      { type: "configure", config: config(values) },
      { type: "reset" },
      { type: "restore", checkpoint: bent(values, checkpoint) },
      { type: "restore", checkpoint: bent(values, checkpoint) },
      { type: "advance", max_steps: values.one([1, 2, 3]) },
      { type: "advance", max_steps: values.one([1, 2, 3]) },
      { type: "set_learning_rate", learning_rate: values.one([1e-3, 1, 10, 11]) },
      { type: "stop" },
      { type: "leave" },
      { type: "rehearse", steps: 1 },
    ]),
  ],
};

/** Called in a way of their own: to open another engine, and to give memory back. */
const LEFT_OUT = new Set(["constructor", "free"]);

/** A drawn bar. */
function bar() {
  const pixels = new Uint8Array(PIXELS);
  for (let row = 6; row < 22; row += 1) pixels.fill(255, 28 * row + 13, 28 * row + 16);
  return { bitmap: { width: 28, height: 28, pixels } };
}

/** @param {boolean} truth @param {string} what */
function ensure(truth, what) {
  if (!truth) throw new Error(what);
}

/** The images and the run that every honest check starts from. @param {any} engine */
async function begin(engine) {
  engine.beginGeneration({ seed: 5, train_count: TRAIN, test_count: TEST });
  while (engine.generate(1000).value === null);
  const layers = [{ kind: "flatten" }, { kind: "linear", name: "fc", units: CLASSES }];
  await engine.apply({ type: "configure", config: { network: { layers }, batch_size: 16, epochs: 2 } });
}

/** What holds whatever was called before, as long as there are images. @param {any} engine @param {Values} values */
function checkImages(engine, values) {
  const { test_labels, test_images } = engine.images();
  const index = values.below(test_labels.length);
  const { images, labels } = engine.samples({ split: "test", indices: [index] });
  ensure(labels[0] === test_labels[index], `image ${index} has the label ${labels[0]}`);
  ensure(images.length === PIXELS && images[300] === test_images[index * PIXELS + 300], `image ${index} is another`);
}

/** A fresh run learns and reads a drawing. @param {any} engine */
async function checkRun(engine) {
  await begin(engine);
  const { losses } = await engine.apply({ type: "advance", max_steps: 1 });
  ensure(losses.length === 1 && losses[0] > 1 && losses[0] < 5, `the first loss is ${losses}`);
  const { probabilities } = await engine.predict(bar());
  const sum = probabilities.reduce((/** @type {number} */ all, /** @type {number} */ one) => all + one, 0);
  ensure(Math.abs(sum - 1) < 1e-4, `probabilities sum to ${sum}`);
}

/** An argument in a few words. @param {unknown} value @returns {string} */
function told(value) {
  try {
    const text = JSON.stringify(value, (_, one) => {
      if (typeof one === "bigint" || typeof one === "symbol" || typeof one === "function") return String(one);
      if (typeof one === "number" && !Number.isFinite(one)) return String(one);
      if (typeof one === "string" && one.length > 60) return `${one.length} characters`;
      return ArrayBuffer.isView(one) ? `${one.constructor.name}(${/** @type {any} */ (one).length})` : one;
    });
    return String(text).slice(0, 1500);
  } catch {
    return typeof value;
  }
}

/** A checkpoint that is not quite one. @param {Values} values @param {any} checkpoint */
function bent(values, checkpoint) {
  if (!checkpoint || values.chance(0.3)) return checkpoint;
  const { place, tensors, memory } = checkpoint;
  const part = values.one(["place", "place", "place", "tensors", "memory", "memory"]);
  const name = values.one(Object.keys(place));
  if (part === "place") return { place: { ...place, [name]: values.number() }, tensors, memory };
  if (part === "tensors") return { place, tensors: values.one([tensors.slice(1), [...tensors, tensors[0]]]), memory };
  const one = memory[0] ?? [];
  const other = values.one([[], [[]], memory.slice(1), memory.map(() => []), memory.map(() => [...one, ...one])]);
  return { place, tensors, memory: other };
}

/**
 * Calls methods at random.
 * @param {any} engine
 * @param {number} seed
 * @param {number} calls
 * @returns {Promise<string>} empty, or what went wrong and how to make it go wrong again
 */
export async function fuzz(engine, seed, calls) {
  const values = new Values(seed);
  const methods = Object.getOwnPropertyNames(Object.getPrototypeOf(engine)).filter(
    (name) => !LEFT_OUT.has(name) && !name.startsWith("__"),
  );
  const forgotten = methods.filter((name) => !(name in HONEST));
  if (forgotten.length > 0) return `No calls are known for ${forgotten.join(", ")}.`;
  const state = { checkpoint: /** @type {any} */ (null) };
  await begin(engine);
  // What changes a run comes more often.
  methods.push(...Array(12).fill("apply"), "checkpoint", "evaluate", "sweep", "assess");
  for (let call = 0; call < calls; call += 1) {
    const name = values.one(methods);
    let args = HONEST[name](values, state);
    if (values.chance(0.5)) args = args.map((honest) => values.spoiled(honest));
    if (values.chance(0.02)) args = [values.hostile(), values.hostile()];
    const failed = (/** @type {string} */ what) =>
      `Seed ${seed}, call ${call}: ${name}(${args.map(told).join(", ")}): ${what}`;
    try {
      const answer = await engine[name](...args);
      if (name === "checkpoint") state.checkpoint = answer;
      // Nobody is to wait for a large network's training.
      if (answer?.macs > 3e6 && name === "apply") await begin(engine);
    } catch (error) {
      const { code, message } = /** @type {any} */ (error ?? {});
      if (!CODES.has(code)) return failed(`threw ${code ?? ""} ${message ?? error}`);
      if (typeof message !== "string" || message.length < 10 || message.length > 1500) {
        return failed(`${code} with the message ${told(message)}`);
      }
    }
    try {
      checkImages(engine, values);
      if (call % 50 === 49) await checkRun(engine);
    } catch (error) {
      const { code, message } = /** @type {any} */ (error ?? {});
      return failed(`afterwards ${code ?? ""} ${message ?? error}`);
    }
  }
  return "";
}
