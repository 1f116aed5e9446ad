/**
 * Opens engines: chooses a module, loads it, and opens a backend of it. If the GPU cannot be used, the CPU module is
 * loaded instead, and its workers are started.
 *
 * @module
 */

import { chooseModule, chooseWorkers, sharesMemory } from "./compute.js";
import { reportOf, sentenceOf } from "../api/errors.js";
import { claimTimestamps } from "./gpu-features.js";
import { GpuWatch } from "./recovery/gpu-watch.js";

/** @typedef {typeof import("../public/pkg/cpu/digit_lab.js")} Module */
/** @typedef {import("../public/pkg/cpu/digit_lab.js").Engine} Engine */
/** @typedef {import("../api/protocol.js").Notice} Notice */
/** @typedef {(event: import("../api/protocol.js").Event) => void} Post */

/**
 * What the page asks for; `base` is the address of the folder in which `pkg/` lies.
 * @typedef {{backend: import("../api/protocol.js").BackendChoice, workers: number | "auto", base: string}} OpenRequest
 */

/**
 * A module that is ready, the address of its JavaScript, and what further instances of it are made of.
 * @typedef {{module: Module, code: string, compiled: WebAssembly.Module}} Loaded
 */

/**
 * An engine.
 * @typedef {object} Opened
 * @property {Engine} engine
 * @property {GpuWatch | null} watch if it computes on a GPU
 * @property {string | null} adapter the GPU's name
 * @property {import("../api/protocol.js").Workers} workers that were started
 */

/** A driver that has failed may never answer. */
const OPEN_MS = 60_000;

/** Codes of the GPU module that say why the GPU is not used. */
const GPU_FAILURES = new Set(["device-failed", "self-test-failed", "device-lost"]);

export class Launcher {
  #post;
  #team;
  #onLoss;
  /** @type {Pick<OpenRequest, "workers" | "base">} */
  #asked = { workers: "auto", base: "" };
  /** @type {Loaded | null} */
  #gpu = null;
  /** The GPU's name. @type {string | null} */
  #adapter = null;
  /** Instances made of modules, to tell them apart. */
  #instances = 0;

  /**
   * @param {object} needs
   * @param {Post} needs.post hears of the progress
   * @param {import("./team/team.js").Team} needs.team starts its members once they have something to do
   * @param {() => void} needs.onLoss hears of a GPU that is lost while nothing is asked of it
   */
  constructor({ post, team, onLoss }) {
    this.#post = post;
    this.#team = team;
    this.#onLoss = onLoss;
  }

  /**
   * Opens the GPU if it is asked for (or there is a real one) and can be used, else the CPU.
   * @param {OpenRequest} request
   * @returns {Promise<{opened: Opened, report: import("../api/protocol.js").BackendReport}>}
   */
  async open({ backend: requested, workers, base }) {
    this.#asked = { workers, base };
    this.#workers(); // refuses a number out of range before anything is fetched
    const { module, adapter, notices } = await chooseModule(requested, navigator.gpu);
    /** @type {Opened | null} */
    let opened = null;
    if (module === "gpu") {
      try {
        this.#adapter = adapter;
        this.#gpu = await this.#load("gpu");
        claimTimestamps();
        this.#post({ event: "progress", task: "device" });
        opened = await this.#openGpu(this.#gpu.module);
      } catch (error) {
        notices.push(gpuNotice(error));
      }
    }
    opened ??= await this.openCpu();
    const { engine, workers: started } = opened;
    const report = { requested, backend: engine.backend(), adapter: opened.adapter, notices, workers: started };
    return { opened, report };
  }

