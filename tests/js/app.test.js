/** What a visitor can do, with a trainer that is played by the test. */

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { createApp } from "../../www/page/app.js";
import { createStore } from "../../www/page/store.js";
import { createFinderActions } from "../../www/rooms/lab/finder/actions.js";
import { createPress } from "../../www/rooms/lab/train/actions.js";
import { parseOptions } from "../../www/run/options.js";
import { misfit, OTHER, OTHER_PRESET, slices, sweep } from "./actions.js";
import { FakeTrainer, PRESETS, refusal } from "./fake-trainer.js";
import { CONFIG } from "./recipe.js";

const settled = () => new Promise((resolve) => setImmediate(resolve));

/** @type {FakeTrainer} */
let trainer;
/** @type {ReturnType<typeof createStore>} */
let store;
/** @type {import("../../www/page/app.js").App} */
let app;
/** The one large button. @type {() => Promise<void>} */
let press;
/** @type {ReturnType<typeof createFinderActions>} */
let finding;

/** @param {string} [search] of the address */
function make(search = "") {
  trainer = new FakeTrainer();
  store = createStore(slices);
  app = createApp({ trainer: /** @type {any} */ (trainer), store, options: parseOptions(search).options });
  press = createPress(app);
  finding = createFinderActions(app, store);
  app.listen();
}

beforeEach(async () => {
  make();
  await app.start();
  trainer.asked();
});

const { run, draft, alert, finder } = {
  run: () => store.get().run,
  draft: () => store.get().draft,
  alert: () => store.get().alert,
  finder: () => store.get().finder,
};

test("the page starts with the address's settings, once it knows the presets", async () => {
  make("?preset=flat&epochs=7");
  const started = await app.start();
  assert.deepEqual(trainer.asked("configure"), [["configure", { preset: "flat", epochs: 7 }]]);
  assert.deepEqual(store.get().presets, PRESETS);
  assert.equal(started.run?.config.epochs, 7);
  assert.equal(run().phase, "ready");
});

test("a GPU is prepared for the address's network while the images load; what is wrong with it is told later", async () => {
  for (const backend of ["webgpu", "ndarray"]) {
    make("?preset=flat");
    trainer.open = async () => ({ requested: "auto", backend, adapter: null, notices: [] });
    await app.start();
    assert.deepEqual(trainer.asked("prepare"), backend === "webgpu" ? [["prepare", { preset: "flat" }]] : []);
    assert.equal(alert(), null);
    assert.equal(run().phase, "ready");
  }
});

test("a setting in the address that is refused is told and left out; the others count", async () => {
  make("?epochs=2000&batch_size=8&preset=flat");
  trainer.judge = ({ epochs = 1 }) => {
    if (epochs > 1000) throw refusal("config-invalid", "epochs: 2000 is not in 1 to 1000.");
  };
  await app.start();
  assert.equal(alert()?.message, "epochs: 2000 is not in 1 to 1000.");
  assert.deepEqual(trainer.asked("configure").at(-1), ["configure", { batch_size: 8, preset: "flat" }]);
  assert.deepEqual([run().phase, draft().problem], ["ready", null]);
});

test("if nobody can say which setting of the address is wrong, the default run is there", async () => {
  make("?epochs=7&batch_size=8");
  trainer.judge = (config) => {
    if (Object.keys(config).length > 0) throw refusal("config-invalid", "These do not go together.");
  };
  await app.start();
  assert.equal(alert()?.message, "These do not go together.");
  assert.deepEqual(trainer.asked("configure").at(-1), ["configure", {}]);
  assert.equal(run().phase, "ready");
});

test("a module that refuses every run is told, and asked no more", async () => {
  make();
  trainer.judge = () => {
    throw refusal("config-invalid", "preset: there is none.");
  };
  await assert.rejects(app.start(), { code: "config-invalid" });
  assert.equal(trainer.asked("configure").length, 1);
  assert.equal(run().phase, "failed");
});

test("a network in the address that does not fit is shown with what is wrong, and cannot be trained", async () => {
  make(`?epochs=7&network=${encodeURIComponent('{"layers":[]}')}`);
  trainer.judge = ({ network }) => {
    if (network?.layers.length === 0) throw refusal("network-invalid", "network: there is no layer.");
  };
  await assert.rejects(app.start(), { code: "network-invalid" });
  assert.equal(run().phase, "ready");
  assert.equal(run().summary?.config.epochs, 7);
  assert.deepEqual(draft().network, { layers: [] });
  assert.equal(draft().problem?.code, "network-invalid");
});

test("before a run has begun, an edit is applied at once", async () => {
  await app.edit({ epochs: 9 });
  assert.deepEqual(trainer.asked(), [["configure", { ...CONFIG, epochs: 9 }]]);
  assert.deepEqual([run().summary?.config.epochs, draft().changed], [9, false]);
});

