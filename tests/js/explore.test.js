/** The Data room's state, and the asking for what is shown in it, with a trainer that is played by the test. */

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { createExploring } from "../../www/rooms/data/explore/actions.js";
import { createStore } from "../../www/page/store.js";
import { IMAGES_A_PAGE, openNeeds } from "../../www/rooms/data/explore/state.js";
import { slices as dataSlices } from "../../www/rooms/data/state.js";
import { dataset, ready, slices, stateOf, summary } from "./actions.js";
import { refusal } from "./fake-trainer.js";

/** @typedef {import("../../www/rooms/data/state.js").DataState} State */
/** @typedef {import("../../www/rooms/data/state.js").DataAction} Action */

const all = { ...slices, ...dataSlices };
const { initial, reduce, after } = /** @type {typeof stateOf<State, Action>} */ (stateOf)(all);

const settled = () => new Promise((resolve) => setImmediate(resolve));
const inRoom = [...ready, /** @type {const} */ ({ type: "room", room: "data" })];

/** Answers as the worker does, of 250 images an index of which names its class. */
class FakeTrainer {
  /** @type {[string, any][]} */
  told = [];
  /** What is asked for waits for this. @type {Promise<unknown>} */
  gate = Promise.resolve();
  /** @type {string | null} the request that is refused */
  refused = null;

  /** @template T @param {string} name @param {any} request @param {T} answer @returns {Promise<T>} */
  async answer(name, request, answer) {
    this.told.push([name, request]);
    await this.gate;
    if (this.refused === name) throw refusal("no-run", "There is no run.");
    return answer;
  }
  browse(/** @type {any} */ request) {
    const all = [...Array(250).keys()].filter((i) => request.class === null || i % 10 === request.class);
    const indices = Uint32Array.from(all.slice(request.first, request.first + request.count));
    const labels = Uint8Array.from(indices, (index) => index % 10);
    const images = new Uint8Array(784 * indices.length);
    indices.forEach((index, i) => images.fill(index, i * 784, (i + 1) * 784));
    return this.answer("browse", request, { total: all.length, first: request.first, indices, labels, images });
  }
  networkInput(/** @type {any} */ request) {
    return this.answer("networkInput", request, { input: new Float32Array(784), input_kind: "unit" });
  }
  samples(/** @type {string} */ split, /** @type {number[]} */ [index]) {
    const images = new Uint8Array(784).fill(index);
    return this.answer("samples", { split, index }, { images, labels: Uint8Array.of(index % 10) });
  }
  statistics(/** @type {string} */ split) {
    return this.answer("statistics", split, { split });
  }
  templates() {
    return this.answer("templates", null, {});
  }
  templateCurves(/** @type {any} */ request) {
    return this.answer("templateCurves", request, { a: request.a, b: request.b });
  }
  templatePairs() {
    return this.answer("templatePairs", null, {});
  }
  assess(/** @type {any} */ request) {
    return this.answer("assess", request, { accuracy: 0.8203 });
  }
  /** What was asked since the last look. @param {string} [name] */
  asked(name) {
    const list = this.told.filter(([asked]) => name === undefined || asked === name);
    this.told = [];
    return list;
  }
}

/** @type {FakeTrainer} */
let trainer;
/** @type {ReturnType<typeof createStore>} */
let store;
/** @type {ReturnType<typeof createExploring>} */
let exploring;
const explore = () => store.get().explore;

beforeEach(() => {
  trainer = new FakeTrainer();
  store = createStore(all);
  for (const action of ready) store.dispatch(action);
  exploring = createExploring(/** @type {any} */ ({ trainer }), store);
  store.subscribe(exploring.look);
});

const enter = async () => {
  store.dispatch({ type: "room", room: "data" });
  await settled();
};

test("out of the room nothing is asked for; in it, each thing once", async () => {
  exploring.look();
  assert.deepEqual(trainer.asked(), []);
  await enter();
  const names = trainer.asked().map(([name]) => name);
  const all = ["browse", "statistics", "templates", "templateCurves", "assess", "templatePairs", "networkInput"];
  assert.deepEqual(names.sort(), [...all, "statistics"].sort());
  assert.deepEqual(openNeeds(store.get()), []);
  store.dispatch({ type: "room", room: "lab" });
  exploring.browse({ class: 4 });
  await settled();
  assert.deepEqual(trainer.asked(), []);
});

test("nothing is asked for before there are images; without a network, not what it takes", () => {
  const state = after([{ type: "room", room: "data" }], initial());
  assert.deepEqual(openNeeds(state), []);
  const loaded = after([...inRoom, { type: "configuring" }]);
  assert.ok(!openNeeds({ ...loaded, explore: { ...loaded.explore, chosen: digit(1) } }).includes("input"));
  const set_up = after(inRoom);
  assert.ok(openNeeds({ ...set_up, explore: { ...set_up.explore, chosen: digit(1) } }).includes("input"));
});

