/**
 * A run's metrics as files. Pure.
 *
 * @module
 */

import { csv } from "../../../ui/csv.js";

/** @typedef {import("../../../run/curves.js").Curves} Curves */
/** @typedef {import("../../../api/protocol.js").EpochReport} EpochReport */

/**
 * A line for each point of the learning curves.
 * @param {Curves} curves a point is the mean of `stride` steps, and lies at the last of them
 */
export function stepsCsv({ steps, losses, accuracies, learning_rates, gradient_norms, stride }) {
  const header = ["step", "loss", "accuracy", "learning_rate", "gradient_norm", "steps_averaged"];
  const lines = steps.map((step, i) => {
    const norm = gradient_norms[i];
    // NaN stands for a norm that was no number: in a table it is missing.
    return [step, losses[i], accuracies[i], learning_rates[i], Number.isFinite(norm) ? norm : null, stride];
  });
  return csv([header, ...lines]);
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
