/** What `npm start` and `npm run preview` answer below data/ and pkg/. */

import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdir, mkdtemp, rm, utimes, writeFile } from "node:fs/promises";
import { createServer, request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { GZ_NAMES } from "../../www/tools/mnist-files.mjs";
import { serveFrom } from "../../www/tools/vite.config.js";

const PASSED_ON = 299;
let top = "";
let port = 0;
/** @type {import("node:http").Server} */
let server;

before(async () => {
  top = await mkdtemp(join(tmpdir(), "serving-"));
  await Promise.all(["mnist", "pkg/cpu"].map((folder) => mkdir(join(top, folder), { recursive: true })));
  await writeFile(join(top, "secret.js"), "not for the page");
  await writeFile(join(top, "mnist/notes.gz"), "not for the page");
  await writeFile(join(top, "mnist", GZ_NAMES[0]), "digits");
  await writeFile(join(top, "pkg/.gitignore"), "*");
  await writeFile(join(top, "pkg/cpu/digit_lab.js"), "export default 1;");
  const handle = serveFrom({ mnist: join(top, "mnist"), pkg: join(top, "pkg") });
  server = createServer((incoming, response) => handle(incoming, response, () => response.writeHead(PASSED_ON).end()));
  await once(server.listen(0, "127.0.0.1"), "listening");
  port = /** @type {import("node:net").AddressInfo} */ (server.address()).port;
});

after(async () => {
  server.closeAllConnections();
  server.close();
  await rm(top, { recursive: true });
});

/** As written, where `fetch` would tidy "..". @param {string} path @param {Record<string, string>} headers */
async function get(path, headers = {}, method = "GET") {
  const [response] = await once(request({ host: "127.0.0.1", port, path, headers, method }).end(), "response");
  let body = "";
  for await (const chunk of response) body += chunk;
  return { status: response.statusCode, headers: response.headers, body };
}

test("the four names are served, as bytes that nobody unpacks on the way", async () => {
  const { status, headers, body } = await get(`/data/mnist/${GZ_NAMES[0]}?x=1`);
  assert.deepEqual([status, body], [200, "digits"]);
  assert.equal(headers["content-type"], "application/gzip");
  assert.equal(headers["content-encoding"], undefined);
  assert.equal(headers["content-length"], "6");
  const head = await get(`/data/mnist/${GZ_NAMES[0]}`, {}, "HEAD");
  assert.deepEqual([head.status, head.body, head.headers["content-length"]], [200, "", "6"]);
});

test("whatever else is below data/ or pkg/ is an honest 404", async () => {
  const names = [GZ_NAMES[1], "notes.gz", "../secret.js", "..%2fsecret.js", ""].map((name) => `/data/mnist/${name}`);
  const escapes = ["../secret.js", "cpu/../../secret.js", "%2e%2e/secret.js"];
  const modules = ["gpu/digit_lab.js", "cpu", "cpu/", ".gitignore", ...escapes].map((name) => `/pkg/${name}`);
  for (const path of ["/data/", "/data/x.html", ...names, ...modules]) {
    const { status, headers } = await get(path);
    assert.deepEqual([status, headers["content-type"]], [404, "text/plain"], path);
  }
});

test("other paths are Vite's", async () => {
  for (const path of ["/", "/main.js", "/package.json", "/database/"]) {
    assert.equal((await get(path)).status, PASSED_ON, path);
  }
});

test("a module that is compiled later is served from then on, and again when it changes", async () => {
  const path = "/pkg/gpu/digit_lab_bg.wasm";
  const file = join(top, path);
  assert.equal((await get(path)).status, 404);
  await mkdir(join(top, "pkg/gpu"));
  await writeFile(file, "first");
  const { status, headers, body } = await get(path);
  assert.deepEqual([status, body, headers["content-type"]], [200, "first", "application/wasm"]);
  const tag = String(headers.etag);
  assert.equal((await get(path, { "If-None-Match": tag })).status, 304);
  await writeFile(file, "other");
  await utimes(file, 0, 0);
  assert.equal((await get(path, { "If-None-Match": tag })).body, "other");
});
