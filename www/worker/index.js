/**
 * Owns the module and its engine: answers each request of the page, in order and one at a time.
 * Training takes its turns in the same queue, so that between two short stretches everything
 * else is answered. No DOM, and no decision about learning.
 *
 * @module
 */

import { createDatasets, fetchReader } from "./data/datasets.js";
import { Launcher } from "./engine.js";
import { reportOf } from "../api/errors.js";
import { exploring } from "./exploring.js";
import { Host } from "./host.js";
import { unreachable } from "./parts.js";
import { createPreparing } from "./preparing.js";
import { Pump } from "./pump.js";
import { checkRequest } from "./requests.js";
import { createStoring } from "./storing.js";
import { Team } from "./team/team.js";

/** @typedef {import("../public/pkg/cpu/digit_lab.js").Engine} Engine */
/** @typedef {import("../api/protocol.js").Request} Request */

let test_count = 0;

const { port1, port2 } = new MessageChannel();
/** @type {(() => void)[]} */
const waiting = [];
port1.onmessage = () => waiting.shift()?.();

/** One turn of the event loop, in which messages arrive: promises alone never let one in. @returns {Promise<void>} */
function turn() {
  return new Promise((resolve) => {
    waiting.push(resolve);
    port2.postMessage(null);
  });
}

/** @param {import("../api/protocol.js").Event} event */
function post(event) {
  storing.hear(event);
  self.postMessage(event);
}

const spawn = () => new Worker(new URL("./team/member.js", import.meta.url), { type: "module" });
const team = new Team({ post, spawn });
// A GPU that is lost while it has nothing to do is replaced at once: the next call finds it gone.
const launcher = new Launcher({ post, team, onLoss: () => use(() => {}).catch(() => {}) });
/** @type {Host["use"]} */
const use = (work) => host.use(work);
const storing = createStoring({
  use,
  post,
  compute: () => ({ workers: host.workers, backend: pump.backend }),
  load: (request, base) => bring(request, base),
  apply: (command) => use((engine) => host.apply(engine, command)),
  halt: () => pump.halt("paused"),
  begin: (config, more) => begin({ type: "configure", config }, more),
});
const host = new Host({ post, launcher, team, keeper: storing, moved: (where) => pump.moved(where) });
const pump = new Pump({ host, turn, post });
const preparing = createPreparing({ use, post, isBusy: () => pump.busy });
const loadDataset = createDatasets({ use, inParts, halt: () => pump.halt("paused"), post });

/** @type {import("../api/protocol.js").HandlersOf<Request["type"]>} */
const handlers = {
  open({ backend, workers, base }) {
    storing.at(base);
    return host.open({ backend, workers, base });
  },

  async loadDataset({ dataset, base }) {
    storing.at(base);
    const summary = await bring(dataset, base);
    storing.loaded(dataset);
    return summary;
  },

  async expectPictures() {
    await fetchReader();
  },

  async nameClasses({ class_names }) {
    const summary = await use((engine) => host.apply(engine, { type: "name_classes", class_names }));
    storing.renamed();
    return summary;
  },

  prepare: ({ config }) => preparing.prepare(config),

  configure: ({ config }) => begin({ type: "configure", config }),

  train({ max_steps, epochs }) {
    storing.expect();
    return pump.train({ max_steps, epochs });
  },

  pause: () => pump.halt("paused"),

  stop: () => pump.stop(),

  setLearningRate: ({ learning_rate }) =>
    use(async (engine) => {
      await host.apply(engine, { type: "set_learning_rate", learning_rate });
      post({ event: "rate", learning_rate });
    }),

  findRate: ({ id: _, type: __, ...request }) => pump.findRate(request),

  reset: () => begin({ type: "reset" }),

  async evaluate() {
    await use((engine) => engine.beginEvaluation());
    return inParts((engine) => engine.evaluate(), { task: "evaluation", total: test_count });
  },

  ...exploring({ use, inParts }),

  ...storing.handlers,

  saveWeights: async (request) => (await fetchWeights()).saveWeights(request),

  saveStart: async () => (await fetchWeights()).saveStart(),

  loadWeights: async (request) => (await fetchWeights()).loadWeights(request),
};

/** What reads and writes files of weights: fetched when somebody saves or loads some. */
async function fetchWeights() {
  try {
    const { createWeights } = await import("./weights/weights.js");
    return createWeights({ use, run: () => pump.run, beginWith: (restore) => begin({ type: "reset" }, { restore }) });
  } catch {
    throw unreachable();
  }
}

/**
 * Has other images brought.
 * @param {import("../api/protocol.js").DatasetRequest} request
 * @param {string} base
 */
async function bring(request, base) {
  const summary = await loadDataset(request, base);
  await use((engine) => host.loaded(engine));
  return summary;
}

/**
 * What belongs to a run that does not begin with fresh weights.
 * @typedef {object} More
 * @property {(engine: Engine) => import("../api/protocol.js").Command | Promise<import("../api/protocol.js").Command>} restore
 *   a command that is applied before the page hears of the run
 * @property {number} [elapsed_ms] that it took so far
 * @property {() => void} [then] comes once the page has heard of it
 */

/**
 * Sets up a run.
 * @param {Extract<import("../api/protocol.js").Command, {type: "configure" | "reset"}>} command
 * @param {More} [more]
 */
async function begin(command, more) {
  await pump.halt("reset");
  return use(async (engine) => {
    const summary = await host.apply(engine, command);
    if (more) {
      await host.apply(engine, await more.restore(engine));
      summary.step = engine.step();
    }
    test_count = engine.dataset().test_count;
    pump.begin(summary, test_count, { backend: engine.backend(), elapsed_ms: more?.elapsed_ms });
    preparing.soon(summary.config);
    post({ event: "configured", summary });
    more?.then?.();
    return summary;
  });
}

/**
 * Does a part of some work after another, with the rest of the queue in between.
 * @template T
 * @param {(engine: Engine) => Promise<{done: number, value: T | null}> | {done: number, value: T | null}} part
 * @param {import("../api/protocol.js").Progress} progress
 * @returns {Promise<T>}
 */
async function inParts(part, progress) {
  for (;;) {
    const { done, value } = await use(part);
    post({ event: "progress", ...progress, loaded: done });
    if (value) return value;
    await turn();
  }
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
    checkRequest(request, handlers);
    const value = await handlers[request.type](/** @type {any} */ (request));
    self.postMessage({ id: request.id, ok: true, value }, { transfer: buffersOf(value) });
  } catch (error) {
    self.postMessage({ id: request?.id, ok: false, error: reportOf(error) });
  }
};

// A trap inside an asynchronous method may come as a rejection that nothing handles: it is made an error, of which the
// page hears. The message of its panic has come before (`src/web/panics.rs`).
self.addEventListener("unhandledrejection", ({ reason }) => {
  setTimeout(() => {
    throw reason;
  });
});
