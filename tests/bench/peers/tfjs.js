/**
 * TensorFlow.js as a driver of page.js, with its core operations. Its wasm backend has no
 * gradient for convolutions and pooling: there both are put together from operations that have one.
 *
 * @module
 */

import { draw } from "./plan.js";

/** @typedef {import("./plan.js").Plan} Plan */
/** @typedef {import("./plan.js").Step} Step */
/** The library's types are not part of this project. @typedef {any} Tensor */

const PACKAGES = new URL("../packages/", import.meta.url).href;

/** @param {string} path @returns {Promise<void>} */
function loadScript(path) {
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = PACKAGES + path;
    script.onload = () => resolve();
    script.onerror = () => reject(new Error(`${script.src} could not be loaded.`));
    document.head.append(script);
  });
}

/** @type {any} */
let tf;

/** @param {string} backend @returns {Promise<import("./page.js").Driver>} */
export async function open(backend) {
  // The backend's script adds itself to what it finds under this name.
  tf = { ...(await import(`${PACKAGES}tfjs.js`)) };
  Object.assign(globalThis, { tf });
  const folder = `@tensorflow/tfjs-backend-${backend}/dist/`;
  await loadScript(`${folder}tf-backend-${backend}.es2017.min.js`);
  if (backend === "wasm") tf.wasm.setWasmPaths(PACKAGES + folder);
  if (!(await tf.setBackend(backend))) throw new Error(`TensorFlow.js cannot use ${backend} in this browser.`);
  await tf.ready();
  const facts = backend === "wasm" ? { threads: tf.wasm.getThreadsCount() } : {};
  const ops = backend === "wasm" ? composed : builtIn;
  return { facts, build: (plan, config) => build(plan, config, ops) };
}

/** @typedef {{convolve: (x: Tensor, w: Tensor, b: Tensor, step: any) => Tensor, pool: (x: Tensor, size: number) => Tensor}} Ops */

/** @type {Ops} */
const builtIn = {
  convolve: (x, filter, bias, { stride: strides = 1, padding = 0, active }) => {
    const pad = [[0, 0], [padding, padding], [padding, padding], [0, 0]]; // prettier-ignore
    return tf.fused.conv2d({ x, filter, strides, pad, bias, activation: active ? "relu" : "linear" });
  },
  pool: (x, size) => tf.maxPool(x, size, size, "valid"),
};

/** @type {Ops} */
const composed = {
  // A matrix of all shifted copies, times the kernels.
  convolve: (x, w, b, { kernel, channels, padding = 0, active }) => {
    const padded = padding > 0 ? tf.pad(x, [[0, 0], [padding, padding], [padding, padding], [0, 0]]) : x; // prettier-ignore
    const [count, height, width, depth] = padded.shape;
    const [rows, columns] = [height - kernel + 1, width - kernel + 1];
    const copies = [];
    for (let i = 0; i < kernel; i += 1) {
      for (let j = 0; j < kernel; j += 1) copies.push(tf.slice(padded, [0, i, j, 0], [count, rows, columns, depth]));
    }
    const patches = tf.reshape(tf.concat(copies, 3), [count * rows * columns, kernel * kernel * depth]);
    const sums = tf.add(tf.matMul(patches, tf.reshape(w, [kernel * kernel * depth, channels])), b);
    return tf.reshape(active ? tf.relu(sums) : sums, [count, rows, columns, channels]);
  },
  // The greatest along one side, then along the other.
  pool: (x, size) => {
    const [count, height, width, depth] = x.shape;
    const [rows, columns] = [Math.floor(height / size), Math.floor(width / size)];
    const whole = tf.slice(x, [0, 0, 0, 0], [count, rows * size, columns * size, depth]);
    const tall = greatest(tf.reshape(whole, [count * rows, size, columns * size * depth]));
    const flat = greatest(tf.reshape(tall, [count * rows * columns, size, depth]));
    return tf.reshape(flat, [count, rows, columns, depth]);
  },
};

/** Over the middle one of three sides. @param {Tensor} x */
function greatest(x) {
  const [count, size, length] = x.shape;
  const parts = Array.from({ length: size }, (_, i) => tf.slice(x, [0, i, 0], [count, 1, length]));
  return parts.reduce((most, part) => tf.maximum(most, part));
}

/** A parameter in the library's layout: channels last, inputs before outputs. @param {ReturnType<typeof draw>[number]} parameter */
function variableOf({ shape, values }) {
  return tf.tidy(() => {
    const tensor = tf.tensor(values, shape);
    const order = shape.length === 4 ? [2, 3, 1, 0] : shape.length === 2 ? [1, 0] : [0];
    return tf.variable(tf.transpose(tensor, order));
  });
}

/**
 * @param {Plan} plan
 * @param {import("../subject.mjs").Network["config"]} config
 * @param {Ops} ops
 * @returns {import("./page.js").Model}
 */
function build(plan, config, ops) {
  /** @type {any[]} */
  let variables = [];
  /** @type {any} */
  let optimizer = null;
  /** @type {Tensor} */
  let last = null;

  /** @param {Tensor} images @param {boolean} training */
  const forward = (images, training) => {
    let x = images;
    for (const step of plan.steps) x = apply(step, x, training);
    return x;
  };
  /** @param {Step} step @param {Tensor} x @param {boolean} training */
  const apply = (step, x, training) => {
    const [w, b] = variables.slice(step.first, step.first + 2);
    if (step.kind === "conv2d") return ops.convolve(x, w, b, step);
    const activation = step.active ? "relu" : "linear";
    if (step.kind === "linear") return tf.fused.matMul({ a: x, b: w, bias: b, activation });
    if (step.kind === "max_pool2d") return ops.pool(x, step.size);
    if (step.kind === "global_avg_pool") return tf.mean(x, [1, 2]);
    if (step.kind === "flatten") return tf.reshape(x, [x.shape[0], -1]);
    if (step.kind === "dropout" && training) return tf.dropout(x, step.rate);
    return x; // a ReLU is part of the layer before it, a log-softmax of the loss
  };
  const imagesOf = (/** @type {Float32Array} */ pixels) => tf.tensor4d(pixels, [pixels.length / 784, 28, 28, 1]);

  return {
    async reset() {
      for (const variable of variables) variable.dispose();
      optimizer?.dispose();
      variables = draw(plan).map(variableOf);
      const { learning_rate, beta_1, beta_2, epsilon } = config;
      const adam = config.optimizer === "adam";
      optimizer = adam ? tf.train.adam(learning_rate, beta_1, beta_2, epsilon) : tf.train.sgd(learning_rate);
    },
    step(pixels, labels) {
      last?.dispose();
      last = tf.tidy(() => {
        const targets = tf.oneHot(tf.tensor1d(labels, "int32"), 10);
        const images = imagesOf(pixels);
        return optimizer.minimize(() => tf.losses.softmaxCrossEntropy(targets, forward(images, true)), true, variables);
      });
    },
    loss: async () => (await last.data())[0],
    async scores(pixels) {
      const scores = tf.tidy(() => forward(imagesOf(pixels), false));
      const values = await scores.data();
      scores.dispose();
      return values;
    },
  };
}
