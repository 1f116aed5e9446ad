/** What `npm start` serves. */

import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { after, before, test } from "node:test";
import { createServer } from "vite";

/** @type {import("vite").ViteDevServer} */
let server;
let address = "";

before(async () => {
  const configFile = fileURLToPath(new URL("../../www/tools/vite.config.js", import.meta.url));
  server = await createServer({ configFile, logLevel: "silent", server: { port: 0, host: "127.0.0.1" } });
  await server.listen();
  address = String(server.resolvedUrls?.local[0] ?? server.resolvedUrls?.network[0]);
});

after(() => server.close());

test("the page never reloads by itself: it has no connection over which it could be told to", async () => {
  const page = await (await fetch(address)).text();
  assert.match(page, /<script/);
  const client = await fetch(new URL("/@vite/client", address));
  const text = await client.text();
  assert.equal(client.status, 200);
  assert.doesNotMatch(text, /WebSocket|reload/);
  // What Vite's transformed modules import of it.
  assert.match(text, /export const injectQuery/);
  const main = await (await fetch(new URL("/main.js", address))).text();
  assert.doesNotMatch(main, /import\.meta\.hot\b/);
});
