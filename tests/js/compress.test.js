/** Compressed files beside those of the site. */

import assert from "node:assert/strict";
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { compressSite } from "../../www/tools/compress.mjs";

const page = "<p>the same again and again</p>".repeat(100);
const code = Buffer.from(Uint8Array.from({ length: 5000 }, (_, i) => i % 7));
let folder = "";
let site = "";
let kept = "";

before(() => {
  folder = mkdtempSync(join(tmpdir(), "digit-lab-"));
  [site, kept] = [join(folder, "site"), join(folder, "kept")];
  mkdirSync(join(site, "pkg"), { recursive: true });
  writeFileSync(join(site, "index.html"), page);
  writeFileSync(join(site, "pkg", "module.wasm"), code);
  writeFileSync(join(site, "short.js"), "x");
  writeFileSync(join(site, "images.gz"), code);
});
after(() => rmSync(folder, { recursive: true }));

test("each file that gets shorter has two beside it, which unpack to it; no other has", async () => {
  const sizes = await compressSite(site, kept);
  assert.deepEqual(readdirSync(site).sort(), [
    "images.gz",
    "index.html",
    "index.html.br",
    "index.html.gz",
    "pkg",
    "short.js",
  ]);
  assert.equal(brotliDecompressSync(readFileSync(join(site, "index.html.br"))).toString(), page);
  assert.equal(gunzipSync(readFileSync(join(site, "index.html.gz"))).toString(), page);
  assert.deepEqual(brotliDecompressSync(readFileSync(join(site, "pkg", "module.wasm.br"))), code);
  const files = ["index.html", "pkg/module.wasm"].map((file) => statSync(join(site, `${file}.br`)).size);
  assert.equal(sizes.br, files[0] + files[1]);
});

test("what was compressed once is taken from where it is kept; what has changed is not", async () => {
  const old = new Date(0);
  for (const file of readdirSync(kept)) utimesSync(join(kept, file), old, old);
  writeFileSync(join(site, "index.html"), page.toUpperCase());
  await compressSite(site, kept);
  const fresh = readdirSync(kept).filter((file) => statSync(join(kept, file)).mtimeMs > 0);
  assert.deepEqual(fresh.map((file) => file.split(".")[1]).sort(), ["br", "gz"]);
  assert.equal(gunzipSync(readFileSync(join(site, "index.html.gz"))).toString(), page.toUpperCase());
});
