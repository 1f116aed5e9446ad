/**
 * Which module to fetch, and how many workers to start. The module is chosen before any Rust is
 * there; `src/backend/` finds out whether the device opens and computes correctly.
 *
 * @module
 */

import { BACKEND_CHOICES, MOST_WORKERS_ASKED } from "../api/choices.js";

/** @typedef {import("../api/protocol.js").BackendChoice} BackendChoice */
/** @typedef {import("../api/protocol.js").Notice} Notice */

/**
 * @typedef {object} Choice
 * @property {"cpu" | "gpu"} module of ndarray, or of webgpu
 * @property {string | null} adapter the GPU's name, if it is the GPU
 * @property {Notice[]} notices why it is not something better
 */

/**
 * "auto" takes a real GPU, else ndarray. "webgpu" takes any adapter, a software one too, else ndarray.
 * @param {BackendChoice} choice
 * @param {GPU | undefined} gpu `navigator.gpu`
 * @returns {Promise<Choice>}
 */
export async function chooseModule(choice, gpu) {
  if (!BACKEND_CHOICES.includes(choice)) {
    throw { code: "config-invalid", message: `backend: ${choice} is not one of ${BACKEND_CHOICES.join(", ")}.` };
  }
  if (choice === "ndarray") return { module: "cpu", adapter: null, notices: [] };

  const { info, fallback, notice } = await probe(gpu);
  const adapter = info && adapterName(info);
  if (info && (choice === "webgpu" || !(fallback || isSoftware(info)))) {
    return { module: "gpu", adapter, notices: [] };
  }
  const reason = notice ?? {
    code: "software-adapter",
    message: `This browser's GPU is only imitated by software (${adapter}), which is slower than the CPU itself.`,
  };
  return { module: "cpu", adapter: null, notices: [reason] };
}

/** Whether this page may share memory between its workers. Some browsers say so and yet have no memory to share. */
export function sharesMemory() {
  return globalThis.crossOriginIsolated === true && typeof SharedArrayBuffer !== "undefined";
}

/** More would hold more memory than a tab should take without being asked. */
const MOST_WORKERS = 4;

/**
 * How many workers train together on the CPU. "auto" leaves some cores of a large machine to other programs. A rehearsal
 * before each run finds out whether a team is faster at all, see team.js.
 * @param {number | "auto"} asked
 * @param {{isolated: boolean, cores: number}} here {@link sharesMemory}, and `navigator.hardwareConcurrency`
 * @returns {{count: number, reason: string | null}} `reason`: why it is one, or not as many as were asked for
 */
export function chooseWorkers(asked, { isolated, cores }) {
  if (asked !== "auto" && !(Number.isInteger(asked) && asked >= 1 && asked <= MOST_WORKERS_ASKED)) {
    throw { code: "config-invalid", message: `workers: ${asked} is not auto, nor in 1 to ${MOST_WORKERS_ASKED}.` };
  }
  if (asked === 1) return { count: 1, reason: null };
  if (!isolated) return { count: 1, reason: cores > 1 || asked !== "auto" ? "workers-not-isolated" : null };
  if (asked !== "auto") return { count: asked, reason: null };
  const free = cores <= 2 ? cores : cores <= 4 ? cores - 1 : Math.floor(cores / 2);
  return { count: Math.max(1, Math.min(MOST_WORKERS, free)), reason: null };
}

/**
 * @param {GPU | undefined} gpu
 * @returns {Promise<{info: GPUAdapterInfo | null, fallback?: boolean, notice: Notice | null}>}
 */
async function probe(gpu) {
  if (!gpu) {
    return { info: null, notice: { code: "no-webgpu", message: "This browser does not offer WebGPU to this page." } };
  }
  const adapter = await gpu.requestAdapter({ powerPreference: "high-performance" }).catch(() => null);
  if (!adapter) {
    return { info: null, notice: { code: "no-adapter", message: "This browser has WebGPU but finds no GPU to use." } };
  }
  // Browsers differ in what they tell of an adapter, and where; some tell nothing.
  const { requestAdapterInfo, isFallbackAdapter } = /** @type {OlderAdapter} */ (/** @type {unknown} */ (adapter));
  const older = async () => requestAdapterInfo?.call(adapter);
  const info = adapter.info ?? (await older().catch(() => null)) ?? /** @type {GPUAdapterInfo} */ ({});
  return { info, fallback: isFallbackAdapter === true, notice: null };
}

/** What an adapter had before all of it moved to `info`. @typedef {{requestAdapterInfo?: () => Promise<GPUAdapterInfo>, isFallbackAdapter?: boolean}} OlderAdapter */

/**
 * True for a GPU that is emulated on the CPU: SwiftShader, llvmpipe, WARP.
 * @param {GPUAdapterInfo} info
 */
export function isSoftware(info) {
  const words = `${info.vendor} ${info.architecture} ${info.device} ${info.description}`.toLowerCase();
  const emulator = /swiftshader|llvmpipe|lavapipe|softpipe|basic render|software/.test(words);
  return emulator || info.isFallbackAdapter === true;
}

/**
 * The name that tells most: the description where the browser gives one, else vendor and architecture.
 * @param {GPUAdapterInfo} info
 */
export function adapterName(info) {
  const parts = info.description ? [info.description] : [info.vendor, info.architecture || info.device];
  return parts.filter(Boolean).join(" ") || "a GPU whose name the browser keeps to itself";
}
