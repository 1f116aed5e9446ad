/**
 * What the benchmark does inside the page: plain functions that Playwright carries over, so each stands alone.
 *
 * @module
 */

/**
 * @typedef {object} Case
 * @property {import("../../www/protocol.js").BackendKind} backend
 * @property {"mnist" | "generated"} source
 * @property {number} batch_size
 * @property {number} seconds of measured training
 * @property {number} windows into which they are cut
 * @property {number} warmup_seconds after the first loss
 */

/**
 * In the page without a face: opens, trains, evaluates, predicts. Times count from the navigation on.
 * @param {Case} settings
 */
export async function measure({ backend, source, batch_size, seconds, windows, warmup_seconds }) {
  /** @type {import("../../www/client.js").Trainer} */
  const trainer = /** @type {any} */ (globalThis).digitLab.trainer;
  const sleep = (/** @type {number} */ ms) => new Promise((resolve) => setTimeout(resolve, ms));
  const median = (/** @type {number[]} */ values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

  /** @type {number | null} */
  let first_loss_ms = null;
  /** Times of the reports, with the images trained since the one before; an epoch's end breaks the chain. */
  /** @type {{at: number, images: number, broken: boolean}[]} */
  const reports = [];
  let broken = true;
  trainer.on("epoch", () => (broken = true));
  trainer.on("steps", ({ images }) => {
    first_loss_ms ??= performance.now();
    reports.push({ at: performance.now(), images, broken });
    broken = false;
  });

  // The images come in while the module does, as the page itself has it.
  const loading = trainer.loadDataset({ source });
  const opened = await trainer.open(backend);
  const module_ready_ms = performance.now();
  await loading;
  await trainer.configure({ preset: "simple", batch_size, epochs: 1000, seed: 0 });
  let failed = false;
  const training = trainer.train();
  training.catch(() => (failed = true));
  while (first_loss_ms === null && !failed) await sleep(5);
  await sleep(1000 * warmup_seconds);
  const from = reports.length;
  // A slow backend reports seldom: each window needs a report to end with.
  const ends = performance.now() + 1000 * seconds;
  while (!failed && (performance.now() < ends || reports.length < from + windows)) await sleep(50);
  if (!failed) await trainer.pause();
  await training;

  /** @type {number[]} */
  const rates = [];
  let images = 0;
  let ms = 0;
  for (let i = Math.max(1, from); i < reports.length; i += 1) {
    if (reports[i].broken) continue;
    images += reports[i].images;
    ms += reports[i].at - reports[i - 1].at;
    if (ms < (1000 * seconds) / windows) continue;
    rates.push((1000 * images) / ms);
    images = ms = 0;
  }
  if (rates.length === 0) throw new Error("No window of training could be measured: ask for more --seconds.");

  const evaluationStart = performance.now();
  const { accuracy } = await trainer.evaluate();
  const evaluation_ms = performance.now() - evaluationStart;

  // A stroke like a 1, on a pad of the page's size.
  const pixels = new Uint8Array(280 * 280);
  for (let y = 40; y < 240; y += 1) pixels.fill(255, y * 280 + 130, y * 280 + 150);
  const predictions = [];
  for (let i = 0; i < 15; i += 1) {
    const start = performance.now();
    await trainer.predict({ width: 280, height: 280, pixels });
    predictions.push(performance.now() - start);
  }

  return {
    backend: opened.backend,
    adapter: opened.adapter,
    module_ready_ms,
    first_loss_ms: first_loss_ms ?? NaN,
    images_per_second: {
      median: median(rates),
      min: Math.min(...rates),
      max: Math.max(...rates),
      windows: rates.length,
    },
    test_accuracy: accuracy,
    evaluation_ms,
    predict_ms: median(predictions),
  };
}

/**
 * In the ordinary page, just before Train is pressed: watches the page's own thread.
 */
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
