/**
 * Owns the module, its session and the training pump. No DOM, no decision about learning: Rust
 * says what a step is, this file says when the next one happens.
 *
 * Requests are answered in order, one at a time; training takes its turns in the same queue, so
 * that between two short stretches everything else is answered.
 *
 * @module
 */

import { chooseModule } from "./compute.js";
import { loadMnist } from "./mnist.js";
import { Clock } from "./clock.js";

/** @typedef {typeof import("./public/pkg/cpu/digit_lab.js")} Module */
/** @typedef {import("./public/pkg/cpu/digit_lab.js").Engine} Engine */
/** @typedef {import("./protocol.js").Request} Request */
/** @typedef {import("./protocol.js").Event} Event */
/** @typedef {import("./protocol.js").Stopped} Stopped */

/** Digits to generate at a time: some 100 ms of work. */
const GENERATED_AT_ONCE = 1000;
/** The sizes of MNIST. */
const GENERATED = { seed: 0, train_count: 60_000, test_count: 10_000 };

/** @type {(engine: Engine) => void} */
let setEngine;
/** What computes, once it is open. @type {Promise<Engine>} */
const engine = new Promise((resolve) => (setEngine = resolve));

/** @type {import("./protocol.js").DatasetSummary | null} */
let dataset = null;
/** @type {import("./protocol.js").RunSummary | null} */
let run = null;
let clock = new Clock();
/** @type {import("./protocol.js").BackendKind} */
let backend = "flex";
/** Test images done in the evaluation under way. */
let evaluated = 0;
let opened = false;

/** What the pump is asked to stop for; null while it need not. @type {Stopped["reason"] | null} */
let stopFor = null;
/** Settles when the pump has stopped; null while it does not run. @type {Promise<unknown> | null} */
let pumping = null;

/** @type {{[T in Request["type"]]: (request: Extract<Request, {type: T}>) => unknown}} */
const handlers = {
  async open({ backend, base }) {
    if (opened) throw { code: "busy", message: "A backend is open already: reload the page to choose another." };
    opened = true;
    try {
      return await open(backend, base);
    } catch (error) {
      opened = false;
      throw error;
    }
  },

  async loadDataset(request) {
    const summary = await loadDataset(request.dataset, request.base);
    [dataset, run] = [summary, null];
    return summary;
  },

  samples: async ({ split, indices }) => {
    const ready = await engine;
    return exclusive(() => ready.samples(split === "test", Uint32Array.from(indices)));
  },

  async configure({ config }) {
    await stop("reset");
    const ready = await engine;
    return begin(await exclusive(() => ready.configure(config)));
  },

  train(request) {
    if (pumping) throw { code: "busy", message: "Training is under way already." };
    const stopped = pump(request.max_steps ?? Infinity);
    pumping = stopped.catch(() => {}).finally(() => (pumping = null));
    return stopped;
  },

  pause: () => stop("paused"),

  async reset() {
    await stop("reset");
    const ready = await engine;
    return begin(await exclusive(() => ready.reset()));
  },

  async evaluate() {
    const ready = await engine;
    await exclusive(() => ready.beginEvaluation());
    for (;;) {
      const { done, value } = await exclusive(() => ready.evaluate());
      post({ event: "progress", task: "evaluation", loaded: done, total: dataset?.test_count });
      if (value) return value;
      await turn();
    }
  },

  inspect: async ({ index }) => {
    const ready = await engine;
    return exclusive(() => ready.inspect(index));
  },

  predict: async ({ bitmap: { width, height, pixels } }) => {
    const ready = await engine;
    return exclusive(() => ready.predict(width, height, pixels));
  },
};

/** @param {import("./protocol.js").RunSummary} summary */
function begin(summary) {
  run = summary;
  clock = new Clock();
  evaluated = 0;
  return summary;
}

/**
 * @param {import("./protocol.js").BackendChoice} requested
 * @param {string} base
 * @returns {Promise<import("./protocol.js").BackendReport>}
 */
