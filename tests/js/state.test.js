import assert from "node:assert/strict";
import { test } from "node:test";
import { hasBegun, isUnderWay } from "../../www/run/phase.js";
import {
  after,
  dataset,
  epoch,
  evaluation,
  problem,
  ready,
  reduce,
  report,
  steps,
  stopped,
  summary,
} from "./actions.js";
import { CONFIG } from "./recipe.js";

/** @typedef {import("./actions.js").Action} Action */

const inspection = /** @type {import("../../www/api/protocol.js").Inspection} */ (/** @type {unknown} */ ({ step: 0 }));
const prediction = /** @type {import("../../www/api/protocol.js").Prediction} */ (/** @type {unknown} */ ({ step: 0 }));

test("the page comes from nothing to a run that is ready", () => {
  const state = after(ready);
  assert.equal(state.compute.phase, "ready");
  assert.equal(state.data.phase, "ready");
  assert.equal(state.run.phase, "ready");
  assert.equal(state.run.summary, summary);
  assert.equal(hasBegun(state), false);
});

test("an event leaves the slices alone that it does not concern", () => {
  const before = after(ready);
  const state = reduce(before, steps(1));
  for (const slice of /** @type {const} */ (["compute", "data", "epochs", "inside", "draw", "alert"])) {
    assert.equal(state[slice], before[slice], slice);
  }
  assert.notEqual(state.run, before.run);
  assert.notEqual(state.curves, before.curves);
  assert.deepEqual(before, after(ready), "and the state before it as it was");
});

test("progress goes to the work that it is about", () => {
  const loading = after([{ type: "opening" }, { type: "loading", source: "mnist" }]);
  const state = after(
    [
      { type: "progress", task: "module", loaded: 1, total: 4 },
      { type: "progress", task: "dataset", stage: "download", file: "x", loaded: 3, total: 4 },
    ],
    loading,
  );
  assert.equal(state.compute.progress?.loaded, 1);
  assert.equal(state.data.fraction, 0.75);
  const parsing = reduce(state, { type: "progress", task: "dataset", stage: "parse" });
  assert.equal(parsing.data.fraction, 0.75, "a stage without numbers keeps the bar where it is");
});

test("what the browser's storage refuses is told with the data", () => {
  const notice = { code: "cache-refused", message: "Full." };
  const state = after([{ type: "notice", ...notice }]);
  assert.deepEqual([state.compute.notices, state.data.notices], [[], [notice]]);
});

test("notices are told once, and mirrors' with the data", () => {
  const notice = { code: "no-webgpu", message: "None." };
  const state = after([
    { type: "opening" },
    { type: "notice", ...notice },
    { type: "notice", code: "mirror-failed", message: "cdn: 404" },
    { type: "opened", report: { ...report, notices: [notice] } },
  ]);
  assert.deepEqual(state.compute.notices, [notice]);
  assert.deepEqual(state.data.notices, [{ code: "mirror-failed", message: "cdn: 404" }]);
});

test("without any images the data have failed; with some they stay in use", () => {
  /** @type {Action[]} */
  const failing = [
    { type: "loading", source: "files" },
    { type: "load-failed", error: problem },
  ];
  assert.equal(after(failing).data.phase, "failed");
  const { data } = after(failing, after(ready));
  assert.equal(data.phase, "ready");
  assert.equal(data.source, "mnist");
  assert.equal(data.problem, problem);
});

test("training, pausing, resuming and finishing", () => {
  let state = reduce(after(ready), { type: "train-asked" });
  assert.equal(state.run.phase, "training");
  assert.equal(hasBegun(state), true, "before the first step is reported");
  state = after([steps(1), { type: "pause-asked" }, steps(2)], state);
  assert.equal(state.run.phase, "pausing", "the steps in hand do not undo the wish to pause");
  state = reduce(state, stopped("paused", 2));
  assert.equal(state.run.phase, "paused");
  assert.equal(hasBegun(state), true);
  state = after([{ type: "train-asked" }, stopped("finished", 2814)], state);
  assert.equal(state.run.phase, "finished");
});

test("a single step is too short to be called training, unless an evaluation comes before it", () => {
  let state = reduce(after(ready), { type: "step-asked" });
  assert.deepEqual([state.run.phase, hasBegun(state)], ["ready", true]);
  state = reduce(state, steps(1));
  assert.deepEqual([state.run.phase, state.run.report?.step], ["paused", 1]);
  state = reduce(state, stopped("limit", 1));
  assert.deepEqual([state.run.phase, state.run.stepping], ["paused", false]);
  state = after([{ type: "step-asked" }, { type: "progress", task: "evaluation", loaded: 1, total: 4 }], state);
  assert.deepEqual([state.run.phase, state.run.evaluating], ["training", { loaded: 1, total: 4 }]);
});

