import assert from "node:assert/strict";
import { test } from "node:test";
import { hasBegun, initialState, reduce } from "../../www/state.js";

/** @typedef {import("../../www/state.js").Action} Action */
/** @typedef {import("../../www/state.js").State} State */

const dataset = /** @type {const} */ ({
  source: "mnist",
  train_count: 60000,
  test_count: 10000,
  height: 28,
  width: 28,
  train_class_counts: Array(10).fill(6000),
  test_class_counts: Array(10).fill(1000),
});

const summary = /** @type {import("../../www/protocol.js").RunSummary} */ (
  /** @type {unknown} */ ({
    config: { preset: "simple", seed: 0, epochs: 3, batch_size: 64, learning_rate: 0.001 },
    layers: [],
    parameters: 215370,
    steps_per_epoch: 938,
    total_steps: 2814,
    step: 0,
  })
);

/** @param {number} step @param {number} [count] steps reported */
const steps = (step, count = 1) =>
  /** @type {Action} */ (
    /** @type {unknown} */ ({
      type: "steps",
      event: "steps",
      step,
      epoch: 1,
      losses: Array(count).fill(0.5),
      accuracies: Array(count).fill(0.8),
      elapsed_ms: 1000,
      images_per_second: 4000,
      remaining_ms: null,
    })
  );

const inspection = /** @type {import("../../www/protocol.js").Inspection} */ (/** @type {unknown} */ ({ step: 0 }));
const prediction = /** @type {import("../../www/protocol.js").Prediction} */ (/** @type {unknown} */ ({ step: 0 }));
const problem = { code: "dataset-unreachable", message: "No source answered." };

/** @param {Action[]} actions @param {State} [state] */
const after = (actions, state = initialState("en")) => actions.reduce(reduce, state);

/** @type {Action[]} */
const ready = [
  { type: "opening" },
  { type: "loading", source: "mnist" },
  { type: "opened", report: { requested: "auto", backend: "flex", adapter: null, notices: [] } },
  { type: "loaded", summary: dataset },
  { type: "configuring" },
  { type: "configured", summary },
];

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
      { type: "progress", event: "progress", task: "module", loaded: 1, total: 4 },
      { type: "progress", event: "progress", task: "dataset", stage: "download", file: "x", loaded: 3, total: 4 },
    ],
    loading,
  );
  assert.equal(state.compute.progress?.loaded, 1);
  assert.equal(state.data.fraction, 0.75);
  const parsing = reduce(state, { type: "progress", event: "progress", task: "dataset", stage: "parse" });
  assert.equal(parsing.data.fraction, 0.75, "a stage without numbers keeps the bar where it is");
});

test("what the browser's storage refuses is told with the data", () => {
  const notice = { code: "cache-refused", message: "Full." };
  const state = after([{ type: "notice", event: "notice", ...notice }]);
  assert.deepEqual([state.compute.notices, state.data.notices], [[], [notice]]);
});

test("notices are told once, and mirrors' with the data", () => {
  const notice = { code: "no-webgpu", message: "None." };
  const state = after([
    { type: "opening" },
    { type: "notice", event: "notice", ...notice },
    { type: "notice", event: "notice", code: "mirror-failed", message: "cdn: 404" },
    { type: "opened", report: { requested: "auto", backend: "flex", adapter: null, notices: [notice] } },
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
  state = after([steps(1), { type: "pause-asked" }, steps(2)], state);
  assert.equal(state.run.phase, "pausing", "the steps in hand do not undo the wish to pause");
  state = reduce(state, { type: "stopped", event: "stopped", reason: "paused", step: 2 });
  assert.equal(state.run.phase, "paused");
  assert.equal(hasBegun(state), true);
  state = after(
    [{ type: "train-asked" }, { type: "stopped", event: "stopped", reason: "finished", step: 2814 }],
    state,
  );
  assert.equal(state.run.phase, "finished");
});

test("a run that a script starts is followed", () => {
  assert.equal(reduce(after(ready), steps(1)).run.phase, "training");
});

test("setting up a run forgets the one before", () => {
  const trained = after(
    [
      steps(938, 938),
      { type: "evaluation", event: "evaluation", step: 938, loss: 0.06, accuracy: 0.978, count: 10000 },
      /** @type {any} */ ({ type: "epoch", epoch: 1, test_accuracy: 0.978 }),
    ],
    after(ready),
  );
  assert.equal(trained.curves.tests.length, 1);
  assert.equal(trained.epochs.length, 1);
  const state = after(
    [
      { type: "configuring" },
      { type: "stopped", event: "stopped", reason: "reset", step: 938 },
      { type: "configured", summary },
    ],
    trained,
  );
  const fresh = after(ready);
  for (const slice of /** @type {const} */ (["run", "curves", "epochs", "evaluation"])) {
    assert.deepEqual(state[slice], fresh[slice], slice);
  }
});

test("settings that are refused leave the run that there was", () => {
  const error = { code: "config-epochs", message: "Epochs must be 1 to 1000." };
  const state = after([steps(5), { type: "stopped", event: "stopped", reason: "paused", step: 5 }], after(ready));
  const refused = after([{ type: "configuring" }, { type: "configure-failed", error }], state);
  assert.equal(refused.run.phase, "paused");
  assert.equal(refused.run.problem, error);
  assert.equal(refused.curves, state.curves);
});

test("an answer about a pad that has been cleared is dropped", () => {
  let state = after(
    [
      { type: "inked", inked: true },
      { type: "predicted", prediction },
    ],
    after(ready),
  );
  assert.equal(state.draw.prediction, prediction);
  state = after(
    [
      { type: "inked", inked: false },
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
      { type: "crashed", event: "crashed", code: "worker-crashed", message: "unreachable" },
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

test("changes are announced, single steps are not", () => {
  const state = after([...ready, { type: "train-asked" }]);
  assert.equal(state.announcement?.key, "said.training");
  assert.equal(reduce(state, steps(1)).announcement, state.announcement);
});