async function open(requested, base) {
  let choice = await chooseModule(requested, navigator.gpu);
  /** @type {Module} */
  let module;
  try {
    module = await loadModule(choice.module, base);
  } catch (error) {
    if (choice.module === "cpu") throw error;
    const message = `The GPU's module could not be loaded (${sentence(error)}), so the CPU computes.`;
    choice = { module: "cpu", kind: "flex", adapter: null, notices: [{ code: "gpu-module-failed", message }] };
    module = await loadModule("cpu", base);
  }
  if (choice.module === "gpu") post({ event: "progress", task: "device" });
  const session = await module.Engine.open(choice.kind);
  backend = session.backend();
  setEngine(session);
  return {
    requested,
    backend,
    adapter: backend === "webgpu" ? choice.adapter : null,
    notices: [...choice.notices, ...session.notices()],
  };
}

/**
 * @param {"cpu" | "gpu"} name
 * @param {string} base
 * @returns {Promise<Module>}
 */
async function loadModule(name, base) {
  const url = (/** @type {string} */ file) => new URL(`pkg/${name}/${file}?v=${__BUILD_ID__}`, base).href;
  const code = import(/* @vite-ignore */ url("digit_lab.js"));
  code.catch(() => {}); // reported below, once the bytes are there
  const response = await fetch(url("digit_lab_bg.wasm"));
  if (!response.ok || !response.body) {
    throw { code: "module-failed", message: `${response.url} answered ${response.status}.` };
  }
  const total = Number(response.headers.get("content-length")) || undefined;
  let loaded = 0;
  const counter = new TransformStream({
    transform(chunk, controller) {
      loaded += chunk.byteLength;
      // A compressed answer tells its compressed length, which the bytes counted here exceed.
      post({ event: "progress", task: "module", loaded, total: total && Math.max(total, loaded) });
      controller.enqueue(chunk);
    },
  });
  const headers = { "content-type": "application/wasm" };
  const module = /** @type {Module} */ (await code);
  await module.default({ module_or_path: new Response(response.body.pipeThrough(counter), { headers }) });
  return module;
}

/**
 * @param {import("./protocol.js").DatasetRequest} request
 * @param {string} base
 * @returns {Promise<import("./protocol.js").DatasetSummary>}
 */
async function loadDataset(request, base) {
  if (request.source === "generated") return generate({ ...GENERATED, ...request });
  const files =
    request.source === "files"
      ? request.files
      : (
          await loadMnist({
            base,
            onProgress: (progress) => post({ event: "progress", task: "dataset", ...progress }),
            onNotice: (notice) => post({ event: "notice", ...notice }),
          })
        ).files;
  const ready = await engine;
  post({ event: "progress", task: "dataset", stage: "parse" });
  await stop("reset");
  return exclusive(() =>
    ready.load(
      files.train_images,
      files.train_labels,
      files.test_images,
      files.test_labels,
      request.source === "mnist",
    ),
  );
}

/** @param {{seed: number, train_count: number, test_count: number}} request */
async function generate({ seed, train_count, test_count }) {
  const ready = await engine;
  await exclusive(() => ready.beginGeneration(seed, train_count, test_count));
  const total = train_count + test_count;
  for (;;) {
    const { done, value } = await exclusive(() => ready.generate(GENERATED_AT_ONCE));
    post({ event: "progress", task: "dataset", stage: "generate", loaded: done, total });
    if (value) return value;
    await turn();
  }
}

/**
 * Trains a stretch at a time until something stops it.
 * @param {number} max_steps
 * @returns {Promise<Stopped>}
 */
async function pump(max_steps) {
  const ready = await engine;
  const limit = (run?.step ?? 0) + max_steps;
  stopFor = null;
  for (;;) {
    if (stopFor) return stopped(stopFor);
    const left = limit - (run?.step ?? 0);
    if (left <= 0) return stopped("limit");
    const began = performance.now();
    const advance = await exclusive(() => ready.advance(Math.min(clock.steps, left)));
    const ms = performance.now() - began;
    // A reset that came in meanwhile belongs to another run.
    if (stopFor === "reset") return stopped(stopFor);
    report(advance, ms);
    if (advance.kind === "finished") return stopped("finished");
    await turn();
  }
}

/** @param {Stopped["reason"]} reason @returns {Stopped} */
function stopped(reason) {
  const report = { reason, step: run?.step ?? 0 };
  post({ event: "stopped", ...report });
  return report;
}

