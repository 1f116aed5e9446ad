/**
 * Opening the engine: which module to load, loading it, and what to do if that fails.
 *
 * @module
 */

import { chooseModule, chooseWorkers } from "./compute.js";
import { sentenceOf } from "./errors.js";

/** @typedef {typeof import("./public/pkg/cpu/digit_lab.js")} Module */
/** @typedef {import("./public/pkg/cpu/digit_lab.js").Engine} Engine */
/** @typedef {(event: import("./protocol.js").Event) => void} Post */

/**
 * A module that is ready, the address of its JavaScript, and what its further instances are made of.
 * @typedef {{module: Module, code: string, compiled: WebAssembly.Module}} Loaded
 */

/**
 * Loads the module that fits and opens its engine; falls back to the CPU's, with a notice, where
 * the GPU's cannot be had.
 * @param {{backend: import("./protocol.js").BackendChoice, workers: number | "auto"}} requested
 * @param {string} base address of the folder in which `pkg/` lies
 * @param {Post} post hears of the progress
 * @param {import("./crew.js").Crew} crew starts its further workers as soon as they have something to do
 * @returns {Promise<{engine: Engine, report: import("./protocol.js").BackendReport}>}
 */
export async function openEngine({ backend: requested, workers: asked }, base, post, crew) {
  let choice = await chooseModule(requested, navigator.gpu);
  /** @type {Loaded} */
  let loaded;
  try {
    loaded = await loadModule(choice.module, base, post);
  } catch (error) {
    if (choice.module === "cpu") throw error;
    const message = `${sentenceOf(error)} So the CPU computes.`;
    choice = { module: "cpu", kind: "ndarray", adapter: null, notices: [{ code: "gpu-module-failed", message }] };
    loaded = await loadModule("cpu", base, post);
  }
  const { module, code, compiled } = loaded;
  const here = { isolated: self.crossOriginIsolated, cores: navigator.hardwareConcurrency };
  const workers = choice.kind === "webgpu" ? { count: 1, reason: null } : chooseWorkers(asked, here);
  const adaptive = asked === "auto";
  crew.start({ module: compiled, code, backend: choice.kind, count: workers.count, adaptive });
  if (choice.kind === "webgpu") post({ event: "progress", task: "device" });
  const engine = await module.Engine.open(choice.kind);
  const backend = engine.backend();
  const adapter = backend === "webgpu" ? choice.adapter : null;
  return {
    engine,
    report: { requested, backend, adapter, notices: [...choice.notices, ...engine.notices()], workers },
  };
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
