/** Going through the snapshots of a run. */

import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { createLooking } from "../../www/page/looking.js";
import { slices } from "../../www/page/state.js";
import { createStore } from "../../www/page/store.js";

/** @param {number[]} steps */
function begin(steps) {
  const store = createStore(slices);
  /** @type {Record<string, () => void>} */
  const listeners = {};
  const trainer = {
    on: (/** @type {string} */ kind, /** @type {() => void} */ listener) => void (listeners[kind] = listener),
    snapshots: async () => ({ steps, bytes: 0 }),
  };
  const actions = createLooking(/** @type {any} */ (trainer), store);
  const summary = { config: { learning_rate: 0.1 }, layers: [] };
  store.dispatch({ type: "configured", summary });
  return { actions, store, listeners, looking: () => store.get().looking };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

test("snapshots are counted when the network has changed; one that was thinned out gives way to its neighbour", async () => {
  const steps = [0, 4, 8];
  const { actions, listeners, looking } = begin(steps);
  listeners.stopped();
  await settled();
  assert.deepEqual(looking().steps, [0, 4, 8]);
  actions.lookAt(4);
  steps.splice(1, 1, 7);
  listeners.stopped();
  await settled();
  assert.deepEqual(looking(), { at: 7, steps: [0, 7, 8], playing: false });
});

test("a run that is set up anew is looked at as it is", async () => {
  const { actions, listeners, store, looking } = begin([0, 4]);
  listeners.stopped();
  await settled();
  actions.lookAt(0);
  store.dispatch({ type: "configured", summary: { config: {}, layers: [] } });
  assert.deepEqual(looking(), { at: null, steps: [], playing: false });
});

test("who trains on looks at the network as it is", async () => {
  const { actions, listeners, store, looking } = begin([0, 4]);
  listeners.stopped();
  await settled();
  actions.lookAt(0);
  store.dispatch({ type: "train-asked" });
  assert.deepEqual(looking(), { at: null, steps: [0, 4], playing: false });
});

test("the film shows one snapshot after another, and ends with the network as it is", async () => {
  const { actions, listeners, looking } = begin([0, 4, 8]);
  listeners.stopped();
  await settled();
  mock.timers.enable({ apis: ["setInterval"] });
  actions.play();
  const seen = [looking().at];
  while (looking().playing && seen.length < 9) {
    mock.timers.tick(100);
    seen.push(looking().at);
  }
  assert.deepEqual(seen, [0, 4, 8, null]);

  actions.lookAt(4);
  actions.play();
  mock.timers.tick(100);
  assert.deepEqual([looking().at, looking().playing], [8, true]);
  actions.lookAt(0);
  mock.timers.tick(500);
  assert.deepEqual([looking().at, looking().playing], [0, false]);
  mock.timers.reset();
});
