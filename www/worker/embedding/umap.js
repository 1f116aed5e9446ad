/**
 * Computes UMAP in a worker of its own, so that neither the page nor the training waits. The page ends the worker to stop
 * it.
 *
 * @module
 */

import { sentenceOf } from "../../api/errors.js";
import { beginLayout } from "./layout.js";

/**
 * `lay-out` comes first, and once; `place` asks where other images lie, and is answered after the last epoch.
 * @typedef {({type: "lay-out"} & import("./layout.js").LayoutRequest) | {type: "place", data: Float32Array}} Order
 */

/**
 * @typedef {{type: "progress", done: number, epochs: number, positions: Float32Array} |
 *   {type: "done", positions: Float32Array, ms: number} |
 *   {type: "placed", positions: Float32Array} |
 *   {type: "failed", message: string}} News `ms`: the time that it took
 */

/** The page is told this often how far it is. */
const TELL_MS = 100;

/** @type {import("./layout.js").Layout} */
let layout;

/** @param {Extract<Order, {type: "lay-out"}>} order */
function layOut(order) {
  const began = performance.now();
  layout = beginLayout(order);
  const { epochs } = layout;
  let told = -Infinity;
  for (let done = 0; done < epochs; done++) {
    if (performance.now() - told >= TELL_MS) {
      tell({ type: "progress", done, epochs, positions: layout.positions() });
      told = performance.now();
    }
    layout.step();
  }
  tell({ type: "done", positions: layout.positions(), ms: performance.now() - began });
}

/** @param {News} news */
function tell(news) {
  self.postMessage(news);
}

self.onmessage = ({ data }) => {
  const order = /** @type {Order} */ (data);
  try {
    if (order.type === "lay-out") layOut(order);
    else tell({ type: "placed", positions: layout.place(order.data) });
  } catch (error) {
    tell({ type: "failed", message: sentenceOf(error) });
  }
};
