/** The draft of the next run, and the rate finder. */

import assert from "node:assert/strict";
import { test } from "node:test";
import {
  after,
  description,
  misfit,
  OTHER,
  OTHER_PRESET,
  problem,
  ready,
  steps,
  stopped,
  summary,
  sweep,
  reduce,
} from "./actions.js";
import { CONFIG, NETWORK, PRESET } from "./recipe.js";

/** @typedef {import("../../www/page/state.js").Action} Action */

test("the draft follows the run until it is edited, and again once it is applied or taken back", () => {
  const state = after(ready);
  assert.deepEqual(
    [state.draft.config, state.draft.network, state.draft.changed, state.draft.problem],
    [CONFIG, NETWORK, false, null],
  );
  const edited = reduce(state, { type: "edited", config: { epochs: 9 } });
  assert.equal(edited.draft.config?.epochs, 9);
  assert.equal(edited.draft.config?.batch_size, CONFIG.batch_size);
  assert.equal(edited.draft.changed, true);
  assert.equal(edited.run, state.run);
  assert.equal(reduce(edited, { type: "edited", config: { epochs: CONFIG.epochs } }).draft.changed, false);
  assert.deepEqual(reduce(edited, { type: "reverted" }).draft, state.draft);
  const config = { ...CONFIG, epochs: 9 };
  const applied = after([{ type: "applying" }, { type: "configured", summary: { ...summary, config } }], edited);
  assert.deepEqual([applied.draft.config?.epochs, applied.draft.changed], [9, false]);
});

test("an edit made while a run is being set up is not lost to it", () => {
  const state = after(
    [
      { type: "edited", config: { epochs: 9 } },
      { type: "applying" },
      { type: "configuring" },
      { type: "edited", config: { epochs: 3 } }, // as it was: but another run is on its way
      { type: "configured", summary: { ...summary, config: { ...CONFIG, epochs: 9 } } },
    ],
    after(ready),
  );
  assert.deepEqual([state.draft.config?.epochs, state.draft.changed], [3, true]);
});

test("an edit that waits outlives what a script does to the run", () => {
  const state = after(
    [steps(5), { type: "edited", config: { epochs: 9 } }, { type: "configured", summary }],
    after(ready),
  );
  assert.deepEqual([state.draft.config?.epochs, state.draft.changed], [9, true]);
});

test("a preset brings its recipe and layers, but not its seed", () => {
  const seeded = { ...summary, config: { ...CONFIG, seed: 5 } };
  const state = after(
    [
      { type: "presets", presets: [PRESET, OTHER_PRESET] },
      { type: "configured", summary: seeded },
      { type: "preset-chosen", preset: OTHER_PRESET },
    ],
    after(ready),
  );
  assert.deepEqual(state.draft.config, { ...OTHER_PRESET.config, seed: 5 });
  assert.equal(state.draft.network, OTHER);
  assert.equal(state.draft.changed, true);
});

test("layers of one's own go into the settings; the preset's own do not, however they are written", () => {
  const state = reduce(after(ready), { type: "presets", presets: [PRESET] });
  const own = reduce(state, { type: "network-edited", network: OTHER });
  assert.deepEqual([own.draft.config?.network, own.draft.changed], [OTHER, true]);
  const same = { layers: NETWORK.layers.map((layer) => ({ ...layer })) };
  const first = /** @type {any} */ (same.layers[0]);
  delete first.stride; // 1 is what it is anyway
  const back = reduce(own, { type: "network-edited", network: same });
  assert.deepEqual([back.draft.config?.network, back.draft.changed], [null, false]);
});

test("layers that do not fit are a problem, until others are described", () => {
  const edited = reduce(after(ready), { type: "network-edited", network: OTHER });
  const wrong = reduce(edited, { type: "described", network: OTHER, description: description(misfit) });
  assert.deepEqual(wrong.draft.problem, {
    code: "network-invalid",
    message: "fc: expects [features], gets [1, 28, 28]: flatten first",
    params: { layer: "fc", reason: "features", input: "[1, 28, 28]" },
  });
  assert.equal(
    reduce(wrong, { type: "edited", config: { epochs: 9 } }).draft.problem?.code,
    "network-invalid",
    "settings do not mend them",
  );
  const late = reduce(wrong, { type: "described", network: NETWORK, description: description(null) });
  assert.equal(late.draft, wrong.draft, "an answer about layers edited since");
  const mended = reduce(wrong, { type: "described", network: OTHER, description: description(null) });
  assert.equal(mended.draft.problem, null);
});

test("settings that are refused leave the run that there was, and say why until they are edited", () => {
  const error = { code: "config-invalid", message: "epochs: 0 is not in 1 to 1000." };
  const state = after([steps(5), stopped("paused", 5), { type: "edited", config: { epochs: 0 } }], after(ready));
  const refused = after([{ type: "applying" }, { type: "configuring" }, { type: "configure-failed", error }], state);
  assert.equal(refused.run.phase, "paused");
  assert.equal(refused.draft.problem, error);
  assert.equal(refused.draft.config?.epochs, 0);
  assert.equal(refused.curves, state.curves);
  assert.equal(reduce(refused, { type: "edited", config: { epochs: 1 } }).draft.problem, null);
});

test("the rate finder: sweeping, done, and still valid after the rate was taken", () => {
  let state = reduce(after(ready), { type: "finder-asked" });
  assert.equal(state.finder.phase, "sweeping");
  state = reduce(state, sweep(2));
  assert.deepEqual([state.finder.phase, state.finder.sweep?.done], ["sweeping", 2]);
  state = after([sweep(4, true), { type: "finder-ended" }], state);
  assert.equal(state.finder.phase, "done");
  const learned = reduce(state, steps(1));
  assert.equal(reduce(learned, { type: "configured", summary }).finder.sweep, null, "it was about weights now gone");
  const config = { ...CONFIG, learning_rate: 0.01 };
  assert.equal(reduce(state, { type: "configured", summary: { ...summary, config } }).finder, state.finder);
  for (const other of [
    { ...summary, config: { ...CONFIG, batch_size: 8 } },
    { ...summary, spec: OTHER },
  ]) {
    assert.equal(reduce(state, { type: "configured", summary: other }).finder.sweep, null, "another network or recipe");
  }
});

test("a sweep that is ended early keeps its points, and suggests nothing", () => {
  for (const end of /** @type {Action[]} */ ([{ type: "finder-ended" }, steps(1)])) {
    const state = after([{ type: "finder-asked" }, sweep(2), end], after(ready));
    assert.deepEqual([state.finder.phase, state.finder.sweep?.done], ["idle", 2]);
  }
  const failed = after([{ type: "finder-asked" }, { type: "finder-failed", error: problem }], after(ready));
  assert.deepEqual([failed.finder.phase, failed.finder.problem], ["failed", problem]);
});
