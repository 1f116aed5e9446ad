import assert from "node:assert/strict";
import { test } from "node:test";
import { claimTimestamps } from "../../www/worker/gpu-features.js";

/** A browser whose adapters have these features. @param {string[]} features */
function browser(features) {
  /** @type {any[]} */
  const asked = [];
  class Adapter {
    get features() {
      return new Set(features);
    }
    async requestDevice(/** @type {any} */ descriptor) {
      const missing = descriptor.requiredFeatures.filter((/** @type {string} */ name) => !features.includes(name));
      if (missing.length > 0) throw new TypeError(`There is no ${missing}.`);
      asked.push(descriptor);
    }
  }
  return { adapters: /** @type {any} */ (Adapter), asked };
}

test("an adapter that cannot measure time says it can, and is not asked to", async () => {
  const { adapters, asked } = browser(["shader-f16"]);
  claimTimestamps(adapters);
  const adapter = new adapters();
  assert.deepEqual([...adapter.features], ["shader-f16", "timestamp-query"]);
  await adapter.requestDevice({ label: "x", requiredFeatures: [...adapter.features] });
  assert.deepEqual(asked, [{ label: "x", requiredFeatures: ["shader-f16"] }]);
  await adapter.requestDevice();
  assert.deepEqual(asked[1], { requiredFeatures: [] });
});

test("one that can is asked to", async () => {
  const { adapters, asked } = browser(["timestamp-query"]);
  claimTimestamps(adapters);
  const adapter = new adapters();
  await adapter.requestDevice({ requiredFeatures: [...adapter.features] });
  assert.deepEqual(asked, [{ requiredFeatures: ["timestamp-query"] }]);
});

test("a browser without WebGPU, or with another kind of adapter, is left as it is", () => {
  claimTimestamps(undefined);
  class Adapter {
    features = new Set();
  }
  claimTimestamps(/** @type {any} */ (Adapter));
  assert.deepEqual(Object.getOwnPropertyNames(Adapter.prototype), ["constructor"]);
});
