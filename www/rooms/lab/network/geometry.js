/**
 * Where each layer's block stands in the drawing of a network. Pure; lengths in the drawing's units.
 *
 * A layer's output is a slab: as high and deep as its plane is large, as thick as it has channels
 * (on a logarithmic scale); a vector is a bar as high as it is long (likewise). Data flow to the right.
 *
 * @module
 */

import { chipWords } from "./words.js";

/** @typedef {import("../../../run/network-edit.js").LayerSpec} LayerSpec */

/**
 * @typedef {object} Block
 * @property {string} path of its layer; "" is the image
 * @property {LayerSpec | null} layer null: the image
 * @property {boolean} known whether its shape is
 * @property {number} x of the left edge, half way into the depth
 * @property {number} thickness
 * @property {number} height
 * @property {number} depth how far it reaches back, to the right and up
 */

/** A way around some blocks, with the layers on it. @typedef {{path: string, from: number, to: number, level: number, chips: Chip[]}} Arc */
/** @typedef {{path: string, layer: LayerSpec, label: string, x: number, width: number}} Chip */
/** @typedef {{blocks: Block[], arcs: Arc[], width: number, levels: number}} Layout */

/** Labels stand upright under the blocks, and need this from one to the next. */
const PITCH = 14;
const GAP = 8;
/** Before a residual block, for the branch; and the circle in which both ways are added. */
const FORK = 10;
export const SUM_RADIUS = 6;
/** A drawing narrower than this is spread, up to so much from block to block. */
const COMFORTABLE = 326;
const MOST_SPREAD = 12;

/** How far back a slab reaches, as a share of its height; and how much of that goes up. */
const OBLIQUE = 0.3;
export const RISE = 0.6;

/** @param {number} pixels */
const sideOf = (pixels) => 7 + 2.3 * Math.min(pixels, 40);
/** @param {number} channels */
const thicknessOf = (channels) => 2.5 + 1.9 * Math.log2(Math.max(channels, 1));
/** @param {number} features */
const lengthOf = (features) => 8 + 6 * Math.log2(Math.max(features, 1));

/** The height of the highest block with its depth. */
export const TALLEST = sideOf(28) * (1 + OBLIQUE * RISE);

/** These change each value and no shape: sheets instead of slabs. */
const SHEETS = ["batch_norm", "relu", "tanh", "sigmoid", "gelu", "dropout", "log_softmax"];

/**
 * @param {LayerSpec | null} layer
 * @param {readonly number[] | undefined} shape
 */
function sizeOf(layer, shape) {
  if (!shape?.length) return { known: false, thickness: 8, height: 40, depth: 0 };
  const sheet = layer !== null && SHEETS.includes(layer.kind);
  if (shape.length === 3) {
    const [channels, height, width] = shape;
    const thickness = sheet ? 2.5 : thicknessOf(channels);
    return { known: true, thickness, height: sideOf(height), depth: sideOf(width) * OBLIQUE };
  }
  return { known: true, thickness: sheet ? 2.5 : 5, height: lengthOf(shape[0]), depth: 3 };
}

/**
 * @param {readonly LayerSpec[]} layers
 * @param {ReadonlyMap<string, readonly number[]>} shapes what comes out, by path
 * @param {readonly number[]} input shape of the image
 * @returns {Layout}
 */
export function layOut(layers, shapes, input) {
  const tight = place(layers, shapes, input, 0);
  const spread = (COMFORTABLE - tight.width) / Math.max(tight.blocks.length - 1, 1);
  return spread > 0 ? place(layers, shapes, input, Math.min(spread, MOST_SPREAD)) : tight;
}

/** @type {(...given: [...Parameters<typeof layOut>, number]) => Layout} */
function place(layers, shapes, input, spread) {
  /** @type {Block[]} */
  const blocks = [];
  /** @type {Arc[]} */
  const arcs = [];
  let x = 0;
  let centre = -Infinity;

  const put = (
    /** @type {string} */ path,
    /** @type {LayerSpec | null} */ layer,
    /** @type {number[] | undefined} */ shape,
  ) => {
    const size = sizeOf(layer, shape);
    if (!blocks.length) x = size.depth / 2 + 1;
    x = Math.max(x, centre + PITCH + spread - size.thickness / 2);
    blocks.push({ path, layer, x, ...size });
    centre = x + size.thickness / 2;
    x += size.thickness + GAP + spread;
  };

  /** @type {(layers: readonly LayerSpec[], prefix: string) => number} returns how many arcs lie above each other */
  const run = (list, prefix) => {
    let levels = 0;
    for (const [index, layer] of list.entries()) {
      const path = `${prefix}${index}`;
      if (layer.kind !== "residual") {
        put(path, layer, /** @type {number[] | undefined} */ (shapes.get(path)));
        continue;
      }
      x += FORK;
      const from = x - GAP / 2;
      const level = run(layer.layers, `${path}.layers.`) + 1;
      const chips = chipsOf(layer.shortcut ?? [], `${path}.shortcut.`);
      const chipsWidth = chips.reduce((sum, { width }) => sum + width + 6, 0);
      const to = Math.max(x + SUM_RADIUS, centre + PITCH, from + chipsWidth + 26);
      let at = (from + to - chipsWidth + 6) / 2;
      for (const chip of chips) {
        chip.x = at;
        at += chip.width + 6;
      }
      arcs.push({ path, from, to, level, chips });
      centre = to;
      x = to + SUM_RADIUS + GAP + spread;
      levels = Math.max(levels, level);
    }
    return levels;
  };

  put("", null, [...input]);
  const levels = run(layers, "");
  // The last slab reaches back to the right, and the arrow needs its point.
  const end = blocks.reduce((most, { x: left, thickness, depth }) => Math.max(most, left + thickness + depth / 2), x);
  return { blocks, arcs, width: Math.ceil(end + 12), levels };
}

/** @param {readonly LayerSpec[]} layers @param {string} prefix @returns {Chip[]} */
function chipsOf(layers, prefix) {
  return layers.map((layer, index) => {
    const label = chipWords(layer);
    return { path: `${prefix}${index}`, layer, label, x: 0, width: 8 + 5.6 * label.length };
  });
}
