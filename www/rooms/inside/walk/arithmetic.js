/**
 * The arithmetic behind one value of a layer: the inputs that it is made of, the weights, and their sum. Pure.
 *
 * @module
 */

/** @typedef {import("../../../public/pkg/cpu/digit_lab.js").Captured} Captured */
/** @typedef {any} LayerSpec a layer of the network's JSON */
/** @typedef {{unit: number, row: number, column: number}} Place */

/**
 * One channel's window: the values and weights `[size, size]`; a value outside of the input counts as 0.
 * @typedef {{channel: number, size: number, values: number[], weights: number[], sum: number}} Window
 */

/**
 * @typedef {object} Arithmetic
 * @property {"sum" | "max" | "mean" | "function"} kind how the value is made of its inputs
 * @property {Window[]} windows the channels that take part
 * @property {number} bias 0 without one
 * @property {number} value that they make
 * @property {{top: number, left: number, size: number} | null} window in the input's maps
 */

/**
 * The layers of a network in the order of their numbers: a residual block before the layers in it.
 * @param {LayerSpec[]} layers
 * @returns {LayerSpec[]}
 */
export function flattened(layers) {
  return layers.flatMap((layer) => [layer, ...flattened(layer.layers ?? []), ...flattened(layer.shortcut ?? [])]);
}

/**
 * The number of the layer whose output a layer takes; -1: the network's input.
 * @param {readonly {path: string}[]} layers in the order of their numbers
 * @param {number} number
 * @returns {number}
 */
export function inputOf(layers, number) {
  const path = layers[number].path.split(".");
  const last = Number(path.at(-1));
  const numberOf = (/** @type {string[]} */ path) => layers.findIndex((layer) => layer.path === path.join("."));
  if (last > 0) return numberOf([...path.slice(0, -1), String(last - 1)]);
  // The first layer of a block takes what the block takes.
  return path.length > 1 ? inputOf(layers, numberOf(path.slice(0, -2))) : -1;
}

/**
 * @param {LayerSpec} layer
 * @param {Captured} input `[1, …]`
 * @param {Captured} output `[1, …]`
 * @param {Captured[]} parameters of the layer
 * @param {Place} place of the value in the output; of a vector, `unit` alone counts
 * @returns {Arithmetic | null} null: the layer's arithmetic is not that of one value
 */
export function arithmeticOf(layer, input, output, parameters, place) {
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
  if (["relu", "tanh", "sigmoid", "gelu"].includes(layer.kind)) {
    const i = (place.unit * height + place.row) * width + place.column;
    const value = input.data[i];
    const one = { channel: place.unit, size: 1, values: [value], weights: [1], sum: value };
    const window = { top: place.row, left: place.column, size: 1 };
    return { kind: "function", windows: [one], bias: 0, value: output.data[i], window };
  }
  return null;
}
