/**
 * Lets the GPU's library open adapters that cannot measure time. Firefox, Safari and many phones have no
 * "timestamp-query"; cubecl-wgpu 0.11.3 panics on such an adapter as soon as it opens a device in a browser, although it
 * would measure only if it tuned kernels, which this build does not. So the adapter says that it can, and the device is
 * asked for without.
 *
 * Can go when `Timings::system` in cubecl-wgpu's `compute/stream.rs` no longer panics.
 *
 * @module
 */

/** @type {GPUFeatureName} */
const CLAIMED = "timestamp-query";

/** @param {{prototype: GPUAdapter} | undefined} adapters none in a browser without WebGPU */
export function claimTimestamps(adapters = globalThis.GPUAdapter) {
  if (!adapters) return;
  const { prototype } = adapters;
  const features = Object.getOwnPropertyDescriptor(prototype, "features")?.get;
  if (!features) return;
  const { requestDevice } = prototype;
  Object.defineProperty(prototype, "features", {
    get() {
      return new Set([...features.call(this), CLAIMED]);
    },
  });
  /** @this {GPUAdapter} @param {GPUDeviceDescriptor} [descriptor] */
  prototype.requestDevice = function (descriptor) {
    const wanted = [...(descriptor?.requiredFeatures ?? [])];
    const had = /** @type {GPUSupportedFeatures} */ (features.call(this));
    const requiredFeatures = wanted.filter((feature) => feature !== CLAIMED || had.has(feature));
    return requestDevice.call(this, { ...descriptor, requiredFeatures });
  };
}
