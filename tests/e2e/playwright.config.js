/**
 * How Playwright runs the journeys: in the system's Chromium, two files at a time, against the built
 * site. `npm test -- --only e2e` builds and serves it, and says where in BASE_URL.
 *
 * Files named `*.webgpu.spec.js` get a software WebGPU adapter; all others a browser without a GPU.
 *
 * @module
 */

import { defineConfig } from "@playwright/test";
import { chromeArgs, findChrome } from "../../www/tools/browser.mjs";

const { BASE_URL, REPORT } = process.env;
if (!BASE_URL || !REPORT) throw new Error('Start the journeys with "npm test -- --only e2e".');

/** @param {import("../../www/tools/browser.mjs").Gpu} gpu */
function browser(gpu) {
  return { launchOptions: { executablePath: findChrome() ?? undefined, args: chromeArgs(gpu) } };
}

export default defineConfig({
  testDir: ".",
  outputDir: "../../target/e2e/artifacts",
  workers: 2,
  timeout: 180_000,
  expect: { timeout: 30_000 },
  forbidOnly: true,
  // On a busy machine one journey in hundreds is late. What passes only the second time is named by `npm test`.
  retries: 1,
  reporter: [["list"], ["json", { outputFile: REPORT }]],
  use: { baseURL: BASE_URL, screenshot: "only-on-failure", trace: "retain-on-failure" },
  projects: [
    { name: "cpu", testMatch: "*.spec.js", testIgnore: "*.webgpu.spec.js", use: browser("none") },
    { name: "webgpu", testMatch: "*.webgpu.spec.js", use: browser("software") },
  ],
});
