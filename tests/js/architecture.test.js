/** The page's structure, read from its imports. `www/README.md` explains the rules; a failure names the two files. */

import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { posix } from "node:path";
import { test } from "node:test";

/**
 * The folders from which each folder imports, beside itself. `main.js` puts everything together and may import
 * anything; the tools run in Node.
 * @type {Record<string, string[]>}
 */
const ALLOWED = {
  rooms: ["page", "ui", "i18n", "run", "api"],
  page: ["ui", "i18n", "run", "api"],
  ui: ["i18n", "run", "api"],
  i18n: [],
  run: ["api"],
  worker: ["api", "public"],
  api: [],
};

/** @typedef {Map<string, string[]>} Imports the files that each file imports, as paths below `www/` */

/**
 * The files whose code a file imports. Types, which are imported in comments, may point anywhere.
 * @param {string} path
 * @param {string} text
 * @returns {string[]}
 */
function importsOf(path, text) {
  const code = text.replaceAll(/\/\*[\s\S]*?\*\//g, "");
  const statements = [
    ...code.matchAll(/^(?:import|export)\b[^;"]*?"([^"]+)";/gm),
    ...code.matchAll(/\bimport\("([^"]+)"\)/g),
  ];
  return statements
    .map(([, target]) => target.replace(/\?.*$/, ""))
    .filter((target) => target.startsWith(".") && /\.js$/.test(target))
    .map((target) => posix.join(posix.dirname(path), target));
}

/** The folder of a feature; null: the file belongs to a whole room, or to none. @param {string} path */
function featureOf(path) {
  const [folder, room, feature, file] = path.split("/");
  return folder === "rooms" && file ? `${room}/${feature}` : null;
}

/** @param {Imports} imports @returns {string[]} */
function violations(imports) {
  /** @type {string[]} */
  const found = [];
  for (const [from, targets] of imports) {
    const [folder, room] = from.split("/");
    if (!(folder in ALLOWED)) continue;
    for (const to of targets) {
      const [other, other_room] = to.split("/");
      const feature = featureOf(from);
      if (other !== folder && !ALLOWED[folder].includes(other)) found.push(`${from} imports ${to}`);
      else if (folder === "rooms" && other === "rooms") {
        if (room !== other_room) found.push(`${from} imports another room's ${to}`);
        else if (feature && featureOf(to) !== feature) found.push(`${from} is a feature's and imports ${to}`);
      }
    }
  }
  return found;
}

/** @param {Imports} imports @returns {string[]} files that import each other, as paths from a file to itself */
function cycles(imports) {
  /** @type {string[]} */
  const found = [];
  const done = new Set();
  /** @param {string} path @param {string[]} way */
  const visit = (path, way) => {
    const at = way.indexOf(path);
    if (at >= 0) return void found.push([...way.slice(at), path].join(" → "));
    if (done.has(path)) return;
    for (const next of imports.get(path) ?? []) visit(next, [...way, path]);
    done.add(path);
  };
  for (const path of imports.keys()) visit(path, []);
  return found;
}

const www = new URL("../../www/", import.meta.url);
const paths = (await readdir(www, { recursive: true }))
  .map((path) => path.replaceAll("\\", "/"))
  .filter((path) => path.endsWith(".js") && !/^(public|tools)\//.test(path));
const texts = await Promise.all(paths.map((path) => readFile(new URL(path, www), "utf8")));
/** @type {Imports} */
const imports = new Map(paths.map((path, i) => [path, importsOf(path, texts[i])]));

test("imports point from the rooms down to the API, and a worker imports nothing of the page", () => {
  assert.ok(imports.size > 100);
  assert.deepEqual(violations(imports), []);
});

test("files do not import each other in a circle", () => {
  assert.deepEqual(cycles(imports), []);
});

test("the top level holds the page and its composition root alone", async () => {
  const files = (await readdir(www, { withFileTypes: true })).filter((entry) => entry.isFile());
  assert.deepEqual(files.map(({ name }) => name).sort(), ["README.md", "index.html", "main.js"]);
});

test("an arrow that runs back up is found, with both files' names", () => {
  const wrong = {
    "ui/field.js": '/** @typedef {import("../page/state.js").State} State */\nimport { a } from "../page/store.js";',
    "rooms/lab/draw/view.js": 'import {\n  b,\n} from "../inside/view.js";',
    "rooms/lab/index.js": 'import { c } from "./draw/view.js";',
    "rooms/data/index.js": 'const d = () => import("../lab/view.js");',
    "worker/host.js": 'import { e } from "../run/settings.js";',
    "run/rate.js": 'export { f } from "./settings.js";',
    "run/settings.js": 'import { g } from "./rate.js";',
  };
  const made = new Map(Object.entries(wrong).map(([path, text]) => [path, importsOf(path, text)]));
  assert.deepEqual(violations(made), [
    "ui/field.js imports page/store.js",
    "rooms/lab/draw/view.js is a feature's and imports rooms/lab/inside/view.js",
    "rooms/data/index.js imports another room's rooms/lab/view.js",
    "worker/host.js imports run/settings.js",
  ]);
  assert.deepEqual(cycles(made), ["run/settings.js → run/rate.js → run/settings.js"]);
});