test("edits in quick succession end in one run with all of them", async () => {
  /** @type {() => void} */
  let open = () => {};
  trainer.gate = new Promise((resolve) => (open = () => resolve(undefined)));
  const edits = [app.edit({ epochs: 9 }), app.edit({ batch_size: 8 }), app.edit({ batch_size: 16 })];
  open();
  await Promise.all(edits);
  const { config } = /** @type {any} */ (run().summary);
  assert.deepEqual([config.epochs, config.batch_size], [9, 16]);
  assert.equal(draft().changed, false);
  assert.equal(trainer.asked("configure").length, 2, "the first, and one for all that came meanwhile");
});

test("once a run has begun, an edit waits until it is applied or taken back", async () => {
  const going = press();
  trainer.makeSteps();
  trainer.asked();
  await app.edit({ epochs: 9 });
  assert.deepEqual(trainer.asked(), []);
  assert.deepEqual([run().phase, draft().changed], ["training", true]);
  app.revert();
  assert.deepEqual([draft().config?.epochs, draft().changed], [CONFIG.epochs, false]);
  await app.edit({ epochs: 9 });
  await app.apply();
  await going;
  assert.deepEqual(trainer.asked("configure"), [["configure", { ...CONFIG, epochs: 9 }]]);
  assert.deepEqual([run().phase, run().summary?.config.epochs, draft().changed], ["ready", 9, false]);
});

test("an edit made between the press of Train and the first step does not end the run", async () => {
  press();
  await app.edit({ epochs: 9 });
  assert.deepEqual(trainer.asked("configure"), []);
});

test("what waits counts after a reset", async () => {
  await app.stepOnce();
  await app.edit({ epochs: 9 });
  trainer.asked();
  await app.reset();
  assert.deepEqual(trainer.asked(), [["configure", { ...CONFIG, epochs: 9 }]]);
  await app.stepOnce();
  trainer.asked();
  await app.reset();
  assert.deepEqual(trainer.asked(), [["reset", null]], "and with nothing waiting it is a reset");
});

test("settings that are refused are a problem of the draft; the run there was goes on", async () => {
  trainer.judge = ({ epochs }) => {
    if (epochs === 0) throw refusal("config-invalid", "epochs: 0 is not in 1 to 1000.");
  };
  await app.edit({ epochs: 0 });
  assert.equal(draft().problem?.message, "epochs: 0 is not in 1 to 1000.");
  assert.deepEqual([run().phase, run().summary?.config.epochs], ["ready", CONFIG.epochs]);
  await app.edit({ epochs: 4 });
  assert.deepEqual([draft().problem, run().summary?.config.epochs], [null, 4]);
});

test("layers are described first, and set up only if they fit", async () => {
  await app.editNetwork({ layers: [] });
  assert.deepEqual(trainer.asked(), [["describe", { layers: [] }]]);
  assert.equal(draft().problem?.code, "network-invalid");
  assert.deepEqual(draft().description?.problem, misfit);
  await app.edit({ epochs: 9 });
  assert.deepEqual(trainer.asked(), [], "settings do not make them fit");
  await app.editNetwork(OTHER);
  assert.deepEqual(trainer.asked(), [
    ["describe", OTHER],
    ["configure", { ...CONFIG, epochs: 9, network: OTHER }],
  ]);
  assert.deepEqual([draft().problem, run().summary?.spec], [null, OTHER]);
});

test("layers that are edited before they are described are not set up", async () => {
  await Promise.all([app.editNetwork(OTHER), app.editNetwork({ layers: [] })]);
  assert.deepEqual(trainer.asked("configure"), []);
  assert.equal(draft().problem?.code, "network-invalid");
});

test("a preset brings its layers and its recipe and keeps the seed", async () => {
  await app.edit({ seed: 3, epochs: 9 });
  trainer.asked();
  await app.choosePreset("flat");
  assert.deepEqual(trainer.asked("configure"), [["configure", { ...OTHER_PRESET.config, seed: 3, network: null }]]);
  assert.equal(run().summary?.config.preset, "flat");
  await app.choosePreset("no such");
  assert.deepEqual(trainer.asked(), []);
});

test("one step, one epoch, and to the end", async () => {
  await app.stepOnce();
  assert.deepEqual(trainer.asked(), [["train", { max_steps: 1 }]]);
  assert.deepEqual([run().phase, run().report?.step], ["paused", 1]);
  const epoch = app.epochOnce();
  await settled();
  assert.deepEqual(trainer.asked(), [["train", { epochs: 1 }]]);
  assert.equal(run().phase, "training");
  trainer.stop_("limit");
  await epoch;
  assert.equal(run().phase, "paused");
  const rest = press();
  await settled();
  assert.deepEqual(trainer.asked(), [["train", {}]]);
  await press();
  await rest;
  assert.equal(run().phase, "paused");
});

