/**
 * What the page calls the classes. Pure.
 *
 * @module
 */

const DIGITS = [..."0123456789"];

/**
 * The same list for the same data, so that views can tell whether it is another.
 * @param {import("./protocol.js").DatasetSummary | null} summary
 * @returns {string[]} by class; the digits, where the images came without names
 */
export function classNames(summary) {
  return /** @type {{class_names?: string[]} | null} */ (summary)?.class_names ?? DIGITS;
}
