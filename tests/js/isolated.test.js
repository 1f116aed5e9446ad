import assert from "node:assert/strict";
import { test } from "node:test";
import { isolated } from "../../www/page/isolation.js";

/** A browser that remembers what was asked of it. @param {Partial<Parameters<typeof isolated>[0]>} [changes] */
function browser(changes = {}) {
  /** @type {string[]} */
  const calls = [];
  /** @type {Map<string, string>} */
  const kept = new Map();
  const storage = { getItem: (/** @type {string} */ key) => kept.get(key) ?? null, setItem: kept.set.bind(kept) };
  const serviceWorker = {
    register: async (/** @type {string} */ script) => void calls.push(script),
    ready: Promise.resolve(),
  };
  const surroundings = {
    crossOriginIsolated: false,
    framed: false,
    serviceWorker,
    storage: () => storage,
    reload: () => void calls.push("reload"),
    ...changes,
  };
  return { calls, surroundings: /** @type {Parameters<typeof isolated>[0]} */ (/** @type {unknown} */ (surroundings)) };
}

/** Whether the page may begin. @param {Promise<void>} promise */
const begins = (promise) =>
  Promise.race([promise.then(() => true), new Promise((resolve) => setTimeout(() => resolve(false), 50))]);

test("a page that is not isolated is loaded again once its service worker is there, and only once", async () => {
  const { calls, surroundings } = browser();
  assert.equal(await begins(isolated(surroundings)), false);
  assert.deepEqual(calls, ["./isolation.js", "reload"]);
  assert.equal(await begins(isolated(surroundings)), true);
  assert.equal(calls.length, 2);
});

test("where nothing is to be done or nothing can be, the page begins at once", async () => {
  const forbidden = () => {
    throw new DOMException("No.", "SecurityError");
  };
  for (const changes of [
    { crossOriginIsolated: true },
    { framed: true },
    { serviceWorker: undefined },
    { storage: forbidden },
  ]) {
    const { calls, surroundings } = browser(changes);
    assert.equal(await begins(isolated(surroundings)), true);
    assert.deepEqual(calls, []);
  }
});

test("a service worker that is refused keeps nobody waiting", async () => {
  const serviceWorker = { register: () => Promise.reject(new Error("404")), ready: new Promise(() => {}) };
  const { calls, surroundings } = browser({ serviceWorker: /** @type {any} */ (serviceWorker) });
  assert.equal(await begins(isolated(surroundings)), true);
  assert.deepEqual(calls, []);
});