/**
 * Adds what the clock knows to a stretch's report, and posts it.
 * @param {import("./protocol.js").Advance} advance
 * @param {number} ms
 */
function report(advance, ms) {
  if (!run || !dataset) return;
  if (advance.kind === "steps") {
    const { kind: _, ...steps } = advance;
    clock.trained({ images: steps.images, steps: steps.losses.length, ms });
    run.step = steps.step;
    evaluated = 0;
    post({ event: "steps", ...steps, ...timing(steps.epoch) });
  } else if (advance.kind === "evaluating") {
    clock.evaluated({ images: advance.done - evaluated, ms });
    evaluated = advance.done;
    post({ event: "progress", task: "evaluation", loaded: advance.done, total: advance.total });
  } else if (advance.kind === "epoch") {
    clock.evaluated({ images: advance.test.count - evaluated, ms });
    evaluated = 0;
    const { epoch, train_loss, train_accuracy, test } = advance;
    post({ event: "evaluation", ...test });
    post({
      event: "epoch",
      epoch,
      backend,
      train_loss,
      train_accuracy,
      test_loss: test.loss,
      test_accuracy: test.accuracy,
      images_per_second: clock.endEpoch(),
      elapsed_ms: clock.elapsed_ms,
    });
  }
}

/** @param {number} epoch counted from 1 @returns {import("./protocol.js").Timing} */
function timing(epoch) {
  const { elapsed_ms, images_per_second } = clock;
  const epochs = run?.config.epochs ?? 0;
  const train_images = ((run?.total_steps ?? 0) - (run?.step ?? 0)) * (run?.config.batch_size ?? 0);
  const test_images = (epochs - epoch + 1) * (dataset?.test_count ?? 0);
  return { elapsed_ms, images_per_second, remaining_ms: clock.remaining_ms(train_images, test_images) };
}

/** @param {Stopped["reason"]} reason */
async function stop(reason) {
  if (!pumping) return;
  stopFor = reason;
  await pumping;
}

/** The end of the queue for the module. @type {Promise<unknown>} */
let queue = Promise.resolve();

/**
 * Waits for everything asked before, then does `work`.
 * @template T
 * @param {() => T | Promise<T>} work
 * @returns {Promise<T>}
 */
function exclusive(work) {
  const result = queue.then(work);
  queue = result.catch(() => {});
  return result;
}

const { port1, port2 } = new MessageChannel();
/** @type {(() => void)[]} */
const waiting = [];
port1.onmessage = () => waiting.shift()?.();

/** One turn of the event loop, in which messages arrive. Promises alone never let one in. */
function turn() {
  return new Promise((resolve) => {
    waiting.push(() => resolve(undefined));
    port2.postMessage(null);
  });
}

/** @param {Event} event */
function post(event) {
  self.postMessage(event);
}

/** @param {unknown} error @returns {import("./protocol.js").ErrorReport} */
function errorReport(error) {
  if (error instanceof WebAssembly.RuntimeError) {
    return { code: "worker-crashed", message: `The trainer stopped unexpectedly: ${error.message}.` };
  }
  const { code, message } = /** @type {{code?: unknown, message?: unknown}} */ (error ?? {});
  return { code: typeof code === "string" ? code : "unexpected", message: String(message ?? error) };
}

/** @param {unknown} error */
function sentence(error) {
  return errorReport(error).message;
}

/** The buffers of a value's arrays, which are handed over instead of being copied. @param {any} value @returns {ArrayBuffer[]} */
function buffersOf(value) {
  if (ArrayBuffer.isView(value)) return [/** @type {ArrayBuffer} */ (value.buffer)];
  if (value === null || typeof value !== "object") return [];
  return Object.values(value).flatMap(buffersOf);
}

self.onmessage = async ({ data }) => {
  const request = /** @type {Request} */ (data);
  try {
    const value = await handlers[request.type](/** @type {any} */ (request));
    self.postMessage({ id: request.id, ok: true, value }, { transfer: buffersOf(value) });
  } catch (error) {
    self.postMessage({ id: request.id, ok: false, error: errorReport(error) });
  }
};

// A panic inside an asynchronous method leaves its promise unsettled; make it an error that the
// page hears of.
self.addEventListener("unhandledrejection", ({ reason }) => {
  setTimeout(() => {
    throw reason;
  });
});
