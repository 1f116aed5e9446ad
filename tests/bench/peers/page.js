/**
 * What a peer's page does: brings MNIST in, trains, evaluates, predicts, with the library's driver ({@link Driver})
 * doing the arithmetic. The counterpart of ../in-page.js.
 *
 * @module
 */

import { planOf, randomNumbers } from "./plan.js";

/** @typedef {import("../subject.mjs").Network} Network */
/** @typedef {import("../subject.mjs").Task} Task */
/** @typedef {import("../subject.mjs").Visit} Visit */

/**
 * A network in a library's hands. Images are `[n, 784]`, as the network wants them.
 * @typedef {object} Model
 * @property {() => Promise<void>} reset fresh weights and a fresh optimiser
 * @property {(images: Float32Array<ArrayBuffer>, labels: Int32Array<ArrayBuffer>) => void} step one update; need not be
 *   done on return
 * @property {() => Promise<number>} loss of the last step, once it is done
 * @property {(images: Float32Array<ArrayBuffer>) => Promise<ArrayLike<number>>} scores `[n, 10]`, the greatest for the
 *   likeliest class
 */

/**
 * @typedef {object} Driver
 * @property {Record<string, unknown>} facts
 * @property {(plan: import("./plan.js").Plan, config: Network["config"]) => Model} build
 */

/** A loss is read about so often, which is seldom: it favours the peers. */
const STRETCH_MS = 250;
const MOST_STEPS = 64;
const EVALUATION_BATCH = 250;
const PIXELS = 784;

/** @typedef {{images: Uint8Array, labels: Uint8Array}} Split */
/** @type {{train: Split, test: Split}} */
let data;
/** @type {Driver} */
let driver;
/** Models, by preset, with the batch sizes that they have met. @type {Map<string, {model: Model, met: Set<number>}>} */
const models = new Map();
/** @type {{model: Model, network: Network}} */
let latest;

/** @param {string} split @returns {Promise<Split>} */
async function fetchSplit(split) {
  const get = async (/** @type {string} */ part) => {
    const response = await fetch(`data/${split}_${part}`);
    if (!response.ok) throw new Error(`${response.url} answered ${response.status}.`);
    return new Uint8Array(await response.arrayBuffer());
  };
  // Behind the headers of the IDX files.
  const [images, labels] = await Promise.all([get("images"), get("labels")]);
  return { images: images.subarray(16), labels: labels.subarray(8) };
}

async function fetchData() {
  const [train, test] = await Promise.all([fetchSplit("train"), fetchSplit("test")]);
  data = { train, test };
  return performance.now();
}

/** @param {string} library @param {string} backend */
async function openDriver(library, backend) {
  driver = await (await import(`./${library}.js`)).open(backend);
  return performance.now();
}

/** @param {{library: string, backend: string}} settings */
export async function open({ library, backend }) {
  await Promise.all([fetchData(), openDriver(library, backend)]);
  const adapter = await adapterOf(backend);
  return { ...driver.facts, ...(adapter && { adapter }) };
}

/** What draws or computes behind an API, as the browser tells it: a GPU, or software. @param {string} backend */
async function adapterOf(backend) {
  if (backend === "webgpu") {
    const { vendor = "", architecture = "", description = "" } = (await navigator.gpu?.requestAdapter())?.info ?? {};
    return [vendor, architecture, description].filter(Boolean).join(" ");
  }
  const gl = backend === "webgl" ? document.createElement("canvas").getContext("webgl2") : null;
  const names = gl?.getExtension("WEBGL_debug_renderer_info");
  return gl && names ? String(gl.getParameter(names.UNMASKED_RENDERER_WEBGL)) : "";
}

/** Images as floats. @param {Split} split @param {ArrayLike<number>} order @param {Network["config"]["input"]} input */
function batchOf({ images, labels }, order, input) {
  const [mean, deviation] = input === "normalised" ? [0.1307, 0.3081] : [0, 1];
  const scale = 1 / 255 / deviation;
  const shift = -mean / deviation;
  const pixels = new Float32Array(order.length * PIXELS);
  for (let i = 0; i < order.length; i += 1) {
    const from = order[i] * PIXELS;
    for (let k = 0; k < PIXELS; k += 1) pixels[i * PIXELS + k] = images[from + k] * scale + shift;
  }
  return { pixels, labels: Int32Array.from({ length: order.length }, (_, i) => labels[order[i]]) };
}

