/**
 * GPUs that are refused, lost, wrong or weak: each run goes on, on the GPU opened anew or in the CPU's workers. The
 * adapter is SwiftShader, which is slow.
 */

import { allPainted, expect, lab, openWithFiles, says, test } from "./helpers.js";

const SLOW = { timeout: 120_000 };

/** Epochs of ten steps of 20 images; on the CPU in two workers. */
const QUERY = "?backend=webgpu&workers=2&epochs=100&subset=200&batch_size=20";

/** Runs a script in the trainer's worker before the worker's own. @param {import("@playwright/test").Page} page @param {string} script */
async function inWorker(page, script) {
  await page.route(/\/worker-index-[^/]*\.js/, async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: `{${script}}\n${await response.text()}` });
  });
}

/** Keeps every device, to be destroyed. */
const KEEP_DEVICES = `
  self.devices = [];
  const { requestDevice } = GPUAdapter.prototype;
  GPUAdapter.prototype.requestDevice = async function (...wishes) {
    const device = await requestDevice.apply(this, wishes);
    self.devices.push(device);
    return device;
  };`;

/** As {@link KEEP_DEVICES}, but a second device is refused. */
const KEEP_ONE_DEVICE = `${KEEP_DEVICES}
  const keepDevice = GPUAdapter.prototype.requestDevice;
  GPUAdapter.prototype.requestDevice = async function (...wishes) {
    if (self.devices.length > 0) throw new DOMException("Refused by the test.", "OperationError");
    return keepDevice.apply(this, wishes);
  };`;

/** Destroys the latest device; how many there have been. @param {import("@playwright/test").Page} page */
function destroyDevice(page) {
  return page.workers()[0].evaluate(() => {
    const { devices } = /** @type {any} */ (self);
    devices.at(-1).destroy();
    return devices.length;
  });
}

/** @param {import("@playwright/test").Page} page @returns {Promise<import("../../www/page/state.js").State>} */
const state = (page) => page.evaluate(() => /** @type {any} */ (globalThis).digitLab.state());

/**
 * What computes, by the badge, and then by a whole epoch: ndarray in two workers.
 * @param {import("@playwright/test").Page} page
 * @param {string} reason why it is the CPU
 */
async function trainsOnTwoWorkers(page, reason) {
  const { badge, button } = lab(page);
  await expect(badge).toHaveText(`CPU (burn-ndarray) × 2 — ${reason}`);
  await button("One epoch").click();
  await expect.poll(async () => (await state(page)).epochs.length).toBe(1);
  const { compute, epochs } = await state(page);
  expect([epochs[0].backend, epochs[0].workers]).toEqual(["ndarray", 2]);
  expect(compute.workers).toEqual({ count: 2, reason: null });
}

/** @param {number[]} values */
const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;

test("a GPU that is lost while it trains: the run goes on, on a new device, and the second time in the CPU's workers", async ({
  page,
}) => {
  await inWorker(page, KEEP_DEVICES);
  const { alert, badge, button, reach, standsStill, status, step } = await openWithFiles(page, QUERY);
  await button("Train").click();
  await reach(12);
  const reached = await step();
  const before = (await state(page)).curves;
  expect(await destroyDevice(page)).toBe(1);

  await says(alert, /The graphics processor was lost and has been opened anew\. The run goes on from step \d+/, SLOW);
  await expect(badge).toHaveText(/^WebGPU · .+/);
  const { run, curves } = await state(page);
  expect(run.phase).toBe("training");
  expect(curves.steps.at(-1)).toBeLessThanOrEqual(reached + 2);
  await reach(reached + 4);
  const after = (await state(page)).curves;
  // What was lost is made again, and comes out the same.
  before.losses.forEach((loss, i) => expect(Math.abs(loss - after.losses[i]), `loss ${i}`).toBeLessThan(1e-3));
  await alert.getByRole("button", { name: "Close" }).click();
  await badge.click();
  await expect(page.getByText("The graphics processor was lost.")).toBeVisible();
  await page.keyboard.press("Escape");

  // While it rests: nothing is lost at all, and it stays paused.
  await button("Pause").click();
  await expect(button("Resume")).toBeEnabled(SLOW);
  const paused = await step();
  expect(await destroyDevice(page)).toBe(2);
  await says(alert, `The run goes on from step ${paused}, on the CPU`, SLOW);
  await expect(badge).toHaveText("CPU (burn-ndarray) × 2 — the GPU was lost");
  expect(await standsStill()).toBe(paused);
  await expect(status).toHaveText(/^Paused in epoch/);

  await button("Resume").click();
  await reach(paused + 60);
  const { compute, curves: all, epochs } = await state(page);
  expect(compute.workers).toEqual({ count: 2, reason: null });
  expect([epochs.at(-1)?.backend, epochs.at(-1)?.workers]).toEqual(["ndarray", 2]);
  expect(epochs.map(({ epoch }) => epoch)).toEqual(epochs.map((_, i) => i + 1));
  expect(all.steps).toEqual([...all.steps].sort((a, b) => a - b));
  expect(mean(all.losses.slice(-5))).toBeLessThan(0.7 * mean(all.losses.slice(0, 5)));
});

