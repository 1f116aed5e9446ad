/** The Results room: its state, what it asks for, and its numbers. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { csv } from "../../www/ui/csv.js";
import { isBehind, verdictNeeds } from "../../www/rooms/results/verdict/state.js";
import { choiceOf, pairTally } from "../../www/run/choices.js";
import { matrixOf, probabilityLines, worstMistake } from "../../www/rooms/results/verdict/numbers.js";
import { slices as resultSlices } from "../../www/rooms/results/state.js";
import { dataset, slices, stateOf, steps, summary } from "./actions.js";

/** @typedef {import("../../www/rooms/results/state.js").ResultsAction} Action */
/** @typedef {import("../../www/rooms/results/state.js").ResultsState} State */
/** @typedef {import("../../www/rooms/results/verdict/state.js").Classifier} Classifier */

const { initial, after } = /** @type {typeof stateOf<State, Action>} */ (stateOf)({ ...slices, ...resultSlices });
const run = (/** @type {State} */ state, /** @type {Action[]} */ ...actions) => after(actions, state);
const opened = /** @type {Action} */ ({
  type: "opened",
  report: /** @type {any} */ ({ backend: "ndarray", notices: [] }),
});
const there = run(
  initial(),
  opened,
  /** @type {Action} */ ({ type: "loaded", summary: dataset }),
  { type: "configured", summary },
  { type: "room", room: "results" },
);

/** A verdict that took two of 30 threes for eights, and one of 20 eights for a three. @type {any} */
const VERDICT = {
  classifier: "network",
  classes: [3, 8],
  step: 0,
  count: 50,
  correct: 47,
  accuracy: 0.94,
  loss: 0.2,
  confusion: Uint32Array.from({ length: 100 }, (_, i) => ({ 33: 28, 38: 2, 83: 1, 88: 19 })[i] ?? 0),
  per_class: [
    { class: 3, count: 30, correct: 28, accuracy: 28 / 30 },
    { class: 8, count: 20, correct: 19, accuracy: 0.95 },
  ],
  calibration: null,
};

/** @param {State} state @param {Classifier} classifier @param {object} [verdict] @returns {Action} */
function answer(state, classifier, verdict = {}) {
  const { classes, due } = state.verdict;
  const assessed = { classes, due, verdict: { ...VERDICT, classifier, ...verdict }, problem: null };
  return { type: "verdict-answered", classifier, assessed };
}

/** @param {State} state @param {"losses" | "gallery"} list @returns {Action} */
function page(state, list) {
  const { classifier, assessed, [list]: wish } = state.verdict;
  const cases = /** @type {any} */ ({ total: 1, first: 0, indices: Uint32Array.of(7), labels: [3], predictions: [8] });
  const of = /** @type {import("../../www/rooms/results/verdict/state.js").Assessed} */ (assessed[classifier]);
  return { type: "verdict-page", list, page: { classifier, query: wish.query, of, cases, problem: null } };
}

/** Everything answered. */
function full() {
  const assessed = run(there, answer(there, "network"), answer(there, "template", { step: null }));
  const scores = [score(assessed, "network"), score(assessed, "template")];
  return run(assessed, page(assessed, "losses"), page(assessed, "gallery"), ...scores);
}

/** @param {State} state @param {Classifier} classifier @param {Float32Array | null} [values] @returns {Action} */
function score(state, classifier, values = new Float32Array(500)) {
  const of = /** @type {import("../../www/rooms/results/verdict/state.js").Assessed} */ (
    state.verdict.assessed[classifier]
  );
  return { type: "verdict-scores", classifier, scores: { of, labels: [], values } };
}

test("nothing is asked for where nobody looks, nor before there is anything to assess", () => {
  assert.deepEqual(verdictNeeds(run(there, { type: "room", room: "lab" })), []);
  assert.deepEqual(verdictNeeds(run(initial(), { type: "room", room: "results" })), []);
  const failed = run(there, { type: "run-failed", error: { code: "x", message: "" } });
  assert.deepEqual(verdictNeeds(failed), ["template"]);
});

test("first the verdicts, then the images behind the one that is looked into, and then nothing", () => {
  assert.deepEqual(verdictNeeds(there), ["network", "template"]);
  const assessed = run(there, answer(there, "network"), answer(there, "template"));
  assert.deepEqual(verdictNeeds(assessed), ["losses", "gallery", "network-scores", "template-scores"]);
  assert.deepEqual(verdictNeeds(full()), []);
  const other = run(full(), { type: "verdict-shown", classifier: "template" });
  assert.deepEqual(verdictNeeds(other), ["losses", "gallery"]);
});

