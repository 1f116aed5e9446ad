/**
 * Changes to a network's layers: each gives a new network and leaves the old one as it was. Pure.
 *
 * A layer is called by its path, as in the trainer's reports: "3" in the network, "3.layers.0" and
 * "3.shortcut.0" in a residual block. A place is a list of layers ("" the network's own,
 * "3.layers", "3.shortcut") and an index in it. Whether the layers fit together is not known here:
 * the trainer says so.
 *
 * @module
 */

import { LAYER_KINDS } from "./layer-kinds.js";

/** @typedef {import("../api/protocol.js").Spec} Spec */
/** @typedef {import("../api/protocol.js").LayerSpec} LayerSpec */
/** @typedef {LayerSpec["kind"]} Kind */
/** @typedef {{list: string, index: number}} Place */
/** @typedef {{spec: Spec, path: string}} Edited `path`: where the layer that was meant stands now */

/**
 * A layer's setting: a number of this range, whole unless `step` says otherwise. `standard` is the value where nothing
 * is said.
 * @typedef {{name: string, least: number, most: number, step: number, standard?: number}} Field
 */

/** `named`: whether such layers have tensors, and so a name. @typedef {{kind: Kind, named: boolean, fields: Field[]}} LayerKind */

/** Every kind there is, in the order in which they are offered. */
export const KINDS = LAYER_KINDS.map(({ kind }) => kind);

/** @param {string} kind */
const about = (kind) => LAYER_KINDS.find((entry) => entry.kind === kind);

/** @param {string} kind @returns {kind is Kind} */
export const isKind = (kind) => KINDS.includes(/** @type {Kind} */ (kind));

/** The settings of a kind of layer, in order. @param {Kind} kind @returns {Field[]} */
export const fieldsOf = (kind) => about(kind)?.fields ?? [];

/** Whether such layers have tensors, and so a name. @param {Kind} kind */
export const isNamed = (kind) => about(kind)?.named ?? false;

/** @param {LayerSpec} layer @returns {string} empty where it has none */
export const nameOf = (layer) => ("name" in layer ? layer.name : "");

/** A setting's value, be it written down or not. @param {LayerSpec} layer @param {Field} field @returns {number} */
export const valueOf = (layer, { name, standard }) => /** @type {any} */ (layer)[name] ?? standard ?? Number.NaN;

/**
 * Every layer with its path, blocks before what they hold.
 * @param {Spec} spec
 * @returns {{path: string, list: string, index: number, depth: number, layer: LayerSpec}[]}
 */
export function walk(spec) {
  return within(spec.layers, "", 0);
}

/** @param {readonly LayerSpec[]} layers @param {string} list @param {number} depth @returns {ReturnType<typeof walk>} */
function within(layers, list, depth) {
  return layers.flatMap((layer, index) => {
    const path = pathOf({ list, index });
    const held = layer.kind === "residual" ? [...inBlock(layer, path, depth + 1)] : [];
    return [{ path, list, index, depth, layer }, ...held];
  });
}

/** @param {Extract<LayerSpec, {kind: "residual"}>} block @param {string} path @param {number} depth */
function inBlock(block, path, depth) {
  return [...within(block.layers, `${path}.layers`, depth), ...within(block.shortcut ?? [], `${path}.shortcut`, depth)];
}

/** @param {Place} place */
export const pathOf = ({ list, index }) => (list ? `${list}.${index}` : String(index));

/** @param {string} path @returns {Place} */
export function placeOf(path) {
  const cut = path.lastIndexOf(".");
  return { list: path.slice(0, Math.max(cut, 0)), index: Number(path.slice(cut + 1)) };
}

/** The layers of a list; none if there is no such list. @param {Spec} spec @param {string} list @returns {LayerSpec[]} */
export function layersIn(spec, list) {
  if (!list) return spec.layers;
  const cut = list.lastIndexOf(".");
  const block = layerAt(spec, list.slice(0, cut));
  if (block?.kind !== "residual") return [];
  return (list.slice(cut + 1) === "layers" ? block.layers : block.shortcut) ?? [];
}

/** @param {Spec} spec @param {string} path @returns {LayerSpec | undefined} */
export function layerAt(spec, path) {
  const { list, index } = placeOf(path);
  return layersIn(spec, list)[index];
}

/**
 * @param {Spec} spec
 * @param {string} list
 * @param {(layers: LayerSpec[]) => LayerSpec[]} change
 * @returns {Spec}
 */
function changeList(spec, list, change) {
  const steps = list ? list.split(".") : [];
  /** @type {(layers: LayerSpec[], at: number) => LayerSpec[]} */
  const along = (layers, at) => {
    if (at === steps.length) return change(layers);
    const [index, branch] = [Number(steps[at]), /** @type {"layers" | "shortcut"} */ (steps[at + 1])];
    return layers.map((layer, i) => {
      if (i !== index || layer.kind !== "residual") return layer;
      return { ...layer, [branch]: along(layer[branch] ?? [], at + 2) };
    });
  };
  return { ...spec, layers: along(spec.layers, 0) };
}

