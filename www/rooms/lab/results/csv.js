/**
 * The epochs of a run as comma-separated values, under the names of `npm run train --json`. Pure.
 *
 * @module
 */

import { csv } from "../../../ui/csv.js";

/** @typedef {import("../../../api/protocol.js").EpochReport} EpochReport */

const COLUMNS = /** @type {const} @satisfies {readonly (keyof EpochReport)[]} */ ([
  "epoch",
  "train_loss",
  "train_accuracy",
  "validation_loss",
  "validation_accuracy",
  "test_loss",
  "test_accuracy",
  "learning_rate",
  "images_per_second",
  "elapsed_ms",
  "backend",
  "workers",
]);

/**
 * @param {EpochReport[]} epochs
 * @returns {string} a header and a line an epoch; what there is not is left empty
 */
export function epochCsv(epochs) {
  return csv([[...COLUMNS], ...epochs.map((epoch) => COLUMNS.map((name) => epoch[name]))]);
}