test("a run that is told to stop goes to its evaluation and is finished, wherever it is", () => {
  let state = after([steps(5), stopped("paused", 5), { type: "stop-asked" }], after(ready));
  assert.deepEqual([state.run.phase, state.run.stopping], ["training", true]);
  state = reduce(state, stopped("finished", 5));
  assert.deepEqual([state.run.phase, state.run.stopping], ["finished", false]);
  const error = { code: "config-invalid", message: "epochs: 0." };
  state = after([{ type: "configuring" }, { type: "configure-failed", error }], state);
  assert.equal(state.run.phase, "finished", "also after settings that are refused");
});

test("a run that a script starts, resets or sets up is followed", () => {
  let state = reduce(after(ready), steps(1));
  assert.equal(state.run.phase, "training");
  state = reduce(state, stopped("reset", 1));
  assert.equal(state.run.phase, "paused", "should what comes next be refused");
  const config = { ...CONFIG, epochs: 7 };
  state = reduce(state, { type: "configured", summary: { ...summary, config } });
  assert.equal(state.run.phase, "ready");
  assert.equal(state.curves.steps.length, 0);
  assert.equal(state.draft.config?.epochs, 7);
});

test("the rate in force is the recipe's until it is changed, and again after a reset", () => {
  const state = after([steps(1), { type: "rate", learning_rate: 0.5 }], after(ready));
  assert.equal(state.run.learning_rate, 0.5);
  assert.equal(state.draft.config?.learning_rate, CONFIG.learning_rate);
  assert.equal(state.draft.changed, false);
  assert.equal(reduce(state, { type: "configured", summary }).run.learning_rate, CONFIG.learning_rate);
});

test("whose the learning rate is: the run's while it is under way, else the next one's", () => {
  const run = (/** @type {Action[]} */ ...actions) => isUnderWay(after(actions, after(ready)).run);
  assert.equal(run(), false);
  assert.equal(run({ type: "train-asked" }), true);
  assert.equal(run(steps(1), stopped("paused", 1)), true);
  assert.equal(run({ type: "train-asked" }, stopped("paused", 0)), false);
  assert.equal(run(steps(1), stopped("finished", 1)), false);
});

test("after a loss that was no number the run stands at the step that is kept, and nothing else is lost", () => {
  const before = after([{ type: "train-asked" }, steps(8, 8)], after(ready));
  const state = reduce(before, stopped("failed", 6));
  assert.deepEqual([state.run.phase, state.run.report?.step], ["paused", 6]);
  assert.equal(state.curves, before.curves);
  const on = after([{ type: "rate", learning_rate: 1e-4 }, { type: "train-asked" }, steps(7)], state);
  assert.deepEqual([on.run.phase, on.run.report?.step, on.run.learning_rate], ["training", 7, 1e-4]);
  assert.deepEqual(on.curves.steps.at(-1), 7, "the curve goes on from there");
});

test("an epoch that is ended twice, since the run went back, stands once in the table", () => {
  const state = after([epoch(1), epoch(2), epoch(2)], after(ready));
  assert.deepEqual(
    state.epochs.map(({ epoch }) => epoch),
    [1, 2],
  );
});

test("the headline is the test's accuracy, also where images are held out", () => {
  const state = after([evaluation("validation", 0.5), evaluation("test", 0.9)], after(ready));
  assert.equal(state.evaluation?.accuracy, 0.9);
  assert.equal(reduce(state, evaluation("validation", 0.5)).evaluation, state.evaluation);
  assert.equal(state.curves.marks.length, 2);
});

test("setting up a run forgets the one before, which is kept beside it", () => {
  const trained = after([steps(938, 938), evaluation("test"), epoch(1)], after(ready));
  assert.equal(trained.curves.marks.length, 1);
  assert.equal(trained.epochs.length, 1);
  const state = after([{ type: "configuring" }, stopped("reset", 938), { type: "configured", summary }], trained);
  const fresh = after(ready);
  for (const slice of /** @type {const} */ (["run", "curves", "epochs", "evaluation"])) {
    assert.deepEqual(state[slice], fresh[slice], slice);
  }
  assert.deepEqual([fresh.kept.length, state.kept.length], [0, 1]);
  assert.equal(state.kept[0].curves, trained.curves);
});

