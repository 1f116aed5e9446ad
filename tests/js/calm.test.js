import assert from "node:assert/strict";
import { test } from "node:test";
import { createCalm } from "../../www/page/calm.js";

Object.defineProperty(globalThis, "navigator", { value: { hardwareConcurrency: 2 }, configurable: true });

const summary = /** @type {any} */ ({});
/** @param {string} phase @param {number} step @param {number} [workers] @returns {any} */
const state = (phase, step, workers = 1) => ({
  run: { phase, summary, report: { step } },
  curves: { steps: [step] },
  epochs: [],
  compute: { workers: { count: workers } },
});

test("while a network trains it is followed now and then, and at once where it begins, rests or is another", () => {
  let now = 0;
  const calm = createCalm(1000, () => now);
  const step = (/** @type {any} */ given) => /** @type {any} */ (calm(given)).run.report.step;
  assert.equal(step(state("ready", 0)), 0);
  assert.equal(step(state("training", 1)), 1);
  now = 900;
  assert.equal(step(state("training", 9)), 1);
  now = 1000;
  assert.equal(step(state("training", 10)), 10);
  assert.equal(step(state("pausing", 11)), 11);
  assert.equal(step(state("paused", 12)), 12);
  assert.equal(step(state("paused", 13)), 13, "single steps");
  assert.equal(step(state("training", 14)), 14);
  assert.equal(step({ ...state("training", 1), run: { phase: "training", summary: {}, report: { step: 1 } } }), 1);
});

test("where every core trains it is followed less often", () => {
  let now = 0;
  const calm = createCalm(1000, () => now);
  const step = (/** @type {any} */ given) => /** @type {any} */ (calm(given)).run.report.step;
  assert.equal(step(state("training", 1, 2)), 1);
  now = 3999;
  assert.equal(step(state("training", 2, 2)), 1);
  now = 4000;
  assert.equal(step(state("training", 3, 2)), 3);
});
