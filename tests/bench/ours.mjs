/** The project's own worker as a subject: the real page in a tab of its own. @module */

import { dirname, join } from "node:path";
import { Failure } from "../../www/tools/run.mjs";
import { dist } from "../../www/tools/site.mjs";
import { moduleWeight } from "../../www/tools/budget.mjs";
import { countGpuWork, gpuWork } from "./gpu-work.js";
import { evaluate, moduleMemory, open, predict, startUp, train, trainedIn, watchMainThread } from "./in-page.js";
import { PREDICTIONS } from "./subject.mjs";
import { Tabs } from "./tabs.mjs";

/** @typedef {import("@playwright/test").Page} Page */
/** @typedef {import("./in-page.js").BackendKind} BackendKind */
/** @typedef {import("./subject.mjs").Network} Network */
/** @typedef {import("./subject.mjs").Subject} Subject */
/** @typedef {import("./subject.mjs").Task} Task */

/** A run's settings. @param {Task} task */
function configOf({ network, batch_size }) {
  return { preset: network.config.preset, batch_size };
}

/**
 * @typedef {object} Where
 * @property {import("@playwright/test").Browser} browser
 * @property {string} address of the served site, with a slash at its end
 * @property {import("./in-page.js").Source} source
 * @property {number} seconds to watch the page for
 */

const TALL = { viewport: { width: 1280, height: 2400 } };
/** A room that asks nothing of a network in training, and those that do. */
const VIEWS = ["data-room", "lab", "inside-room"];

/**
 * @param {BackendKind} backend
 * @param {number} workers that train together
 * @param {Where} where
 * @returns {Subject & {networks: () => Network[]}}
 */
export function ourSubject(backend, workers, { browser, address, source, seconds }) {
  const name = `ours:${backend}:${workers}`;
  const tabs = new Tabs(browser, name);
  const module = join(dist, "pkg", backend === "ndarray" ? "cpu" : "gpu", "digit_lab_bg.wasm");
  /** @type {Page} */
  let page;
  /** @type {Network[]} */
  let networks = [];

  return {
    name,
    facts: { backend, workers, source },
    networks: () => networks,
    refusal: () => null,

    async open() {
      page = await tabs.open();
      await page.goto(`${address}?headless=1`);
      await page
        .waitForFunction(() => "digitLab" in globalThis, null, { timeout: 60_000 })
        .catch(() => {
          throw new Failure("The page did not start: its reason stands above, if it gave one.");
        });
      const opened = await page.evaluate(open, { backend, workers, source });
      if (opened.backend !== backend) throw new Failure(`It could not be opened; ${opened.backend} answered instead.`);
      if (opened.workers !== workers) throw new Failure(`Only ${opened.workers} of ${workers} workers can be had.`);
      networks = opened.networks;
      if (opened.adapter) this.facts.adapter = opened.adapter;
    },

    async train({ seconds, warm_seconds, ...task }) {
      const visit = { config: configOf(task), seconds, warm_seconds };
      if (backend !== "webgpu") return page.evaluate(train, visit);
      const [worker] = page.workers();
      await worker.evaluate(countGpuWork);
      const trained = await page.evaluate(train, visit);
      return { ...trained, others: ofEachStep(await worker.evaluate(gpuWork)) };
    },
    evaluate: () => page.evaluate(evaluate),
    predict: () => page.evaluate(predict, PREDICTIONS),
    alive: () => tabs.alive,
    close: () => tabs.close(),

    startUp: (task) =>
      tabs.inFresh(async (page) => {
        await page.addInitScript(startUp, { backend, workers, source, config: configOf(task) });
        await page.goto(`${address}?headless=1`);
        return timesOf(await page.evaluate(() => /** @type {any} */ (globalThis).started));
      }),

    // Tall enough to show everything at once.
    watch: (task) => tabs.inFresh((page) => watch(page, task), TALL),
    views: (task) => tabs.inFresh((page) => views(page, task), TALL),

    async memory() {
      const sizes = await Promise.all(page.workers().map((worker) => worker.evaluate(moduleMemory)));
      return sizes.reduce((sum, size) => sum + size, 0);
    },

    size: () => moduleWeight(dirname(module)),
  };

  /** The ordinary page, training. @param {Page} page @param {Task} task */
  async function startTraining(page, task) {
    const settings = { backend, workers, data: source, ...configOf(task), epochs: 1000 };
    const query = new URLSearchParams(Object.entries(settings).map(([name, value]) => [name, String(value)]));
    await page.goto(`${address}?${query}`);
    await page.evaluate(() => /** @type {any} */ (globalThis).digitLab.ready);
    await page.evaluate(watchMainThread);
    // The page has the button in two places, one of them hidden.
    const buttons = page.locator("#train .button--large, #runbar .button--main");
    await buttons.filter({ visible: true }).first().click();
    // Only time in which it really trains counts.
    await page.waitForFunction(() => /** @type {any} */ (globalThis).digitLab.state().run.phase === "training");
  }

  /** @param {Page} page @param {Task} task */
  async function watch(page, task) {
    await startTraining(page, task);
    await page.waitForTimeout(1000 * seconds);
    const { since: _, ...seen } = await page.evaluate(() => /** @type {any} */ (globalThis).seenByBench);
    if (seen.frames < seconds) throw new Failure(`The page drew only ${seen.frames} frames: it was not in view.`);
    return seen;
  }

  /**
   * Training while rooms that follow the network are shown, against a room that does not: in turns, in one run.
   * @param {Page} page
   * @param {Task} task
   */
  async function views(page, task) {
    await startTraining(page, task);
    /** @type {Record<string, {images: number, ms: number}>} */
    const sums = {};
    for (const room of [...VIEWS, ...VIEWS]) {
      await page.evaluate((room) => void (location.hash = room), room);
      // The room's code comes, and it has drawn itself once.
      await page.waitForTimeout(1000);
      const { images, ms } = await page.evaluate(trainedIn, 500 * seconds);
      const sum = (sums[room] ??= { images: 0, ms: 0 });
      sum.images += images;
      sum.ms += ms;
    }
    const [still, ...shown] = VIEWS.map((room) => (1000 * sums[room].images) / sums[room].ms);
    return { views_off: still, views_lab: shown[0] / still, views_inside: shown[1] / still };
  }
}

/** @param {import("./gpu-work.js").GpuWork} work @returns {Record<string, number>} */
function ofEachStep({ steps, dispatches, uploaded_bytes, read_bytes, busy_ms }) {
  return {
    dispatches_per_step: dispatches / steps,
    uploaded_bytes_per_step: uploaded_bytes / steps,
    read_bytes_per_step: read_bytes / steps,
    busy_ms_per_step: busy_ms / steps,
  };
}

/**
 * How long the first loss takes from where the data is there.
 * @param {{module_ready_ms: number, data_there_ms: number, first_loss_ms: number}} times
 */
export function timesOf(times) {
  return { ...times, first_loss_after_data_ms: times.first_loss_ms - times.data_there_ms };
}
