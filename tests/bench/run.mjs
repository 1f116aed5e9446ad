/** `npm run bench`: the page as a visitor has it, measured. @module */

import { cpus } from "node:os";
import { join } from "node:path";
import { launchBrowser, machineHasGpu } from "../../www/tools/browser.mjs";
import { mnistFolder, numberOf, oneOf, readFlags } from "../../www/tools/flags.mjs";
import { openPage } from "../../www/tools/page.mjs";
import { command, Failure, megabytes } from "../../www/tools/run.mjs";
import { ensureBrowser } from "../../www/tools/setup.mjs";
import { dist, ensureSite, serveSite } from "../../www/tools/site.mjs";
import { wasmSize } from "../../www/tools/wasm.mjs";
import { measure, watchMainThread } from "./measure.js";

const HELP = `
npm run bench: measures the built page in a headless Chromium, one backend after another. Leave the machine alone
meanwhile.

  npm run bench -- --backends flex,webgpu --seconds 20 --json

  --backends LIST    of flex, ndarray, webgpu (all)
  --seconds N        of measured training a backend, after a warm-up (10)
  --batch-size N     (64)
  --data NAME        mnist or generated (mnist)
  --mnist DIR        the folder of the four MNIST files (MNIST_DIR, else what "npm start" would serve)
  --software-gpu     WebGPU on the CPU (SwiftShader), also where there is a GPU
  --json             an object a backend, instead of a paragraph

A backend's figures: from navigation to the open backend and to the first loss, training images per second (median,
least and most of five windows), the evaluation of all test images, one prediction (median), the longest task and the
longest pause between frames of the page's own thread while it trains in full view (tasks up to 50 ms count as 0),
and its module's size.
`;

const BACKENDS = /** @type {const} */ (["flex", "ndarray", "webgpu"]);
const WINDOWS = 5;
const WARMUP_SECONDS = 3;

/** @typedef {import("./measure.js").Case} Case */

/** @param {Case["backend"]} backend @param {boolean | undefined} software */
function gpuFor(backend, software) {
  if (backend !== "webgpu") return "none";
  return software || !machineHasGpu() ? "software" : "hardware";
}

/**
 * The ordinary page, tall enough to show everything at once.
 * @param {import("@playwright/test").Browser} browser
 * @param {string} address
 * @param {Case} settings
 */
async function watchPage(browser, address, { backend, source, batch_size, seconds }) {
  const page = await browser.newPage({ viewport: { width: 1280, height: 2400 } });
  await page.goto(`${address}?backend=${backend}&data=${source}&batch_size=${batch_size}&epochs=1000`);
  await page.evaluate(() => /** @type {any} */ (globalThis).digitLab.ready);
  await page.evaluate(watchMainThread);
  // The page has it in two places, one of them hidden.
  await page.locator("#train [data-part=button], #runbar [data-part=button]").filter({ visible: true }).first().click();
  // Only time in which it really trains counts.
  await page.waitForFunction(() => /** @type {any} */ (globalThis).digitLab.state().run.phase === "training");
  await page.waitForTimeout(1000 * seconds);
  const seen = await page.evaluate(() => /** @type {any} */ (globalThis).seenByBench);
  await page.close();
  if (seen.frames < seconds) throw new Failure(`The page drew only ${seen.frames} frames: it was not in view.`);
  return {
    longest_task_ms: /** @type {number} */ (seen.longest_task_ms),
    long_tasks: /** @type {number} */ (seen.long_tasks),
    longest_frame_gap_ms: /** @type {number} */ (seen.longest_frame_gap_ms),
  };
}

/** @param {Case} settings @param {{address: string, software: boolean | undefined}} where */
async function benchmark(settings, { address, software }) {
  const gpu = gpuFor(settings.backend, software);
  const browser = await launchBrowser(gpu);
  try {
    const { page } = await openPage(browser, address, () => {});
    const measured = await page.evaluate(measure, settings);
    await page.close();
    if (measured.backend !== settings.backend) {
      throw new Failure(`${settings.backend} could not be opened; ${measured.backend} answered instead.`);
    }
    const watched = await watchPage(browser, address, settings);
    const name = settings.backend === "webgpu" ? "gpu" : "cpu";
    const { raw, gzip } = wasmSize(join(dist, "pkg", name, "digit_lab_bg.wasm"));
    const machine = { cpu: cpus()[0]?.model ?? "unknown", cores: cpus().length, chromium: browser.version() };
    const { backend, source, batch_size } = settings;
    return {
      ...measured,
      backend,
      source,
      batch_size,
      ...watched,
      module_bytes: raw,
      module_gzip_bytes: gzip,
      ...machine,
    };
  } finally {
    await browser.close();
  }
}

/** For JSON: no figure here means anything below a ten-thousandth. @param {string} _ @param {unknown} value */
function rounded(_, value) {
  return typeof value === "number" ? Number(value.toFixed(4)) : value;
}

/** @param {Awaited<ReturnType<typeof benchmark>>} figures */
function paragraph(figures) {
  const { images_per_second: rate } = figures;
  const ms = (/** @type {number} */ value) => `${value.toFixed(value < 10 ? 1 : 0)} ms`;
  return `
${figures.backend}${figures.adapter ? ` (${figures.adapter})` : ""}, batch ${figures.batch_size}, ${figures.source}
  module     ${megabytes(figures.module_bytes)}, ${megabytes(figures.module_gzip_bytes)} with gzip
  ready      ${ms(figures.module_ready_ms)} after navigation; first loss ${ms(figures.first_loss_ms)}
  training   ${rate.median.toFixed(0)} images/s (${rate.min.toFixed(0)} to ${rate.max.toFixed(0)})
  evaluation ${ms(figures.evaluation_ms)}; one prediction ${ms(figures.predict_ms)}
  page       longest task ${ms(figures.longest_task_ms)}, longest pause between frames ${ms(figures.longest_frame_gap_ms)}`;
}

await command(async () => {
  const flags = readFlags(HELP, {
    backends: { type: "string", default: BACKENDS.join(",") },
    seconds: { type: "string", default: "10" },
    "batch-size": { type: "string", default: "64" },
    data: { type: "string", default: "mnist" },
    mnist: { type: "string" },
    "software-gpu": { type: "boolean" },
    json: { type: "boolean" },
  });
  const backends = flags.backends.split(",").map((name) => oneOf("backends", name, BACKENDS));
  const settings = {
    source: oneOf("data", flags.data, /** @type {const} */ (["mnist", "generated"])),
    batch_size: numberOf("batch-size", flags["batch-size"], "positive-whole") ?? 64,
    seconds: numberOf("seconds", flags.seconds, "positive-whole") ?? 10,
    windows: WINDOWS,
    warmup_seconds: WARMUP_SECONDS,
  };
  const mnist = mnistFolder(flags.mnist);
  await ensureBrowser();
  await ensureSite({ gpu: backends.includes("webgpu") });
  const address = await serveSite({ mnist });

  let failures = 0;
  for (const backend of backends) {
    console.error(`▸ Measuring ${backend}`);
    try {
      const figures = await benchmark({ backend, ...settings }, { address, software: flags["software-gpu"] });
      console.log(flags.json ? JSON.stringify(figures, rounded) : paragraph(figures));
    } catch (error) {
      failures += 1;
      const [reason] = /** @type {Error} */ (error).message.split("\n");
      console.error(`${backend}: ${reason.replace(/^page\.evaluate: (\w*Error: )?/, "")}`);
    }
  }
  return failures > 0 ? 1 : 0;
});
