import assert from "node:assert/strict";
import { test } from "node:test";
import { Recovery } from "../../www/worker/recovery/log.js";

/** @type {any} */
const MIRROR = { type: "mirror", images: {}, about: null };
/** @type {any} */
const CONFIGURE = { type: "configure", config: { preset: "simple" } };
/** @type {any} */
const OTHER = { type: "configure", config: { preset: "lenet" } };
/** @param {number} learning_rate @returns {any} */
const rate = (learning_rate) => ({ type: "set_learning_rate", learning_rate });
/** @param {number} step @returns {any} */
const restore = (step) => ({ type: "restore", checkpoint: { step } });

/** What is left of a log. @param {...any} changes */
function logged(...changes) {
  const recovery = new Recovery();
  for (const command of changes) recovery.log(command);
  return recovery.commands;
}

test("an empty log has no run", () => {
  assert.deepEqual(logged(), []);
  assert.equal(new Recovery().hasRun, false);
});

test("what was done to a run is repeated in its order", () => {
  const all = [MIRROR, CONFIGURE, rate(0.1), { type: "stop" }];
  assert.deepEqual(logged(...all), all);
});

test("a checkpoint stands for everything that was done to the run before it", () => {
  const log = logged(MIRROR, CONFIGURE, rate(0.1), restore(7), rate(0.2), restore(9), rate(0.3));
  assert.deepEqual(log, [MIRROR, CONFIGURE, restore(9), rate(0.3)]);
});

test("a run that is configured or reset does not go back to an earlier checkpoint", () => {
  assert.deepEqual(logged(MIRROR, CONFIGURE, restore(7), rate(0.1), OTHER), [MIRROR, OTHER]);
  assert.deepEqual(logged(MIRROR, CONFIGURE, restore(7), rate(0.1), { type: "reset" }), [MIRROR, CONFIGURE]);
});

test("other images end the run; names of classes belong to the images", () => {
  const names = /** @type {any} */ ({ type: "name_classes", class_names: ["a", "b"] });
  assert.deepEqual(logged(MIRROR, names, CONFIGURE, names), [MIRROR, names, CONFIGURE]);
  assert.deepEqual(logged(MIRROR, names, CONFIGURE, MIRROR), [MIRROR]);
});

test("a cleared log holds nothing", () => {
  const recovery = new Recovery();
  for (const command of [MIRROR, CONFIGURE]) recovery.log(command);
  assert.equal(recovery.hasRun, true);
  recovery.clear();
  assert.deepEqual([recovery.commands, recovery.hasRun], [[], false]);
});