test("a GPU that is lost and refused: its run goes on in the CPU's workers, with the same losses", async ({ page }) => {
  await inWorker(page, KEEP_ONE_DEVICE);
  const { alert, badge, button, reach, step } = await openWithFiles(page, QUERY);
  await button("Train").click();
  await reach(12);
  const before = (await state(page)).curves;
  await destroyDevice(page);
  await says(alert, /The graphics processor was lost\. The run goes on from step \d+, on the CPU/, SLOW);
  await expect(badge).toHaveText("CPU (burn-ndarray) × 2 — the GPU was lost");
  await reach((await step()) + 20);
  const { compute, curves, epochs, run } = await state(page);
  expect(run.phase).toBe("training");
  expect(compute.workers).toEqual({ count: 2, reason: null });
  expect([epochs.at(-1)?.backend, epochs.at(-1)?.workers]).toEqual(["ndarray", 2]);
  before.losses.forEach((loss, i) => expect(Math.abs(loss - curves.losses[i]), `loss ${i}`).toBeLessThan(5e-3));
});

test("a GPU that is lost while the CPU module cannot be fetched: the run is kept until it can", async ({ page }) => {
  await inWorker(page, KEEP_ONE_DEVICE);
  await page.route("**/pkg/cpu/**", (route) => route.abort());
  const { alert, badge, button, reach, step } = await openWithFiles(page, QUERY);
  await button("Train").click();
  await reach(12);
  await button("Pause").click();
  await expect(button("Resume")).toBeEnabled(SLOW);
  const paused = await step();
  await destroyDevice(page);
  await button("Resume").click();
  await says(alert, "The run is kept", SLOW);
  await expect(button("Resume")).toBeEnabled();

  await page.unroute("**/pkg/cpu/**");
  await button("Resume").click();
  await says(alert, `The run goes on from step ${paused}, on the CPU`, SLOW);
  await expect(badge).toHaveText("CPU (burn-ndarray) × 2 — the GPU was lost");
  await reach(paused + 20);
  const { curves } = await state(page);
  expect(curves.steps.slice(0, paused)).toEqual(Array.from({ length: paused }, (_, i) => i + 1));
});

test("an adapter that is refused leaves the CPU's workers to compute", async ({ page }) => {
  await inWorker(page, "GPU.prototype.requestAdapter = async () => null;");
  await openWithFiles(page, QUERY);
  await trainsOnTwoWorkers(page, "no graphics processor answered");
});

test("a device that cannot be opened leaves the CPU's workers to compute", async ({ page }) => {
  await inWorker(
    page,
    `GPUAdapter.prototype.requestDevice = async () => {
      throw new DOMException("Refused by the test.", "OperationError");
    };`,
  );
  const { badge } = await openWithFiles(page, QUERY);
  await trainsOnTwoWorkers(page, "the GPU could not be opened");
  await badge.click();
  await expect(page.getByText("The graphics processor could not be opened, so the CPU computes.")).toBeVisible();
});

test("a rate that was changed and a stop that was asked for outlive the GPU", async ({ page }) => {
  await inWorker(page, KEEP_DEVICES);
  const { alert, button, reach, results, status, train } = await openWithFiles(page, QUERY);
  await button("One step").click();
  await reach(1);
  await expect(button("Resume")).toBeEnabled(SLOW);
  const rate = train.locator("#learning-rate");
  await rate.fill("4e-4");
  await rate.press("Enter");
  await expect.poll(async () => (await state(page)).run.learning_rate).toBe(4e-4);
  await destroyDevice(page);
  await says(alert, "The run goes on from step 1;", SLOW);
  await button("One step").click();
  await reach(2);
  expect((await state(page)).run.report?.learning_rates).toEqual([4e-4]);

  await destroyDevice(page);
  await button("Stop").click();
  await expect(status).toHaveText(/^Finished: \d+\.\d\d% /, SLOW);
  await says(results, "of 50 wrong");
  const { compute, run } = await state(page);
  expect(run.report?.step).toBe(2);
  expect(compute.report?.backend).toBe("ndarray");
});

test("a GPU that is lost in its check leaves the CPU's workers to compute", async ({ page }) => {
  await inWorker(
    page,
    `const { requestDevice } = GPUAdapter.prototype;
    GPUAdapter.prototype.requestDevice = async function (...wishes) {
      const device = await requestDevice.apply(this, wishes);
      const { submit } = GPUQueue.prototype;
      let submitted = 0;
      GPUQueue.prototype.submit = function (buffers) {
        submit.call(this, buffers);
        submitted += 1;
        if (submitted === 3) device.destroy();
      };
      return device;
    };`,
  );
  await openWithFiles(page, QUERY);
  await trainsOnTwoWorkers(page, "the GPU was lost");
});

