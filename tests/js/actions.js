/** What happens on the page, and what comes of it, for tests of its state. @module */

import { slices as core } from "../../www/page/state.js";
import { initialOf, reduceAll } from "../../www/page/store.js";
import { slices as lab } from "../../www/rooms/lab/state.js";
import { CONFIG, NETWORK } from "./recipe.js";

/** @typedef {import("../../www/rooms/lab/state.js").LabAction} Action */
/** @typedef {import("../../www/rooms/lab/state.js").LabState} State */
/** @typedef {import("../../www/page/state.js").Action} CoreAction of all rooms */

/** The state that all rooms share, and that of the Lab. */
export const slices = { ...core, ...lab };

export const dataset = /** @type {const} */ ({
  source: "mnist",
  train_count: 60000,
  test_count: 10000,
  height: 28,
  width: 28,
  train_class_counts: Array(10).fill(6000),
  test_class_counts: Array(10).fill(1000),
  name: null,
  class_names: /** @type {string[]} */ ([..."0123456789"]),
  resized_from: null,
  inverted: false,
  generated_count: 0,
});

/** @type {import("../../www/api/protocol.js").RunSummary} */
export const summary = {
  config: CONFIG,
  spec: NETWORK,
  layers: [],
  parameters: 215370,
  macs: 1_000_000,
  train_count: 60000,
  validation_count: 0,
  steps_per_epoch: 938,
  total_steps: 2814,
  step: 0,
};

/** @param {number} step @param {number} [count] steps reported @returns {CoreAction} */
export const steps = (step, count = 1) => ({
  type: "steps",
  step,
  total_steps: 2814,
  epoch: 1,
  step_in_epoch: step,
  steps_per_epoch: 938,
  images: 64 * count,
  losses: Array(count).fill(0.5),
  accuracies: Array(count).fill(0.8),
  learning_rates: Array(count).fill(1e-3),
  gradient_norms: Array(count).fill(2),
  epoch_loss: 0.5,
  epoch_accuracy: 0.8,
  elapsed_ms: 1000,
  images_per_second: 4000,
  remaining_ms: null,
});

/** @param {"test" | "validation"} split @param {number} [accuracy] @returns {CoreAction} */
export const evaluation = (split, accuracy = 0.978) => ({
  type: "evaluation",
  split,
  step: 938,
  loss: 0.06,
  accuracy,
  count: 10000,
});

/** @param {number} number @returns {CoreAction} */
export const epoch = (number) => /** @type {any} */ ({ type: "epoch", epoch: number, test_accuracy: 0.978 });

/** @param {import("../../www/api/protocol.js").Stopped["reason"]} reason @param {number} step @returns {CoreAction} */
export const stopped = (reason, step) => ({ type: "stopped", reason, step });

/** @type {import("../../www/api/protocol.js").Spec} */
export const OTHER = { layers: [{ kind: "flatten" }, { kind: "linear", name: "fc", units: 10 }] };
/** @type {import("../../www/api/protocol.js").Preset} */
export const OTHER_PRESET = { spec: OTHER, config: { ...CONFIG, preset: "flat", learning_rate: 0.02, seed: 0 } };
/** @param {object | null} problem */
export const description = (problem) => /** @type {any} */ ({ layers: [], parameters: 7850, macs: 7840, problem });
export const misfit = {
  path: "1",
  layer: "fc",
  message: "expects [features], gets [1, 28, 28]: flatten first",
  reason: "features",
  params: { input: "[1, 28, 28]" },
};

/** @param {number} done @param {boolean} [finished] @returns {CoreAction} */
export const sweep = (done, finished = false) => ({
  type: "sweep",
  done,
  total: 4,
  rates: [],
  losses: [],
  smoothed: [],
  suggestion: finished ? 0.01 : null,
  finished,
});

export const problem = { code: "dataset-unreachable", message: "No source answered." };

/**
 * The state of these slices: as it begins, after an action, after several.
 * @template S, A
 * @param {import("../../www/page/store.js").Slices} slices
 */
export function stateOf(slices) {
  const initial = () => /** @type {S} */ (initialOf(slices));
  const reduce = (/** @type {S} */ state, /** @type {A} */ action) =>
    /** @type {S} */ (reduceAll(slices, state, /** @type {any} */ (action)));
  return {
    slices,
    initial,
    reduce,
    after: (/** @type {A[]} */ actions, state = initial()) => actions.reduce(reduce, state),
  };
}

export const { initial, reduce, after } = /** @type {typeof stateOf<State, Action>} */ (stateOf)(slices);

/** @type {import("../../www/api/protocol.js").BackendReport} */
export const report = {
  requested: "auto",
  backend: "ndarray",
  adapter: null,
  notices: [],
  workers: { count: 1, reason: null },
};

/** @type {CoreAction[]} */
export const ready = [
  { type: "opening" },
  { type: "loading", source: "mnist" },
  { type: "opened", report },
  { type: "loaded", summary: dataset },
  { type: "configuring" },
  { type: "configured", summary },
];
