/**
 * Running other programs, telling how it goes, and ending well. Every command starts here, before
 * anything is installed, so this file uses nothing but Node.
 *
 * @module
 */

import { spawn } from "node:child_process";
import { constants, homedir, setPriority } from "node:os";
import { delimiter, join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

/** The repository's top folder. */
export const root = fileURLToPath(new URL("../../", import.meta.url));

/** Where this project keeps the Rust tools that it installs for itself. */
export const toolsDir = join(root, "target", "tools");

/** A failure that one sentence explains; anything else that is thrown is a bug and shows its stack. */
export class Failure extends Error {
  /** @param {string} message @param {number} [status] the process's exit status; 2 for wrong usage */
  constructor(message, status = 1) {
    super(message);
    this.status = status;
  }
}

/** @type {Set<import("node:child_process").ChildProcess>} */
const children = new Set();

/** @type {Set<() => unknown>} */
const cleanups = new Set();

/**
 * Registers what must be undone however the command ends, Ctrl-C included.
 * @param {() => unknown} cleanup
 */
export function atEnd(cleanup) {
  cleanups.add(cleanup);
}

/** @param {NodeJS.Signals} signal */
function stopChildren(signal) {
  for (const child of children) {
    if (child.pid === undefined) continue;
    try {
      process.kill(process.platform === "win32" ? child.pid : -child.pid, signal);
    } catch {
      // It has just ended by itself.
    }
  }
}

let ending = false;

/** @param {number} status @returns {Promise<never>} */
async function end(status) {
  ending = true;
  stopChildren("SIGTERM");
  const tooLong = new Promise((resolve) => setTimeout(resolve, 5000));
  await Promise.race([Promise.allSettled([...cleanups].map(async (cleanup) => cleanup())), tooLong]);
  stopChildren("SIGKILL");
  process.exit(status);
}

/**
 * Runs a command's main function: its result is the exit status, a {@link Failure} is told in its sentence.
 * @param {() => Promise<number | void>} main
 */
export async function command(main) {
  for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"])) {
    process.once(signal, () => void end(128 + constants.signals[signal]));
  }
  try {
    const [major, minor] = process.versions.node.split(".").map(Number);
    if (major < 20 || (major === 20 && minor < 19)) {
      throw new Failure(`This is Node ${process.version}; 20.19 or later is needed (https://nodejs.org).`);
    }
    const status = await main();
    if (!ending) await end(status ?? 0);
  } catch (error) {
    if (ending) return; // What is being torn down complains: that is not news.
    console.error(error instanceof Failure ? `\n${error.message}` : error);
    await end(error instanceof Failure ? error.status : 1);
  }
}

/**
 * The environment for children: the project's own tools first; rustup's folder last, for a shell
 * that was opened before rustup was installed.
 * @param {Record<string, string>} [extra]
 * @returns {NodeJS.ProcessEnv}
 */
export function environment(extra = {}) {
  const cargoHome = process.env.CARGO_HOME ?? join(homedir(), ".cargo");
  const own = [join(toolsDir, "bin"), join(root, "node_modules", ".bin")];
  const path = [...own, process.env.PATH ?? "", join(cargoHome, "bin")].join(delimiter);
  return { ...process.env, PATH: path, ...extra };
}

/**
 * @typedef {object} RunOptions
 * @property {Record<string, string>} [env] beside the {@link environment}
 * @property {string} [cwd]
 * @property {boolean} [nice] leaves the processor to others
 * @property {(line: string) => void} [onLine] takes each line of stdout (and of stderr, if `quiet`)
 * @property {boolean} [quiet] shows nothing
 */

/**
 * Runs a program to its end. What it prints is shown as it comes, unless it is taken by `onLine` or `quiet`; always on
 * stderr, because our own stdout may be read by a program.
 * @param {string} program
 * @param {string[]} args
 * @param {RunOptions} [options]
 * @returns {Promise<{status: number, output: string}>} 127 if it could not be started; output only where it is not shown
 */
export function run(program, args, { env, cwd = root, nice = false, onLine, quiet = false } = {}) {
  const child = spawn(program, args, {
    cwd,
    env: environment(env),
    stdio: ["ignore", onLine || quiet ? "pipe" : 2, quiet ? "pipe" : 2],
    // A group of its own, so that the whole tree below (cargo's compilers, a driver's browser) can be ended with it.
    detached: process.platform !== "win32",
  });
  children.add(child);
  if (nice && child.pid !== undefined) setPriority(child.pid, 10);
  /** @type {string[]} */
  const lines = [];
  for (const stream of [child.stdout, child.stderr]) {
    if (!stream) continue;
    createInterface({ input: stream }).on("line", (line) => {
      lines.push(line);
      onLine?.(line);
    });
  }
  return new Promise((resolve) => {
    child.on("error", (error) => {
      children.delete(child);
      resolve({ status: 127, output: String(error.message) });
    });
    child.on("close", (code, signal) => {
      children.delete(child);
      const status = code ?? 128 + (signal ? constants.signals[signal] : 0);
      resolve({ status, output: lines.join("\n") });
    });
  });
}

/** The end of a long output. @param {string} output @param {number} [lines] */
export function tail(output, lines = 40) {
  return output.split("\n").slice(-lines).join("\n");
}

/** @param {number} ms */
export function duration(ms) {
  const seconds = Math.round(ms / 1000);
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/** @param {number} bytes */
export function megabytes(bytes) {
  return `${(bytes / 1e6).toFixed(2)} MB`;
}

/** @param {number} bytes */
export function kilobytes(bytes) {
  return `${(bytes / 1e3).toFixed(1)} KB`;
}

/** What is going on, on stderr: one line that changes on a terminal, elsewhere a new line now and then. */
export class Progress {
  #terminal = process.stderr.isTTY;
  #last = 0;

  /** @param {string} text */
  show(text) {
    if (this.#terminal) {
      process.stderr.write(`\r\x1b[2K${text.slice(0, (process.stderr.columns || 80) - 1)}`);
    } else if (Date.now() - this.#last >= 15_000) {
      this.#last = Date.now();
      process.stderr.write(`${text}\n`);
    }
  }

  /** Makes room for lines that stay. */
  clear() {
    if (this.#terminal) process.stderr.write("\r\x1b[2K");
  }
}