test("a GPU that computes wrongly is found out, and the CPU's workers compute", async ({ page }) => {
  // What comes back from the GPU is not what it computed: the first number of every read is another.
  await inWorker(
    page,
    `const { getMappedRange } = GPUBuffer.prototype;
    GPUBuffer.prototype.getMappedRange = function (...range) {
      const bytes = getMappedRange.apply(this, range);
      if (this.usage & GPUBufferUsage.MAP_READ) new Float32Array(bytes)[0] += 0.1;
      return bytes;
    };`,
  );
  const { badge } = await openWithFiles(page, QUERY);
  await trainsOnTwoWorkers(page, "the GPU’s sums were wrong");
  await badge.click();
  await expect(page.getByText(/gave wrong results in a short check .* differs from the CPU's by/)).toBeVisible();
});

test("a GPU with nothing but what every GPU has trains as well", async ({ page }) => {
  // WebGPU's own least limits, and no feature at all: https://www.w3.org/TR/webgpu/#limits
  await inWorker(
    page,
    `const LEAST = {
      maxStorageBuffersPerShaderStage: 8, maxStorageBufferBindingSize: 134217728, maxBufferSize: 268435456,
      maxComputeWorkgroupStorageSize: 16384, maxComputeInvocationsPerWorkgroup: 256, maxComputeWorkgroupSizeX: 256,
      maxComputeWorkgroupSizeY: 256, maxComputeWorkgroupSizeZ: 64, maxComputeWorkgroupsPerDimension: 65535,
    };
    const limits = Object.getOwnPropertyDescriptor(GPUAdapter.prototype, "limits").get;
    Object.defineProperty(GPUAdapter.prototype, "limits", {
      get() {
        return new Proxy(limits.call(this), { get: (all, name) => LEAST[name] ?? Reflect.get(all, name, all) });
      },
    });
    Object.defineProperty(GPUAdapter.prototype, "features", { get: () => new Set() });
    const { requestDevice } = GPUAdapter.prototype;
    GPUAdapter.prototype.requestDevice = async function (descriptor = {}) {
      self.asked = descriptor;
      const most = Object.entries(LEAST).filter(([name, limit]) => descriptor.requiredLimits?.[name] > limit);
      if (most.length > 0) throw new TypeError("Too much is asked for: " + most);
      self.device = await requestDevice.call(this, descriptor);
      return self.device;
    };`,
  );
  const { badge, button, results } = await openWithFiles(page, QUERY.replace("epochs=100", "epochs=1"));
  await expect(badge).toHaveText(/^WebGPU · .+/);
  const device = await page.workers()[0].evaluate(() => {
    const { limits, features } = /** @type {any} */ (self).device;
    return { storage: limits.maxComputeWorkgroupStorageSize, features: [...features] };
  });
  expect(device.storage).toBe(16384);
  expect(device.features).not.toContain("subgroups");
  await button("Train").click();
  await says(results, "of 50 wrong", SLOW);
  expect((await state(page)).compute.report?.backend).toBe("webgpu");
});

test("what a network takes is compiled before it is trained, and again when it is edited", async ({ page }) => {
  await inWorker(
    page,
    `self.made = { pipelines: 0, at_step: null };
    for (const name of ["createComputePipeline", "createComputePipelineAsync"]) {
      const create = GPUDevice.prototype[name];
      GPUDevice.prototype[name] = function (descriptor) {
        self.made.pipelines += 1;
        return create.call(this, descriptor);
      };
    }
    const post = self.postMessage;
    self.postMessage = (message, options) => {
      if (message.event === "steps") self.made.at_step = self.made.pipelines;
      post.call(self, message, options);
    };`,
  );
  const made = () => page.workers()[0].evaluate(() => /** @type {any} */ (self).made);
  const { button, kernels, reach, status } = await openWithFiles(page, QUERY);
  /** Pipelines that there are once everything is ready for a step, and those that the step makes. */
  const madeByAStep = async () => {
    await expect(status).toHaveText("Ready. The network is untrained.", SLOW);
    await allPainted(kernels, SLOW);
    const { pipelines } = await made();
    await button("One step").click();
    await reach(1);
    return [pipelines, (await made()).at_step - pipelines];
  };
  // While the images were on their way.
  const [first, late] = await madeByAStep();
  expect(first).toBeGreaterThan(10);
  expect(late).toBe(0);
  await expect(button("Resume")).toBeEnabled(SLOW);

  await page.evaluate(() => /** @type {any} */ (globalThis).digitLab.trainer.configure({ preset: "resnet-mini" }));
  await expect(status).toHaveText("Preparing the GPU for this network…", SLOW);
  const [second, later] = await madeByAStep();
  expect(second).toBeGreaterThan(first);
  expect(later).toBe(0);
});
