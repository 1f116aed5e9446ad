/**
 * Colour maps, as tables of 256 colours. Pure.
 *
 * @module
 */

/** @typedef {Uint8ClampedArray} ColourTable 256 × red, green, blue */

/** Viridis (Smith and van der Walt, CC0) at eleven even points: for magnitudes, from 0 up. */
const VIRIDIS = "440154 482475 414487 355f8d 2a788e 21918c 22a884 44bf70 7ad151 bddf26 fde725";

/** RdBu (Brewer, Harrower) from blue over white to red: for signed values, white is 0. */
const DIVERGING = "053061 2166ac 4393c3 92c5de d1e5f0 f7f7f7 fddbc7 f4a582 d6604d b2182b 67001f";

/**
 * Ten classes, told apart also by those who confuse red and green or see no blue: the sequence of ten of M. A. Petroff,
 * "Accessible Color Sequences for Data Visualization" (arXiv:2107.02270), in his order.
 */
export const CLASS_COLOURS = "3f90da ffa90e bd1f01 94a4a2 832db6 a96b59 e76300 b9ac70 717581 92dadd"
  .split(" ")
  .map((hex) => `#${hex}`);

/**
 * @param {string} hex "1b1e24" or "#1b1e24"
 * @returns {number[]} red, green, blue in 0..=255
 */
export function parseHex(hex) {
  const digits = hex.trim().replace("#", "");
  return [0, 2, 4].map((start) => Number.parseInt(digits.slice(start, start + 2), 16));
}

/**
 * @param {string[]} points hex colours, evenly spaced
 * @returns {ColourTable}
 */
export function colourTable(points) {
  const colours = points.map(parseHex);
  const table = new Uint8ClampedArray(256 * 3);
  for (let i = 0; i < 256; i++) {
    const place = (i / 255) * (colours.length - 1);
    const below = Math.min(Math.floor(place), colours.length - 2);
    for (let channel = 0; channel < 3; channel++) {
      const [a, b] = [colours[below][channel], colours[below + 1][channel]];
      table[i * 3 + channel] = a + (b - a) * (place - below);
    }
  }
  return table;
}

export const viridis = colourTable(VIRIDIS.split(" "));
export const diverging = colourTable(DIVERGING.split(" "));

/**
 * The same colours from the other end.
 * @param {ColourTable} table
 * @returns {ColourTable}
 */
export function reversed(table) {
  return table.map((_, i) => table[table.length - 3 - 3 * Math.floor(i / 3) + (i % 3)]);
}

/**
 * A table as a CSS gradient, for colour bars.
 * @param {ColourTable} table
 * @returns {string}
 */
export function gradient(table) {
  const stops = Array.from({ length: 17 }, (_, i) => {
    const at = Math.round((i * 255) / 16) * 3;
    return `rgb(${table[at]} ${table[at + 1]} ${table[at + 2]})`;
  });
  return `linear-gradient(to right, ${stops.join(", ")})`;
}

/**
 * @param {number} value
 * @param {number} low shown in the table's first colour
 * @param {number} high shown in its last
 * @returns {number} 0..=255
 */
export function shade(value, low, high) {
  if (!(high > low)) return low < 0 ? 128 : 0;
  return Math.min(255, Math.max(0, Math.round(((value - low) / (high - low)) * 255)));
}
