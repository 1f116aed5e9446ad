/** Other web servers than the project's own, as a published site may lie on. */

import { readFileSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { gzipSync } from "node:zlib";
import { dist } from "../../www/tools/site.mjs";

const TYPES = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".wasm": "application/wasm" };

/**
 * A host that sends the site's files and not one header of its own choice.
 * @param {object} [how]
 * @param {(path: string) => boolean} [how.lacks] what it has not
 * @param {boolean} [how.packs] sends everything with gzip, and its length as it is sent
 * @param {string} [how.wasm] what it takes WebAssembly for
 * @returns {Promise<{address: string, close: () => void}>}
 */
export async function plainHost({ lacks = () => false, packs = false, wasm = TYPES[".wasm"] } = {}) {
  /** @type {Record<string, string>} */
  const types = { ...TYPES, ".wasm": wasm };
  const server = createServer((request, response) => {
    const path = normalize(decodeURIComponent(new URL(request.url ?? "/", "http://host").pathname));
    const file = join(dist, path.endsWith("/") ? `${path}index.html` : path);
    const found = !lacks(path) && file.startsWith(dist) && statSync(file, { throwIfNoEntry: false })?.isFile();
    if (!found) return void response.writeHead(404).end();
    const bytes = packs ? gzipSync(readFileSync(file), { level: 1 }) : readFileSync(file);
    const packed = packs ? { "Content-Encoding": "gzip" } : {};
    const type = types[extname(file)] ?? "application/octet-stream";
    response.writeHead(200, { "Content-Type": type, "Content-Length": bytes.length, ...packed }).end(bytes);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(null)));
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  return { address: `http://127.0.0.1:${port}/`, close: () => server.close() };
}
