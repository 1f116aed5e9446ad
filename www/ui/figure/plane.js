/**
 * Maps of values as images: their colours, their colour bar, and many of them as one.
 *
 * @module
 */

import { html, painted } from "../template.js";
import { colourBar } from "./colour-bar.js";
import { diverging, viridis } from "./colour.js";
import { paint } from "./pixels.js";

/** The colours of values: `low` has the table's first, `high` its last. @typedef {{table: import("./colour.js").ColourTable, low: number, high: number}} Scale */

/** The least and the greatest value. @param {ArrayLike<number>} values @returns {[number, number]} */
export function rangeOf(values) {
  let [low, high] = [Infinity, -Infinity];
  for (let i = 0; i < values.length; i++) {
    low = Math.min(low, values[i]);
    high = Math.max(high, values[i]);
  }
  return [low, high];
}

/** From 0 up, or of either sign around white. @param {ArrayLike<number>} values @returns {Scale} */
export function scaleOf(values) {
  const [low, high] = rangeOf(values);
  return low < 0 ? signedScale(values) : { table: viridis, low: 0, high: high || 1 };
}

/** Of either sign around white, also where there is only one. @param {ArrayLike<number>} values @returns {Scale} */
export function signedScale(values) {
  const [low, high] = rangeOf(values);
  const most = Math.max(Math.abs(low), Math.abs(high)) || 1;
  return { table: diverging, low: -most, high: most };
}

/**
 * A map as a canvas.
 * @param {ArrayLike<number>} values `[height, width]`; what is not a number is left empty
 * @param {number} height
 * @param {number} width
 * @param {Scale} scale
 * @param {string} [label] without one it is hidden from screen readers
 * @param {object} [source] what the values are a part of: while it is the same, nothing is painted again
 */
export function planeView(values, height, width, { table, low, high }, label, source = values) {
  const draw = (/** @type {HTMLCanvasElement} */ canvas) => paint(canvas, values, width, height, table, low, high);
  return html`<canvas
    role=${label ? "img" : "presentation"}
    aria-label=${label ?? ""}
    width=${width}
    height=${height}
    ${painted(draw, source, low, high, table)}
  ></canvas>`;
}

/**
 * Maps of one size side by side as a single one, with a gap of one pixel between them.
 * @param {ArrayLike<number>} values `[count, height, width]`
 * @param {{height: number, width: number, columns: number}} layout
 * @returns {{values: Float32Array, height: number, width: number}} gaps are not numbers
 */
export function mosaic(values, { height, width, columns }) {
  const count = values.length / (height * width);
  const rows = Math.ceil(count / columns);
  const [across, down] = [columns * (width + 1) - 1, rows * (height + 1) - 1];
  const all = new Float32Array(across * down).fill(Number.NaN);
  for (let i = 0; i < count; i++) {
    const top = Math.floor(i / columns) * (height + 1);
    const left = (i % columns) * (width + 1);
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++) all[(top + y) * across + left + x] = values[(i * height + y) * width + x];
  }
  return { values: all, height: down, width: across };
}

/** @param {Scale} scale @param {import("../ui.js").Ui} ui */
export function scaleBar({ table, low, high }, { format }) {
  const middle = low < 0 ? "0" : "";
  return colourBar(table, [low < 0 ? format.signed(low) : "0", middle, format.signed(high)]);
}