/** Training batches without end, in a new order each epoch. @param {Task} task */
function* batchesOf({ network, batch_size }) {
  const count = data.train.labels.length;
  const order = Int32Array.from({ length: count }, (_, i) => i);
  const random = randomNumbers(1);
  for (;;) {
    for (let i = count - 1; i > 0; i -= 1) {
      const j = Math.floor(random() * (i + 1));
      [order[i], order[j]] = [order[j], order[i]];
    }
    // A last, smaller batch would be compiled for.
    for (let i = 0; i + batch_size <= count; i += batch_size) {
      yield batchOf(data.train, order.subarray(i, i + batch_size), network.config.input);
    }
  }
}

/** One turn of the event loop. @returns {Promise<void>} */
function turn() {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => (port1.close(), resolve());
    port2.postMessage(null);
  });
}

/** A fresh model with its batches. @param {Task} task */
async function begin(task) {
  const { network, batch_size } = task;
  const name = network.config.preset;
  const known = models.get(name) ?? { model: driver.build(planOf(network.spec), network.config), met: new Set() };
  models.set(name, known);
  const { model, met } = known;
  const fresh = !met.has(batch_size);
  met.add(batch_size);
  await model.reset();
  latest = { model, network };
  const batches = batchesOf(task);
  /** So many steps, then the loss. @param {number} steps @returns {Promise<number>} ms */
  const train = async (steps) => {
    const start = performance.now();
    for (let i = 0; i < steps; i += 1) {
      const { pixels, labels } = /** @type {ReturnType<typeof batchOf>} */ (batches.next().value);
      model.step(pixels, labels);
    }
    const loss = await model.loss();
    if (!Number.isFinite(loss)) throw new Error(`The loss is ${loss}.`);
    await turn();
    return performance.now() - start;
  };
  return { train, fresh };
}

/** @param {Visit} visit @returns {Promise<{images: number, ms: number}>} */
export async function train({ seconds, warm_seconds, ...task }) {
  const { train, fresh } = await begin(task);
  const warm = performance.now() + 1000 * warm_seconds;
  // The first of a size compiles, and so may the second.
  for (let left = fresh ? 2 : 1; left > 0 || performance.now() < warm; left -= 1) await train(1);
  const steps = Math.max(1, Math.min(MOST_STEPS, Math.round(STRETCH_MS / (await train(1)))));
  const measured = { images: 0, ms: 0 };
  while (measured.ms < 1000 * seconds) {
    measured.ms += await train(steps);
    measured.images += steps * task.batch_size;
  }
  return measured;
}

/**
 * All test images, with the network that was trained last; null if that would take longer than the limit.
 * @param {number} limit_s
 */
export async function evaluate(limit_s) {
  const { model, network } = latest;
  const { labels } = data.test;
  let right = 0;
  const start = performance.now();
  for (let from = 0; from < labels.length; from += EVALUATION_BATCH) {
    const count = Math.min(EVALUATION_BATCH, labels.length - from);
    const order = Int32Array.from({ length: count }, (_, i) => from + i);
    const began = performance.now();
    const scores = await model.scores(batchOf(data.test, order, network.config.input).pixels);
    order.forEach((index, row) => {
      const of = (/** @type {number} */ digit) => scores[10 * row + digit];
      let best = 0;
      for (let digit = 1; digit < 10; digit += 1) if (of(digit) > of(best)) best = digit;
      if (best === labels[index]) right += 1;
    });
    // The first ones are compiled for.
    const all_ms = ((performance.now() - began) / count) * labels.length;
    if (from === 2 * EVALUATION_BATCH && all_ms > 1000 * limit_s) return null;
  }
  return { ms: performance.now() - start, accuracy: right / labels.length };
}

/** One image: the mean of some. @param {number} count @returns {Promise<number>} ms */
export async function predict(count) {
  const { model, network } = latest;
  const { pixels } = batchOf(data.test, [0], network.config.input);
  await model.scores(pixels);
  const start = performance.now();
  for (let i = 0; i < count; i += 1) await model.scores(pixels);
  return (performance.now() - start) / count;
}

/** From the navigation to the first loss, in a fresh page. @param {{library: string, backend: string, task: Task}} settings */
export async function startUp({ library, backend, task }) {
  const [data_there_ms, module_ready_ms] = await Promise.all([fetchData(), openDriver(library, backend)]);
  const { train } = await begin(task);
  await train(1);
  return { module_ready_ms, data_there_ms, first_loss_ms: performance.now() };
}
