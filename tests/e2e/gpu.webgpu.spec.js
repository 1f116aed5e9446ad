/** Graphics processors that go away, compute wrongly, or can do little; the adapter is SwiftShader, which is slow. */

import { allPainted, expect, openWithFiles, says, test } from "./helpers.js";

const SLOW = { timeout: 120_000 };

/** Fifty steps of 20 images, and more. */
const QUERY = "?backend=webgpu&epochs=100&subset=200&batch_size=20";

/** Runs a script in the trainer's worker before the worker's own. @param {import("@playwright/test").Page} page @param {string} script */
async function inWorker(page, script) {
  await page.route(/\/worker-[^/]*\.js/, async (route) => {
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

/** Destroys the latest device; how many there have been. @param {import("@playwright/test").Page} page */
function destroyDevice(page) {
  return page.workers()[0].evaluate(() => {
    const { devices } = /** @type {any} */ (self);
    devices.at(-1).destroy();
    return devices.length;
  });
}

/** @param {import("@playwright/test").Page} page @returns {Promise<import("../../www/state.js").State>} */
const state = (page) => page.evaluate(() => /** @type {any} */ (globalThis).digitLab.state());

/** @param {number[]} values */
const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;

test("a GPU that is lost while it trains: the run goes on, on a new device, and the second time on the CPU", async ({
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
  await expect(badge).toHaveText("CPU (burn-flex) — the GPU was lost");
  expect(await standsStill()).toBe(paused);
  await expect(status).toHaveText(/^Paused in epoch/);

  await button("Resume").click();
  await reach(paused + 60);
  const { curves: all } = await state(page);
  expect(all.steps).toEqual([...all.steps].sort((a, b) => a - b));
  expect(mean(all.losses.slice(-5))).toBeLessThan(0.7 * mean(all.losses.slice(0, 5)));
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
  expect((await state(page)).run.report?.step).toBe(2);
});

test("a GPU that is lost in its check leaves the CPU to compute", async ({ page }) => {
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
  const { badge, button, reach } = await openWithFiles(page, QUERY);
  // The module itself goes on with flex; one that does not answer soon is done without.
  await expect(badge).toHaveText(/^CPU \(burn-(flex|ndarray)\)( × \d)? — the GPU was lost$/);
  await button("Train").click();
  await reach(1);
});

test("a GPU that computes wrongly is found out, and the CPU computes", async ({ page }) => {
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
  const { badge, button, reach } = await openWithFiles(page, QUERY);
  await expect(badge).toHaveText("CPU (burn-flex) — the GPU’s sums were wrong");
  await badge.click();
  await expect(page.getByText(/gave wrong results in a short check .* differs from the CPU's by/)).toBeVisible();
  await page.keyboard.press("Escape");
  await button("Train").click();
  await reach(1);
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
    await expect(status).toHaveText("Ready. The network knows nothing yet.", SLOW);
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
