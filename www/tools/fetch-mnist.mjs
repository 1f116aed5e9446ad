/**
 * `npm run fetch-mnist`: puts the four MNIST files where a static deployment serves them, so that
 * its visitors need no other host. Every file is checked before it gets its name.
 *
 * @module
 */

import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { relative, resolve } from "node:path";
import { parseArgs } from "node:util";
import { gzipSync } from "node:zlib";
import { FileError, readChecked } from "../worker/data/checked-file.js";
import { FILES } from "../api/mnist.js";
import { loadMnist } from "../worker/data/mnist.js";
import { PUBLIC_MNIST, findMnist } from "./mnist-files.mjs";

const HELP = `Puts the four MNIST files (11 MB, gzip-compressed) into a folder, checked by SHA-256.

Usage: npm run fetch-mnist -- [--out DIR]

  --out DIR   the folder to fill; without it www/public/data/mnist, which "npm run build" takes along
  --help      this text

Copies from MNIST_DIR if set, else from ../shared/mnist beside the checkout if that is there;
downloads from public mirrors otherwise. Files that are already in DIR and right are left alone.
Exit status: 0 done, 1 failed, 2 wrong usage.
`;

/** @typedef {import("../worker/data/mnist.js").DataFile} DataFile */

/** @param {string} file */
const shown = (file) => relative(process.cwd(), file) || ".";

/** @param {string} path @param {DataFile} file @returns {Promise<"right" | "missing" | FileError>} */
async function check(path, file) {
  try {
    await readChecked(new Response(await readFile(path)), file);
    return "right";
  } catch (error) {
    if (error instanceof FileError) return error;
    if (/** @type {NodeJS.ErrnoException} */ (error).code === "ENOENT") return "missing";
    throw error;
  }
}

/** Never leaves half a file under the right name. @param {string} path @param {Uint8Array} bytes */
async function save(path, bytes) {
  const part = `${path}.part`;
  try {
    await writeFile(part, bytes);
    await rename(part, path);
  } finally {
    await rm(part, { force: true });
  }
}

/**
 * @param {string} folder
 * @param {DataFile} file
 * @param {string} target
 */
async function copy(folder, file, target) {
  const source = resolve(folder, `${file.name}.gz`);
  const state = await check(source, file);
  if (state !== "right") {
    const what = state === "missing" ? "is missing" : `is not MNIST's: ${state.message}`;
    throw new Error(`${source} ${what}. Mend that folder, or set MNIST_DIR to another.`);
  }
  await save(target, await readFile(source));
  console.log(`${shown(target)}: copied from ${folder}`);
}

/**
 * @param {Partial<typeof FILES>} files
 * @param {(file: DataFile) => string} targetOf
 */
async function download(files, targetOf) {
  const live = process.stderr.isTTY;
  const clear = live ? "\r\x1b[K" : "";
  await loadMnist({
    base: null,
    caches: null,
    files: /** @type {typeof FILES} */ (files),
    onNotice: ({ message }) => void process.stderr.write(`${clear}${message}\n`),
    onProgress({ stage, file, origin, loaded, total }) {
      const line = `${stage} ${file} (${origin}): ${(loaded / 1e6).toFixed(1)} of ${(total / 1e6).toFixed(1)} MB`;
      if (live) process.stderr.write(`${clear}${line}`);
    },
    async onFile(file, content) {
      const bytes = new Uint8Array(await new Response(content).arrayBuffer());
      const isGzip = bytes[0] === 0x1f; // or a mirror sent it unpacked: an IDX file begins with 0
      await save(targetOf(file), isGzip ? bytes : gzipSync(bytes, { level: 9 }));
      process.stderr.write(clear);
      console.log(`${shown(targetOf(file))}: downloaded`);
    },
  });
}

async function main() {
  const { out, help } = readArguments();
  if (help) return console.log(HELP);
  const folder = resolve(out);
  await mkdir(folder, { recursive: true }).catch((error) => {
    throw new Error(`The folder ${folder} cannot be made (${error.code}). Name another with --out.`);
  });
  const targetOf = (/** @type {DataFile} */ file) => resolve(folder, `${file.name}.gz`);
  const local = findMnist();
  /** @type {Partial<Record<keyof typeof FILES, DataFile>>} */
  const wanted = {};
  for (const part of /** @type {(keyof typeof FILES)[]} */ (Object.keys(FILES))) {
    const file = FILES[part];
    if ((await check(targetOf(file), file)) === "right") console.log(`${shown(targetOf(file))}: already there`);
    else if (local) await copy(local, file, targetOf(file));
    else wanted[part] = file;
  }
  if (Object.keys(wanted).length) await download(wanted, targetOf);
}

function readArguments() {
  try {
    const { values } = parseArgs({
      options: { out: { type: "string", default: PUBLIC_MNIST }, help: { type: "boolean", default: false } },
    });
    return values;
  } catch (error) {
    console.error(`${/** @type {Error} */ (error).message}\n\n${HELP}`);
    process.exit(2);
  }
}

try {
  await main();
} catch (error) {
  console.error(`fetch-mnist: ${/** @type {Error} */ (error).message}`);
  process.exit(1);
}
