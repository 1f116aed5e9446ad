/**
 * Sets up what a fresh machine lacks: node modules, Rust's wasm target, the wasm tools at the
 * versions that the lock file asks for, and a browser for the tests. Each step looks first and
 * does nothing where nothing is missing.
 *
 * @module
 */

import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { findChrome, findChromedriver } from "./browser.mjs";
import { Failure, root, run, toolsDir } from "./run.mjs";

const WASM_PACK_VERSION = "0.15.1";
const WASM_TARGET = "wasm32-unknown-unknown";

/** @param {string} text */
function say(text) {
  console.error(`\n▸ ${text}`);
}

/** Are the packages in node_modules those of package-lock.json? Compared by version: file times lie after a clone. */
function nodeModulesAreCurrent() {
  const installed = join(root, "node_modules", ".package-lock.json");
  if (!existsSync(installed)) return false;
  const has = JSON.parse(readFileSync(installed, "utf8")).packages;
  const wants = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8")).packages;
  return Object.entries(wants).every(
    ([path, { version, optional }]) => path === "" || optional || has[path]?.version === version,
  );
}

export async function ensureNodeModules() {
  if (nodeModulesAreCurrent()) return;
  say("Installing node modules");
  // Vite and the others are devDependencies, which NODE_ENV=production would leave out.
  const { status } = await run("npm", ["ci", "--include=dev", "--no-audit", "--no-fund"]);
  if (status !== 0)
    throw new Failure("npm ci failed; its reason stands above. Without a network nothing can be installed.");
}

/** @param {string} program @param {string[]} args */
async function ask(program, args) {
  const { status, output } = await run(program, args, { quiet: true });
  return { ok: status === 0, missing: status === 127, output: output.trim() };
}

/** Rust itself, new enough, with the wasm target. */
export async function ensureRust() {
  const rustc = await ask("rustc", ["--version"]);
  if (rustc.missing) throw new Failure("Rust is missing: install it from https://rustup.rs, then run this again.");
  if (!rustc.ok) throw new Failure(`rustc does not run:\n${rustc.output}`);
  const wanted = /^rust-version = "(\d+)\.(\d+)/m.exec(readFileSync(join(root, "Cargo.toml"), "utf8"));
  const found = /^rustc (\d+)\.(\d+)/.exec(rustc.output);
  if (wanted && found && Number(found[1]) === Number(wanted[1]) && Number(found[2]) < Number(wanted[2])) {
    const needed = `${wanted[1]}.${wanted[2]}`;
    throw new Failure(`This is ${found[0]}; Rust ${needed} or later is needed: run "rustup update stable".`);
  }
  const library = await ask("rustc", ["--print", "target-libdir", "--target", WASM_TARGET]);
  if (library.ok && existsSync(library.output)) return;
  say(`Adding Rust's ${WASM_TARGET} target`);
  const { status } = await run("rustup", ["target", "add", WASM_TARGET]);
  if (status !== 0) throw new Failure(`Rust's ${WASM_TARGET} target could not be added; the reason stands above.`);
}

/** What `npm run check` needs of rustup, which a minimal installation lacks. */
export async function ensureRustComponents() {
  await ensureRust();
  for (const [component, subcommand] of [
    ["rustfmt", "fmt"],
    ["clippy", "clippy"],
  ]) {
    if ((await ask("cargo", [subcommand, "--version"])).ok) continue;
    say(`Adding Rust's ${component}`);
    const { status } = await run("rustup", ["component", "add", component]);
    if (status !== 0) throw new Failure(`Rust's ${component} could not be added; the reason stands above.`);
  }
}

/** @param {string} program @param {string} version */
async function hasVersion(program, version) {
  const { ok, output } = await ask(program, ["--version"]);
  return ok && output.split(/\s+/)[1] === version;
}

/** @param {string} crate @param {string} version @param {string[]} [flags] */
async function cargoInstall(crate, version, flags = []) {
  say(`Installing ${crate} ${version} for this project (one to three minutes, once)`);
  const install = ["install", crate, "--version", version, "--force", "--root", toolsDir, ...flags];
  // Tools that run for a second need no optimising; one target folder lets them share what they build.
  const env = {
    CARGO_TARGET_DIR: join(toolsDir, "build"),
    CARGO_PROFILE_RELEASE_OPT_LEVEL: "1",
    CARGO_PROFILE_RELEASE_CODEGEN_UNITS: "16",
    CARGO_PROFILE_RELEASE_LTO: "off",
    CARGO_PROFILE_RELEASE_DEBUG: "0",
  };
  const { status } = await run("cargo", [...install, "--locked"], { env });
  if (status === 0) return;
  // A registry mirror may lack a version that the crate's lock file names.
  console.error(`That ended with status ${status}; trying once more with the newest dependencies that fit.`);
  if ((await run("cargo", install, { env })).status === 0) return;
  throw new Failure(`${crate} ${version} could not be installed; cargo's reason stands above.`);
}

/** wasm-bindgen must be the very version that the crate is built with. */
export function wasmBindgenVersion() {
  const lock = readFileSync(join(root, "Cargo.lock"), "utf8");
  const version = /name = "wasm-bindgen"\r?\nversion = "([^"]+)"/.exec(lock)?.[1];
  if (!version) throw new Failure("Cargo.lock names no wasm-bindgen: restore the file from git.");
  return version;
}

export async function ensureWasmTools() {
  await ensureRust();
  const bindgen = wasmBindgenVersion();
  if (!(await hasVersion("wasm-bindgen", bindgen)) || !(await hasVersion("wasm-bindgen-test-runner", bindgen))) {
    await cargoInstall("wasm-bindgen-cli", bindgen, ["--no-default-features"]);
  }
  if (!(await hasVersion("wasm-pack", WASM_PACK_VERSION))) await cargoInstall("wasm-pack", WASM_PACK_VERSION);
  rmSync(join(toolsDir, "build"), { recursive: true, force: true });
}

function isDebian() {
  return existsSync("/etc/os-release") && /^ID=debian$/m.test(readFileSync("/etc/os-release", "utf8"));
}

/**
 * A browser for the headless commands, and its driver for wasm-pack's tests.
 * @param {{driver?: boolean}} [options]
 */
export async function ensureBrowser({ driver = false } = {}) {
  const complete = () => findChrome() !== null && (!driver || findChromedriver() !== null);
  if (complete()) return;
  if (isDebian() && process.getuid?.() === 0) {
    say("Installing Debian's chromium and chromium-driver");
    const env = { DEBIAN_FRONTEND: "noninteractive" };
    await run("apt-get", ["update", "-q"], { env });
    await run("apt-get", ["install", "-y", "-q", "--no-install-recommends", "chromium", "chromium-driver"], { env });
    if (complete()) return;
  }
  const needed = driver ? "Chromium (or Chrome) and the chromedriver of the same version" : "Chromium (or Chrome)";
  throw new Failure(
    `${needed} must be installed: on Debian "sudo apt-get install chromium chromium-driver"; elsewhere from ` +
      "https://googlechromelabs.github.io/chrome-for-testing. CHROME and CHROMEDRIVER may name the two files.",
  );
}
