/** Images as points: projections, the lasso, UMAP by its seed, the file, and what is asked when. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { slices as core } from "../../www/page/state.js";
import { createStore } from "../../www/page/store.js";
import { createEmbeddingActions } from "../../www/rooms/inside/embedding/actions.js";
import { caught, isWithin } from "../../www/rooms/inside/embedding/lasso.js";
import { boundsOf, explainedBy, featuresOf, project } from "../../www/rooms/inside/embedding/projection.js";
import { embedding as slice, isUmapCurrent, shownOf } from "../../www/rooms/inside/embedding/state.js";
import { pointsSvg } from "../../www/rooms/inside/embedding/svg.js";
import { slices as inside } from "../../www/rooms/inside/state.js";
import { beginLayout, createRandom } from "../../www/worker/embedding/layout.js";
import { dataset, stateOf, steps, summary } from "./actions.js";

const near = (/** @type {ArrayLike<number>} */ found, /** @type {number[]} */ expected, within = 1e-5) => {
  assert.equal(found.length, expected.length);
  expected.forEach((value, i) => assert.ok(Math.abs(found[i] - value) < within, `${found[i]} is not ${value}`));
};

// Four images of three features, with the variance of a cross: 4 ± along (0.6, 0.8, 0), 1 ± along (0, 0, 1).
const DATA = Float32Array.of(1 + 2.4, 2 + 3.2, 3, 1 - 2.4, 2 - 3.2, 3, 1, 2, 3 + 1, 1, 2, 3 - 1);
const BASIS = { axes: Float32Array.of(0.6, 0.8, 0, 0, 0, 1), mean: Float32Array.of(1, 2, 3) };

test("features are projected on the axes about the mean", () => {
  near(project(DATA, 3, BASIS), [4, 0, -4, 0, 0, 1, 0, -1]);
  // Axes of another network, turned by a right angle and about another mean.
  const other = { axes: Float32Array.of(-0.8, 0.6, 0, 1, 0, 0), mean: Float32Array.of(0, 0, 0) };
  near(project(DATA, 3, other), [0.4, 3.4, 0.4, -1.4, 0.4, 1, 0.4, 1]);
});

test("the share of the variance is that along each axis, about the points' own mean", () => {
  // 32 : 2 of 34.
  near(explainedBy(DATA, 3, project(DATA, 3, BASIS)), [32 / 34, 2 / 34]);
  const off = { ...BASIS, mean: Float32Array.of(100, -50, 7) };
  near(explainedBy(DATA, 3, project(DATA, 3, off)), [32 / 34, 2 / 34], 1e-4);
  const half = { axes: Float32Array.of(1, 0, 0, 0, 1, 0), mean: BASIS.mean };
  near(explainedBy(DATA, 3, project(DATA, 3, half)), [(0.36 * 32) / 34, (0.64 * 32) / 34]);
  assert.deepEqual(explainedBy(new Float32Array(6).fill(5), 3, new Float32Array(4)), [0, 0]);
});

test("the features of maps are their means, as the trainer's; those of a vector are itself", () => {
  near(featuresOf({ shape: [1, 2, 2, 2], data: Float32Array.of(1, 2, 3, 6, 0, 0, 0, -4) }), [3, -1]);
  near(featuresOf({ shape: [1, 3], data: Float32Array.of(5, 6, 7) }), [5, 6, 7]);
});

test("a place lies within a polygon if a ray from it crosses the polygon an odd number of times", () => {
  /** @type {[number, number][]} */
  const arrow = [
    [0, 0],
    [10, 0],
    [10, 10],
    [5, 4],
    [0, 10],
  ];
  assert.ok(isWithin([5, 2], arrow) && isWithin([1, 8], arrow) && isWithin([9.5, 9], arrow));
  assert.ok(!isWithin([5, 6], arrow), "in the notch");
  assert.ok(!isWithin([-1, 5], arrow) && !isWithin([11, 5], arrow) && !isWithin([5, -1], arrow));
  assert.ok(isWithin([5, 2], [...arrow].reverse()), "drawn the other way round");
  assert.ok(!isWithin([1, 1], []) && !isWithin([0, 0], [[0, 0]]));
  assert.deepEqual(caught([5, 5, 1, 20], [2, 6, 8, 1], arrow), [0, 2]);
});

