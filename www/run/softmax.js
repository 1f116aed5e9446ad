/**
 * Outputs of a network as probabilities, and their losses. Pure.
 *
 * @module
 */

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
 * The cross-entropy of one image: −log of the probability of its class. Computed from the outputs, since a probability may
 * be too small to have a logarithm.
 * @param {ArrayLike<number>} outputs logits or log-probabilities
 * @param {number} label
 */
export function crossEntropy(outputs, label) {
  const values = Float64Array.from(outputs);
  const most = values.reduce((most, value) => Math.max(most, value), -Infinity);
  const sum = values.reduce((sum, value) => sum + Math.exp(value - most), 0);
  return most + Math.log(sum) - values[label];
}

/** The ten outputs of an image. @param {Float32Array} outputs `[n, 10]` @param {number} i */
export const outputsOf = (outputs, i) => outputs.subarray(i * 10, (i + 1) * 10);

/** @param {Float32Array} outputs `[n, 10]` @param {Uint8Array} labels @returns {{losses: number[], mean: number}} */
export function lossesOf(outputs, labels) {
  const losses = Array.from(labels, (label, i) => crossEntropy(outputsOf(outputs, i), label));
  return { losses, mean: losses.reduce((sum, loss) => sum + loss, 0) / losses.length };
}
