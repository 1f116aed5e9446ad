/**
 * A network as the peers build it: layers with their shapes, worked out from the trainer's own description, so that no
 * network is written down twice. For Node and the page.
 *
 * @module
 */

/** @typedef {import("../../../www/api/protocol.js").LayerSpec} LayerSpec */
/** @typedef {import("../subject.mjs").Network} Network */

/**
 * `shape` is what comes in, `[channels, height, width]` or `[units]`; `first` the place of the layer's weights among
 * the parameters, with its biases after them; `active`: a ReLU follows.
 * @typedef {LayerSpec & {shape: number[], first: number, active: boolean}} Step
 */

/**
 * @typedef {object} Plan
 * @property {Step[]} steps
 * @property {{shape: number[], bound: number}[]} parameters in PyTorch's layouts, each drawn evenly from ±bound
 */

/** The layers that the browser's peers are driven with here. */
const KINDS = ["conv2d", "linear", "relu", "max_pool2d", "global_avg_pool", "flatten", "dropout", "log_softmax"];

/**
 * Why a peer cannot train a network in a fair comparison; null if it can.
 * @param {Network} network
 * @param {{every_layer?: boolean, strides?: boolean}} abilities
 * @returns {string | null}
 */
export function refusalOf({ spec, config }, { every_layer = false, strides = true }) {
  const { optimizer, momentum, weight_decay, clip_norm, label_smoothing } = config;
  const plain = ["adam", "sgd"].includes(optimizer) && !momentum && !weight_decay && !clip_norm && !label_smoothing;
  if (!plain) return "this benchmark drives peers with plain Adam and SGD only";
  if (every_layer) return null;
  for (const layer of spec.layers) {
    if (!KINDS.includes(layer.kind)) return `this benchmark does not build its ${layer.kind} there`;
    if (!strides && "stride" in layer && layer.stride !== 1) return "its convolution is made for a stride of 1 only";
  }
  return null;
}

/** @param {Network["spec"]} spec one that {@link refusalOf} has nothing against @returns {Plan} */
export function planOf({ input, layers }) {
  /** @type {Plan} */
  const plan = { steps: [], parameters: [] };
  let shape = input ?? [1, 28, 28];
  layers.forEach((layer, index) => {
    const active = layers[index + 1]?.kind === "relu";
    plan.steps.push({ ...layer, shape, first: plan.parameters.length, active });
    const [channels, height = 1, width = 1] = shape;
    if (layer.kind === "conv2d") {
      const { kernel, stride = 1, padding = 0 } = layer;
      const side = (/** @type {number} */ size) => Math.floor((size + 2 * padding - kernel) / stride) + 1;
      add(plan, [layer.channels, channels, kernel, kernel]);
      shape = [layer.channels, side(height), side(width)];
    } else if (layer.kind === "linear") {
      add(plan, [layer.units, channels]);
      shape = [layer.units];
    } else if (layer.kind === "max_pool2d") {
      shape = [channels, Math.floor(height / layer.size), Math.floor(width / layer.size)];
    } else if (layer.kind === "global_avg_pool") {
      shape = [channels];
    } else if (layer.kind === "flatten") {
      shape = [channels * height * width];
    }
  });
  return plan;
}

/** Weights of this shape, and their biases. @param {Plan} plan @param {number[]} shape */
function add({ parameters }, shape) {
  const [outputs, ...inputs] = shape;
  const bound = 1 / Math.sqrt(inputs.reduce((product, size) => product * size, 1));
  parameters.push({ shape, bound }, { shape: [outputs], bound });
}

/**
 * Even numbers in [0, 1), the same for the same seed (a 32-bit linear congruence with its bits mixed).
 * @param {number} seed
 */
export function randomNumbers(seed) {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    let bits = state ^ (state >>> 16);
    bits = Math.imul(bits, 0x45d9f3b) ^ (bits >>> 13);
    return (bits >>> 0) / 2 ** 32;
  };
}

/** Fresh parameters. @param {Plan} plan @param {number} [seed] */
export function draw({ parameters }, seed = 0) {
  const random = randomNumbers(seed);
  return parameters.map(({ shape, bound }) => {
    const size = shape.reduce((product, length) => product * length, 1);
    return { shape, values: Float32Array.from({ length: size }, () => (2 * random() - 1) * bound) };
  });
}
