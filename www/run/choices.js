/**
 * What a classifier takes an image for, by its ten numbers. Pure.
 *
 * @module
 */

/** @typedef {import("../api/protocol.js").Classifier} Classifier */

const CLASSES = 10;

/**
 * @param {ArrayLike<number>} values `[10]`: probabilities; of templates, errors, of which the least wins
 * @param {Classifier} classifier
 * @param {[number, number] | null} classes to choose from; of two equal ones the first
 * @returns {number}
 */
export function choiceOf(values, classifier, classes) {
  const among = classes ? [...classes].sort((a, b) => a - b) : Array.from({ length: CLASSES }, (_, i) => i);
  const sign = classifier === "network" ? 1 : -1;
  return among.reduce((best, one) => (sign * values[one] > sign * values[best] ? one : best));
}

/** Images of either class when only the first ones count. */
export const FEW = 50;

/**
 * How many images of two classes are right, by the choice between all ten classes and by that between the two.
 * @param {{labels: ArrayLike<number>, values: ArrayLike<number>}} scores `values`: `[n, 10]`
 * @param {Classifier} classifier
 * @param {[number, number]} pair
 * @param {number} most images of either class that count, the first of the file; Infinity: all
 * @returns {{count: number, of_ten: number, of_two: number}}
 */
export function pairTally({ labels, values }, classifier, pair, most) {
  const tally = { count: 0, of_ten: 0, of_two: 0 };
  const seen = new Map(pair.map((one) => [one, 0]));
  for (let i = 0; i < labels.length; i++) {
    const before = seen.get(labels[i]);
    if (before === undefined || before >= most) continue;
    seen.set(labels[i], before + 1);
    const row = Array.from({ length: CLASSES }, (_, of) => values[i * CLASSES + of]);
    tally.count += 1;
    tally.of_ten += Number(choiceOf(row, classifier, null) === labels[i]);
    tally.of_two += Number(choiceOf(row, classifier, pair) === labels[i]);
  }
  return tally;
}

/**
 * What a classifier takes an image for.
 * @param {{values: Float32Array | null} | null | undefined} scores `values`: `[n, 10]`
 * @param {Classifier} classifier
 * @param {[number, number] | null} classes to choose from
 * @param {number} index of the image
 * @returns {number | null} null: not known
 */
export function answerAt(scores, classifier, classes, index) {
  const row = scores?.values?.subarray(index * CLASSES, (index + 1) * CLASSES);
  return row?.length ? choiceOf(row, classifier, classes) : null;
}
