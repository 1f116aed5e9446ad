/**
 * A further worker of a team: does with an engine of its own what the first worker's engine does, in the same order.
 * Answers nothing but that it is there, or that it fails.
 *
 * @module
 */

import { sentenceOf } from "./errors.js";
import { Exchange } from "./exchange.js";

/** @typedef {import("./public/pkg/cpu/digit_lab.js").Engine} Engine */

/** @typedef {import("./protocol.js").Command} Command */

/**
 * What the first worker says beside commands. `open` comes first, `images` before a run is set up, `join` before its
 * first step.
 * @typedef {{type: "open", module: WebAssembly.Module, code: string, backend: import("./protocol.js").BackendKind} |
 *   {type: "images", images: Record<"train_images" | "train_labels" | "test_images" | "test_labels", Uint8Array>} |
 *   {type: "join", memory: SharedArrayBuffer, rank: number, size: number}} Duty
 */

/** @typedef {Duty | Command} Order */

/** @typedef {{type: "ready"} | {type: "failed", message: string}} News */

/** @type {Engine} */
let engine;
/** @type {Exchange | null} */
let exchange = null;

/** @type {{[T in Duty["type"]]: (duty: Extract<Duty, {type: T}>) => unknown}} */
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
  join({ memory, rank, size }) {
    exchange = new Exchange(memory, rank, size);
    engine.join(exchange);
  },
};

/** The first worker's command, which its own engine did or does. @param {Command} command */
async function apply(command) {
  try {
    await engine.apply(command);
  } catch (error) {
    // A loss that is not finite stops the first worker at the same step, and it reports that.
    if (/** @type {any} */ (error)?.code !== "not-finite") throw error;
  }
}

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
  const work = order.type in duties ? duties[/** @type {Duty} */ (order).type] : apply;
  queue = queue.then(() => work(/** @type {any} */ (order))).catch(fail);
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
