/** Accuracy on shifted test images: what is asked when, what is kept, and how it is shown. */

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import en from "../../www/i18n/en.js";
import rooms from "../../www/i18n/en/rooms.js";
import { createStore } from "../../www/page/store.js";
import { createShiftActions } from "../../www/rooms/results/shift/actions.js";
import { augmentationWords, chartOf, numbersOf } from "../../www/rooms/results/shift/numbers.js";
import { DISTANCES, MOST_KEPT } from "../../www/rooms/results/shift/state.js";
import { slices as results } from "../../www/rooms/results/state.js";
import { LINE_COLOURS } from "../../www/ui/figure/line-card.js";
import { linesSvg } from "../../www/ui/figure/line-chart.js";
import { createFormatter } from "../../www/ui/format.js";
import { dataset, slices, steps, summary } from "./actions.js";
import { refusal } from "./fake-trainer.js";

/** @typedef {import("../../www/rooms/results/shift/state.js").Shift} Shift */

const words = /** @type {Record<string, string>} */ ({ ...en, ...rooms });
const ui = /** @type {import("../../www/ui/ui.js").Ui} */ (
  /** @type {unknown} */ ({
    t: (/** @type {string} */ key, /** @type {Record<string, unknown>} */ params = {}) =>
      words[key].replace(/\{(\w+)\}/g, (_, name) => String(params[name])),
    format: createFormatter("en"),
  })
);
const settled = () => new Promise((resolve) => setImmediate(resolve));

/** What was asked and waits. @type {{request: any, answer: (value: any) => void, refuse: (error: Error) => void}[]} */
let asked;
/** @type {unknown[]} */
let edits;
/** @type {ReturnType<typeof createStore>} */
let store;
/** @type {ReturnType<typeof createShiftActions>} */
let actions;

const shift = () => /** @type {Shift} */ (store.get().shift);
/** Accuracies that fall from `first`. */
const falling = (first = 1) => DISTANCES.map((distance) => first - 0.1 * distance);
const configured = (/** @type {object} */ settings = {}) =>
  store.dispatch({
    type: "configured",
    summary: { ...summary, config: { ...summary.config, .../** @type {any} */ (settings) } },
  });

/** Answers the request that waits. @param {any} value @returns {Promise<any>} the request */
async function answer(value) {
  const one = asked.shift();
  assert.ok(one, "nothing was asked");
  if (value instanceof Error) one.refuse(value);
  else one.answer(value);
  await settled();
  return one.request;
}

/** A whole measurement. @param {number} step */
async function measured(step, count = 2000) {
  void actions.measure();
  await answer({ count, accuracies: falling(), step });
  if (asked.length > 0) await answer({ count, accuracies: falling(0.8), step: null });
}

beforeEach(() => {
  asked = [];
  edits = [];
  store = createStore({ ...slices, ...results });
  const shifted = (/** @type {any} */ request) =>
    new Promise((answer, refuse) => asked.push({ request, answer, refuse }));
  const edit = async (/** @type {unknown} */ settings) => void edits.push(settings);
  actions = createShiftActions(/** @type {any} */ ({ trainer: { shifted }, edit }), /** @type {any} */ (store));
  store.dispatch({ type: "opened", report: /** @type {any} */ ({ backend: "ndarray", notices: [] }) });
  store.dispatch(/** @type {any} */ ({ type: "loaded", summary: dataset }));
  configured();
});

test("nothing is asked before somebody wishes it, whatever happens to the run", async () => {
  store.dispatch({ type: "room", room: "results" });
  store.dispatch(steps(3));
  store.dispatch(/** @type {any} */ ({ type: "epoch", epoch: 1, test_accuracy: 0.9 }));
  await settled();
  assert.deepEqual(asked, []);
});

test("the network is asked first, then the nearest mean, once for a number of images", async () => {
  void actions.measure();
  assert.equal(shift().measuring?.classifier, "network");
  void actions.measure();
  assert.equal(asked.length, 1, "one at a time");
  const network = await answer({ count: 2000, accuracies: falling(), step: 7 });
  assert.deepEqual(network, { classifier: "network", distances: DISTANCES, count: 2000, at: null });
  assert.deepEqual(shift().kept[0].accuracies, falling());
  assert.equal(shift().measuring?.classifier, "template");
  assert.equal((await answer({ count: 2000, accuracies: falling(0.8), step: null })).classifier, "template");
  assert.equal(shift().measuring, null);
  assert.deepEqual(shift().template, { wanted: 2000, count: 2000, accuracies: falling(0.8) });

  await measured(8);
  assert.deepEqual(asked, [], "the mean images stay as they are");
  actions.choose(10_000);
  void actions.measure();
  assert.equal((await answer({ count: 10_000, accuracies: falling(), step: 8 })).count, 10_000);
  assert.equal(asked.length, 1);
});

