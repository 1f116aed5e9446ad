/**
 * The network's last output, taken for logits, as probabilities. Pure.
 *
 * @module
 */

import { softmax } from "../../../run/softmax.js";

/** @typedef {import("./state.js").Seen} Seen */

/**
 * With the probabilities as one more layer.
 * @param {Seen} seen
 * @param {number} count of the network's layers
 * @returns {Seen}
 */
export function withProbabilities(seen, count) {
  const last = seen.activations.get(count - 1);
  if (!last || last.shape.length !== 2) return seen;
  const probabilities = { ...last, number: count, kind: "softmax", layer: "", data: softmax(last.data) };
  return { ...seen, activations: new Map([...seen.activations, [count, probabilities]]) };
}
