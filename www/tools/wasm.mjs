/**
 * Builds the WebAssembly modules, and knows when there is nothing to build: a stamp beside the
 * outputs holds a hash of everything that they are made from.
 *
 * @module
 */

import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { moduleWeight, spelled } from "./budget.mjs";
import { duration, Failure, Progress, root, run, tail } from "./run.mjs";
import { ensureWasmTools } from "./setup.mjs";

/** @typedef {"cpu" | "gpu" | "files" | "photo"} ModuleName */

/**
 * What cargo is told for each module. Most visitors fetch only the CPU module, so it leaves out the GPU's backend, which
 * is several times as large. The GPU module contains ndarray as the reference of its self-test. The module of weight files
 * is fetched by those who save or load weights, the module that finds digits by those who bring a picture.
 */
export const MODULES = /** @type {const} */ ({
  cpu: { title: "CPU module", folder: "module", features: [] },
  gpu: { title: "GPU module", folder: "module", features: ["--features", "webgpu"] },
  files: { title: "module of weight files", folder: "files", features: [] },
  photo: { title: "module that finds digits in pictures", folder: "photo", features: [] },
});

/** @param {ModuleName} name */
export function moduleDir(name) {
  return join(root, "www", "public", "pkg", name);
}

/** @param {ModuleName} name */
function wasmFile(name) {
  return join(moduleDir(name), "digit_lab_bg.wasm");
}

/** @param {ModuleName} name */
function stampFile(name) {
  return join(root, "target", "stamps", `wasm-${name}`);
}

/**
 * Hashes files by path and content.
 * @param {string[]} paths files or folders, relative to the top folder; what is missing counts as missing
 * @param {(path: string) => boolean} [keep]
 */
export function hashFiles(paths, keep = () => true) {
  const hash = createHash("sha256");
  /** @param {string} path */
  const add = (path) => {
    const full = join(root, path);
    if (!existsSync(full) || !keep(path)) return;
    if (statSync(full).isDirectory()) {
      for (const name of readdirSync(full).sort()) add(`${path}/${name}`);
    } else {
      hash.update(`${path}\0`).update(createHash("sha256").update(readFileSync(full)).digest());
    }
  };
  paths.forEach(add);
  return hash.digest("hex");
}

/** @param {ModuleName} name */
async function inputs(name) {
  const compiler = await run("rustc", ["--version"], { quiet: true });
  const flags = Object.entries(process.env).filter(([key]) =>
    /^(CARGO_PROFILE_|CARGO_BUILD_|CARGO_ENCODED_)|RUSTFLAGS$/.test(key),
  );
  const apart = /** @type {const} */ (["files", "photo"]);
  /** Whose the file is: a module's with a package of its own, or everybody's else. @param {string} path */
  const ownerOf = (path) => apart.find((folder) => path.startsWith(`src/${folder}`)) ?? "engine";
  const own = apart.find((folder) => folder === name) ?? "engine";
  const keep = (/** @type {string} */ path) => !path.startsWith("src/") || ownerOf(path) === own;
  const files = hashFiles(["Cargo.toml", "Cargo.lock", ".cargo/config.toml", "src"], keep);
  return JSON.stringify([files, compiler.output, MODULES[name], flags]);
}

/** Tells one built file from another. @param {ModuleName} name */
function outputs(name) {
  if (!existsSync(wasmFile(name)) || !existsSync(join(moduleDir(name), "digit_lab.js"))) return "";
  const { size, mtimeMs } = statSync(wasmFile(name));
  return `${size} ${mtimeMs}`;
}

/**
 * What stands for a built module that is up to date; null if it must be built.
 * @param {ModuleName} name
 * @returns {Promise<string | null>}
 */
export async function moduleStamp(name) {
  if (!existsSync(stampFile(name)) || outputs(name) === "") return null;
  const stamp = readFileSync(stampFile(name), "utf8");
  return stamp === `${await inputs(name)}\n${outputs(name)}\n` ? stamp : null;
}

/** @param {string} line how cargo names a crate that it begins with */
function crateOf(line) {
  return /^\s*Compiling (\S+)/.exec(line)?.[1];
}

/**
 * Builds a module unless it is up to date.
 * @param {ModuleName} name
 * @param {{background?: boolean}} [options] in the background it is quiet but for a line now and then, and polite
 */
export async function ensureModule(name, { background = false } = {}) {
  if (await moduleStamp(name)) return;
  await ensureWasmTools();
  const { title, folder, features } = MODULES[name];
  const started = Date.now();
  const made = await inputs(name);
  const output = ["--out-dir", moduleDir(name), "--out-name", "digit_lab", "--no-pack", "--no-gitignore"];
  const how = ["--target", "web", "--release", "--mode", "no-install"];
  const args = ["build", join(root, "src", folder), ...how, ...output, "--", ...features];

  console.error(`\n▸ Building the ${title}${background ? " in the background" : ""}`);
  const progress = new Progress();
  let crates = 0;
  let current = "";
  const report = () =>
    progress.show(`${title}: ${crates} crates begun, now ${current}; ${duration(Date.now() - started)}`);
  const timer = background ? setInterval(report, 1000) : undefined;
  const { status, output: log } = await run("wasm-pack", args, {
    quiet: background,
    nice: background,
    onLine: background
      ? (line) => {
          const crate = crateOf(line);
          if (crate) {
            crates += 1;
            current = crate;
          }
        }
      : undefined,
  });
  clearInterval(timer);
  progress.clear();
  if (status !== 0) throw new Failure(`${background ? `${tail(log)}\n` : ""}The ${title} could not be built.`);
  mkdirSync(join(root, "target", "stamps"), { recursive: true });
  writeFileSync(stampFile(name), `${made}\n${outputs(name)}\n`);
  console.error(`▸ The ${title} is built (${duration(Date.now() - started)}).`);
  console.error(`  ${spelled(moduleWeight(moduleDir(name)), name)}`);
}

/** Removes a module that the sources have left behind, so that no page loads it. @param {ModuleName} name */
export function removeModule(name) {
  rmSync(moduleDir(name), { recursive: true, force: true });
}
