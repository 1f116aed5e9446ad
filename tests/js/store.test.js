/** The store of slices, and the drawing of what changed. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { createStore } from "../../www/page/store.js";
import { kept } from "../../www/ui/template.js";

/** @type {import("../../www/page/store.js").Slice<number>} */
const count = { initial: 0, reduce: (count, { type }) => (type === "count" ? count + 1 : count) };
/** @type {import("../../www/page/store.js").Slice<{seen: number}>} */
const watch = {
  initial: { seen: 0 },
  reduce: (watch, { type }, { count }) => (type === "watch" ? { seen: count } : watch),
};

test("an action changes the slices that it concerns, and leaves the others the same objects", () => {
  const store = createStore({ count, watch });
  const before = store.get();
  store.dispatch({ type: "count" });
  assert.deepEqual(store.get(), { count: 1, watch: { seen: 0 } });
  assert.equal(store.get().watch, before.watch);
  assert.equal(before.count, 0);
});

test("a slice sees the whole state as it was before the action", () => {
  const store = createStore({ count, watch });
  store.dispatch({ type: "count" });
  store.dispatch({ type: "watch" });
  assert.equal(store.get().watch.seen, 1);
});

test("a room's slices begin when its code has come, and leave the rest as it is", () => {
  const store = createStore({ count });
  store.dispatch({ type: "count" });
  store.add({ watch });
  assert.deepEqual(store.get(), { count: 1, watch: { seen: 0 } });
  store.dispatch({ type: "watch" });
  assert.equal(store.get().watch.seen, 1);
});

test("what is expensive is made again only for other arguments, and not for those that do not count", () => {
  let made = 0;
  const sum = kept((/** @type {number} */ a, /** @type {number} */ b) => ((made += 1), a + b));
  assert.deepEqual([sum(1, 2), sum(1, 2), sum(1, 3), made], [3, 3, 4, 2]);
  made = 0;
  const second = kept((/** @type {object} */ _, /** @type {number} */ b) => ((made += 1), b), 1);
  assert.deepEqual([second({}, 2), second({}, 2), second({}, 3), made], [2, 2, 3, 2]);
});
