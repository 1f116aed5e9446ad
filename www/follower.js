/**
 * A further worker of a team: does with an engine of its own what the first worker's engine does, in the same order.
 * Answers nothing but that it is there, or that it fails.
 *
 * @module
 */

import { sentenceOf } from "./errors.js";
import { Exchange } from "./exchange.js";

/** @typedef {import("./public/pkg/cpu/digit_lab.js").Engine} Engine */

/**
 * What the first worker says. `open` comes first, `images` before a run is set up, `join` before its first step.
 * @typedef {{type: "open", module: WebAssembly.Module, code: string, backend: import("./protocol.js").BackendKind} |
 *   {type: "images", images: Record<"train_images" | "train_labels" | "test_images" | "test_labels", Uint8Array>} |
 *   {type: "configure", config: import("./protocol.js").ConfigRequest} |
 *   {type: "reset"} |
 *   {type: "join", memory: SharedArrayBuffer, rank: number, size: number} |
 *   {type: "leave"} |
 *   {type: "rehearse", steps: number} |
 *   {type: "advance", max_steps: number} |
 *   {type: "stopRun"} |
 *   {type: "setLearningRate", learning_rate: number}} Order
 */

/** @typedef {{type: "ready"} | {type: "failed", message: string}} News */

/** @type {Engine} */
let engine;
/** @type {Exchange | null} */
let exchange = null;

/** @type {{[T in Order["type"]]: (order: Extract<Order, {type: T}>) => unknown}} */
const duties = {
  async open({ module, code, backend }) {
    const { default: init, Engine } = await import(/* @vite-ignore */ code);
    await init({ module_or_path: module });
    engine = await Engine.open(backend);
    tell({ type: "ready" });
  },
  images({ images: { train_images, train_labels, test_images, test_labels } }) {
    engine.mirror(train_images, train_labels, test_images, test_labels, null);
  },
  configure({ config }) {
    engine.configure(config);
  },
  reset() {
    engine.reset();
  },
  join({ memory, rank, size }) {
    exchange = new Exchange(memory, rank, size);
    engine.join(exchange);
  },
  leave() {
    engine.leave();
  },
  rehearse({ steps }) {
    for (let step = 0; step < steps; step += 1) engine.rehearse(1);
  },
  async advance({ max_steps }) {
    // A loss that is no number stops the first worker in the same place, and it says so.
    await engine.advance(max_steps).catch((/** @type {unknown} */ error) => {
      if (/** @type {any} */ (error)?.code !== "not-finite") throw error;
    });
  },
  stopRun() {
    engine.stopRun();
  },
  setLearningRate({ learning_rate }) {
    engine.setLearningRate(learning_rate);
  },
};

/** @param {News} news */
function tell(news) {
  self.postMessage(news);
}

/** Nobody is to wait for this worker any more. @param {unknown} error */
function fail(error) {
  exchange?.leave();
  tell({ type: "failed", message: sentenceOf(error) });
}

/** One order after the other. @type {Promise<unknown>} */
let queue = Promise.resolve();

self.onmessage = ({ data }) => {
  const order = /** @type {Order} */ (data);
  queue = queue.then(() => duties[order.type](/** @type {any} */ (order))).catch(fail);
};
// A panic of the module inside an asynchronous method settles no promise. Once told, it is dealt with.
self.addEventListener("error", (event) => {
  event.preventDefault();
  fail(event.error);
});
self.addEventListener("unhandledrejection", (event) => {
  event.preventDefault();
  fail(event.reason);
});
