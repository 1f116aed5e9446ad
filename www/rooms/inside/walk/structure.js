/**
 * How a network's layers hang together: what each takes, which branches a residual block has, and which pixels of the image
 * a value can depend on. Pure.
 *
 * @module
 */

/** @typedef {any} LayerSpec a layer of the network's JSON */
/** @typedef {readonly {path: string, kind: string}[]} Layers in the order of their numbers: a residual block before the layers in it */

/**
 * A layer's place among the others. `branches`: of a residual block, the layers of its two branches; a branch without
 * layers passes the block's input on.
 * @typedef {{number: number, branches: [Node[], Node[]] | null}} Node
 */

/** Part of the image, in pixels. @typedef {{top: number, left: number, height: number, width: number}} Area */

/**
 * How the places of a map lie in the image: the value at row r depends on the rows from `first + r * jump` on, `size` of
 * them; likewise for columns. `null`: on all of the image.
 * @typedef {{first: number, jump: number, size: number} | null} Field
 */

/**
 * The layers of a network in the order of their numbers.
 * @param {LayerSpec[]} layers
 * @returns {LayerSpec[]}
 */
export function flattened(layers) {
  return layers.flatMap((layer) => [layer, ...flattened(layer.layers ?? []), ...flattened(layer.shortcut ?? [])]);
}

/**
 * The network as a sequence, with the branches of its residual blocks.
 * @param {Layers} layers
 * @param {string} [within] the path of a branch, with a dot at its end
 * @returns {Node[]}
 */
export function treeOf(layers, within = "") {
  const own = [...layers.entries()].filter(
    ([, { path }]) => path.startsWith(within) && !path.slice(within.length).includes("."),
  );
  return own.map(([number, { path, kind }]) => ({
    number,
    branches: kind === "residual" ? [treeOf(layers, `${path}.layers.`), treeOf(layers, `${path}.shortcut.`)] : null,
  }));
}

/**
 * The number of the layer whose output a layer takes; -1: the network's input. Of a residual block, what both of its
 * branches take.
 * @param {Layers} layers
 * @param {number} number
 * @returns {number}
 */
export function inputOf(layers, number) {
  const path = layers[number].path.split(".");
  const last = Number(path.at(-1));
  if (last > 0) return numberOf(layers, [...path.slice(0, -1), String(last - 1)].join("."));
  // The first layer of a branch takes what the block takes.
  return path.length > 1 ? inputOf(layers, numberOf(layers, path.slice(0, -2).join("."))) : -1;
}

/**
 * The numbers of the outputs that a residual block adds.
 * @param {Layers} layers
 * @param {number} number of the block
 * @returns {[number, number]}
 */
export function summandsOf(layers, number) {
  const ends = ["layers", "shortcut"].map((branch) => {
    const last = treeOf(layers, `${layers[number].path}.${branch}.`).at(-1);
    return last ? last.number : inputOf(layers, number);
  });
  return /** @type {[number, number]} */ (ends);
}

/** @param {Layers} layers @param {string} path */
function numberOf(layers, path) {
  return layers.findIndex((layer) => layer.path === path);
}

/**
 * @param {Layers} layers
 * @param {readonly LayerSpec[]} specs of the layers, in the same order
 * @param {number} number of a layer; -1: the input
 * @returns {Field}
 */
export function fieldOf(layers, specs, number) {
  if (number < 0) return { first: 0, jump: 1, size: 1 };
  const spec = specs[number];
  if (spec.kind === "residual") {
    const [a, b] = summandsOf(layers, number).map((summand) => fieldOf(layers, specs, summand));
    if (!a || !b) return null;
    const first = Math.min(a.first, b.first);
    return { first, jump: a.jump, size: Math.max(a.first + a.size, b.first + b.size) - first };
  }
  const before = fieldOf(layers, specs, inputOf(layers, number));
  if (!before || ["flatten", "linear", "global_avg_pool"].includes(spec.kind)) return null;
  const { first, jump, size } = before;
  if (spec.kind === "conv2d") {
    const { kernel, stride = 1, padding = 0 } = spec;
    return { first: first - padding * jump, jump: jump * stride, size: size + (kernel - 1) * jump };
  }
  if (spec.kind === "max_pool2d" || spec.kind === "avg_pool2d") {
    return { first, jump: jump * spec.size, size: size + (spec.size - 1) * jump };
  }
  return before;
}

/**
 * The pixels that a value depends on: its receptive field, as far as it lies in the image.
 * @param {Field} field
 * @param {{row: number, column: number}} place
 * @param {{height: number, width: number}} image
 * @returns {Area}
 */
export function areaOf(field, { row, column }, { height, width }) {
  if (!field) return { top: 0, left: 0, height, width };
  const along = (/** @type {number} */ place, /** @type {number} */ size) => {
    const start = field.first + place * field.jump;
    const from = Math.min(size, Math.max(0, start));
    return { from, length: Math.max(0, Math.min(size, start + field.size) - from) };
  };
  const [down, across] = [along(row, height), along(column, width)];
  return { top: down.from, left: across.from, height: down.length, width: across.length };
}
