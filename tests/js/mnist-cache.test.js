/** How `www/worker/data/mnist.js` uses the browser's cache, and that it does without. */

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { gzipSync } from "node:zlib";
import { contents, files, good, load, serve } from "./mirror.js";

/** As much of the Cache API as is used, in memory. */
class FakeCaches {
  /** @type {Map<string, Uint8Array<ArrayBuffer>>} */
  entries = new Map();

  /** @param {Partial<Cache>} overrides */
  constructor(overrides = {}) {
    this.cache = /** @type {Cache} */ (
      /** @type {unknown} */ ({
        match: async (/** @type {string} */ url) => {
          const bytes = this.entries.get(url);
          return bytes && new Response(bytes);
        },
        put: async (/** @type {string} */ url, /** @type {Response} */ response) =>
          void this.entries.set(url, new Uint8Array(await response.arrayBuffer())),
        delete: async (/** @type {string} */ url) => this.entries.delete(url),
        ...overrides,
      })
    );
  }

  async open() {
    return this.cache;
  }
}

const refuse = (/** @type {string} */ name) => async () => {
  throw new DOMException("no", name);
};

describe("the browser's cache", () => {
  test("serves the second visit without any request, and takes the compressed size", async () => {
    const [mirror, caches] = [await serve(good), new FakeCaches()];
    await load({ mirrors: [mirror.url], caches });
    assert.equal(mirror.asked.length, 4);
    const stored = [...caches.entries.values()].reduce((sum, { length }) => sum + length, 0);
    assert.equal(
      stored,
      [...contents.values()].reduce((sum, { gz }) => sum + gz.length, 0),
    );
    const { origin, notices, progress } = await load({ mirrors: [mirror.url], caches });
    assert.equal(origin, "browser cache");
    assert.deepEqual(notices, []);
    assert.equal(mirror.asked.length, 4);
    assert.deepEqual(new Set(progress.map(({ stage }) => stage)).has("download"), false);
  });

  test("keeps a file that arrived unpacked", async () => {
    const mirror = await serve((response, { gz }) => response.writeHead(200, { "Content-Encoding": "gzip" }).end(gz));
    const caches = new FakeCaches();
    await load({ mirrors: [mirror.url], caches });
    assert.equal((await load({ caches })).origin, "browser cache");
  });

  const damage = {
    "a flipped byte": (/** @type {Uint8Array} */ bytes) => bytes.map((byte, i) => (i === 700 ? byte ^ 4 : byte)),
    "half an entry": (/** @type {Uint8Array} */ bytes) => bytes.slice(0, bytes.length / 2),
    "an empty entry": () => new Uint8Array(0),
    "another file's bytes": () => Uint8Array.from(gzipSync(contents.get("labels-a.gz")?.raw ?? "")),
  };
  for (const [what, spoil] of Object.entries(damage)) {
    test(`${what} is noticed, dropped and fetched anew`, async () => {
      const [mirror, caches] = [await serve(good), new FakeCaches()];
      await load({ mirrors: [mirror.url], caches });
      const key = [...caches.entries.keys()].find((url) => url.endsWith(files.test_images.sha256)) ?? "";
      const right = caches.entries.get(key);
      caches.entries.set(key, /** @type {Uint8Array<ArrayBuffer>} */ (spoil(right ?? Uint8Array.of())));
      const { notices, origin } = await load({ mirrors: [mirror.url], caches });
      assert.deepEqual(
        notices.map(({ code }) => code),
        ["cache-damaged"],
      );
      assert.match(notices[0].message, /images-b/);
      assert.equal(origin, `browser cache, ${mirror.host}`);
      assert.deepEqual(mirror.asked.slice(4), ["/images-b.gz"]);
      assert.deepEqual(caches.entries.get(key), right);
    });
  }

  test("a damaged entry is dropped even if nobody can replace it", async () => {
    const [mirror, caches] = [await serve(good), new FakeCaches()];
    await load({ mirrors: [mirror.url], caches });
    const [key] = caches.entries.keys();
    caches.entries.set(key, Uint8Array.of(1, 2, 3));
    await assert.rejects(load({ caches }), { code: "dataset-unreachable" });
    assert.equal(caches.entries.size, 3);
    assert.ok(!caches.entries.has(key));
  });

  test("that is full is told of once, and nothing fails", async () => {
    const mirror = await serve(good);
    const caches = new FakeCaches({ put: refuse("QuotaExceededError") });
    const { notices } = await load({ mirrors: [mirror.url], caches });
    assert.deepEqual(
      notices.map(({ code }) => code),
      ["cache-refused"],
    );
    assert.match(notices[0].message, /QuotaExceededError/);
  });

  const absences = {
    "that is not there": undefined,
    "that will not open": { open: refuse("SecurityError") },
    "that will not be read": new FakeCaches({ match: refuse("UnknownError") }),
  };
  for (const [what, caches] of Object.entries(absences)) {
    test(`${what} changes nothing`, async () => {
      const { notices } = await load({ mirrors: [(await serve(good)).url], caches });
      assert.deepEqual(notices, []);
    });
  }

  test("that throws at the mere look changes nothing", async (t) => {
    const before = Object.getOwnPropertyDescriptor(globalThis, "caches");
    t.after(() => {
      if (before) Object.defineProperty(globalThis, "caches", before);
      else Reflect.deleteProperty(globalThis, "caches");
    });
    const get = () => {
      throw new DOMException("sandboxed", "SecurityError");
    };
    Object.defineProperty(globalThis, "caches", { configurable: true, get });
    await load({ mirrors: [(await serve(good)).url], caches: undefined });
  });
});
