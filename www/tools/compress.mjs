/**
 * The site's files, compressed beside themselves: `index.html.br`, `index.html.gz`, … for web servers that send those
 * to browsers that take them. What has been compressed once is kept by its content, for the best takes long.
 *
 * @module
 */

import { createHash } from "node:crypto";
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";

/** All else that a site may hold is compressed already. */
const COMPRESSIBLE = /\.(html|css|js|svg|wasm)$/;

/** @type {Record<"br" | "gz", (bytes: Buffer) => Promise<Buffer>>} */
const ENCODERS = {
  br: (bytes) =>
    promisify(brotliCompress)(bytes, {
      params: {
        [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
        [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS,
        [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
      },
    }),
  gz: (bytes) => promisify(gzip)(bytes, { level: constants.Z_BEST_COMPRESSION }),
};

/**
 * Puts a `.br` and a `.gz` beside each file where that is shorter.
 * @param {string} site a folder
 * @param {string} kept the folder in which results are kept for the next time
 * @returns {Promise<Record<"br" | "gz", number>>} bytes of all of them
 */
export async function compressSite(site, kept) {
  mkdirSync(kept, { recursive: true });
  const files = readdirSync(site, { recursive: true, encoding: "utf8" }).filter((file) => COMPRESSIBLE.test(file));
  const sizes = { br: 0, gz: 0 };
  const jobs = files.flatMap((file) => /** @type {const} */ (["br", "gz"]).map((kind) => ({ file, kind })));
  await Promise.all(
    jobs.map(async ({ file, kind }) => {
      const bytes = readFileSync(join(site, file));
      const made = await encoded(bytes, kind, kept);
      const { size } = statSync(made);
      if (size >= bytes.length) return;
      copyFileSync(made, join(site, `${file}.${kind}`));
      sizes[kind] += size;
    }),
  );
  return sizes;
}

/**
 * @param {Buffer} bytes
 * @param {"br" | "gz"} kind
 * @param {string} kept
 * @returns {Promise<string>} the file that holds them
 */
async function encoded(bytes, kind, kept) {
  const file = join(kept, `${createHash("sha256").update(bytes).digest("hex")}.${kind}`);
  if (!existsSync(file)) {
    const part = `${file}.${process.pid}.part`;
    writeFileSync(part, await ENCODERS[kind](bytes));
    renameSync(part, file);
  }
  return file;
}