test("the first image of the first page is enlarged, until another is chosen", async () => {
  await enter();
  assert.deepEqual([explore().chosen?.split, explore().chosen?.index], ["train", 0]);
  exploring.choose(17);
  await settled();
  assert.deepEqual(trainer.asked("networkInput").at(-1), ["networkInput", { split: "train", index: 17, draw: 0 }]);
  exploring.browse({ class: 4 });
  await settled();
  assert.equal(explore().chosen?.index, 17);
  assert.deepEqual([...(explore().chosen?.image ?? [])], Array(784).fill(17));
});

test("pages turn; another class or split begins with its first", async () => {
  await enter();
  exploring.browse({ first: 200 });
  await settled();
  assert.deepEqual([explore().page?.indices[0], explore().page?.indices.length], [200, 50]);
  exploring.browse({ split: "test" });
  await settled();
  assert.deepEqual([explore().page?.split, explore().first], ["test", 0]);
  trainer.asked();
  exploring.browse({ class: 7 });
  await settled();
  const request = { split: "test", class: 7, first: 0, count: IMAGES_A_PAGE };
  assert.deepEqual(trainer.asked("browse"), [["browse", request]]);
  assert.ok(explore().page?.labels.every((/** @type {number} */ label) => label === 7));
});

test("of wishes that change faster than they are answered, the last counts", async () => {
  await enter();
  trainer.asked();
  let open = () => {};
  trainer.gate = new Promise((resolve) => (open = () => resolve(null)));
  for (const of of [1, 2, 3]) exploring.browse({ class: of });
  assert.equal(trainer.told.filter(([name]) => name === "browse").length, 1);
  open();
  await settled();
  assert.deepEqual(
    trainer.asked("browse").map(([, { class: of }]) => of),
    [1, 3],
  );
  assert.equal(explore().page?.class, 3);
});

test("a class that is browsed is the first of the two that are compared", () => {
  const browse = (/** @type {number | null} */ of, state = after(inRoom)) =>
    reduce(state, { type: "explore-browse", class: of }).explore.pair;
  assert.deepEqual(browse(5), [5, 7]);
  assert.deepEqual(browse(7), [7, 3]);
  assert.deepEqual(browse(3), [3, 7]);
  assert.deepEqual(browse(null), [3, 7]);
});

test("another pair is compared anew, and what was pointed at is no more", async () => {
  await enter();
  exploring.point(35);
  await settled();
  assert.deepEqual([explore().behind?.index, explore().behind?.split], [35, "test"]);
  trainer.asked();
  exploring.compare([1, 2]);
  await settled();
  assert.deepEqual(trainer.asked(), [["templateCurves", { a: 1, b: 2, split: "test" }]]);
  assert.deepEqual([explore().pointed, explore().behind], [null, null]);
  exploring.compare([2, 2]);
  assert.deepEqual(explore().pair, [1, 2]);
});

test("the image behind a point is enlarged on demand", async () => {
  await enter();
  exploring.point(35);
  await settled();
  exploring.chooseBehind();
  await settled();
  assert.deepEqual([explore().chosen?.index, explore().input?.digit.split], [35, "test"]);
});

test("another run's input is asked for anew, and another draw of it", async () => {
  await enter();
  trainer.asked();
  store.dispatch({ type: "configured", summary });
  await settled();
  exploring.drawAgain();
  await settled();
  assert.deepEqual(
    trainer.asked("networkInput").map(([, { draw }]) => draw),
    [0, 1],
  );
});

test("what is refused is told, and asked for again only for another wish", async () => {
  trainer.refused = "networkInput";
  await enter();
  assert.equal(explore().failed.input?.code, "no-run");
  exploring.look();
  await settled();
  assert.equal(trainer.asked("networkInput").length, 1);
  trainer.refused = null;
  exploring.choose(3);
  await settled();
  assert.deepEqual([explore().failed.input, explore().input?.digit.index], [undefined, 3]);
});

test("other images begin the room anew; an answer about the former is not taken for theirs", async () => {
  let open = () => {};
  trainer.gate = new Promise((resolve) => (open = () => resolve(null)));
  store.dispatch({ type: "room", room: "data" });
  const before = explore();
  store.dispatch({ type: "loaded", summary: { ...dataset, train_count: 1 } });
  assert.notEqual(explore(), before);
  assert.equal(trainer.asked("browse").length, 1);
  open();
  await settled();
  assert.equal(trainer.asked("browse").length, 1);
  assert.equal(explore().page?.total, 250);
});

test("of images without threes or sevens, the first two classes that there are are compared", () => {
  const counts = [0, 5, 0, 0, 5, 5, 0, 5, 0, 0];
  const state = after([{ type: "loaded", summary: { ...dataset, train_class_counts: counts } }]);
  assert.deepEqual(state.explore.pair, [1, 4]);
});

/** @param {number} index @returns {import("../../www/rooms/data/explore/state.js").Digit} */
function digit(index) {
  return { split: "train", index, label: index % 10, image: new Uint8Array(784) };
}
