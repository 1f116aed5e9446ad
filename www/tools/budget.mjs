/**
 * How heavy the page may be, and how heavy it is: what a visitor's browser has to fetch. The numbers
 * stand here and nowhere else; `tests/e2e/weight.spec.js` holds the built site to them.
 *
 * @module
 */

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, posix } from "node:path";
import { gzipSync } from "node:zlib";
import { kilobytes, megabytes } from "./run.mjs";

/**
 * Bytes with gzip: a module each; everything else until a network trains in the Lab, in one language; and what comes
 * only to those who go on: the other rooms, the other language, the words for rare errors in both languages, what reads
 * pictures, UMAP, the lessons with their words and programs. A little above what has been reached, so that whoever makes
 * them heavier notices.
 */
export const BUDGET = { cpu: 425_000, gpu: 1_750_000, files: 130_000, photo: 50_000, first: 100_000, later: 262_000 };

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

/** @param {string} site @param {string[]} files @returns {Weight} */
function weighAll(site, files) {
  const weights = files.map((file) => weigh(join(site, file)));
  return weights.reduce((a, b) => ({ raw: a.raw + b.raw, gzip: a.gzip + b.gzip }), { raw: 0, gzip: 0 });
}

/**
 * Files that every visitor fetches or may have to, whatever they are called after their first letters. The workers of
 * UMAP and of pictures come on demand.
 */
const FROM_THE_START = [/^index\.html$/, /^favicon\.svg$/, /^isolation\.js$/, /^worker-(?!umap-|picture-).*\.js$/];

/** The words that come with the page; those of one language, since nobody reads two. */
const WORDS = /^assets\/(en|zh)-.*\.js$/;

/** What a file of the site has fetched with it: by the markup, or by an import that is not a call. */
const NAMED = /(?:\bfrom|\bimport|\bsrc=|\bhref=)\s*["'](\.\/[^"'#]+|\.\.\/[^"'#]+)["']/g;

/**
 * Everything that is fetched for a first visit, but for the module itself and the data.
 * @param {string} site
 * @param {"cpu" | "gpu"} module
 * @param {"en" | "zh"} language
 * @returns {string[]} paths within the site, sorted
 */
export function firstVisit(site, module, language) {
  const all = filesOf(site);
  const wordsOf = (/** @type {string} */ file) => WORDS.exec(file)?.[1];
  const start = all.filter((file) => FROM_THE_START.some((name) => name.test(file)) || wordsOf(file) === language);
  const found = new Set([...start, `pkg/${module}/digit_lab.js`]);
  for (const file of found) {
    if (file.startsWith("pkg/") || !/\.(html|js)$/.test(file)) continue;
    for (const [, name] of readFileSync(join(site, file), "utf8").matchAll(NAMED)) {
      const named = posix.join(posix.dirname(file), name);
      if (existsSync(join(site, named))) found.add(named);
    }
  }
  return [...found].sort();
}

/** @param {string} site @returns {string[]} the page's own files, with "/" between folders */
function filesOf(site) {
  const files = readdirSync(site, { recursive: true, encoding: "utf8" }).map((file) => file.replaceAll("\\", "/"));
  return files.filter((file) => /\.(html|css|js|svg)$/.test(file)).sort();
}

/**
 * What a first visit weighs at most, in whichever language and on whichever module, and what may come later.
 * @param {string} site
 * @returns {{first: Weight, later: Weight}}
 */
export function pageWeight(site) {
  const modules = /** @type {const} */ (["cpu", "gpu"]).filter((name) => existsSync(join(site, "pkg", name)));
  const visits = modules.flatMap((module) =>
    /** @type {const} */ (["en", "zh"]).map((language) => firstVisit(site, module, language)),
  );
  const weights = visits.map((files) => weighAll(site, files));
  const first = weights.reduce((a, b) => (a.gzip > b.gzip ? a : b));
  const later = filesOf(site).filter((file) => !file.startsWith("pkg/") && !visits[0].includes(file));
  return { first, later: weighAll(site, later) };
}

/** As a person reads it. @param {Weight} weight @param {keyof typeof BUDGET} of */
export function spelled({ raw, gzip }, of) {
  const size = of === "first" || of === "later" ? kilobytes : megabytes;
  return `${size(raw)}, ${size(gzip)} with gzip (at most ${size(BUDGET[of])})`;
}
