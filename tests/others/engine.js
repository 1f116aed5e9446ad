/**
 * The page's modules in Node, and Python with others' programs, to compare what they compute.
 *
 * @module
 */

import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { findMnist, GZ_NAMES, missingFrom } from "../../www/tools/mnist-files.mjs";
import { moduleDir } from "../../www/tools/wasm.mjs";

/** @typedef {typeof import("../../www/public/pkg/cpu/digit_lab.js")} Cpu */
/** @typedef {typeof import("../../www/public/pkg/files/digit_lab.js")} Files */

/** @param {"cpu" | "files"} name @returns {Promise<any>} a module, instantiated */
async function load(name) {
  const module = await import(join(moduleDir(name), "digit_lab.js"));
  module.initSync({ module: readFileSync(join(moduleDir(name), "digit_lab_bg.wasm")) });
  return module;
}

/** @returns {Promise<Cpu>} */
export const loadCpu = () => load("cpu");
/** @returns {Promise<Files>} */
export const loadFiles = () => load("files");

const mnist = findMnist();
const HAS_MNIST = mnist !== null && missingFrom(mnist).length === 0;
const python = process.env.TORCH_PYTHON;

/**
 * Why a test that needs these packages of Python cannot run; false if it can.
 * @param {...string} packages
 * @returns {string | false}
 */
export function lacks(...packages) {
  if (!python) return "TORCH_PYTHON is not set: it names a Python with torch, onnx and onnxruntime";
  if (!HAS_MNIST) return "MNIST is not on this machine: set MNIST_DIR";
  const { status } = spawnSync(python, ["-c", `import ${packages.join(", ")}`]);
  return status === 0 ? false : `${python} lacks one of ${packages.join(", ")}`;
}

/** Runs a script beside this file. @param {string} script @param {string[]} args @returns {any} the JSON that it prints last */
export function run(script, args) {
  const path = fileURLToPath(new URL(script, import.meta.url));
  const output = execFileSync(/** @type {string} */ (python), [path, ...args], { encoding: "utf8", stdio: "pipe" });
  return JSON.parse(output.trim().split("\n").at(-1) ?? "");
}

/** MNIST's files, unpacked. */
export function mnistFiles() {
  const [train_images, train_labels, test_images, test_labels] = GZ_NAMES.map(
    (name) => new Uint8Array(gunzipSync(readFileSync(join(/** @type {string} */ (mnist), name)))),
  );
  return { train_images, train_labels, test_images, test_labels };
}

/** The folder with MNIST's files. */
export const mnistFolder = () => /** @type {string} */ (mnist);

/** A folder that is removed afterwards. @param {{after: (done: () => void) => void}} t the test */
export function scratch(t) {
  const folder = mkdtempSync(join(tmpdir(), "digit-lab-others-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
