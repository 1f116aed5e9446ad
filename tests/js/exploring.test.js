import assert from "node:assert/strict";
import { test } from "node:test";
import { exploring } from "../../www/worker/exploring.js";

/** @typedef {import("../../www/public/pkg/cpu/digit_lab.js").Engine} Engine */

const TOTAL = 3;

/** An engine that assesses in three parts, and keeps what it was asked. */
class FakeEngine {
  /** @type {any[]} */
  asked = [];
  /** Images assessed of the verdict under way. */
  done = 0;

  beginAssessment(/** @type {{classifier: string}} */ { classifier }) {
    this.asked.push(["begin", classifier]);
    if (classifier === "nobody") throw { code: "config-invalid", message: "classifier: nobody is none." };
    this.done = 0;
    return TOTAL;
  }

  async assess(/** @type {{classifier: string, classes: unknown}} */ { classifier, classes }) {
    this.done += 1;
    this.asked.push(["assess", classifier, classes]);
    return { done: this.done, value: this.done === TOTAL ? { classifier, classes } : null };
  }

  beginShifted(/** @type {object} */ request) {
    this.asked.push(["begin", request]);
    this.done = 0;
    return 2 * TOTAL;
  }

  async shifted() {
    this.done += 2;
    return { done: this.done, value: this.done === 2 * TOTAL ? { accuracies: [1] } : null };
  }

  browse(/** @type {object} */ request) {
    this.asked.push(["browse", request]);
  }

  cases(/** @type {object} */ request) {
    this.asked.push(["cases", request]);
  }
}

function start() {
  const engine = new FakeEngine();
  /** @type {any[]} */
  const told = [];
  /** @template T @param {(engine: Engine) => T | Promise<T>} work */
  const use = async (work) => work(/** @type {Engine} */ (/** @type {unknown} */ (engine)));
  const handlers = exploring({
    use,
    async inParts(part, progress) {
      for (;;) {
        const { done, value } = await use(part);
        told.push({ ...progress, loaded: done });
        if (value) return value;
      }
    },
  });
  return { engine, told, handlers };
}

test("verdicts asked for at once are given one after the other", async () => {
  const { engine, told, handlers } = start();
  const verdicts = await Promise.all([
    handlers.assess({ id: 1, type: "assess", classifier: "network", classes: null, at: null }),
    handlers.assess({ id: 2, type: "assess", classifier: "network", classes: [3, 7], at: null }),
  ]);
  assert.deepEqual(verdicts, [
    { classifier: "network", classes: null },
    { classifier: "network", classes: [3, 7] },
  ]);
  const parts = (/** @type {unknown} */ classes) => Array(TOTAL).fill(["assess", "network", classes]);
  assert.deepEqual(engine.asked, [["begin", "network"], ...parts(null), ["begin", "network"], ...parts([3, 7])]);
  assert.deepEqual(told.slice(0, TOTAL), [
    { task: "assess", total: TOTAL, loaded: 1 },
    { task: "assess", total: TOTAL, loaded: 2 },
    { task: "assess", total: TOTAL, loaded: 3 },
  ]);
});

test("a verdict that is refused does not keep the next from coming", async () => {
  const { handlers } = start();
  const nobody = /** @type {any} */ ("nobody");
  const refused = handlers.assess({ id: 1, type: "assess", classifier: nobody, classes: null, at: null });
  const given = handlers.assess({ id: 2, type: "assess", classifier: "template", classes: null, at: null });
  await assert.rejects(/** @type {Promise<unknown>} */ (refused), { code: "config-invalid" });
  assert.deepEqual(await given, { classifier: "template", classes: null });
});

test("the module is given what was asked for, and nothing of the envelope", async () => {
  const { engine, handlers } = start();
  await handlers.browse({ id: 1, type: "browse", split: "test", class: null, first: 20, count: 10 });
  await handlers.browse({ id: 2, type: "browse", split: "train", class: 0, first: 0, count: 10 });
  await handlers.cases({ id: 3, type: "cases", classifier: "network", order: "loss", count: 5 });
  assert.deepEqual(engine.asked, [
    ["browse", { split: "test", class: null, first: 20, count: 10 }],
    ["browse", { split: "train", class: 0, first: 0, count: 10 }],
    ["cases", { classifier: "network", order: "loss", count: 5 }],
  ]);
});

test("accuracies on shifted images come in parts, and their progress is told", async () => {
  const { engine, told, handlers } = start();
  const request = { classifier: /** @type {const} */ ("network"), distances: [0, 3], count: 10, at: 5 };
  assert.deepEqual(await handlers.shifted({ id: 1, type: "shifted", ...request }), { accuracies: [1] });
  assert.deepEqual(engine.asked, [["begin", request]]);
  assert.deepEqual(told.at(-1), { task: "shifted", total: 6, loaded: 6 });
  assert.equal(told.length, 3);
});
