/**
 * UMAP (McInnes, Healy, Melville 2018) of features, by umap-js, so that the same seed gives the same picture. Pure.
 *
 * @module
 */

import { UMAP } from "umap-js";

/**
 * @typedef {object} LayoutRequest
 * @property {Float32Array} data `[n, width]`
 * @property {number} width
 * @property {number} neighbours UMAP's `n_neighbors`; of fewer images, all others
 * @property {number} min_dist UMAP's `min_dist`, 0..=1
 * @property {number} seed
 */

/**
 * @typedef {object} Layout
 * @property {number} epochs that it takes
 * @property {() => void} step one epoch
 * @property {() => Float32Array<ArrayBuffer>} positions `[n, 2]` so far
 * @property {(data: Float32Array) => Float32Array<ArrayBuffer>} place positions `[k, 2]` of other images' features
 *   `[k, width]` among the images, which stay where they are
 */

/**
 * Finds each image's neighbours, and begins to place the images.
 * @param {LayoutRequest} request
 * @returns {Layout}
 */
export function beginLayout({ data, width, neighbours, min_dist, seed }) {
  const rows = rowsOf(data, width);
  let random = createRandom(seed);
  const umap = new UMAP({
    nNeighbors: Math.max(2, Math.min(neighbours, rows.length - 1)),
    minDist: min_dist,
    random: () => random(),
  });
  return {
    epochs: umap.initializeFit(rows),
    step: () => void umap.step(),
    positions: () => flattened(umap.getEmbedding()),
    place(data) {
      // The place of a drawing does not depend on the drawings before it.
      random = createRandom(seed);
      return flattened(umap.transform(rowsOf(data, width)));
    },
  };
}

/**
 * Numbers in 0..1 that look random, the same for the same seed (mulberry32, Tommy Ettinger, public domain).
 * @param {number} seed 32 bits
 * @returns {() => number}
 */
export function createRandom(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** @param {Float32Array} data @param {number} width @returns {number[][]} */
function rowsOf(data, width) {
  return Array.from({ length: data.length / width }, (_, i) => Array.from(data.subarray(i * width, (i + 1) * width)));
}

/** @param {number[][]} places */
function flattened(places) {
  return Float32Array.from(places.flat());
}
