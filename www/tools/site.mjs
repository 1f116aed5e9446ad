/**
 * The static site in `dist/`, and serving it to the headless commands.
 *
 * @module
 */

import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { dirname, join } from "node:path";
import { atEnd, Failure, root } from "./run.mjs";
import { ensureNodeModules } from "./setup.mjs";
import { ensureModule, hashFiles, moduleStamp } from "./wasm.mjs";

export const dist = join(root, "dist");
const configFile = join(root, "www", "tools", "vite.config.js");
const stampFile = join(root, "target", "stamps", "dist");

/** The page's own sources; the modules have stamps of their own. */
function pageHash() {
  return hashFiles(["package-lock.json", "www"], (path) => path !== "www/public/pkg" && path !== "www/tools");
}

/**
 * Makes `dist/` hold the current page and modules; does nothing where it does already.
 * @param {{gpu: boolean, always?: boolean}} options without `gpu` a GPU module is neither built nor asked for
 */
export async function ensureSite({ gpu, always = false }) {
  await ensureNodeModules();
  await ensureModule("cpu");
  await ensureModule("files");
  await ensureModule("photo");
  if (gpu) await ensureModule("gpu");
  const gpuStamp = await moduleStamp("gpu");
  const others = [await moduleStamp("files"), await moduleStamp("photo")];
  const wanted = [pageHash(), await moduleStamp("cpu"), gpu || !always ? gpuStamp : null, ...others];
  const complete = existsSync(join(dist, "index.html"));
  if (!always && complete && existsSync(stampFile) && readFileSync(stampFile, "utf8") === JSON.stringify(wanted))
    return;

  console.error("\n▸ Bundling the page");
  rmSync(stampFile, { force: true });
  const { build } = await import("vite");
  await build({ configFile, logLevel: "warn", build: { outDir: dist, emptyOutDir: true } });
  // Vite copies whatever lies in www/public: a GPU module of older sources must not be offered.
  if (wanted[2] === null) rmSync(join(dist, "pkg", "gpu"), { recursive: true, force: true });
  mkdirSync(dirname(stampFile), { recursive: true });
  writeFileSync(stampFile, JSON.stringify(wanted));
}

/**
 * @param {number} port 0 for any
 * @param {string} [host]
 * @returns {Promise<number | null>} the port, null if it is taken
 */
export function freePort(port, host = "localhost") {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", (/** @type {NodeJS.ErrnoException} */ error) => {
      if (error.code === "EADDRINUSE") resolve(null);
      else reject(new Failure(`Port ${port} cannot be used: ${error.message}.`));
    });
    server.listen(port, host, () => {
      const taken = /** @type {import("node:net").AddressInfo} */ (server.address()).port;
      server.close(() => resolve(taken));
    });
  });
}

/**
 * Serves `dist/` on a free port, until the command ends.
 * @param {{mnist?: string}} [options] a folder to serve as `data/mnist/`
 * @returns {Promise<string>} the address, with a slash at its end
 */
export async function serveSite({ mnist } = {}) {
  if (mnist !== undefined) process.env.MNIST_DIR = mnist;
  const host = "127.0.0.1";
  const port = (await freePort(0, host)) ?? 0;
  const { preview } = await import("vite");
  const server = await preview({
    configFile,
    logLevel: "warn",
    build: { outDir: dist },
    preview: { host, port, strictPort: true },
  });
  atEnd(() => server.close());
  return `http://${host}:${port}/`;
}
