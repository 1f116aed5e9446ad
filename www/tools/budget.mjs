/**
 * How heavy the page may be, and how heavy it is: what a visitor's browser has to fetch. The numbers
 * stand here and nowhere else; `tests/e2e/weight.spec.js` holds the built site to them.
 *
 * @module
 */

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { megabytes } from "./run.mjs";

/**
 * Bytes with gzip: a module each, and all HTML, CSS and JavaScript together. A little above what has
 * been reached, so that whoever makes them heavier notices.
 */
export const BUDGET = { cpu: 400_000, gpu: 2_900_000, page: 170_000 };

/** @typedef {{raw: number, gzip: number}} Weight bytes */

/** @param {string} file @returns {Weight} */
function weigh(file) {
  const bytes = readFileSync(file);
  return { raw: bytes.length, gzip: gzipSync(bytes, { level: 9 }).length };
}

/** @param {string} folder of a module @returns {Weight} */
export function moduleWeight(folder) {
  return weigh(join(folder, "digit_lab_bg.wasm"));
}

/**
 * Everything of the site that is neither a module nor data nor a picture.
 * @param {string} site
 * @returns {Weight}
 */
export function pageWeight(site) {
  const files = readdirSync(site, { recursive: true, encoding: "utf8" });
  // A visitor fetches the glue of one module, and both are alike.
  const fetched = files.filter((file) => /\.(html|css|js)$/.test(file) && !/^pkg.gpu/.test(file));
  const weights = fetched.map((file) => weigh(join(site, file)));
  return weights.reduce((a, b) => ({ raw: a.raw + b.raw, gzip: a.gzip + b.gzip }), { raw: 0, gzip: 0 });
}

/** As a person reads it. @param {Weight} weight @param {keyof typeof BUDGET} of */
export function spelled({ raw, gzip }, of) {
  return `${megabytes(raw)}, ${megabytes(gzip)} with gzip (at most ${megabytes(BUDGET[of])})`;
}