test("a network that trained on is assessed again at the epoch's end, on wish, and for who comes in", () => {
  const on = run(full(), steps(12));
  assert.ok(isBehind(on.verdict, on));
  assert.deepEqual(verdictNeeds(on), []);
  /** @type {any} */
  const epoch = { type: "epoch", epoch: 1, elapsed_ms: 1, images_per_second: 1 };
  assert.deepEqual(verdictNeeds(run(on, epoch)), ["network"]);
  assert.deepEqual(verdictNeeds(run(on, { type: "verdict-again" })), ["network"]);
  const back = run(on, { type: "room", room: "lab" }, { type: "room", room: "results" });
  assert.deepEqual(verdictNeeds(back), ["network"]);
  const again = run(on, { type: "verdict-again" });
  const done = run(again, answer(again, "network", { step: 12 }));
  assert.ok(!isBehind(done.verdict, done));
  assert.deepEqual(verdictNeeds(done), ["losses", "gallery", "network-scores"]);
  // One who looks at a snapshot gets its verdict, which the run's epochs do not disturb.
  const past = run(full(), { type: "snapshots", steps: [0, 4] }, { type: "looked-at", at: 4 });
  assert.ok(isBehind(past.verdict, past));
  assert.deepEqual(verdictNeeds(past), ["network"]);
  const judged = run(past, answer(past, "network", { step: 4 }));
  assert.ok(!isBehind(judged.verdict, judged));
  assert.deepEqual(verdictNeeds(run(judged, epoch)), ["losses", "gallery", "network-scores"]);
  // Who comes back to a network that stood still finds what was there.
  assert.deepEqual(verdictNeeds(run(full(), { type: "room", room: "lab" }, { type: "room", room: "results" })), []);
});

test("a refusal is not asked again and again, but on wish", () => {
  const { classes, due } = there.verdict;
  const problem = { code: "config-invalid", message: "No." };
  const refused = run(there, answer(there, "template"), {
    type: "verdict-answered",
    classifier: "network",
    assessed: { classes, due, verdict: null, problem },
  });
  assert.deepEqual(verdictNeeds(refused), ["template-scores"]);
  assert.deepEqual(verdictNeeds(run(refused, { type: "verdict-again" })), ["network", "template-scores"]);
});

test("two classes are assessed by both, and lead back to the first page without a cell", () => {
  const cell = run(full(), { type: "verdict-list", list: "gallery", query: { truth: 3, prediction: 8, first: 40 } });
  const two = run(cell, { type: "verdict-classes", classes: [3, 8] });
  assert.deepEqual(verdictNeeds(two), ["network", "template"]);
  const { truth, prediction, first } = two.verdict.gallery.query;
  assert.deepEqual([truth, prediction, first], [null, null, 0]);
});

test("another order or another kind begins at the first page", () => {
  const second = run(full(), { type: "verdict-list", list: "losses", query: { first: 10 } });
  assert.equal(second.verdict.losses.query.first, 10);
  assert.deepEqual(verdictNeeds(second), ["losses"]);
  const sorted = run(second, { type: "verdict-list", list: "losses", query: { order: "index" } });
  assert.deepEqual([sorted.verdict.losses.query.first, sorted.verdict.losses.query.order], [0, "index"]);
});

test("what every image got is asked for, again of a newer verdict, and not again if it cannot be had", () => {
  const listed = run(there, answer(there, "network"), answer(there, "template", { step: null }));
  assert.deepEqual(verdictNeeds(listed), ["losses", "gallery", "network-scores", "template-scores"]);
  const failed = run(listed, score(listed, "network", null), score(listed, "template", null));
  assert.deepEqual(verdictNeeds(failed), ["losses", "gallery"]);
  const again = run(full(), { type: "verdict-again" });
  assert.deepEqual(verdictNeeds(again), ["network"]);
  assert.ok(verdictNeeds(run(again, answer(again, "network"))).includes("network-scores"));
});

test("mean images are asked for where either classifier's answer is shown", () => {
  assert.deepEqual(verdictNeeds(run(full(), { type: "verdict-compare", compare: true })), ["means"]);
});

