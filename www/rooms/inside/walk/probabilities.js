/**
 * The network's last output, taken for logits, as probabilities. Pure.
 *
 * @module
 */

/** @typedef {import("./state.js").Seen} Seen */

/**
 * A softmax, which leaves the exponentials of log-probabilities as they are.
 * @param {ArrayLike<number>} outputs logits or log-probabilities
 * @returns {Float32Array}
 */
export function softmax(outputs) {
  const values = Float64Array.from(outputs);
  const most = values.reduce((most, value) => Math.max(most, value), -Infinity);
  const powers = values.map((value) => Math.exp(value - most));
  const sum = powers.reduce((sum, power) => sum + power, 0);
  return Float32Array.from(powers, (power) => power / sum);
}

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