test("the network that is looked at is measured", async () => {
  store.dispatch(steps(5));
  store.dispatch(/** @type {any} */ ({ type: "snapshots", steps: [0, 3, 5] }));
  store.dispatch(/** @type {any} */ ({ type: "looked-at", at: 3 }));
  void actions.measure();
  assert.equal((await answer({ count: 2000, accuracies: falling(), step: 3 })).at, 3);
  assert.equal(shift().kept[0].step, 3);
});

test("progress is that of the measurement under way only", async () => {
  const progress = /** @type {const} */ ({ type: "progress", task: "shifted", loaded: 250, total: 66_000 });
  store.dispatch(progress);
  assert.equal(shift().measuring, null);
  void actions.measure();
  store.dispatch({ ...progress, task: "assess" });
  assert.equal(shift().measuring?.loaded, 0);
  store.dispatch(progress);
  assert.deepEqual([shift().measuring?.loaded, shift().measuring?.total], [250, 66_000]);
});

test("what was measured stays for later runs, six at most, each of a network once", async () => {
  await measured(1);
  configured({ shift: 3 });
  await measured(1);
  await measured(1);
  assert.deepEqual(
    shift().kept.map(({ config, colour }) => [config.shift, colour]),
    [
      [0, 0],
      [3, 1],
    ],
  );
  for (let step = 2; step < 2 + MOST_KEPT; step += 1) await measured(step);
  assert.deepEqual(
    shift().kept.map(({ step }) => step),
    [2, 3, 4, 5, 6, 7],
  );
  assert.equal(new Set(shift().kept.map(({ colour }) => colour)).size, MOST_KEPT, "every line has a colour of its own");
  const { colour } = shift().kept[3];
  await measured(8);
  assert.equal(shift().kept[2].colour, colour, "and keeps it");
  actions.clear();
  assert.deepEqual([shift().kept, shift().template], [[], null]);
});

test("a measurement ends with its run, and its answer is ignored", async () => {
  void actions.measure();
  configured({ seed: 5 });
  assert.equal(shift().measuring, null);
  void actions.measure();
  await answer(refusal("no-verdict", "The run was replaced."));
  assert.equal(shift().problem, null);
  assert.equal(shift().measuring?.classifier, "network");
  await answer({ count: 2000, accuracies: falling(), step: 0 });
  assert.equal(shift().kept[0].config.seed, 5);
});

test("other images end all; MNIST, which comes again with a stored run, does not", async () => {
  await measured(1);
  store.dispatch(/** @type {any} */ ({ type: "loaded", summary: { ...dataset } }));
  assert.equal(shift().kept.length, 1);
  actions.choose(1000);
  store.dispatch(/** @type {any} */ ({ type: "loaded", summary: { ...dataset, source: "generated" } }));
  assert.deepEqual([shift().kept, shift().template, shift().count], [[], null, 1000]);
});

test("a refusal is told until the next measurement, and what was measured stays", async () => {
  await measured(1);
  void actions.measure();
  await answer(refusal("device-lost", "Gone."));
  assert.deepEqual([shift().problem?.code, shift().measuring, shift().kept.length], ["device-lost", null, 1]);
  void actions.measure();
  assert.equal(shift().problem, null);
});

test("without a network nothing can be measured", () => {
  store.dispatch({ type: "configuring" });
  void actions.measure();
  assert.deepEqual(asked, []);
});

test("the button edits the augmentation of the settings", async () => {
  await actions.augment();
  assert.deepEqual(edits, [{ shift: 3 }]);
});

test("lines are named after the network and its training, and the table has a column for each", async () => {
  await measured(938);
  configured({ shift: 2.5, rotation: 10, network: summary.spec });
  await measured(20, 50);
  const chart = chartOf(shift(), LINE_COLOURS, ui);
  assert.deepEqual(
    chart.lines.map(({ name }) => name),
    [
      "simple: no augmentation; step 938, 2,000 images",
      "simple with own layers: shift 2.5 px · Rotation 10; step 20, 50 images",
      "Nearest mean; 2,000 images",
    ],
  );
  assert.ok(linesSvg({ ...chart, theme: /** @type {any} */ ({ font: "sans-serif" }) }).includes("<circle"));
  const numbers = numbersOf(shift(), ui);
  assert.deepEqual(
    numbers?.columns.map(({ name }) => name),
    [
      "shift_px",
      "simple_shift0_seed0_step938_images2000",
      "simple_own_shift2.5_rotation10_seed0_step20_images50",
      "nearest_mean_images2000",
    ],
  );
  assert.deepEqual(numbers?.lines[2], [2, 0.8, 0.8, falling(0.8)[2]]);
  assert.equal(numbers?.lines.length, DISTANCES.length);
  assert.equal(numbersOf({ kept: [], template: null }, ui), null);
  assert.equal(augmentationWords({ ...summary.config, elastic: 1 }, ui), "Elastic 1");
});