/** Two groups of images, far from each other in six dimensions. @param {number} count */
function groups(count) {
  const random = createRandom(5);
  return Float32Array.from({ length: count * 6 }, (_, i) => random() + (Math.floor(i / 6) % 2 ? 8 : 0));
}

/** @param {Partial<import("../../www/worker/embedding/layout.js").LayoutRequest>} [change] */
function laidOut(change) {
  const layout = beginLayout({ data: groups(60), width: 6, neighbours: 8, min_dist: 0.1, seed: 1, ...change });
  for (let epoch = 0; epoch < layout.epochs; epoch++) layout.step();
  return layout;
}

test("UMAP gives the same picture for the same seed, and another for another", () => {
  const one = laidOut().positions();
  assert.equal(one.length, 120);
  assert.ok(one.every(Number.isFinite));
  assert.deepEqual(laidOut().positions(), one);
  assert.notDeepEqual(laidOut({ seed: 2 }).positions(), one);
  assert.notDeepEqual(laidOut({ neighbours: 15 }).positions(), one);
  // More neighbours than there are images: all others.
  assert.equal(laidOut({ data: groups(6), neighbours: 50 }).positions().length, 12);
});

test("another image is placed among its group, at the same place each time, and moves nobody", () => {
  const layout = laidOut();
  const before = layout.positions();
  const middle = (/** @type {number} */ group) =>
    [0, 1].map((axis) => {
      const own = before.filter((_, i) => i % 2 === axis && Math.floor(i / 2) % 2 === group);
      return own.reduce((sum, value) => sum + value, 0) / own.length;
    });
  const to = (/** @type {ArrayLike<number>} */ place, /** @type {number[]} */ [x, y]) =>
    Math.hypot(place[0] - x, place[1] - y);
  const data = new Float32Array(6).fill(8.5);
  const place = layout.place(data);
  assert.ok(to(place, middle(1)) < to(place, middle(0)) / 2);
  assert.deepEqual(layout.place(data), place);
  assert.deepEqual(layout.positions(), before);
});

test("random numbers lie in 0..1, evenly, and begin as the seed says", () => {
  const random = createRandom(42);
  const all = Array.from({ length: 4000 }, random);
  assert.ok(all.every((value) => value >= 0 && value < 1));
  assert.ok(Math.abs(all.reduce((sum, value) => sum + value, 0) / 4000 - 0.5) < 0.02);
  assert.equal(new Set(all).size, 4000);
  assert.equal(createRandom(42)(), all[0]);
  assert.notEqual(createRandom(43)(), all[0]);
});

test("an SVG has a circle a point at its place, a legend, and names that cannot break it", () => {
  /** @param {string} name @returns {import("../../www/ui/figure/frame.js").Axis} */
  const axis = (name) => ({ range: [0, 10], ticks: [0, 5], word: String, name });
  const text = pointsSvg({
    x: [0, 10, 5],
    y: [0, 10, 5],
    kind: [0, 1, 1],
    kinds: [
      { name: "a<b", colour: "#112233" },
      { name: 'R&D "x"', colour: "#445566" },
    ],
    across: axis("across"),
    up: axis("up"),
    stars: [{ at: [5, 0], text: "mine" }],
    theme: { text: "#000", muted: "#777", line: "#ccc", ground: "#fff", font: '"Noto Sans", sans-serif' },
  });
  // The room between the axes: 50..748 across, 22..556 down.
  assert.match(text, /<g fill="#112233"[^>]*><title>a&lt;b<\/title><circle cx="50" cy="556" r="2.5"\/><\/g>/);
  assert.match(text, /<title>R&amp;D &quot;x&quot;<\/title><circle cx="748" cy="22".*<circle cx="399" cy="289"/);
  assert.equal(text.match(/<circle /g)?.length, 4);
  assert.match(text, /<circle cx="399" cy="556" r="7".*mine/);
  assert.match(text, /font-family="&quot;Noto Sans&quot;, sans-serif"/);
  assert.ok(text.startsWith("<svg xmlns=") && text.endsWith("</svg>"));
});

/** @param {number} step @param {number} scale of the features @returns {any} */
const features = (step, scale = 1, number = 3) => ({
  step,
  number,
  indices: Uint32Array.of(0, 1, 2, 3),
  labels: Uint8Array.of(1, 1, 2, 2),
  width: 3,
  data: DATA.map((value) => value * scale),
  axes: BASIS.axes,
  mean: BASIS.mean.map((value) => value * scale),
  explained: [0.9, 0.1],
});