test("an answer about a pad that has been cleared is dropped", () => {
  let state = after(
    [
      { type: "drawn", inked: true },
      { type: "predicted", prediction },
    ],
    after(ready),
  );
  assert.equal(state.draw.prediction, prediction);
  state = after(
    [
      { type: "drawn", inked: false },
      { type: "predicted", prediction },
    ],
    state,
  );
  assert.equal(state.draw.prediction, null);
});

test("other images make what was seen of the old ones void", () => {
  const state = after(
    [
      { type: "image-chosen", index: 7 },
      { type: "inspected", inspection },
    ],
    after(ready),
  );
  assert.deepEqual(state.inside, { index: 7, inspection });
  assert.deepEqual(reduce(state, { type: "loaded", summary: dataset }).inside, { index: 0, inspection: null });
});

test("a crash ends everything, and its notice stays until it is dismissed", () => {
  const crashed = after(
    [
      { type: "train-asked" },
      { type: "crashed", code: "worker-crashed", message: "unreachable" },
      { type: "alerted", alert: { ...problem, actions: ["dismiss"], serious: true } },
      { type: "configuring" },
    ],
    after(ready),
  );
  assert.equal(crashed.compute.phase, "failed");
  assert.equal(crashed.alert?.code, "worker-crashed");
  assert.deepEqual(crashed.alert?.actions, ["reload"]);
});

test("a new attempt takes back the failure before it, but not a mere remark", () => {
  const failure = /** @type {Action} */ ({
    type: "alerted",
    alert: { ...problem, actions: ["dismiss"], serious: true },
  });
  const remark = /** @type {Action} */ ({
    type: "alerted",
    alert: { ...problem, actions: ["dismiss"], serious: false },
  });
  assert.equal(after([failure, { type: "configuring" }]).alert, null);
  assert.notEqual(after([remark, { type: "configuring" }]).alert, null);
  assert.equal(after([remark, { type: "dismissed" }]).alert, null);
});

test("an offer to go on with a smaller rate goes once the run goes on", () => {
  const alert = /** @type {const} */ ({ code: "not-finite", message: "NaN", serious: true });
  const state = reduce(after(ready), { type: "alerted", alert: { ...alert, actions: ["smaller-rate", "dismiss"] } });
  assert.equal(reduce(state, { type: "rate", learning_rate: 0.1 }).alert, state.alert);
  assert.equal(reduce(state, { type: "train-asked" }).alert, null);
  assert.equal(reduce(state, { type: "step-asked" }).alert, null);
});

test("changes are announced, single steps are not", () => {
  const state = after([...ready, { type: "train-asked" }]);
  assert.equal(state.announcement?.key, "said.training");
  assert.equal(reduce(state, steps(1)).announcement, state.announcement);
});

/** @param {"webgpu" | "ndarray"} backend @param {number | null} step @returns {Action} */
const moved = (backend, step) => ({
  type: "backendChanged",
  backend,
  adapter: null,
  workers: { count: backend === "webgpu" ? 1 : 2, reason: null },
  reason: { code: "device-lost", message: "Gone." },
  step,
});

test("a lost GPU takes the run back to its last checkpoint, and the page says so", () => {
  const state = after([{ type: "train-asked" }, steps(3, 3), steps(5, 2), moved("ndarray", 4)], after(ready));
  assert.equal(state.run.phase, "training", "it goes on by itself");
  assert.equal(state.run.report?.step, 4);
  assert.deepEqual(state.curves.steps, [1, 2, 3, 4]);
  assert.equal(state.compute.report?.backend, "ndarray");
  assert.deepEqual(state.compute.workers, { count: 2, reason: null });
  assert.deepEqual(state.compute.notices.at(-1), { code: "device-lost", message: "Gone." });
  assert.equal(state.alert?.code, "moved-to-cpu");
  assert.equal(state.alert?.params?.step, "4");
  assert.equal(reduce(state, moved("webgpu", 4)).alert?.code, "moved-to-gpu");
});

test("a paused run stays paused; where nothing is lost, nothing changes but what computes", () => {
  const paused = after([steps(3, 3), stopped("paused", 3)], after(ready));
  const state = reduce(paused, moved("webgpu", 3));
  assert.equal(state.run.phase, "paused");
  assert.deepEqual(state.curves.steps, [1, 2, 3]);
  const before = after(ready);
  const none = reduce(before, moved("webgpu", null));
  assert.equal(none.run, before.run);
  assert.equal(none.alert?.code, "lost-to-gpu");
  assert.equal(reduce(after(ready), moved("ndarray", 0)).alert?.code, "lost-to-cpu");
});
