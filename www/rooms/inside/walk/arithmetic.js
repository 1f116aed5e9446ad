/**
 * The arithmetic behind one value of a layer: the inputs that it is made of, the weights, and their sum. Pure.
 *
 * @module
 */

/** @typedef {import("../../../public/pkg/cpu/digit_lab.js").Captured} Captured */
/** @typedef {import("./structure.js").LayerSpec} LayerSpec */
/** @typedef {{unit: number, row: number, column: number}} Place */

/** Added to a batch norm's variance, as PyTorch does by default. */
const EPSILON = 1e-5;

/**
 * One channel's window: the values and weights `[size, size]`; a value outside of the input counts as 0.
 * @typedef {{channel: number, size: number, values: number[], weights: number[], sum: number}} Window
 */

/**
 * @typedef {object} Arithmetic
 * @property {"sum" | "max" | "mean" | "function" | "norm" | "branches" | "softmax"} kind how the value is made of its inputs
 * @property {Window[]} windows the channels that take part; of a softmax, the exponentials
 * @property {number} bias 0 without one
 * @property {number} value that they make
 * @property {{top: number, left: number, size: number} | null} window in the input's maps
 * @property {{mean: number, deviation: number, scale: number}} [norm] what a batch norm knows of the channel; `deviation`:
 *   the root of the variance, to which 1e-5 is added
 */

/**
 * @param {LayerSpec} layer
 * @param {Captured} input `[1, …]`
 * @param {Captured} output `[1, …]`
 * @param {Captured[]} parameters of the layer
 * @param {Place} place of the value in the output; of a vector, `unit` alone counts
 * @param {Captured | null} [other] the second summand of a residual block
 * @returns {Arithmetic | null} null: the layer's arithmetic is not that of one value
 */
export function arithmeticOf(layer, input, output, parameters, place, other = null) {
  const [, channels, height = 1, width = 1] = input.shape;
  const valueAt = (/** @type {number} */ channel, /** @type {number} */ row, /** @type {number} */ column) => {
    const inside = row >= 0 && column >= 0 && row < height && column < width;
    return inside ? input.data[(channel * height + row) * width + column] : 0;
  };
  const named = (/** @type {string} */ end) => parameters.find(({ tensor }) => tensor.endsWith(end));
  const windowOf = (
    /** @type {number} */ channel,
    /** @type {{top: number, left: number, size: number}} */ { top, left, size },
    /** @type {(i: number) => number} */ weightAt,
  ) => {
    const places = Array.from({ length: size * size }, (_, i) => i);
    const values = places.map((i) => valueAt(channel, top + Math.floor(i / size), left + (i % size)));
    const weights = places.map(weightAt);
    return { channel, size, values, weights, sum: values.reduce((sum, value, i) => sum + value * weights[i], 0) };
  };
  const all = Array.from({ length: channels }, (_, channel) => channel);
  const total = (/** @type {Window[]} */ windows) => windows.reduce((sum, window) => sum + window.sum, 0);

  if (layer.kind === "conv2d") {
    const { kernel: size, stride = 1, padding = 0 } = layer;
    const window = { top: place.row * stride - padding, left: place.column * stride - padding, size };
    const [weight, bias] = [named(".weight"), named(".bias")];
    if (!weight || !bias) return null;
    const area = size * size;
    const windows = all.map((channel) =>
      windowOf(channel, window, (i) => weight.data[(place.unit * channels + channel) * area + i]),
    );
    const own = bias.data[place.unit];
    return { kind: "sum", windows, bias: own, value: total(windows) + own, window };
  }
  if (layer.kind === "linear") {
    const [weight, bias] = [named(".weight"), named(".bias")];
    if (!weight || !bias) return null;
    const windows = all.map((channel) => {
      const [value, factor] = [input.data[channel], weight.data[place.unit * channels + channel]];
      return { channel, size: 1, values: [value], weights: [factor], sum: value * factor };
    });
    const own = bias.data[place.unit];
    return { kind: "sum", windows, bias: own, value: total(windows) + own, window: null };
  }
  if (layer.kind === "max_pool2d" || layer.kind === "avg_pool2d") {
    const { size } = layer;
    const window = { top: place.row * size, left: place.column * size, size };
    const one = windowOf(place.unit, window, () => 1);
    const isMax = layer.kind === "max_pool2d";
    const value = isMax ? Math.max(...one.values) : one.sum / (size * size);
    return { kind: isMax ? "max" : "mean", windows: [one], bias: 0, value, window };
  }
  const at = (place.unit * height + place.row) * width + place.column;
  const window = { top: place.row, left: place.column, size: 1 };
  /** @param {number} value @param {number} weight */
  const single = (value, weight) => ({
    channel: place.unit,
    size: 1,
    values: [value],
    weights: [weight],
    sum: value * weight,
  });
  if (layer.kind === "global_avg_pool") {
    const values = [...input.data.subarray(place.unit * height * width, (place.unit + 1) * height * width)];
    const sum = values.reduce((sum, value) => sum + value, 0);
    const one = { channel: place.unit, size: height, values, weights: values.map(() => 1), sum };
    return { kind: "mean", windows: [one], bias: 0, value: sum / values.length, window: null };
  }
  if (layer.kind === "batch_norm") {
    const [gamma, beta, mean, variance] = [".weight", ".bias", ".running_mean", ".running_var"].map(
      (end) => named(end)?.data[place.unit],
    );
    if (gamma === undefined || beta === undefined || mean === undefined || variance === undefined) return null;
    const deviation = Math.sqrt(variance + EPSILON);
    const value = ((input.data[at] - mean) / deviation) * gamma + beta;
    const norm = { mean, deviation, scale: gamma };
    return { kind: "norm", windows: [single(input.data[at], 1)], bias: beta, value, window, norm };
  }
  if (layer.kind === "residual") {
    if (!other) return null;
    const windows = [input, other].map(({ data }) => single(data[at], 1));
    return { kind: "branches", windows, bias: 0, value: total(windows), window };
  }
  if (layer.kind === "softmax" || layer.kind === "log_softmax") {
    // The largest is taken off first, which changes nothing and keeps the exponentials finite.
    const most = input.data.reduce((most, value) => Math.max(most, value), -Infinity);
    const windows = all.map((channel) => {
      const value = Math.exp(input.data[channel] - most);
      return { channel, size: 1, values: [input.data[channel]], weights: [1], sum: value };
    });
    const share = windows[place.unit].sum / total(windows);
    const value = layer.kind === "softmax" ? share : Math.log(share);
    return { kind: "softmax", windows, bias: most, value, window: null };
  }
  if (["relu", "tanh", "sigmoid", "gelu"].includes(layer.kind)) {
    return { kind: "function", windows: [single(input.data[at], 1)], bias: 0, value: output.data[at], window };
  }
  return null;
}
