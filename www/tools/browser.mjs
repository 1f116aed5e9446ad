/**
 * The browser that the headless commands and the tests drive: where it is, and with which flags.
 *
 * @module
 */

import { accessSync, constants, existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { atEnd, Failure } from "./run.mjs";

const CHROME_NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];
const MAC_CHROMES = [
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
];

/** @param {string} path */
function isProgram(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** @param {string} variable @param {string[]} names @param {string[]} [places] @returns {string | null} */
function find(variable, names, places = []) {
  const chosen = process.env[variable];
  if (chosen) {
    if (isProgram(chosen)) return chosen;
    throw new Failure(`${variable} names ${chosen}, which is not a program.`);
  }
  const folders = (process.env.PATH ?? "").split(delimiter).filter(Boolean);
  const candidates = names.flatMap((name) => folders.map((folder) => join(folder, name)));
  return [...candidates, ...places].find(isProgram) ?? null;
}

/** @returns {string | null} */
export function findChrome() {
  return find("CHROME", CHROME_NAMES, MAC_CHROMES);
}

/** @returns {string | null} */
export function findChromedriver() {
  return find("CHROMEDRIVER", ["chromedriver"], ["/usr/lib/chromium-browser/chromedriver"]);
}

/** Quiet, unthrottled, and able to run as root in a container. */
const BASE_ARGS = [
  "--no-sandbox",
  "--disable-dev-shm-usage",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--no-first-run",
  "--disable-background-timer-throttling",
  "--disable-backgrounding-occluded-windows",
  "--disable-renderer-backgrounding",
];

/** Flags that give a page a real GPU where headless Chromium would leave it out. */
const HARDWARE_GPU_ARGS = ["--enable-unsafe-webgpu", "--enable-features=Vulkan", "--ignore-gpu-blocklist"];

/** Flags that give a page WebGPU on the CPU: slow, but every machine can test with it. */
export const SOFTWARE_GPU_ARGS = ["--enable-unsafe-webgpu", "--use-webgpu-adapter=swiftshader"];

/** Linux shows a GPU as a device file; elsewhere there is always one. */
export function machineHasGpu() {
  return process.platform !== "linux" || existsSync("/dev/dri") || existsSync("/dev/nvidia0");
}

/** @typedef {"hardware" | "software" | "none"} Gpu */

/** @param {Gpu} gpu what `navigator.gpu` may find; with "none" a GPU-less machine offers no adapter */
export function chromeArgs(gpu) {
  const gpuArgs = { hardware: HARDWARE_GPU_ARGS, software: SOFTWARE_GPU_ARGS, none: [] }[gpu];
  return [...BASE_ARGS, ...gpuArgs];
}

/**
 * Starts a headless browser that ends with the command.
 * @param {Gpu} gpu
 * @returns {Promise<import("@playwright/test").Browser>}
 */
export async function launchBrowser(gpu) {
  const executablePath = findChrome();
  if (!executablePath) throw new Failure("No Chromium was found; CHROME may name one.");
  // Imported here, because this file is also used before node_modules exist.
  const { chromium } = await import("@playwright/test");
  const signals = { handleSIGINT: false, handleSIGTERM: false, handleSIGHUP: false };
  const browser = await chromium.launch({ executablePath, args: chromeArgs(gpu), ...signals });
  atEnd(() => browser.close());
  return browser;
}