  /**
   * Opens the GPU again, in a fresh instance of its module: an instance opens one device, and is past use after a panic.
   * @returns {Promise<Opened>}
   */
  async openGpu() {
    const { code, compiled } = /** @type {Loaded} */ (this.#gpu);
    const module = await this.#import(code);
    await module.default({ module_or_path: compiled });
    return this.#openGpu(module);
  }

  /** Opens the CPU, and starts its workers. @returns {Promise<Opened>} */
  async openCpu() {
    this.#gpu = null;
    const workers = this.#workers();
    const { module, code, compiled } = await this.#load("cpu");
    const adaptive = this.#asked.workers === "auto";
    this.#team.start({ module: compiled, code, backend: "ndarray", count: workers.count, adaptive });
    const engine = await module.Engine.open("ndarray");
    return { engine, watch: null, adapter: null, workers };
  }

  /** @param {Module} module @returns {Promise<Opened>} */
  async #openGpu(module) {
    const watch = new GpuWatch(this.#onLoss);
    try {
      const engine = await inTime(watch.opening(() => module.Engine.open("webgpu")));
      return { engine, watch, adapter: this.#adapter, workers: { count: 1, reason: null } };
    } catch (error) {
      watch.end();
      throw error;
    }
  }

  #workers() {
    return chooseWorkers(this.#asked.workers, { isolated: sharesMemory(), cores: navigator.hardwareConcurrency });
  }

  /** @param {"cpu" | "gpu"} name @returns {Promise<Loaded>} */
  async #load(name) {
    try {
      return await this.#fetch(name);
    } catch (error) {
      const message = `The ${name.toUpperCase()} module could not be loaded: ${sentenceOf(error)}`;
      throw { code: "module-failed", message };
    }
  }

  /** @param {"cpu" | "gpu"} name @returns {Promise<Loaded>} */
  async #fetch(name) {
    const url = (/** @type {string} */ file) => new URL(`pkg/${name}/${file}?v=${__BUILD_ID__}`, this.#asked.base).href;
    const code = url("digit_lab.js");
    const importing = this.#import(code);
    importing.catch(() => {}); // the bytes, asked for at the same time, say better what is wrong
    const response = await fetch(url("digit_lab_bg.wasm"));
    if (!response.ok || !response.body) {
      throw new Error(`${response.url} answered ${response.status}.`);
    }
    // A compressed answer tells its compressed length, but its bytes come unpacked.
    const told = response.headers.has("content-encoding") ? null : response.headers.get("content-length");
    const total = __MODULE_BYTES__[name] ?? (Number(told) || undefined);
    let loaded = 0;
    const counter = new WritableStream({
      write: (chunk) => {
        loaded += chunk.byteLength;
        this.#post({ event: "progress", task: "module", loaded, total });
      },
    });
    // On a copy: a browser keeps what it has compiled only of an answer that came as it is from the network or its cache.
    const copy = /** @type {ReadableStream<Uint8Array>} */ (response.clone().body);
    const counted = copy.pipeTo(counter).catch(() => {}); // what it fails of, compiling fails of as well
    const compiled = await WebAssembly.compileStreaming(asWasm(response));
    await counted;
    const module = await importing;
    await module.default({ module_or_path: compiled });
    return { module, code, compiled };
  }

  /**
   * A browser takes an address with another fragment for another script, fetches it only once, and tries again if that
   * has failed.
   * @param {string} code
   * @returns {Promise<Module>}
   */
  #import(code) {
    const fragment = this.#instances === 0 ? "" : `#${this.#instances}`;
    this.#instances += 1;
    return import(/* @vite-ignore */ code + fragment);
  }
}

/** Why the GPU is not used. @param {unknown} error @returns {Notice} */
function gpuNotice(error) {
  const { code, message } = reportOf(error);
  if (code === "module-failed") return { code: "gpu-module-failed", message };
  return { code: GPU_FAILURES.has(code) ? code : "device-failed", message };
}

/** @template T @param {Promise<T>} opening @returns {Promise<T>} */
async function inTime(opening) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  /** @type {Promise<never>} */
  const late = new Promise((_, reject) => {
    const error = { code: "device-failed", message: `The GPU did not open within ${OPEN_MS / 1000} s.` };
    timer = setTimeout(() => reject(error), OPEN_MS);
  });
  try {
    return await Promise.race([opening, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** A host may not know the type of such files. @param {Response} response */
function asWasm(response) {
  const type = "application/wasm";
  if (response.headers.get("content-type")?.toLowerCase() === type) return response;
  return new Response(response.body, { headers: { "content-type": type } });
}
