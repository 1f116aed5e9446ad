import assert from "node:assert/strict";
import { test } from "node:test";
import { exploring } from "../../www/exploring.js";

/** @typedef {import("../../www/public/pkg/cpu/digit_lab.js").Engine} Engine */

const TOTAL = 3;

/** An engine that judges in three parts, and keeps what it was asked. */
class FakeEngine {
  /** @type {any[]} */
  asked = [];
  /** Images judged of the verdict under way. */
  done = 0;

  beginJudging(/** @type {string} */ judge) {
    this.asked.push(["begin", judge]);
    if (judge === "nobody") throw { code: "config-invalid", message: "judge: nobody is none." };
    this.done = 0;
    return TOTAL;
  }

  async judge(/** @type {string} */ judge, /** @type {unknown} */ classes) {
    this.done += 1;
    this.asked.push(["judge", judge, classes]);
    return { done: this.done, value: this.done === TOTAL ? { judge, classes } : null };
  }

  browse(/** @type {any[]} */ ...request) {
    this.asked.push(["browse", ...request]);
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
    handlers.judge({ id: 1, type: "judge", judge: "network", classes: null }),
    handlers.judge({ id: 2, type: "judge", judge: "network", classes: [3, 7] }),
  ]);
  assert.deepEqual(verdicts, [
    { judge: "network", classes: null },
    { judge: "network", classes: [3, 7] },
  ]);
  const parts = (/** @type {unknown} */ classes) => Array(TOTAL).fill(["judge", "network", classes]);
  assert.deepEqual(engine.asked, [["begin", "network"], ...parts(null), ["begin", "network"], ...parts([3, 7])]);
  assert.deepEqual(told.slice(0, TOTAL), [
    { task: "judge", total: TOTAL, loaded: 1 },
    { task: "judge", total: TOTAL, loaded: 2 },
    { task: "judge", total: TOTAL, loaded: 3 },
  ]);
});

test("a verdict that is refused does not keep the next from coming", async () => {
  const { handlers } = start();
  const nobody = /** @type {any} */ ("nobody");
  const refused = handlers.judge({ id: 1, type: "judge", judge: nobody, classes: null });
  const given = handlers.judge({ id: 2, type: "judge", judge: "template", classes: null });
  await assert.rejects(/** @type {Promise<unknown>} */ (refused), { code: "config-invalid" });
  assert.deepEqual(await given, { judge: "template", classes: null });
});

test("the module is given what was asked for, and nothing of the envelope", async () => {
  const { engine, handlers } = start();
  await handlers.browse({ id: 1, type: "browse", split: "test", class: null, first: 20, count: 10 });
  await handlers.browse({ id: 2, type: "browse", split: "train", class: 0, first: 0, count: 10 });
  await handlers.cases({ id: 3, type: "cases", judge: "network", order: "loss", count: 5 });
  assert.deepEqual(engine.asked, [
    ["browse", true, undefined, 20, 10],
    ["browse", false, 0, 0, 10],
    ["cases", { judge: "network", order: "loss", count: 5 }],
  ]);
});