test("two classes are counted both ways, on all images or on the first of each", () => {
  // Images of 3, 7, 3 and 5; the first is taken for an 8, and between 3 and 7 for a 3.
  const rows = [{ 8: 0.6, 3: 0.3 }, { 7: 1 }, { 7: 0.8, 3: 0.1 }, { 5: 1 }];
  const values = Float32Array.from(
    { length: 40 },
    (_, i) => /** @type {any} */ (rows[Math.floor(i / 10)])[i % 10] ?? 0,
  );
  const scores = { labels: [3, 7, 3, 5], values };
  assert.deepEqual(pairTally(scores, "network", [3, 7], Infinity), { count: 3, of_ten: 1, of_two: 2 });
  assert.deepEqual(pairTally(scores, "network", [3, 7], 1), { count: 2, of_ten: 1, of_two: 2 });
  const errors = { labels: [3], values: values.map((value) => 1 - value) };
  assert.deepEqual(pairTally(errors, "template", [3, 7], Infinity), { count: 1, of_ten: 0, of_two: 1 });
});

test("a new run takes its network's verdict along, new images take everything", () => {
  const all = full();
  const other = run(all, { type: "configured", summary: { ...summary } });
  assert.equal(other.verdict.assessed.network, null);
  assert.equal(other.verdict.losses.page, null);
  assert.ok(other.verdict.assessed.template);
  const others = run(run(all, { type: "verdict-percent", percent: true }), { type: "loaded", summary: dataset });
  assert.deepEqual(others.verdict.assessed, { network: null, template: null });
  assert.equal(others.verdict.percent, true);
});

test("progress is followed only of what was asked for here", () => {
  const progress = /** @type {Action} */ ({ type: "progress", task: "assess", loaded: 500, total: 1000 });
  assert.equal(run(there, progress).verdict.progress, null);
  const asked = run(there, { type: "verdict-asked" }, progress);
  assert.deepEqual(asked.verdict.progress, { loaded: 500, total: 1000 });
  assert.equal(run(asked, answer(asked, "network")).verdict.progress, null);
});

test("the matrix has the classes that were chosen between, and its worst mistake leaves the diagonal out", () => {
  const { classes, rows } = matrixOf(VERDICT);
  assert.deepEqual(classes, [3, 8]);
  assert.deepEqual(
    rows.map((row) => row.map(({ count }) => count)),
    [
      [28, 2],
      [1, 19],
    ],
  );
  assert.equal(worstMistake(rows, "count"), 2);
  assert.equal(worstMistake(rows, "share"), 2 / 30);
  assert.equal(rows[1][0].share, 1 / 20);
});

test("a class without images has no row, unless an image is taken for it", () => {
  const empty = { class: 5, count: 0, correct: 0, accuracy: null };
  const more = { ...VERDICT, per_class: [...VERDICT.per_class, empty] };
  assert.deepEqual(matrixOf(more).classes, [3, 8]);
  const confusion = VERDICT.confusion.with(35, 4);
  const { classes, rows } = matrixOf({ ...more, confusion });
  assert.deepEqual(classes, [3, 8, 5]);
  assert.equal(rows[2][2].share, 0);
});

test("a network's choice is the most probable class, a template's the nearest; of two alike the first", () => {
  const values = [0.1, 0.05, 0.3, 0.3, 0.05, 0, 0, 0, 0, 0.2];
  assert.equal(choiceOf(values, "network", null), 2);
  assert.equal(choiceOf(values, "network", [9, 3]), 3);
  assert.equal(choiceOf(values, "template", null), 5);
  assert.equal(choiceOf(values, "template", [4, 1]), 1);
});

test("the file has every image and numbers that read back as they were", () => {
  const values = Float32Array.from({ length: 20 }, (_, i) => Math.fround(Math.exp(-i) / 3));
  const names = ["a,b", ..."123456789"];
  const lines = probabilityLines({ step: 1, labels: Uint8Array.of(1, 0), values }, "network", names);
  assert.equal(lines.length, 3);
  assert.deepEqual(lines[0].slice(0, 4), ["index", "class", "prediction", "probability_0"]);
  assert.deepEqual(lines[2].slice(0, 3), [1, "a,b", "a,b"]);
  assert.deepEqual(
    lines.slice(1).flatMap((line) => line.slice(3).map((value) => Math.fround(Number(value)))),
    [...values],
  );
  assert.match(csv(lines), /^index,class,prediction,probability_0,.*\r\n0,1,"a,b",0\.333333/);
});