const WISH = slice.initial.wish;
const { after } = /** @type {typeof stateOf<import("../../www/rooms/inside/state.js").InsideState, any>} */ (stateOf)({
  ...core,
  ...inside,
});
/** @param {number | null} at @param {any} features */
const seen = (at, features) => ({ type: "embedding-seen", seen: { at, wish: WISH, features } });

test("the axes follow the newest network, and stay while one goes through the snapshots", () => {
  const basis = (/** @type {any[]} */ ...actions) => after(actions).embedding.basis;
  assert.equal(basis(seen(null, features(8)), seen(null, features(9)))?.step, 9);
  const past = after([seen(null, features(9)), seen(2, features(2, 0.5))]).embedding;
  assert.equal(past.basis?.step, 9);
  near(past.seen?.points ?? [], [2 - 0.5 * 2.2, -1.5, -2 - 0.5 * 2.2, -1.5, -1.1, -1, -1.1, -2]);
  // The bounds stay where less is shown, grow where more is, and do not shrink again.
  assert.deepEqual(past.basis?.bounds.x, boundsOf(project(DATA, 3, BASIS)).x);
  const grown = [seen(null, features(9)), seen(2, features(2, 3))];
  const { bounds } = /** @type {any} */ (basis(...grown));
  assert.ok(bounds.x[1] > 12);
  assert.deepEqual(basis(...grown, seen(3, features(3)))?.bounds, bounds);
  // Only a snapshot has been seen: its own axes. Of another layer: axes of that.
  assert.equal(basis(seen(2, features(2)))?.step, 2);
  assert.equal(basis(seen(null, features(9)), seen(2, features(2, 1, 5)))?.step, 2);
});

test("the axes of a step are kept when asked for, until the newest are asked for", () => {
  const pin = (/** @type {boolean} */ pinned) => ({ type: "embedding-basis", pinned });
  const kept = [seen(null, features(9)), seen(2, features(2)), pin(true), seen(null, features(10))];
  assert.deepEqual(after(kept).embedding.basis?.step, 2);
  assert.equal(after([...kept, pin(false)]).embedding.basis?.step, 10);
  assert.equal(after([...kept, pin(false), seen(null, features(11))]).embedding.basis?.step, 11);
  const past = [...kept, seen(4, features(4)), pin(false)];
  assert.equal(after(past).embedding.basis?.step, 2, "until now is looked at");
  assert.equal(after([...past, seen(null, features(12))]).embedding.basis?.step, 12);
});

test("a drawing lies on the axes of the layer that it was captured of", () => {
  const drawn = (/** @type {number} */ number) => ({
    type: "embedding-drawn",
    drawn: { step: 9, number, data: Float32Array.of(1, 2, 5) },
  });
  near(shownOf(after([seen(null, features(9)), drawn(3)]).embedding)?.drawing ?? [], [0, 2]);
  assert.equal(shownOf(after([seen(null, features(9)), drawn(4)]).embedding)?.drawing, null);
  assert.equal(after([seen(null, features(9)), drawn(3), { type: "drawn", inked: false }]).embedding.drawn, null);
});

test("another run or other images leave no points, and the choice of images stays with its split", () => {
  const chosen = { type: "embedding-chosen", indices: [1, 2] };
  const begun = [seen(null, features(9)), chosen];
  const again = after([...begun, { type: "configured", summary }]).embedding;
  assert.deepEqual([again.seen, again.basis, again.chosen], [null, null, [1, 2]]);
  assert.deepEqual(after([...begun, { type: "loaded", summary: dataset }]).embedding.chosen, []);
  const wish = (/** @type {any} */ wish) => after([...begun, { type: "embedding-wish", wish }]).embedding.chosen;
  assert.deepEqual([wish({ count: 500 }), wish({ split: "train" })], [[1, 2], []]);
});

