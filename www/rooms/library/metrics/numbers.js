/**
 * A run's metrics as files. Pure.
 *
 * @module
 */

import { STEP_COLUMNS, stepLines } from "../../../run/step-lines.js";
import { csv } from "../../../ui/csv.js";

/** @typedef {import("../../../run/curves.js").Curves} Curves */
/** @typedef {import("../../../api/protocol.js").EpochReport} EpochReport */

/**
 * A line for each point of the learning curves.
 * @param {Curves} curves a point is the mean of `stride` steps, and lies at the last of them
 */
export function stepsCsv({ steps, stride, ...told }) {
  return csv([[...STEP_COLUMNS, "steps_averaged"], ...stepLines(steps, told).map((line) => [...line, stride])]);
}

/** A line for each epoch, with the names of `npm run train --json`. @param {EpochReport[]} epochs */
export function epochsCsv(epochs) {
  const names = /** @type {(keyof EpochReport)[]} */ (Object.keys(epochs[0] ?? { epoch: 0 }));
  return csv([names, ...epochs.map((epoch) => names.map((name) => epoch[name]))]);
}

/**
 * All of a run but its weights.
 * @param {import("../../../api/protocol.js").RunSummary} summary
 * @param {Curves} curves
 * @param {EpochReport[]} epochs
 */
export function runJson(
  { config, spec },
  { marks, stride, steps, losses, accuracies, learning_rates, gradient_norms },
  epochs,
) {
  const points = { steps_averaged: stride, steps, losses, accuracies, learning_rates, gradient_norms };
  return `${JSON.stringify({ config, network: spec, epochs, evaluations: marks, curves: points }, null, 2)}\n`;
}
