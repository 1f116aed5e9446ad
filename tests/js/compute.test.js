import assert from "node:assert/strict";
import { test } from "node:test";
import { adapterName, chooseModule, chooseWorkers, isSoftware } from "../../www/worker/compute.js";

const NVIDIA = { vendor: "nvidia", architecture: "ampere", device: "", description: "" };
const SWIFTSHADER = { vendor: "google", architecture: "swiftshader", device: "0xc0de", description: "SwiftShader" };

/** @param {object} words @returns {GPUAdapterInfo} */
const info = (words) => /** @type {any} */ ({ vendor: "", architecture: "", device: "", description: "", ...words });

/** A `navigator.gpu` with this adapter, or none. @param {object | null} words */
function browser(words) {
  /** @type {any[]} */
  const asked = [];
  const requestAdapter = async (/** @type {any} */ options) => {
    asked.push(options);
    return words && { info: info(words) };
  };
  return { gpu: /** @type {GPU} */ (/** @type {unknown} */ ({ requestAdapter })), asked };
}

/** @param {import("../../www/worker/compute.js").Choice} choice */
const codes = ({ notices }) => notices.map(({ code }) => code);

test("ndarray, when asked for, is taken without a look at the GPU", async () => {
  const { gpu, asked } = browser(NVIDIA);
  assert.deepEqual(await chooseModule("ndarray", gpu), { module: "cpu", adapter: null, notices: [] });
  assert.equal(asked.length, 0);
});

test("a backend that does not exist is refused", async () => {
  const choice = chooseModule(/** @type {any} */ ("flex"), browser(NVIDIA).gpu);
  await assert.rejects(choice, { code: "config-invalid", message: /^backend: flex .* auto, webgpu, ndarray/ });
});

for (const choice of /** @type {const} */ (["auto", "webgpu"])) {
  test(`${choice} takes a real GPU, the fast one of two`, async () => {
    const { gpu, asked } = browser(NVIDIA);
    const expected = { module: "gpu", adapter: "nvidia ampere", notices: [] };
    assert.deepEqual(await chooseModule(choice, gpu), expected);
    assert.deepEqual(asked, [{ powerPreference: "high-performance" }]);
  });

  const cpu = { module: "cpu", adapter: null };

  test(`${choice} without WebGPU takes ndarray and says why`, async () => {
    const { notices, ...rest } = await chooseModule(choice, undefined);
    assert.deepEqual(rest, cpu);
    assert.deepEqual(codes({ notices, ...rest }), ["no-webgpu"]);
  });

  test(`${choice} without an adapter takes ndarray and says why`, async () => {
    const { notices, ...rest } = await chooseModule(choice, browser(null).gpu);
    assert.deepEqual(rest, cpu);
    assert.deepEqual(codes({ notices, ...rest }), ["no-adapter"]);
  });

  test(`${choice} with a browser that refuses the adapter takes ndarray and says why`, async () => {
    const requestAdapter = () => Promise.reject(new DOMException("blocked", "OperationError"));
    const { notices, ...rest } = await chooseModule(choice, /** @type {any} */ ({ requestAdapter }));
    assert.deepEqual(rest, cpu);
    assert.deepEqual(codes({ notices, ...rest }), ["no-adapter"]);
  });
}

/** Adapters as browsers other than Chromium have had them. @type {{what: string, adapter: object, name: RegExp | null}[]} */
const OTHERS = [
  { what: "without any info", adapter: {}, name: /^a GPU whose name/ },
  { what: "with an info that is empty", adapter: { info: info({}) }, name: /^a GPU whose name/ },
  { what: "with an info that lacks fields", adapter: { info: { vendor: "apple" } }, name: /^apple$/ },
  {
    what: "that is asked for its info",
    adapter: {
      vendor: "amd",
      /** @this {{vendor: string}} */
      async requestAdapterInfo() {
        return info({ vendor: this.vendor });
      },
    },
    name: /^amd$/,
  },
  {
    what: "that refuses its info",
    adapter: { requestAdapterInfo: () => Promise.reject(new DOMException("no", "NotAllowedError")) },
    name: /^a GPU whose name/,
  },
  { what: "that says itself that it is emulated", adapter: { isFallbackAdapter: true }, name: null },
  {
    what: "that is emulated, by an older info",
    adapter: { requestAdapterInfo: async () => info({ description: "llvmpipe (LLVM 17)" }) },
    name: null,
  },
];

