/** Mirrors on this machine that behave as they are told, and small files that stand in for MNIST's. */

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import { after } from "node:test";
import { gzipSync } from "node:zlib";
import { loadMnist } from "../../www/worker/data/mnist.js";

/** @typedef {import("../../www/worker/data/mnist.js").Part} Part */
/** @typedef {{raw: Buffer, gz: Buffer, name: string}} Content */
/** @typedef {(response: import("node:http").ServerResponse, content: Content) => void} Behaviour */

/** Bytes that compress about as well as digits do. @param {number} length @param {number} seed */
function makeBytes(length, seed) {
  const bytes = Buffer.alloc(length);
  let state = seed;
  for (let i = 8; i < length; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    bytes[i] = (i >> 3) % 4 ? 0 : state >>> 24;
  }
  return bytes;
}

/** @type {Map<string, Content>} */
export const contents = new Map();

/** @param {string} name @param {number} length */
function standIn(name, length) {
  const raw = makeBytes(length, length);
  const gz = gzipSync(raw);
  contents.set(`${name}.gz`, { raw, gz, name });
  return { name, bytes: length, gz_bytes: gz.length, sha256: createHash("sha256").update(raw).digest("hex") };
}

export const files = {
  train_images: standIn("images-a", 400_000),
  train_labels: standIn("labels-a", 20_000),
  test_images: standIn("images-b", 90_000),
  test_labels: standIn("labels-b", 9_000),
};

/** @type {import("node:http").Server[]} */
const servers = [];
after(() => {
  for (const server of servers) {
    server.closeAllConnections();
    server.close();
  }
});

/** A server that treats every request alike. @param {Behaviour} behave */
export async function serve(behave) {
  /** @type {string[]} */
  const asked = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? "");
    const content = contents.get(request.url?.split("/").at(-1) ?? "");
    if (content) behave(response, content);
    else response.writeHead(404).end();
  });
  servers.push(server);
  await once(server.listen(0, "127.0.0.1"), "listening");
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  return { server, url: `http://127.0.0.1:${port}/`, host: `127.0.0.1:${port}`, asked };
}

/** @type {Behaviour} */
export const good = (response, { gz }) => response.writeHead(200, { "Content-Type": "application/gzip" }).end(gz);
/** @type {Behaviour} */
export const notFound = (response) => response.writeHead(404).end("no");
/** @type {Behaviour} */
export const page = (response) => response.writeHead(200, { "Content-Type": "text/html" }).end("<!doctype html><p>");

/** Bytes of the right length, one of them wrong. @type {Behaviour} */
export const lying = (response, { raw }) => response.end(gzipSync(Buffer.from(raw).fill(1, 500, 501)));

/** @param {Behaviour} bad @param {string} name */
export const onlyFor =
  (bad, name) => (/** @type {import("node:http").ServerResponse} */ response, /** @type {Content} */ content) =>
    (content.name === name ? bad : good)(response, content);

/**
 * Loads the stand-ins without a cache and collects what is told.
 * @param {Partial<Parameters<typeof loadMnist>[0]>} options
 */
export async function load(options) {
  /** @type {import("../../www/worker/data/mnist.js").Notice[]} */
  const notices = [];
  /** @type {import("../../www/worker/data/mnist.js").LoadProgress[]} */
  const progress = [];
  const onNotice = notices.push.bind(notices);
  const onProgress = progress.push.bind(progress);
  const common = { base: null, mirrors: [], files, caches: null, onNotice, onProgress, stall_ms: 5000 };
  const result = await loadMnist({ ...common, ...options });
  for (const part of /** @type {Part[]} */ (Object.keys(files))) {
    const expected = contents.get(`${files[part].name}.gz`)?.raw ?? Buffer.of();
    assert.ok(expected.equals(result.files[part]), `${part} is not what it should be`);
  }
  return { ...result, notices, progress };
}