/** @returns {any} */
function played() {
  /** @type {Record<string, (event: any) => void>} */
  const listeners = {};
  /** @type {any[]} */
  const asked = [];
  /** @type {any[]} */
  const workers = [];
  /** @type {unknown[]} */
  const alerts = [];
  const store = createStore({ ...core, ...inside });
  const trainer = {
    on: (/** @type {string} */ kind, /** @type {any} */ listener) => void (listeners[kind] = listener),
    async features(/** @type {any} */ request) {
      asked.push(request);
      return features(request.at ?? store.get().run.report?.step ?? 0);
    },
    async capture() {
      return [{ shape: [1, 3], data: Float32Array.of(1, 2, 5) }];
    },
    samples: async (/** @type {any} */ _, /** @type {any} */ indices) => ({
      images: new Uint8Array(784 * indices.length),
      labels: new Uint8Array(indices.length),
    }),
  };
  const spawn = () => {
    const worker = { told: /** @type {any[]} */ ([]), ended: false, onmessage: (/** @type {any} */ _) => {} };
    workers.push(worker);
    return {
      ...{ postMessage: (/** @type {any} */ order) => worker.told.push(order), terminate: () => (worker.ended = true) },
      set onmessage(/** @type {any} */ listener) {
        worker.onmessage = (/** @type {any} */ data) => listener({ data });
      },
    };
  };
  let sight = true;
  const app = /** @type {any} */ ({ trainer, alert: (/** @type {unknown} */ error) => alerts.push(error) });
  const pad = /** @type {any} */ ({ drawing: () => ({}) });
  const actions = createEmbeddingActions(app, store, pad, () => sight, /** @type {any} */ (spawn));
  for (const action of /** @type {any[]} */ ([
    { type: "loaded", summary: dataset },
    { type: "configured", summary },
    { type: "room", room: "inside" },
  ]))
    store.dispatch(action);
  const see = (/** @type {boolean} */ seen) => (sight = seen);
  return { ...store, listeners, asked, workers, alerts, actions, see };
}

const passed = (ms = 60) => new Promise((resolve) => setTimeout(resolve, ms));

test("features are asked for where they are seen, once a network and wish", async () => {
  const page = played();
  await passed();
  assert.deepEqual(page.asked, [{ split: "test", count: 2000, layer: null, at: null }]);
  page.actions.look();
  await passed();
  assert.equal(page.asked.length, 1, "the same network");
  page.see(false);
  page.actions.wish({ count: 500 });
  await passed();
  assert.equal(page.asked.length, 1, "out of sight");
  page.see(true);
  page.actions.look();
  await passed();
  assert.equal(page.asked[1].count, 500);
  // One who looks at a snapshot is not disturbed by steps.
  page.dispatch({ type: "looked-at", at: 2 });
  await passed();
  assert.equal(page.asked[2].at, 2);
  page.dispatch(steps(7));
  page.listeners.steps({});
  await passed(1100);
  assert.equal(page.asked.length, 3);
  assert.deepEqual(page.alerts, []);
});

test("a UMAP is computed when the network rests, can be stopped, and places the drawing", async () => {
  const page = played();
  await passed();
  page.dispatch({ type: "drawn", inked: true });
  page.actions.chooseMethod("umap");
  await passed(600);
  assert.equal(page.workers.length, 1);
  const [worker] = page.workers;
  assert.equal(worker.told[0].type, "lay-out");
  const positions = new Float32Array(8);
  worker.onmessage({ type: "progress", done: 250, epochs: 500, positions });
  assert.equal(page.get().embedding.umap.share, 0.5);
  page.actions.stop();
  assert.ok(worker.ended);
  assert.equal(page.get().embedding.umap.running, false);
  await passed(600);
  assert.equal(page.workers.length, 1, "what was stopped stays so");
  page.actions.layOut();
  const [, second] = page.workers;
  second.onmessage({ type: "done", positions, ms: 12 });
  assert.ok(isUmapCurrent(page.get().embedding));
  assert.deepEqual(second.told.at(-1), { type: "place", data: Float32Array.of(1, 2, 5) });
  second.onmessage({ type: "placed", positions: Float32Array.of(3, 4) });
  assert.deepEqual(shownOf(page.get().embedding)?.drawing, [3, 4]);
  page.actions.choose({ neighbours: 30 });
  assert.ok(!isUmapCurrent(page.get().embedding));
  await passed(600);
  assert.equal(page.workers.length, 3, "other settings");
  // A worker that is no more has nothing to say.
  second.onmessage({ type: "done", positions, ms: 99 });
  assert.equal(page.get().embedding.umap.running, true);
  page.workers[2].onmessage({ type: "failed", message: "no" });
  assert.equal(page.alerts.length, 1);
  // While it trains, it is computed only when asked for.
  page.dispatch({ type: "train-asked" });
  page.actions.choose({ neighbours: 5 });
  await passed(600);
  assert.equal(page.workers.length, 3);
});
