/**
 * Opening the engine: which module to load, loading it, and what to do if that fails.
 *
 * @module
 */

import { chooseModule, chooseWorkers } from "./compute.js";
import { reportOf, sentenceOf } from "./errors.js";
import { claimTimestamps } from "./gpu-features.js";
import { GpuWatch } from "./gpu-watch.js";

/** @typedef {typeof import("./public/pkg/cpu/digit_lab.js")} Module */
/** @typedef {import("./public/pkg/cpu/digit_lab.js").Engine} Engine */
/** @typedef {import("./protocol.js").BackendKind} BackendKind */
/** @typedef {(event: import("./protocol.js").Event) => void} Post */

/**
 * A module that is ready, the address of its JavaScript, and what its further instances are made of.
 * @typedef {{module: Module, code: string, compiled: WebAssembly.Module}} Loaded
 */

/**
 * An engine, and what it takes to open another in its place.
 * @typedef {object} Opened
 * @property {Engine} engine
 * @property {GpuWatch | null} watch if it computes on a GPU
 * @property {string | null} adapter the GPU's name
 * @property {(kind: BackendKind) => Promise<Opened>} reopen in a fresh instance of the module: the old one may be past use,
 *   and knows but one device
 */

/**
 * Loads the module that fits and opens its engine; falls back to the CPU's, with a notice, where
 * the GPU's cannot be had.
 * @param {{backend: import("./protocol.js").BackendChoice, workers: number | "auto"}} requested
 * @param {string} base address of the folder in which `pkg/` lies
 * @param {object} needs
 * @param {Post} needs.post hears of the progress
 * @param {import("./crew.js").Crew} needs.crew starts its further workers as soon as they have something to do
 * @param {() => void} needs.onLoss hears of a GPU that is lost while nothing is asked of it
 * @returns {Promise<{opened: Opened, report: import("./protocol.js").BackendReport}>}
 */
export async function openEngine({ backend: requested, workers: asked }, base, { post, crew, onLoss }) {
  const choice = await chooseModule(requested, navigator.gpu);
  const { kind, adapter } = choice;
  const workers = kind === "webgpu" ? { count: 1, reason: null } : chooseWorkers(asked, hardware());
  /** @param {Loaded} loaded @param {BackendKind} backend */
  const start = ({ compiled, code }, backend) =>
    crew.start({ module: compiled, code, backend, count: workers.count, adaptive: asked === "auto" });

  /** @param {Opened} opened @param {import("./protocol.js").Notice[]} notices */
  const answer = (opened, notices) => {
    const backend = opened.engine.backend();
    return { opened, report: { requested, backend, adapter: opened.adapter, notices, workers } };
  };
  /** @type {string} */
  let stage = "gpu-module-failed";
  try {
    const loaded = await loadModule(choice.module, base, post);
    start(loaded, kind);
    if (kind === "webgpu") {
      claimTimestamps();
      post({ event: "progress", task: "device" });
    }
    stage = "device-failed";
    const opened = await open(loaded, kind, adapter, onLoss);
    return answer(opened, [...choice.notices, ...opened.engine.notices()]);
  } catch (error) {
    if (choice.module === "cpu") throw error;
    const loaded = await loadModule("cpu", base, post);
    start(loaded, "ndarray");
    const { code, message } = reportOf(error);
    const notice = { code: code === "device-lost" ? code : stage, message: `${message} So the CPU computes.` };
    return answer(await open(loaded, "ndarray", null, onLoss), [notice]);
  }
}

function hardware() {
  return { isolated: self.crossOriginIsolated, cores: navigator.hardwareConcurrency };
}

/** Instances made of a module, to tell them apart. */
let instances = 0;

/**
 * @param {Loaded} loaded
 * @param {BackendKind} kind
 * @param {string | null} adapter
 * @param {() => void} onLoss
 * @returns {Promise<Opened>}
 */
async function open({ module, code, compiled }, kind, adapter, onLoss) {
  /** @type {Opened["reopen"]} */
  const reopen = async (other) => {
    // A browser takes an address with another fragment for another script, and fetches it but once.
    instances += 1;
    const fresh = await import(/* @vite-ignore */ `${code}#${instances}`);
    await fresh.default({ module_or_path: compiled });
    return open({ module: fresh, code, compiled }, other, adapter, onLoss);
  };
  if (kind !== "webgpu") return { engine: await module.Engine.open(kind), watch: null, adapter: null, reopen };
  const watch = new GpuWatch(onLoss);
  try {
    const engine = await watch.opening(() => module.Engine.open(kind));
    if (engine.backend() === kind) return { engine, watch, adapter, reopen };
    watch.end();
    return { engine, watch: null, adapter: null, reopen };
  } catch (error) {
    watch.end();
    throw error;
  }
}

/**
 * @param {"cpu" | "gpu"} name
 * @param {string} base
 * @param {Post} post
 * @returns {Promise<Loaded>}
 */
async function loadModule(name, base, post) {
  try {
    return await fetchModule(name, base, post);
  } catch (error) {
    const message = `The ${name.toUpperCase()} module could not be loaded: ${sentenceOf(error)}`;
    throw { code: "module-failed", message };
  }
}

/** @type {typeof loadModule} */
async function fetchModule(name, base, post) {
  const url = (/** @type {string} */ file) => new URL(`pkg/${name}/${file}?v=${__BUILD_ID__}`, base).href;
  const code = url("digit_lab.js");
  const importing = import(/* @vite-ignore */ code);
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
    write(chunk) {
      loaded += chunk.byteLength;
      post({ event: "progress", task: "module", loaded, total });
    },
  });
  // On a copy: a browser keeps what it has compiled only of an answer that came as it is from the network or its cache.
  const copy = /** @type {ReadableStream<Uint8Array>} */ (response.clone().body);
  const counted = copy.pipeTo(counter).catch(() => {}); // what it fails of, compiling fails of as well
  const compiled = await WebAssembly.compileStreaming(asWasm(response));
  await counted;
  const module = /** @type {Module} */ (await importing);
  await module.default({ module_or_path: compiled });
  return { module, code, compiled };
}

/** A host may not know the type of such files. @param {Response} response */
function asWasm(response) {
  const type = "application/wasm";
  if (response.headers.get("content-type")?.toLowerCase() === type) return response;
  return new Response(response.body, { headers: { "content-type": type } });
}
