/**
 * How the page is served and bundled. Beside what Vite does by itself:
 * - MNIST is served from the developer's disk, and never copied by the build from there.
 * - The wasm modules under `public/pkg` are served as they are on the disk at that moment: the GPU
 *   module is compiled minutes after the server starts. The worker imports them by URL at run time.
 * - What `npm start` serves never reloads by itself.
 * - Workers are put at the top of the output, beside index.html, as `worker-<name>-<hash>.js`.
 */

import { createHash } from "node:crypto";
import { createReadStream, existsSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { basename, dirname, extname, join, resolve } from "node:path";
import { defineConfig, minify } from "vite";
import { GZ_NAMES, PUBLIC_MNIST, ROOT, findMnist, missingFrom } from "./mnist-files.mjs";

const WWW = resolve(ROOT, "www");
const PKG = resolve(WWW, "public/pkg");
const DIST = resolve(ROOT, "dist");

/** @type {Record<string, string>} */
const TYPES = {
  ".js": "text/javascript",
  ".wasm": "application/wasm",
  ".gz": "application/gzip",
  ".json": "application/json",
};

/** A path below pkg/ without any segment that begins with a dot. */
const PKG_PATH = /^\/pkg\/((?:[\w-][\w.-]*\/)*[\w-][\w.-]*)$/;

/**
 * The file on the disk that a path below data/ or pkg/ stands for; null: there is none.
 * @param {string} path
 * @param {{mnist: string, pkg: string}} folders
 */
function find(path, { mnist, pkg }) {
  const name = path.replace("/data/mnist/", "");
  if (GZ_NAMES.includes(name)) return join(mnist, name);
  const inPkg = PKG_PATH.exec(path)?.[1];
  return inPkg ? join(pkg, inPkg) : null;
}

/**
 * Answers everything below data/ and pkg/, with an honest 404 for what is not there.
 * @param {{mnist: string, pkg: string}} folders
 * @returns {import("vite").Connect.NextHandleFunction}
 */
export const serveFrom = (folders) => (request, response, next) => {
  const path = (request.url ?? "/").replace(/[?#].*/s, "");
  if (!/^\/(data|pkg)\//.test(path)) return next();
  const file = find(path, folders);
  const facts = file ? statSync(file, { throwIfNoEntry: false }) : undefined;
  if (!file || !facts?.isFile()) {
    response.writeHead(404, { "Content-Type": "text/plain" });
    return void response.end(`There is no ${path} here.\n`);
  }
  const etag = `"${facts.size}-${facts.mtimeMs}"`;
  const fresh = request.headers["if-none-match"] === etag;
  response.writeHead(fresh ? 304 : 200, {
    "Content-Type": TYPES[extname(file)] ?? "application/octet-stream",
    "Cache-Control": "no-cache", // that is: ask each time, for modules are rebuilt
    ETag: etag,
    ...(fresh ? {} : { "Content-Length": facts.size }),
  });
  if (fresh || request.method === "HEAD") return void response.end();
  createReadStream(file)
    .on("error", (error) => response.destroy(error))
    .pipe(response);
};

/** @returns {import("vite").Plugin} */
function serveFiles() {
  return {
    name: "digit-lab:serve-files",
    configureServer({ middlewares, config }) {
      const mnist = findMnist();
      const missing = mnist ? missingFrom(mnist) : [];
      if (missing.length) config.logger.warn(`${mnist} lacks ${missing.join(", ")}: the page will ask the mirrors.`);
      middlewares.use(serveFrom({ mnist: mnist ?? PUBLIC_MNIST, pkg: PKG }));
    },
    configurePreviewServer({ middlewares, config }) {
      const dist = resolve(config.root, config.build.outDir);
      middlewares.use(serveFrom({ mnist: findMnist() ?? join(dist, "data/mnist"), pkg: join(dist, "pkg") }));
    },
  };
}

/**
 * What Vite's own client is replaced by: that one reloads the page when the server changes or comes back, as after a
 * computer's sleep, and a run would be gone. Whoever changes the page reloads it.
 */
const CLIENT = `
export const createHotContext = () => ({ accept() {}, dispose() {}, prune() {}, on() {}, data: {} });
export const injectQuery = (url) => url;
export const updateStyle = () => {};
export const removeStyle = () => {};
`;

/** @returns {import("vite").Plugin} */
function neverReload() {
  return {
    name: "digit-lab:never-reload",
    configureServer({ middlewares }) {
      middlewares.use((request, response, next) => {
        if (!/^\/@vite\/client(\?|$)/.test(request.url ?? "")) return next();
        response.writeHead(200, { "Content-Type": "text/javascript", ...ISOLATION }).end(CLIENT);
      });
    },
  };
}

/**
 * Leaves only what a browser loads in the output's pkg/, without comments and long names: above all, wasm-pack's
 * .gitignore would keep the modules out of a site that is published through git.
 * @returns {import("vite").Plugin}
 */
function pruneModules() {
  let pkg = "";
  return {
    name: "digit-lab:prune-modules",
    apply: "build",
    configResolved(config) {
      pkg = resolve(config.root, config.build.outDir, "pkg");
    },
    async closeBundle() {
      for (const file of filesIn(pkg)) {
        if (!isLoaded(file)) rmSync(file);
        else if (file.endsWith(".js")) writeFileSync(file, await minified(file));
      }
    },
  };
}

/** @param {string} file @returns {Promise<string>} */
async function minified(file) {
  const { code, errors } = await minify(file, readFileSync(file, "utf8"), { module: true });
  if (errors.length) throw new Error(`${file} cannot be made smaller: ${errors[0].message}`);
  return code;
}

/** Whether a browser loads it. @param {string} file */
const isLoaded = (file) => /\.(js|wasm)$/.test(file);

/** @param {string} folder @returns {string[]} sorted paths; none if there is no such folder */
function filesIn(folder) {
  if (!existsSync(folder)) return [];
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  return files.map((entry) => join(entry.parentPath, entry.name)).sort();
}

/** Changes whenever a module or the release does: for URLs that must not meet an older cache entry. */
function buildId() {
  const hash = createHash("sha256").update(JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")).version ?? "");
  for (const file of filesIn(PKG).filter(isLoaded)) hash.update(file.slice(PKG.length)).update(readFileSync(file));
  return hash.digest("hex").slice(0, 12);
}

/** The modules' sizes in bytes. @returns {Record<string, number>} */
function moduleBytes() {
  const modules = filesIn(PKG).filter((file) => file.endsWith(".wasm"));
  return Object.fromEntries(modules.map((file) => [basename(dirname(file)), statSync(file).size]));
}

/** Without them a page may not share memory between its workers, and the CPU trains in one of them alone. */
const ISOLATION = {
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Embedder-Policy": "require-corp",
};

/**
 * The chunk of a module: everything that the page's entry imports other than by a call is one file, since many small files
 * are larger together and come later. What is fetched on demand is left to the bundler.
 * @returns {(id: string, context: {getModuleInfo: (id: string) => {isEntry: boolean, importers: readonly string[]} | null}) => string | null}
 */
function chunkOf() {
  /** @type {Map<string, boolean>} */
  const known = new Map();
  return (id, context) => {
    const isFirst = (/** @type {string} */ id) => {
      const before = known.get(id);
      if (before !== undefined) return before;
      known.set(id, false); // on its way: modules may import each other
      const info = context.getModuleInfo(id);
      const first = info !== null && (info.isEntry || info.importers.some(isFirst));
      known.set(id, first);
      return first;
    };
    return isFirst(id) ? "page" : null;
  };
}

export default defineConfig(({ command }) => ({
  root: WWW,
  base: "./", // the site may lie in any folder of a host
  appType: "mpa", // one page; whatever is not there is a 404, and not the page again
  define: {
    __BUILD_ID__: JSON.stringify(command === "build" ? buildId() : "dev"),
    __MODULE_BYTES__: JSON.stringify(command === "build" ? moduleBytes() : {}),
  },
  plugins: [serveFiles(), neverReload(), pruneModules()],
  build: {
    outDir: DIST,
    emptyOutDir: true,
    target: "es2022",
    rolldownOptions: { output: { codeSplitting: { groups: [{ name: chunkOf() }] } } },
  },
  worker: { format: "es", rolldownOptions: { output: { entryFileNames: "worker-[name]-[hash].js" } } },
  // Those that are found only in workers, or on demand: prepared later they would have other addresses.
  optimizeDeps: { include: ["@noble/hashes/sha2.js", "fflate", "lit-html", "umap-js"] },
  preview: { headers: ISOLATION },
  server: { headers: ISOLATION, hmr: false, watch: { ignored: ["**/public/pkg/**", "**/public/data/**"] } },
}));