/**
 * Sets some of a layer's settings, or its name.
 * @param {Spec} spec
 * @param {string} path
 * @param {Record<string, number | string>} settings
 * @returns {Spec}
 */
export function setIn(spec, path, settings) {
  const { list, index } = placeOf(path);
  return changeList(spec, list, (layers) =>
    layers.map((layer, i) => (i === index ? /** @type {LayerSpec} */ ({ ...layer, ...settings }) : layer)),
  );
}

/** @param {Spec} spec @param {Place} place @param {LayerSpec} layer @returns {Edited} */
export function insert(spec, place, layer) {
  const changed = changeList(spec, place.list, (layers) => layers.toSpliced(place.index, 0, layer));
  return { spec: changed, path: pathOf(place) };
}

/** @param {Spec} spec @param {string} path @returns {Spec} */
export function remove(spec, path) {
  const { list, index } = placeOf(path);
  return changeList(spec, list, (layers) => layers.toSpliced(index, 1));
}

/**
 * Moves a layer one place up or down: over its neighbour, into a residual block from its edge and
 * out of it at the other. A block itself goes over blocks, not into them.
 * @param {Spec} spec
 * @param {string} path
 * @param {-1 | 1} by
 * @returns {Edited | null} null: it is at the end
 */
export function move(spec, path, by) {
  const layer = layerAt(spec, path);
  const place = layer && (by < 0 ? placeAbove(spec, path, layer) : placeBelow(spec, path, layer));
  return place ? insert(remove(spec, path), place, layer) : null;
}

/** The place in the network without the layer. @param {Spec} spec @param {string} path @param {LayerSpec} layer @returns {Place | null} */
function placeAbove(spec, path, layer) {
  const { list, index } = placeOf(path);
  if (index > 0) {
    const above = layersIn(spec, list)[index - 1];
    if (above.kind !== "residual" || layer.kind === "residual") return { list, index: index - 1 };
    const branch = above.shortcut?.length ? "shortcut" : "layers";
    const inside = `${pathOf({ list, index: index - 1 })}.${branch}`;
    return { list: inside, index: layersIn(spec, inside).length };
  }
  if (!list) return null;
  const block = blockOf(list);
  if (list.endsWith(".layers")) return placeOf(block);
  return { list: `${block}.layers`, index: layersIn(spec, `${block}.layers`).length };
}

/** @param {Spec} spec @param {string} path @param {LayerSpec} layer @returns {Place | null} */
function placeBelow(spec, path, layer) {
  const { list, index } = placeOf(path);
  const below = layersIn(spec, list)[index + 1];
  if (below) {
    // With the layer gone from above it, the block stands where the layer stood.
    if (below.kind === "residual" && layer.kind !== "residual") return { list: `${path}.layers`, index: 0 };
    return { list, index: index + 1 };
  }
  if (!list) return null;
  const block = blockOf(list);
  if (list.endsWith(".layers") && layersIn(spec, `${block}.shortcut`).length)
    return { list: `${block}.shortcut`, index: 0 };
  const { list: outer, index: at } = placeOf(block);
  return { list: outer, index: at + 1 };
}

/** The residual block that a list belongs to. @param {string} list */
const blockOf = (list) => list.slice(0, list.lastIndexOf("."));

/**
 * A new layer with settings that mostly fit: a convolution keeps the size of the planes, the last
 * linear layer has an output a digit, a residual block can be added to its input.
 * @param {Kind} kind
 * @param {Spec} spec the network it will stand in
 * @param {Place} place
 * @param {readonly number[]} [input] shape that goes in, where it is known
 * @returns {LayerSpec}
 */
export function newLayer(kind, spec, place, input = []) {
  const taken = new Set(walk(spec).map(({ layer }) => nameOf(layer)));
  const name = (/** @type {string} */ stem) => {
    let number = 1;
    while (taken.has(`${stem}${number}`)) number++;
    taken.add(`${stem}${number}`);
    return `${stem}${number}`;
  };
  const conv = (/** @type {number} */ channels) =>
    /** @type {LayerSpec} */ ({ kind: "conv2d", name: name("conv"), channels, kernel: 3, padding: 1 });
  const linear = (/** @type {number} */ units) =>
    /** @type {LayerSpec} */ ({ kind: "linear", name: name("fc"), units });
  const channels = input.length === 3 ? input[0] : 16;

  switch (kind) {
    case "conv2d":
      return conv(Math.max(channels, 16));
    case "linear": {
      const after = place.list ? spec.layers : spec.layers.slice(place.index);
      return linear(after.some((layer) => layer.kind === "linear") ? 128 : 10);
    }
    case "batch_norm":
      return { kind, name: name("bn") };
    case "max_pool2d":
    case "avg_pool2d":
      return { kind, size: 2 };
    case "dropout":
      return { kind, rate: 0.2 };
    case "residual": {
      const learned = () => (input.length === 1 ? linear(input[0]) : conv(channels));
      const norm = () => /** @type {LayerSpec} */ ({ kind: "batch_norm", name: name("bn") });
      return { kind, layers: [learned(), norm(), { kind: "relu" }, learned(), norm()] };
    }
    default:
      return /** @type {LayerSpec} */ ({ kind });
  }
}
