/**
 * What is measured: a trainer of some make that takes a network as data and trains it. Our own worker and every peer
 * have this shape, so that the rounds know no difference.
 *
 * @module
 */

import { Failure } from "../../www/tools/run.mjs";

/**
 * A network with its recipe, and the multiply-adds of its forward pass for one image.
 * @typedef {import("../../www/api/protocol.js").Preset & {macs: number}} Network
 */

/** @typedef {{network: Network, batch_size: number}} Task */

/** Training for so many seconds at least, to get warm first. @typedef {Task & {seconds: number, warm_seconds: number}} Visit */

/**
 * `train` begins with fresh weights; `evaluate` and `predict` use the network that was trained last. All reject with an
 * error that one sentence explains.
 * @typedef {object} Subject
 * @property {string} name "ours:ndarray:1", "tfjs-wasm", "torch:2", …
 * @property {Record<string, unknown>} facts about what computes, once it is open
 * @property {() => Promise<void>} open
 * @property {(network: Network) => string | null} refusal why it cannot train this network; null if it can
 * @property {(visit: Visit) => Promise<{images: number, ms: number, others?: Record<string, number>}>} train what was
 *   measured, and whatever else was counted meanwhile
 * @property {(limit_s: number) => Promise<{ms: number, accuracy: number} | null>} evaluate all 10,000 test images; null
 *   if it sees that this would take longer
 * @property {() => Promise<number>} predict one image, in ms
 * @property {() => boolean} alive whether it can go on after a failure
 * @property {() => Promise<void>} close
 * @property {(visit: Task) => Promise<Record<string, number>>} [startUp] a visitor's
 *   first: times from the navigation on, in ms
 * @property {(visit: Task) => Promise<Record<string, number>>} [views] the cost of views that follow a network in
 *   training
 * @property {(visit: Task) => Promise<Record<string, number>>} [watch] the page's own
 *   thread while it trains in full view
 * @property {() => Promise<number>} [memory] wasm memory, in bytes; it never shrinks
 * @property {() => {raw: number, gzip: number}} [size] of what a visitor downloads, in bytes
 */

/** Nothing that is worth measuring takes longer. */
const LIMIT_MS = 10 * 60_000;

/** Predictions in a row; their mean counts, since a page's clock is coarse. */
export const PREDICTIONS = 20;

/** Something took longer than anything should. */
export class OverTime extends Failure {}

/**
 * Gives up waiting at some time.
 * @template T
 * @param {Promise<T>} work
 * @param {string} name
 * @returns {Promise<T>}
 */
export function withLimit(work, name) {
  /** @type {NodeJS.Timeout} */
  let timer;
  const limit = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new OverTime(`${name} took more than ${LIMIT_MS / 60_000} minutes.`)), LIMIT_MS);
  });
  work.catch(() => {}); // heard of through the race, if it comes in time
  return Promise.race([work, /** @type {Promise<never>} */ (limit)]).finally(() => clearTimeout(timer));
}

/** The sentence of an error that comes out of a page. @param {unknown} error */
export function sentenceOf(error) {
  const [line] = String(/** @type {Error} */ (error)?.message ?? error).split("\n");
  return line.replace(/^\w+\.\w+: /, "").replace(/^(\w*Error: )+/, "");
}
