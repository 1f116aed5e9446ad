/**
 * What the benchmark does with the trainer inside the page without a face (`?headless=1`): plain functions that
 * Playwright carries over, so each stands alone.
 *
 * @module
 */

/** @typedef {import("../../www/api/client.js").Trainer} Trainer */
/** @typedef {import("../../www/api/protocol.js").BackendKind} BackendKind */
/** @typedef {import("../../www/api/protocol.js").ConfigRequest} ConfigRequest */
/** @typedef {"mnist" | "generated"} Source */

/**
 * Opens the trainer for the cases to come.
 * @param {{backend: BackendKind, workers: number, source: Source}} settings
 */
export async function open({ backend, workers, source }) {
  /** @type {Trainer} */
  const trainer = /** @type {any} */ (globalThis).digitLab.trainer;
  const [opened] = await Promise.all([trainer.open(backend, workers), trainer.loadDataset({ source })]);
  const networks = [];
  for (const preset of await trainer.presets()) {
    const { macs } = await trainer.describe(preset.spec);
    networks.push({ ...preset, macs });
  }
  return { backend: opened.backend, workers: opened.workers.count, adapter: opened.adapter, networks };
}

/**
 * Trains a fresh network: first to get warm, then measured. The time between two reports counts, with the images
 * trained in it; the evaluation between two epochs does not.
 * @param {{config: ConfigRequest, seconds: number, warm_seconds: number}} visit
 * @returns {Promise<{images: number, ms: number}>}
 */
export async function train({ config, seconds, warm_seconds }) {
  /** @type {Trainer} */
  const trainer = /** @type {any} */ (globalThis).digitLab.trainer;
  await trainer.configure({ ...config, epochs: 1000, seed: 0 });
  const measured = { images: 0, ms: 0 };
  /** @type {(() => void)[]} */
  const endings = [];
  /** @type {Promise<void>} */
  const enough = new Promise((resolve) => {
    const warm = performance.now() + 1000 * warm_seconds;
    let reports = 0;
    /** @type {number | null} */
    let last = null;
    endings.push(trainer.on("epoch", () => (last = null)));
    endings.push(
      trainer.on("steps", ({ images }) => {
        const now = performance.now();
        reports += 1;
        if (reports >= 3 && last !== null && last >= warm) {
          measured.images += images;
          measured.ms += now - last;
        }
        last = now;
        if (measured.ms >= 1000 * seconds) resolve();
      }),
    );
  });
  const training = trainer.train();
  try {
    await Promise.race([enough, training.then(({ reason }) => Promise.reject(new Error(`It stopped: ${reason}.`)))]);
    await trainer.pause();
    await training;
  } finally {
    for (const end of endings) end();
  }
  return measured;
}

/**
 * What the run that is under way trains in a while; the evaluation between two epochs does not count.
 * @param {number} least_ms
 * @returns {Promise<{images: number, ms: number}>}
 */
export function trainedIn(least_ms) {
  /** @type {Trainer} */
  const trainer = /** @type {any} */ (globalThis).digitLab.trainer;
  return new Promise((resolve) => {
    const measured = { images: 0, ms: 0 };
    /** @type {number | null} */
    let last = null;
    const ends = [
      trainer.on("epoch", () => (last = null)),
      trainer.on("steps", ({ images }) => {
        const now = performance.now();
        if (last !== null) {
          measured.images += images;
          measured.ms += now - last;
        }
        last = now;
        if (measured.ms < least_ms) return;
        for (const end of ends) end();
        resolve(measured);
      }),
    ];
  });
}

/** All test images, with the network that was trained last. */
export async function evaluate() {
  /** @type {Trainer} */
  const trainer = /** @type {any} */ (globalThis).digitLab.trainer;
  const start = performance.now();
  const { accuracy } = await trainer.evaluate();
  return { ms: performance.now() - start, accuracy };
}

/** A drawn digit, to the worker and back: the mean of some. @param {number} count @returns {Promise<number>} ms */
export async function predict(count) {
  /** @type {Trainer} */
  const trainer = /** @type {any} */ (globalThis).digitLab.trainer;
  // A stroke like a 1, on a pad of the page's size.
  const pixels = new Uint8Array(280 * 280);
  for (let y = 40; y < 240; y += 1) pixels.fill(255, y * 280 + 130, y * 280 + 150);
  const bitmap = { width: 280, height: 280, pixels };
  await trainer.predict(bitmap);
  const start = performance.now();
  for (let i = 0; i < count; i += 1) await trainer.predict(bitmap);
  return (performance.now() - start) / count;
}

/**
 * To be there before the page's own scripts: takes the trainer as soon as the page offers it, and goes from the
 * navigation to the first loss as the page itself does. Times count from the navigation on.
 * @param {{backend: BackendKind, workers: number, source: Source, config: ConfigRequest}} settings
 */
export function startUp({ backend, workers, source, config }) {
  /** @param {Trainer} trainer */
  const start = async (trainer) => {
    /** @type {number | null} */
    let arrived = null;
    trainer.on("progress", ({ task, stage }) => {
      if (task === "dataset" && stage !== "parse") arrived = performance.now();
    });
    /** @type {Promise<number>} */
    const firstLoss = new Promise((resolve) => {
      const stop = trainer.on("steps", () => {
        stop();
        resolve(performance.now());
      });
    });
    const loading = trainer.loadDataset({ source });
    await trainer.open(backend, workers);
    const module_ready_ms = performance.now();
    await loading;
    const data_there_ms = arrived ?? performance.now();
    await trainer.configure({ ...config, epochs: 1000, seed: 0 });
    const training = trainer.train();
    const first_loss_ms = await Promise.race([firstLoss, training.then(() => Promise.reject(new Error("No loss.")))]);
    return { module_ready_ms, data_there_ms, first_loss_ms };
  };
  const page = /** @type {any} */ (globalThis);
  page.started = new Promise((resolve, reject) => {
    Object.defineProperty(page, "digitLab", {
      configurable: true,
      set(value) {
        Object.defineProperty(page, "digitLab", { value });
        start(value.trainer).then(resolve, reject);
      },
    });
  });
  // Whoever waits for it hears of a failure.
  page.started.catch(() => {});
}

/** In the worker: the memory of its module, which never shrinks, in bytes. */
export async function moduleMemory() {
  const names = performance.getEntriesByType("resource").map(({ name }) => name);
  const script = names.find((name) => /\/pkg\/\w+\/digit_lab\.js/.test(name));
  // Loaded and set up already: both calls give what is there.
  const { memory } = script ? await (await import(/* @vite-ignore */ script)).default() : { memory: null };
  return memory ? /** @type {WebAssembly.Memory} */ (memory).buffer.byteLength : 0;
}

/** In the ordinary page, just before Train is pressed: watches the page's own thread. */
export function watchMainThread() {
  const seen = { longest_task_ms: 0, long_tasks: 0, longest_frame_gap_ms: 0, frames: 0, since: performance.now() };
  // The browser tells of tasks over 50 ms only: 0 stands for "none of them".
  new PerformanceObserver((list) => {
    for (const { duration, startTime } of list.getEntries()) {
      if (startTime < seen.since) continue;
      seen.long_tasks += 1;
      seen.longest_task_ms = Math.max(seen.longest_task_ms, duration);
    }
  }).observe({ type: "longtask" });
  let last = performance.now();
  const frame = () => {
    const now = performance.now();
    seen.frames += 1;
    seen.longest_frame_gap_ms = Math.max(seen.longest_frame_gap_ms, now - last);
    last = now;
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
  Object.assign(globalThis, { seenByBench: seen });
}
