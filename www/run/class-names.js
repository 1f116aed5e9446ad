/**
 * What the classes are called. Pure.
 *
 * @module
 */

/** @typedef {import("../api/protocol.js").DatasetSummary} DatasetSummary */

/** @type {string[]} */
const DIGITS = [..."0123456789"];

/** Well-known data sets of MNIST's make, with their classes' names in the order of their ids. */
export const KNOWN_NAMES = /** @type {Record<"digits" | "fashion" | "kuzushiji", readonly string[]>} */ ({
  digits: DIGITS,
  fashion: ["T-shirt", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot"],
  kuzushiji: [..."おきすつなはまやれを"],
});

/**
 * Ten names: those of the data in use, or the digits while there is none. The same list for the same data, so that
 * views can tell whether it is another.
 * @param {Pick<DatasetSummary, "class_names"> | null | undefined} summary
 * @returns {string[]}
 */
export function classNames(summary) {
  return summary?.class_names ?? DIGITS;
}

/** Whether the names are the digits, and sentences about digits are right. @param {readonly string[]} names */
export function areDigits(names) {
  return names.every((name, i) => name === DIGITS[i]);
}

/** Whether there are names that need more room than a letter. @param {readonly string[]} names */
export function areWords(names) {
  return names.some((name) => name.length > 1);
}
