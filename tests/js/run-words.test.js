/** Which buttons may be pressed when, what the run is said to do, and rates as people handle them. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { createFormatter } from "../../www/ui/format.js";
import { loadWords, translator } from "../../www/i18n/index.js";
import { nextRate, parseRate, rateText } from "../../www/run/rate.js";
import { statusWords } from "../../www/rooms/lab/train/words.js";
import { buttonRole, buttonsReady } from "../../www/run/controls.js";
import { after, description, evaluation, misfit, OTHER, ready, steps, stopped, sweep } from "./actions.js";

for (const language of /** @type {const} */ (["en", "zh"])) await loadWords(language, ["page"]);

/** @typedef {import("./actions.js").Action} Action */

/** @param {...Action} actions after the page is ready */
function slice(...actions) {
  const { run, draft, finder, compute, data, evaluation } = after(actions, after(ready));
  const { phase, source, fraction } = data;
  const { phase: opened, preparing } = compute;
  return { run, draft, finder, compute: opened, preparing, data: phase, source, fraction, evaluation };
}

const pressable = (/** @type {Action[]} */ ...actions) =>
  Object.entries(buttonsReady(slice(...actions)))
    .filter(([, ready]) => ready)
    .map(([name]) => name)
    .join(" ");

const ui = { t: translator("en"), format: createFormatter("en"), language: /** @type {const} */ ("en") };
const said = (/** @type {Action[]} */ ...actions) => statusWords(slice(...actions), ui);

/** @type {Action[]} */
const unfit = [
  { type: "network-edited", network: OTHER },
  { type: "described", network: OTHER, description: description(misfit) },
];

test("a button may be pressed where it makes sense", () => {
  assert.equal(pressable(), "main step epoch");
  assert.equal(pressable({ type: "train-asked" }), "main stop reset");
  assert.equal(pressable({ type: "train-asked" }, steps(1), { type: "pause-asked" }), "reset");
  assert.equal(pressable(steps(1), stopped("paused", 1)), "main step epoch stop reset");
  assert.equal(pressable(steps(1), { type: "stop-asked" }), "main reset", "its evaluation may be paused");
  assert.equal(pressable(steps(1), stopped("finished", 1)), "main reset");
  assert.equal(pressable({ type: "configuring" }), "");
  assert.equal(pressable({ type: "loading", source: "files" }), "", "nothing while other images come in");
  const crash = /** @type {const} */ ({ type: "crashed", code: "worker-crashed", message: "unreachable" });
  assert.equal(pressable(steps(1), crash), "");
});

test("a button keeps its place while a single step is made, so that it can be pressed again", () => {
  assert.equal(pressable({ type: "step-asked" }), "main step epoch reset");
  assert.equal(pressable({ type: "step-asked" }, steps(1)), "main step epoch stop reset");
});

test("a draft that cannot be set up keeps a run from beginning, but not one from going on", () => {
  assert.equal(pressable(...unfit), "");
  assert.equal(pressable(steps(1), stopped("paused", 1), ...unfit), "main step epoch stop reset");
  assert.equal(pressable(steps(1), stopped("finished", 1), ...unfit), "reset");
});

test("the status says why Train cannot be pressed", () => {
  assert.match(said(...unfit), /^The network does not fit: fc: expects \[features\], gets \[1, 28, 28\]/);
  const error = { code: "config-invalid", message: "epochs: 0 is not in 1 to 1000." };
  assert.equal(
    said({ type: "edited", config: { epochs: 0 } }, { type: "configure-failed", error }),
    "These settings do not work: epochs: 0 is not in 1 to 1000.",
  );
  assert.equal(said(steps(1), stopped("paused", 1), ...unfit), "Paused in epoch 1 of 3");
});

test("the status follows the run", () => {
  assert.equal(said(), "Ready. The network is untrained.");
  assert.equal(said(steps(1)), "Epoch 1 of 3");
  assert.match(said(steps(1), { type: "stop-asked" }), /^Stopping/);
  /** @type {Action} */
  const half = { type: "progress", task: "evaluation", loaded: 8000, total: 16000 };
  assert.equal(said(steps(1), half), "Testing on 16,000 images… 50%");
  assert.equal(said({ type: "finder-asked" }, sweep(1)), "Trying learning rates… 25%");
  assert.equal(said(steps(1), stopped("paused", 1), { type: "finder-asked" }), "Trying learning rates… 0%");
  assert.match(said(evaluation("test", 0.9), stopped("finished", 1)), /^Finished: 90\.00%/);
});

test("what the large button does next", () => {
  const role = (/** @type {Action[]} */ ...actions) => buttonRole(slice(...actions).run);
  assert.equal(role(), "train");
  assert.equal(role({ type: "train-asked" }), "pause");
  assert.equal(role({ type: "train-asked" }, stopped("paused", 0)), "train");
  assert.equal(role(steps(1), stopped("limit", 1)), "resume");
  assert.equal(role(steps(1), stopped("failed", 1)), "resume");
  assert.equal(role(steps(1), stopped("finished", 1)), "again");
});

test("a rate goes up and down through round numbers, whatever it was", () => {
  for (const [rate, up, down] of [
    [0.001, 0.002, 0.0005],
    [0.002, 0.005, 0.001],
    [0.005, 0.01, 0.002],
    [0.0013, 0.002, 0.001],
    [0.3, 0.5, 0.2],
    [1, 2, 0.5],
    [0.0009999999999, 0.002, 0.0005],
    [10, 10, 5],
    [1e-8, 2e-8, 1e-8],
  ]) {
    assert.deepEqual([nextRate(rate, 1), nextRate(rate, -1)], [up, down], String(rate));
  }
});

test("a rate is read as people write it, and written without noise", () => {
  for (const [text, rate] of /** @type {const} */ ([
    ["0.01", 0.01],
    [" 1e-3 ", 0.001],
    ["0,5", 0.5],
    ["0", null],
    ["-1", null],
    ["fast", null],
    ["", null],
  ])) {
    assert.equal(parseRate(text), rate, text);
  }
  assert.equal(rateText(0.1 + 0.2), "0.3");
  assert.equal(rateText(0.00123456, 3), "0.00123");
  assert.equal(rateText(null), "");
});

test("while the GPU compiles, the run waits for it and says so", () => {
  const preparing = /** @type {const} */ ({ type: "progress", task: "pipelines", loaded: 0, total: 1 });
  const words = "Preparing the GPU for this network…";
  assert.equal(said(preparing), words);
  assert.equal(pressable(preparing), "main step epoch", "Train may be pressed, and waits");
  assert.equal(said(preparing, { type: "train-asked" }), words);
  assert.notEqual(said(preparing, { ...preparing, loaded: 1 }), words);
});
