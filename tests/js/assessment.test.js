/** The Results room's questions, with a trainer that is played by the test. */

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { createAssessment } from "../../www/rooms/results/verdict/actions.js";
import { createStore } from "../../www/page/store.js";
import { slices as resultSlices } from "../../www/rooms/results/state.js";
import { dataset, slices, summary } from "./actions.js";
import { refusal } from "./fake-trainer.js";

/** @typedef {import("../../www/page/state.js").Action} Action */

const settled = () => new Promise((resolve) => setImmediate(resolve));

/** What was asked and waits. @type {{name: string, request: any, answer: (value: any) => void, refuse: (error: Error) => void}[]} */
let asked;
/** @type {ReturnType<typeof createStore>} */
let store;
/** @type {ReturnType<typeof createAssessment>} */
let assessment;
/** @type {unknown[]} */
let alerts;

const question = (/** @type {string} */ name) => (/** @type {any} */ request) =>
  new Promise((answer, refuse) => asked.push({ name, request, answer, refuse }));

/** Answers what waits under a name. @param {string} name @param {any} value @param {string} [classifier] */
async function answer(name, value, classifier) {
  const at = asked.findIndex((one) => one.name === name && (!classifier || one.request.classifier === classifier));
  assert.ok(at >= 0, `${name} was not asked; but ${asked.map((one) => one.name)}`);
  const [one] = asked.splice(at, 1);
  if (value instanceof Error) one.refuse(value);
  else one.answer(value);
  await settled();
  return one.request;
}
const waiting = () => asked.map(({ name, request }) => (name === "assess" ? `assess ${request.classifier}` : name));
const cases = (/** @type {number[]} */ ...indices) => ({
  total: indices.length,
  first: 0,
  indices: Uint32Array.from(indices),
});
const verdict = (/** @type {number | null} */ step) => ({ step, accuracy: 1 });

beforeEach(async () => {
  asked = [];
  alerts = [];
  store = createStore({ ...slices, ...resultSlices });
  const { dispatch } = store;
  const trainer = { assess: question("assess"), cases: question("cases"), probabilities: question("probabilities") };
  const alert = (/** @type {unknown} */ error) => alerts.push(error);
  assessment = createAssessment(/** @type {any} */ ({ trainer, alert }), store);
  store.subscribe(assessment.look);
  dispatch({ type: "opened", report: /** @type {any} */ ({ backend: "ndarray", notices: [] }) });
  dispatch(/** @type {Action} */ ({ type: "loaded", summary: dataset }));
  dispatch({ type: "configured", summary });
});

const scores = { labels: [], values: new Float32Array(10) };

async function visit() {
  store.dispatch({ type: "room", room: "results" });
  await answer("assess", verdict(0), "network");
  await answer("assess", verdict(null), "template");
  await answer("probabilities", scores, "network");
  await answer("probabilities", scores, "template");
}

test("the room asks when somebody comes in, each question once", async () => {
  assert.deepEqual(waiting(), []);
  store.dispatch({ type: "room", room: "results" });
  store.dispatch({ type: "dismissed" });
  assert.deepEqual(waiting(), ["assess network", "assess template"]);
  await answer("assess", verdict(0), "network");
  assert.deepEqual(waiting(), ["assess template", "cases", "cases", "probabilities"]);
  const losses = await answer("cases", cases(5));
  assert.deepEqual(
    [losses.classifier, losses.classes, losses.order, losses.descending],
    ["network", null, "loss", true],
  );
  await answer("cases", cases(6));
  await answer("probabilities", scores, "network");
  await answer("assess", verdict(null), "template");
  await answer("probabilities", scores, "template");
  assert.deepEqual(waiting(), []);
  assert.deepEqual([...(store.get().verdict.losses.page?.cases?.indices ?? [])], [5]);
});

test("an answer about a network that is no more is not shown, and the new one is asked about", async () => {
  store.dispatch({ type: "room", room: "results" });
  store.dispatch({ type: "configured", summary: { ...summary } });
  await answer("assess", verdict(99), "network");
  assert.equal(store.get().verdict.assessed.network, null);
  assert.ok(waiting().includes("assess network"));
});

test("a wish that changes meanwhile is asked for next", async () => {
  await visit();
  assessment.list("losses", { order: "index" });
  assessment.list("losses", { order: "confidence" });
  await answer("cases", cases(1));
  await answer("cases", cases(2));
  assert.deepEqual(waiting(), ["cases"]);
  assert.equal((await answer("cases", cases(3))).order, "confidence");
  assert.deepEqual(waiting(), []);
});

test("a cell's images are asked for, and leaving it leads back to the wrong ones", async () => {
  await visit();
  await answer("cases", cases(1));
  await answer("cases", cases(2));
  assessment.open({ truth: 4, prediction: 9 });
  const { truth, prediction, only } = await answer("cases", cases(8));
  assert.deepEqual([truth, prediction, only], [4, 9, "all"]);
  assessment.open(null);
  const back = await answer("cases", cases(8));
  assert.deepEqual([back.truth, back.prediction, back.only], [null, null, "wrong"]);
});

test("an image is chosen and leafed on from, not beyond the page", async () => {
  await visit();
  await answer("cases", cases(5, 6));
  await answer("cases", cases());
  assessment.choose("losses", 0);
  for (const at of [1, 1]) {
    assessment.leaf(1);
    assert.equal(store.get().verdict.chosen?.at, at);
  }
  assert.deepEqual(waiting(), []);
  assessment.leave();
  assert.equal(store.get().verdict.chosen, null);
});

test("a refusal is shown where the answer would be, and missing scores are told of", async () => {
  store.dispatch({ type: "room", room: "results" });
  await answer("assess", refusal("device-lost", "Gone."), "network");
  assert.equal(store.get().verdict.assessed.network?.problem?.code, "device-lost");
  await answer("assess", verdict(null), "template");
  assessment.show("template");
  await answer("cases", cases(5));
  await answer("cases", refusal("no-verdict", "None."));
  assert.equal(store.get().verdict.gallery.page?.problem?.code, "no-verdict");
  await answer("probabilities", refusal("no-verdict", "None."));
  assert.equal(store.get().verdict.scores.template?.values, null);
  assert.equal(alerts.length, 1);
  assert.deepEqual(waiting(), []);
});