for (const { what, adapter, name } of OTHERS) {
  test(`auto ${name ? "takes" : "does not take"} an adapter ${what}`, async () => {
    const choice = await chooseModule("auto", /** @type {any} */ ({ requestAdapter: async () => adapter }));
    assert.deepEqual([choice.module, codes(choice)], name ? ["gpu", []] : ["cpu", ["software-adapter"]]);
    if (name) assert.match(String(choice.adapter), name);
    else assert.ok(!choice.notices[0].message.includes("undefined"));
  });
}

test("auto does not take an emulated GPU, and names it", async () => {
  const choice = await chooseModule("auto", browser(SWIFTSHADER).gpu);
  assert.equal(choice.module, "cpu");
  assert.equal(choice.adapter, null);
  assert.deepEqual(codes(choice), ["software-adapter"]);
  assert.match(choice.notices[0].message, /SwiftShader/);
});

test("webgpu takes an emulated GPU too", async () => {
  const choice = await chooseModule("webgpu", browser(SWIFTSHADER).gpu);
  assert.deepEqual(choice, { module: "gpu", adapter: "SwiftShader", notices: [] });
});

test("every notice is a sentence", async () => {
  const choices = [undefined, browser(null).gpu, browser(SWIFTSHADER).gpu].map((gpu) => chooseModule("auto", gpu));
  for (const { notices } of await Promise.all(choices)) {
    for (const { code, message } of notices) {
      assert.match(code, /^[a-z]+(-[a-z]+)*$/);
      assert.match(message, /^[A-Z].+\.$/);
    }
  }
});

for (const { words, software } of [
  { words: SWIFTSHADER, software: true },
  { words: { vendor: "mesa", description: "llvmpipe (LLVM 17.0.6, 256 bits)" }, software: true },
  { words: { vendor: "microsoft", description: "Microsoft Basic Render Driver" }, software: true },
  { words: { ...NVIDIA, isFallbackAdapter: true }, software: true },
  { words: { ...NVIDIA, isFallbackAdapter: false }, software: false },
  { words: { vendor: "apple", architecture: "metal-3" }, software: false },
  { words: {}, software: false },
]) {
  test(`${JSON.stringify(words)} is ${software ? "an emulated" : "a real"} GPU`, () => {
    assert.equal(isSoftware(info(words)), software);
  });
}

test("an adapter's name is the most telling that the browser gives", () => {
  assert.equal(adapterName(info({ ...NVIDIA, description: "NVIDIA GeForce RTX 3060" })), "NVIDIA GeForce RTX 3060");
  assert.equal(adapterName(info(NVIDIA)), "nvidia ampere");
  assert.equal(adapterName(info({ vendor: "intel", device: "0x46a6" })), "intel 0x46a6");
  assert.match(adapterName(info({})), /^a GPU whose name/);
});

test("several workers where memory may be shared, as many as do the machine good", () => {
  const auto = (/** @type {number} */ cores) => chooseWorkers("auto", { isolated: true, cores });
  assert.deepEqual(
    [1, 2, 3, 4, 6, 8, 64].map((cores) => auto(cores).count),
    [1, 2, 2, 3, 3, 4, 4],
  );
  assert.deepEqual(auto(4).reason, null);
  const alone = { isolated: false, cores: 4 };
  assert.deepEqual(chooseWorkers("auto", alone), { count: 1, reason: "workers-not-isolated" });
  assert.deepEqual(chooseWorkers(3, alone), { count: 1, reason: "workers-not-isolated" });
  assert.deepEqual(chooseWorkers(1, alone), { count: 1, reason: null });
  assert.deepEqual(chooseWorkers("auto", { isolated: false, cores: 1 }), { count: 1, reason: null });
  assert.deepEqual(chooseWorkers(5, { isolated: true, cores: 2 }), { count: 5, reason: null });
  for (const nonsense of [0, 17, 1.5, NaN]) {
    assert.throws(() => chooseWorkers(nonsense, { isolated: true, cores: 4 }), { code: "config-invalid" });
  }
});
