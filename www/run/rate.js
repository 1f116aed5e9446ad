/**
 * Learning rates as people handle them: read, written, and made larger or smaller by a step. Pure.
 *
 * @module
 */

import { parseNumber } from "./settings.js";

/** Rates are stepped through 1, 2, 5, 10, … times a power of ten. */
const FACTORS = [1, 2, 5];
/** No step leads beyond these. */
const LEAST = 1e-8;
const MOST = 10;

/**
 * The next round rate up or down.
 * @param {number} rate above 0
 * @param {1 | -1} way up or down
 * @returns {number}
 */
export function nextRate(rate, way) {
  const power = Math.floor(Math.log10(rate));
  const steps = [power - 1, power, power + 1].flatMap((power) => FACTORS.map((factor) => Number(`${factor}e${power}`)));
  // A rate that has been through other arithmetic stands for the round one beside it.
  const next =
    way > 0 ? steps.find((step) => step > rate * (1 + 1e-6)) : steps.findLast((step) => step < rate * (1 - 1e-6));
  return Math.min(MOST, Math.max(LEAST, next ?? rate));
}

/** @param {string} text @returns {number | null} null if it is no number above 0 */
export function parseRate(text) {
  return parseNumber(text.replace(",", "."), "positive");
}

/**
 * As it is typed: without the noise of other arithmetic.
 * @param {number | null | undefined} rate
 * @param {number} [digits] at most
 */
export function rateText(rate, digits = 6) {
  return rate === null || rate === undefined ? "" : String(Number(rate.toPrecision(digits)));
}
