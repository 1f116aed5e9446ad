/**
 * Ranges and ticks of the charts' axes. Pure.
 *
 * @module
 */

/** Values below this are drawn at it: a logarithmic axis has no zero. */
export const LEAST_LOSS = 1e-4;
export const LEAST_RATE = 1e-9;
/** Rates below this part of the greatest are left out of a logarithmic axis. */
const LEAST_SHARE = 1e-6;

/** The accuracy's axis starts at 80 % from here on, … */
const ZOOM_IN = 0.93;
/** … and at 0 % again below this. Apart, so that noise does not toggle it. */
const ZOOM_OUT = 0.85;
/** Where the axis may start when only a part of the run is in view. */
const FLOORS = [0.998, 0.995, 0.99, 0.98, 0.95, 0.9, 0.8, 0.7, 0.5, 0];

/** @typedef {[number, number]} Range */

/**
 * The least and the greatest of the values whose place lies in a range.
 * @param {ArrayLike<number>} places rising
 * @param {ArrayLike<number>} values one a place; those that are no number do not count
 * @param {Range} within
 * @param {Range} [so_far]
 * @returns {Range} Infinity to -Infinity if there are none
 */
export function extent(places, values, [from, to], [least, most] = [Infinity, -Infinity]) {
  for (let i = 0; i < places.length; i++) {
    const value = values[i];
    if (places[i] < from || places[i] > to || !Number.isFinite(value)) continue;
    if (value < least) least = value;
    if (value > most) most = value;
  }
  return [least, most];
}

/**
 * For a loss or a gradient's norm.
 * @param {Range} extent of what must be in sight
 * @param {boolean} log
 * @param {boolean} part whether only a part of the run is in view, which may then fill the chart
 * @returns {Range}
 */
export function lossRange([least, most], log, part) {
  const known = most >= least;
  if (!log) return linearRange(known ? [part ? least : 0, most] : [0, 2.5], part);
  if (part && known) return [oneTwoFive(Math.max(LEAST_LOSS, least / 1.1), -1), oneTwoFive(most * 1.1, 1)];
  const low = Math.min(0.1, known ? least / 1.2 : 0.1);
  return [Math.max(LEAST_LOSS, 10 ** Math.floor(Math.log10(low))), Math.max(4, known ? most * 1.2 : 4)];
}

/**
 * @param {Range} extent
 * @param {boolean} log
 * @returns {Range}
 */
export function rateRange([least, most], log) {
  if (!(most > 0)) return log ? [1e-4, 1] : [0, 1];
  if (!log) return linearRange([0, most], false);
  // A schedule that ends at nothing would leave the rest no room.
  const low = Math.max(LEAST_RATE, most * LEAST_SHARE, Math.min(least, most / 2));
  return [oneTwoFive(low / 1.05, -1), oneTwoFive(most * 1.05, 1)];
}

/**
 * @param {Range} extent
 * @param {number} latest accuracy
 * @param {boolean} part whether only a part of the run is in view
 * @param {boolean} near whether the axis started at 80 % until now
 * @returns {Range}
 */
export function accuracyRange([least], latest, part, near) {
  if (part && Number.isFinite(least)) return [FLOORS.find((floor) => floor <= least) ?? 0, 1];
  return [latest >= (near ? ZOOM_OUT : ZOOM_IN) ? 0.8 : 0, 1];
}

/**
 * Even ticks at round numbers.
 * @param {Range} range
 * @param {number} most how many at most
 * @returns {number[]}
 */
export function roundTicks([from, to], most) {
  if (!(to > from)) return [from];
  const unit = oneTwoFive((to - from) / most, 1);
  const first = Math.ceil(from / unit - 1e-9);
  const count = Math.floor(to / unit + 1e-9) - first + 1;
  // Products, not sums, and rounded: so that 0.3 is not 0.30000000000000004.
  return Array.from({ length: count }, (_, i) => Number(((first + i) * unit).toPrecision(12)));
}

/**
 * Ticks at powers of ten; at twice and five times them too where that leaves room.
 * @param {Range} range
 * @param {number} most how many at most
 * @returns {number[]}
 */
export function logTicks([from, to], most) {
  const lists = [[1, 2, 5], [1, 3], [1]].map((factors) => {
    const ticks = [];
    for (let power = Math.floor(Math.log10(from)); power <= Math.ceil(Math.log10(to)); power++) {
      for (const factor of factors) ticks.push(Number((factor * 10 ** power).toPrecision(3)));
    }
    return ticks.filter((tick) => tick >= from * 0.999 && tick <= to * 1.001);
  });
  const fitting = lists.find((ticks) => ticks.length <= most);
  if (fitting && fitting.length > 1) return fitting;
  const powers = lists[2].length > 1 ? lists[2] : lists[0];
  const every = Math.ceil(powers.length / most);
  return powers.filter((_, i) => i % every === 0);
}

/**
 * Ticks at the ends of epochs; every second, fifth, … where there are many. Round numbers where
 * there are hardly any.
 * @param {Range} range
 * @param {number} epoch its length; 0: not known
 * @param {number} most how many at most
 * @returns {number[]}
 */
export function epochTicks([from, to], epoch, most) {
  if (!epoch || (to - from) / epoch < 1.5) {
    const whole = from === 0 && epoch >= to;
    return whole ? [0, to] : roundTicks([from, to], most).filter((tick) => Number.isInteger(tick));
  }
  const unit = epoch * oneTwoFive((to - from) / epoch / most, 1, 1);
  const first = Math.ceil(from / unit - 1e-9);
  const count = Math.floor(to / unit + 1e-9) - first + 1;
  return Array.from({ length: count }, (_, i) => Math.round((first + i) * unit));
}

/**
 * A number for a tick or a name, as short as it goes: 0.01, 2, 1e-5.
 * @param {number} value
 * @returns {string}
 */
export function short(value) {
  const rounded = Number(value.toPrecision(3));
  if (rounded === 0 || Math.abs(rounded) >= 0.001) return String(rounded);
  return rounded.toExponential();
}

/** 0..=1 as a percentage, as short as it goes. @param {number} value */
export function percent(value) {
  return `${Number((value * 100).toPrecision(6))}%`;
}

/**
 * @param {Range} extent
 * @param {boolean} part
 * @returns {Range}
 */
function linearRange([least, most], part) {
  const length = most - least || Math.abs(most) || 1;
  const unit = oneTwoFive(length / 4, -1);
  const low = part ? Math.floor((least - length * 0.02) / unit) * unit : 0;
  return [Math.max(0, low), Math.max(low + unit, Math.ceil((most + length * 0.02) / unit) * unit)];
}

/**
 * The nearest of …, 0.5, 1, 2, 5, 10, … on one side.
 * @param {number} value above 0
 * @param {1 | -1} side 1: not less than the value
 * @param {number} [least]
 * @returns {number}
 */
function oneTwoFive(value, side, least = 0) {
  const power = Math.floor(Math.log10(value) + 1e-9);
  const steps = [1, 2, 5, 10].map((factor) => Number((factor * 10 ** power).toPrecision(3)));
  const found =
    side > 0
      ? steps.find((step) => step >= value * (1 - 1e-9))
      : [...steps].reverse().find((step) => step <= value * (1 + 1e-9));
  return Math.max(least, found ?? value);
}
