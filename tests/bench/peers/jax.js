/**
 * jax-js as a driver of page.js: the whole update compiled into one function. An operation uses its operands up;
 * `.ref` keeps one.
 *
 * @module
 */

import { draw } from "./plan.js";

/** @typedef {import("./plan.js").Plan} Plan */
/** @typedef {import("./plan.js").Step} Step */
/** @typedef {import("../subject.mjs").Network["config"]} Config */
/** The library's types are not part of this project. @typedef {any} Tensor */

const LIBRARY = new URL("../packages/@jax-js/jax/dist/index.js", import.meta.url).href;

/** @type {any} */
let jax;

/** @param {string} backend @returns {Promise<import("./page.js").Driver>} */
export async function open(backend) {
  jax = await import(LIBRARY);
  const devices = await jax.init(backend);
  if (!devices.includes(backend)) throw new Error(`jax-js cannot use ${backend} in this browser.`);
  jax.defaultDevice(backend);
  return { facts: {}, build };
}

/** @param {Plan} plan @param {Config} config @returns {import("./page.js").Model} */
function build(plan, config) {
  const { nn, numpy: np, random, tree } = jax;
  const { init, update } = optimizerOf(config);
  const dropout = plan.steps.some(({ kind }) => kind === "dropout");

  const lossOf = (/** @type {Tensor[]} */ parameters, /** @type {Tensor[]} */ ...[images, labels, key]) => {
    const count = images.shape[0];
    const logs = nn.logSoftmax(forward(plan, parameters, images, key));
    return logs
      .mul(nn.oneHot(labels, 10))
      .sum()
      .mul(-1 / count);
  };
  const slopes = jax.valueAndGrad(lossOf);
  const stepOnce = jax.jit(
    (/** @type {Tensor} */ parameters, /** @type {Tensor} */ state, /** @type {Tensor[]} */ ...batch) => {
      const [loss, gradients] = slopes(tree.ref(parameters), ...batch);
      const [parametersAfter, stateAfter] = update(parameters, gradients, state);
      return [parametersAfter, stateAfter, loss];
    },
  );
  const classify = jax.jit((/** @type {Tensor[]} */ parameters, /** @type {Tensor} */ images) =>
    forward(plan, parameters, images, null),
  );

  /** @type {Tensor[] | null} */
  let parameters = null;
  /** @type {Tensor} */
  let state;
  /** @type {Tensor} */
  let last = null;
  /** @type {Tensor} */
  let key;
  const imagesOf = (/** @type {Float32Array} */ pixels) => np.array(pixels).reshape([pixels.length / 784, 1, 28, 28]);

  return {
    async reset() {
      if (parameters) tree.dispose([parameters, state, key]);
      parameters = draw(plan).map(parameterOf);
      state = init(parameters);
      key = random.key(0);
      await jax.blockUntilReady(parameters);
    },
    step(pixels, labels) {
      last?.dispose();
      const batch = [imagesOf(pixels), np.array(labels)];
      if (dropout) {
        const keys = random.split(key, 2);
        key = keys.ref.slice(0);
        batch.push(keys.slice(1));
      }
      [parameters, state, last] = stepOnce(parameters, state, ...batch);
    },
    async loss() {
      const loss = await last.ref.jsAsync();
      await jax.blockUntilReady(parameters);
      return loss;
    },
    scores: (pixels) => classify(tree.ref(parameters), imagesOf(pixels)).data(),
  };
}

/** Biases as they are added; a matrix with its inputs first. @param {ReturnType<typeof draw>[number]} parameter @param {number} place @param {ReturnType<typeof draw>} all */
function parameterOf({ shape, values }, place, all) {
  const tensor = jax.numpy.array(values).reshape(shape);
  if (shape.length === 2) return tensor.transpose();
  const ofKernels = shape.length === 1 && all[place - 1].shape.length === 4;
  return ofKernels ? tensor.reshape([shape[0], 1, 1]) : tensor;
}

/**
 * @param {Plan} plan
 * @param {Tensor[]} parameters
 * @param {Tensor} images
 * @param {Tensor} key for dropout; null: none
 */
function forward(plan, parameters, images, key) {
  const { lax, nn, numpy: np, random } = jax;
  let x = images;
  let keys = key;
  for (const step of plan.steps) {
    const [w, b] = parameters.slice(step.first, step.first + 2);
    if (step.kind === "conv2d") {
      const { stride = 1, padding = 0 } = step;
      const sides = [[padding, padding], [padding, padding]]; // prettier-ignore
      x = lax.convGeneralDilated(x, w, [stride, stride], sides).add(b);
    } else if (step.kind === "linear") {
      x = np.dot(x, w).add(b);
    } else if (step.kind === "relu") {
      x = nn.relu(x);
    } else if (step.kind === "max_pool2d") {
      x = lax.reduceWindow(x, np.max, [step.size, step.size], [step.size, step.size]);
    } else if (step.kind === "global_avg_pool") {
      x = x.mean([2, 3]);
    } else if (step.kind === "flatten") {
      x = x.reshape([x.shape[0], -1]);
    } else if (step.kind === "dropout" && keys !== null) {
      const keep = 1 - step.rate;
      x = np.where(random.bernoulli(keys.ref, keep, x.shape), x.mul(1 / keep), 0);
    }
  }
  keys?.dispose?.();
  return x;
}

/** @param {Config} config */
function optimizerOf({ optimizer, learning_rate, beta_1, beta_2, epsilon }) {
  const { numpy: np, tree } = jax;
  if (optimizer === "sgd") {
    const descend = (/** @type {Tensor} */ p, /** @type {Tensor} */ g) => p.sub(g.mul(learning_rate));
    return {
      init: () => [],
      update: (/** @type {Tensor} */ parameters, /** @type {Tensor} */ gradients, /** @type {Tensor} */ state) => [
        tree.map(descend, parameters, gradients),
        state,
      ],
    };
  }
  const zeros = (/** @type {Tensor} */ p) => np.zerosLike(p.ref);
  return {
    /** @param {Tensor[]} parameters */
    init: (parameters) => [np.array(0), parameters.map(zeros), parameters.map(zeros)],
    /** @param {Tensor[]} parameters @param {Tensor[]} gradients @param {Tensor[]} state */
    update: (parameters, gradients, [count, means, squares]) => {
      const step = count.add(1);
      // 1 − βᵗ, by way of exponentials: the power has no other form here.
      const correction = (/** @type {number} */ beta) => np.subtract(1, np.exp(step.ref.mul(Math.log(beta))));
      const [first, second] = [correction(beta_1), correction(beta_2)];
      const m = tree.map(
        (/** @type {Tensor} */ mean, /** @type {Tensor} */ g) => mean.mul(beta_1).add(g.mul(1 - beta_1)),
        means,
        tree.ref(gradients),
      );
      const v = tree.map(
        (/** @type {Tensor} */ square, /** @type {Tensor} */ g) => square.mul(beta_2).add(g.ref.mul(g).mul(1 - beta_2)),
        squares,
        gradients,
      );
      const updated = tree.map(
        (/** @type {Tensor} */ p, /** @type {Tensor} */ mean, /** @type {Tensor} */ square) =>
          p.sub(
            mean
              .div(first.ref)
              .mul(learning_rate)
              .div(np.sqrt(square.div(second.ref)).add(epsilon)),
          ),
        parameters,
        tree.ref(m),
        tree.ref(v),
      );
      first.dispose();
      second.dispose();
      return [updated, [step, m, v]];
    },
  };
}
