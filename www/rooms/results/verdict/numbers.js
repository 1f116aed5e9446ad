/**
 * What the Results room makes of a verdict's numbers: the matrix, its files, who is likeliest. Pure.
 *
 * @module
 */

import { choiceOf } from "../../../run/choices.js";

/** @typedef {import("../../../api/protocol.js").Classifier} Classifier */
/** @typedef {import("../../../api/protocol.js").Verdict} Verdict */

const CLASSES = 10;

/**
 * @typedef {object} MatrixCell
 * @property {number} truth
 * @property {number} prediction
 * @property {number} count
 * @property {number} share of the row, 0..=1; 0 for an empty row
 */

/**
 * The confusion matrix of the classes that were chosen between; those that no image is of or is taken for are left out.
 * @param {Verdict} verdict
 * @returns {{classes: number[], rows: MatrixCell[][]}}
 */
export function matrixOf({ confusion, per_class }) {
  const at = (/** @type {number} */ truth, /** @type {number} */ prediction) => confusion[truth * CLASSES + prediction];
  const there = per_class.filter(
    ({ class: one, count }) => count > 0 || per_class.some((other) => at(other.class, one)),
  );
  const classes = there.map((one) => one.class);
  const rows = there.map(({ class: truth, count: all }) =>
    classes.map((prediction) => {
      const count = at(truth, prediction);
      return { truth, prediction, count, share: all > 0 ? count / all : 0 };
    }),
  );
  return { classes, rows };
}

/**
 * The most that any mistake comes to. The diagonal counts thousands and would leave no colours for the rest.
 * @param {MatrixCell[][]} rows
 * @param {"count" | "share"} measure
 */
export function worstMistake(rows, measure) {
  const mistakes = rows.flat().filter(({ truth, prediction }) => truth !== prediction);
  return Math.max(0, ...mistakes.map((cell) => cell[measure]));
}

/**
 * Every test image with what it got for every class, as lines of a file.
 * @param {import("../../../api/protocol.js").Probabilities} probabilities
 * @param {Classifier} classifier
 * @param {string[]} names
 * @returns {(string | number)[][]} a header first
 */
export function probabilityLines({ labels, values }, classifier, names) {
  const measure = classifier === "network" ? "probability" : "mean_squared_error";
  const header = ["index", "class", "prediction", ...names.map((_, i) => `${measure}_${i}`)];
  return [
    header,
    ...Array.from(labels, (label, index) => {
      const row = values.subarray(index * CLASSES, (index + 1) * CLASSES);
      return [index, names[label], names[choiceOf(row, classifier, null)], ...Array.from(row, shortest)];
    }),
  ];
}

/** As few digits as tell one 32-bit number from its neighbours. @param {number} value */
function shortest(value) {
  for (let digits = 6; digits < 9; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return short;
  }
  return Number(value.toPrecision(9));
}
