/** The browser's peers, fetched from npm on request into target/: never a dependency of the project. @module */

import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Failure, root, run } from "../../../www/tools/run.mjs";

const FOLDER = join(root, "target", "bench-peers");
const LOCK = "package-lock.json";
/** TensorFlow.js's published script of its core knows no gradients: this adds them. */
const TFJS = `
import "@tensorflow/tfjs-core/dist/register_all_gradients";
export * from "@tensorflow/tfjs-core";
`;

/** @param {string} name of a file that says what to install */
const here = (name) => fileURLToPath(new URL(`npm/${name}`, import.meta.url));

/** Whether what the lock file asks for is there: it is copied last. */
function complete() {
  const done = join(FOLDER, "node_modules", LOCK);
  return existsSync(done) && readFileSync(done, "utf8") === readFileSync(here(LOCK), "utf8");
}

/**
 * Installs the pinned versions, unless they are there.
 * @returns {Promise<string>} the folder of the packages
 */
export async function ensurePeers() {
  const packages = join(FOLDER, "node_modules");
  if (complete()) return packages;
  console.error("\n▸ Fetching the peers from npm into target/bench-peers");
  mkdirSync(FOLDER, { recursive: true });
  for (const name of ["package.json", LOCK]) copyFileSync(here(name), join(FOLDER, name));
  // They are only ever run in the browser: none of their scripts has to run here.
  const { status } = await run("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], { cwd: FOLDER });
  if (status !== 0) {
    throw new Failure(
      "The peers could not be fetched; npm's reason stands above. Once they lie in target/bench-peers, no network is needed.",
    );
  }
  await bundle(packages);
  copyFileSync(here(LOCK), join(packages, LOCK));
  return packages;
}

/** TensorFlow.js's core in one file, as any page would have it: packages/tfjs.js. @param {string} packages */
async function bundle(packages) {
  const entry = join(FOLDER, "tfjs.js");
  writeFileSync(entry, TFJS);
  const { build } = await import("vite");
  const lib = { entry, formats: /** @type {["es"]} */ (["es"]), fileName: () => "tfjs.js" };
  const output = { outDir: packages, emptyOutDir: false, minify: true, lib };
  await build({ root: FOLDER, configFile: false, logLevel: "warn", build: output });
}
