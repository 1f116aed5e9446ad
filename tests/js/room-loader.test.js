/** Rooms that are fetched when they are wanted, from a network that is played by the test. */

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { anticipate, createRoomLoader } from "../../www/page/room-loader.js";
import { createStore } from "../../www/page/store.js";
import { slices } from "../../www/page/state.js";

const settled = () => new Promise((resolve) => setImmediate(resolve));

/** @type {ReturnType<typeof createStore>} */
let store;
/** @type {string[]} what was fetched and created */
let done;
let connected = true;
/** @type {ReturnType<typeof createRoomLoader<{data: string, results: string}>>} */
let rooms;
/** @type {string[]} */
let phases;

const fetcher = (/** @type {string} */ room) => async () => {
  done.push(`fetch ${room}`);
  await settled();
  if (!connected) throw new TypeError("Failed to fetch dynamically imported module");
  return () => {
    done.push(`create ${room}`);
    return `the ${room} room`;
  };
};

beforeEach(() => {
  store = createStore(slices);
  [done, phases, connected] = [[], [], true];
  store.subscribe(() => phases.push(store.get().rooms.data));
  rooms = createRoomLoader({
    store,
    fetchers: {
      data: fetcher("data"),
      inside: fetcher("inside"),
      results: fetcher("results"),
      library: fetcher("library"),
      lessons: fetcher("lessons"),
    },
  });
});

test("a room is fetched and created once, however often it is gone to", async () => {
  const both = [rooms.open("data"), rooms.open("data")];
  assert.deepEqual(await Promise.all(both), ["the data room", "the data room"]);
  assert.equal(await rooms.open("data"), "the data room");
  assert.deepEqual(done, ["fetch data", "create data"]);
  assert.deepEqual(phases.slice(0, 2), ["coming", "coming"]);
  assert.deepEqual(store.get().rooms, {
    lab: "there",
    data: "there",
    inside: "absent",
    results: "absent",
    library: "absent",
    lessons: "absent",
  });
});

test("what cannot be fetched is said, and fetched anew by the next attempt", async () => {
  connected = false;
  assert.equal(await rooms.open("data"), null);
  assert.equal(store.get().rooms.data, "failed");
  connected = true;
  assert.equal(await rooms.open("data"), "the data room");
  assert.deepEqual(done, ["fetch data", "fetch data", "create data"]);
  assert.equal(store.get().rooms.data, "there");
});

test("a room that is fetched beforehand is not created, and without a network nothing is said", async () => {
  connected = false;
  rooms.prefetch("data");
  await settled();
  await settled();
  assert.deepEqual([done, phases], [["fetch data"], []]);
  connected = true;
  rooms.prefetch("data");
  await settled();
  await settled();
  connected = false;
  assert.equal(await rooms.open("data"), "the data room");
  assert.deepEqual(done, ["fetch data", "fetch data", "create data"]);
});

test("what is wrong in a room is no matter of the network", async () => {
  const broken = createRoomLoader({
    store,
    fetchers: {
      data: async () => () => {
        throw new Error("a fault");
      },
      inside: fetcher("inside"),
      results: fetcher("results"),
      library: fetcher("library"),
      lessons: fetcher("lessons"),
    },
  });
  await assert.rejects(broken.open("data"), /a fault/);
});

test("all are fetched in a quiet moment, once, after the first report of a run", async () => {
  /** @type {(() => void)[]} */
  const quiet = [];
  anticipate(store, rooms, (work) => quiet.push(work));
  store.dispatch({ type: "train-asked" });
  assert.equal(quiet.length, 0);
  const report = /** @type {any} */ ({ type: "steps", step: 1, losses: [1], accuracies: [0], learning_rates: [1] });
  for (const step of [1, 2]) store.dispatch({ ...report, gradient_norms: [1], step });
  assert.equal(quiet.length, 1);
  assert.deepEqual(done, []);
  quiet[0]();
  assert.deepEqual(done, ["fetch data", "fetch inside", "fetch results", "fetch library", "fetch lessons"]);
});

test("where there are no images the Data room is opened at once, and not again and again", async () => {
  connected = false;
  anticipate(store, rooms, () => {});
  store.dispatch({ type: "load-failed", error: { code: "dataset-unreachable", message: "" } });
  await settled();
  await settled();
  store.dispatch({ type: "dismissed" });
  assert.deepEqual(done, ["fetch data"]);
  assert.equal(store.get().rooms.data, "failed");
});
