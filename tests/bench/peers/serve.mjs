/**
 * Serves the peers' pages: the driver, the library's published files and MNIST, under a folder for each subject, so
 * that what each one loads can be told.
 *
 * @module
 */

import { existsSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gunzipSync, gzipSync } from "node:zlib";
import { FILES } from "../../../www/api/mnist.js";
import { findMnist, missingFrom } from "../../../www/tools/mnist-files.mjs";
import { atEnd, Failure } from "../../../www/tools/run.mjs";

/** @typedef {import("../../../www/worker/data/mnist.js").Part} Part */

const PAGE = '<!doctype html><meta charset="utf-8"><title>peer</title><link rel="icon" href="data:,">';
const TYPES = /** @type {Record<string, string>} */ ({ ".js": "text/javascript", ".wasm": "application/wasm" });
const DRIVERS = fileURLToPath(new URL(".", import.meta.url));

/** MNIST for the peers, which have no mirrors. @returns {string} a folder with the four files */
export function mnistForPeers() {
  const folder = findMnist();
  const missing = folder ? missingFrom(folder) : Object.values(FILES).map(({ name }) => `${name}.gz`);
  if (folder && missing.length === 0) return folder;
  throw new Failure(
    `The peers need MNIST on this disk: --mnist or MNIST_DIR names its folder (${missing.join(", ")}).`,
  );
}

/** @param {Buffer} bytes */
function sizeOf(bytes) {
  return { raw: bytes.length, gzip: gzipSync(bytes, { level: 9 }).length };
}

/**
 * @param {string} packages the folder in which the libraries lie
 * @returns {Promise<{address: (subject: string) => string, size: (subject: string) => {raw: number, gzip: number}}>}
 *   `size`: of the library's files that the subject has asked for
 */
export async function servePeers(packages) {
  const mnist = mnistForPeers();
  /** @type {Map<string, Buffer>} */
  const parts = new Map();
  for (const part of /** @type {Part[]} */ (Object.keys(FILES))) {
    parts.set(part, gunzipSync(readFileSync(join(mnist, `${FILES[part].name}.gz`))));
  }
  /** @type {Map<string, Set<string>>} */
  const asked = new Map();

  /** @param {string} subject @param {string} path @returns {{bytes: Buffer, type: string} | null} */
  const find = (subject, path) => {
    if (path === "") return { bytes: Buffer.from(PAGE), type: "text/html" };
    const [, folder, name] = /^(driver|packages|data)\/((?:@?[\w-][\w.-]*\/)*[\w-][\w.-]*)$/.exec(path) ?? [];
    const part = folder === "data" ? parts.get(name) : undefined;
    if (part) return { bytes: part, type: "application/octet-stream" };
    const type = TYPES[extname(path)];
    const file = join(folder === "driver" ? DRIVERS : packages, name ?? "");
    if (!folder || !type || !existsSync(file)) return null;
    if (folder === "packages") asked.set(subject, (asked.get(subject) ?? new Set()).add(file));
    return { bytes: readFileSync(file), type };
  };

  const server = createServer((request, response) => {
    const [, subject, ...rest] = (request.url ?? "").replace(/[?#].*/s, "").split("/");
    const found = find(subject, rest.join("/"));
    response.writeHead(found ? 200 : 404, {
      "Content-Type": found?.type ?? "text/plain",
      "Cache-Control": "no-store",
      // Isolation, without which the libraries' threads have no memory to share.
      "Cross-Origin-Opener-Policy": "same-origin",
      "Cross-Origin-Embedder-Policy": "require-corp",
    });
    response.end(found?.bytes ?? "There is no such file here.\n");
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(null)));
  atEnd(() => server.close());
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());

  return {
    address: (subject) => `http://127.0.0.1:${port}/${subject}/`,
    size: (subject) => {
      const sizes = [...(asked.get(subject) ?? [])].map((file) => sizeOf(readFileSync(file)));
      return sizes.reduce((sum, { raw, gzip }) => ({ raw: sum.raw + raw, gzip: sum.gzip + gzip }), { raw: 0, gzip: 0 });
    },
  };
}
