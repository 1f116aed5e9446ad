/**
 * What training asks of the GPU, seen from inside the worker that trains: functions that Playwright carries over, so
 * each stands alone.
 *
 * @module
 */

/**
 * What has been seen since the first report after counting began: until then the data are copied and shaders
 * compiled. Times in milliseconds.
 * @typedef {object} GpuWork
 * @property {number} steps
 * @property {number} dispatches
 * @property {number} uploaded_bytes
 * @property {number} read_bytes
 * @property {number} busy_ms in which the worker prepared steps, from one report to the next question to the GPU
 */

/** Begins to count, from zero. */
export function countGpuWork() {
  const scope = /** @type {any} */ (globalThis);
  /** @type {GpuWork} */
  const nothing = { steps: 0, dispatches: 0, uploaded_bytes: 0, read_bytes: 0, busy_ms: 0 };
  const counts = Boolean(scope.gpuWork);
  scope.gpuWork = { ...nothing };
  scope.gpuWorkBegun = false;
  if (counts) return;

  /** @type {number | null} */
  let reported = null;
  /** @param {any} of @param {string} name @param {(subject: any, values: any[]) => void} see */
  const watch = (of, name, see) => {
    const original = of[name];
    /** @this {any} @param {any[]} values */
    of[name] = function (...values) {
      see(this, values);
      return original.apply(this, values);
    };
  };
  watch(scope.GPUComputePassEncoder.prototype, "dispatchWorkgroups", () => (scope.gpuWork.dispatches += 1));
  watch(scope.GPUQueue.prototype, "writeBuffer", (_, [, , data, from = 0, size]) => {
    const element = data.BYTES_PER_ELEMENT ?? 1;
    scope.gpuWork.uploaded_bytes += size === undefined ? data.byteLength - from * element : size * element;
  });
  watch(scope.GPUBuffer.prototype, "mapAsync", (buffer) => {
    scope.gpuWork.read_bytes += buffer.size;
    if (reported !== null) scope.gpuWork.busy_ms += performance.now() - reported;
    reported = null;
  });
  watch(scope, "postMessage", (_, [message]) => {
    if (message?.event !== "steps") return;
    if (scope.gpuWorkBegun) scope.gpuWork.steps += message.losses.length;
    else Object.assign(scope.gpuWork, nothing);
    scope.gpuWorkBegun = true;
    reported = performance.now();
  });
}

/** What has been counted. @returns {GpuWork} */
export function gpuWork() {
  return /** @type {any} */ (globalThis).gpuWork;
}