test("the latest wish counts: training, while an epoch goes on, pauses that first", async () => {
  const epoch = app.epochOnce();
  await settled();
  trainer.asked();
  const rest = app.train();
  await epoch;
  await settled();
  assert.deepEqual(
    trainer.asked().map(([name]) => name),
    ["pause", "train"],
  );
  assert.equal(run().phase, "training");
  trainer.stop_("finished");
  await rest;
});

test("stop ends the run, training or paused", async () => {
  const going = press();
  await settled();
  trainer.makeSteps(3);
  await app.stop();
  await going;
  assert.deepEqual([run().phase, run().report?.step], ["finished", 3]);
  await app.reset();
  await app.stepOnce();
  await app.stop();
  assert.equal(run().phase, "finished");
  assert.equal(alert(), null);
});

test("the learning rate is the draft's before the run, the run's while it is under way, and the draft's after", async () => {
  await app.setLearningRate(0.1);
  assert.deepEqual(trainer.asked(), [["configure", { ...CONFIG, learning_rate: 0.1 }]]);
  const going = press();
  trainer.makeSteps();
  trainer.asked();
  await app.setLearningRate(0.2);
  assert.deepEqual(trainer.asked(), [["setLearningRate", 0.2]]);
  assert.deepEqual([run().learning_rate, draft().config?.learning_rate], [0.2, 0.1]);
  await assert.rejects(app.setLearningRate(20), /too large/);
  assert.equal(run().learning_rate, 0.2);
  trainer.stop_("finished");
  await going;
  trainer.asked();
  await app.setLearningRate(0.3);
  assert.deepEqual(trainer.asked(), []);
  assert.deepEqual([draft().config?.learning_rate, draft().changed], [0.3, true]);
});

test("a loss that is no number: nothing is lost, and a tenth of the rate is offered", async () => {
  const going = press();
  await settled();
  trainer.makeSteps(8);
  trainer.step = 6;
  const message = "At step 9 the loss became NaN with a learning rate of 0.001.";
  trainer.finish?.(refusal("not-finite", message));
  await going;
  assert.deepEqual([run().phase, run().report?.step], ["paused", 6]);
  assert.equal(store.get().curves.steps.length, 8);
  assert.equal(alert()?.message, message);
  assert.deepEqual(alert()?.actions, ["smaller-rate", "reset", "dismiss"]);
  assert.deepEqual(alert()?.params, { rate: "0.0001" });
  trainer.asked();
  app.goOnSmaller();
  await settled();
  assert.deepEqual(trainer.asked(), [
    ["setLearningRate", 0.0001],
    ["train", {}],
  ]);
  assert.deepEqual([run().phase, alert()], ["training", null]);
});

test("a failure ends the run with a way out; a run that is only held up can be resumed", async () => {
  let going = press();
  await settled();
  trainer.makeSteps();
  for (const code of ["busy", "recovery-failed"]) {
    trainer.finish?.(refusal(code, "Not now."));
    await going;
    assert.equal(run().phase, "paused");
    assert.deepEqual(alert()?.actions, ["dismiss"]);
    going = press();
    await settled();
  }
  trainer.finish?.(refusal("unexpected", "Gone."));
  await going;
  assert.equal(run().phase, "failed");
  assert.deepEqual(alert()?.actions, ["reset", "dismiss"]);
});

test("a run that a script sets up or resets is the page's", async () => {
  await app.stepOnce();
  assert.equal(store.get().curves.steps.length, 1);
  await trainer.reset();
  assert.deepEqual([run().phase, run().report, store.get().curves.steps.length], ["ready", null, 0]);
  await trainer.configure({ ...CONFIG, epochs: 8 });
  assert.equal(draft().config?.epochs, 8);
});

test("the rate finder: its suggestion goes to the run to come, or to the one under way", async () => {
  trainer.swept = /** @type {any} */ ({ ...sweep(4, true), suggestion: 0.012345 });
  await finding.findRate();
  assert.equal(finder().phase, "done");
  await finding.takeSuggestion();
  assert.deepEqual(trainer.asked("configure"), [["configure", { ...CONFIG, learning_rate: 0.012 }]]);
  assert.equal(finder().phase, "done", "which it still is, with the rate taken");
  await app.stepOnce();
  trainer.asked();
  await finding.takeSuggestion();
  assert.deepEqual(trainer.asked(), [["setLearningRate", 0.012]]);
});

test("a sweep that is ended early or refused says so, and suggests nothing", async () => {
  trainer.swept = sweep(2);
  await finding.findRate();
  assert.deepEqual([finder().phase, finder().sweep?.done], ["idle", 2]);
  trainer.asked();
  await finding.takeSuggestion();
  assert.deepEqual(trainer.asked(), []);
  trainer.swept = refusal("no-run", "There is no run yet.");
  await finding.findRate();
  assert.deepEqual([finder().phase, finder().problem?.code], ["failed", "no-run"]);
});
