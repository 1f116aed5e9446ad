/**
 * Arrays painted as images, one array element a pixel of the canvas. The style sheet scales the
 * canvas (`image-rendering: pixelated` where the pixels are the point), so that it is crisp on
 * any screen.
 *
 * @module
 */

import { colourTable, shade } from "./colour.js";

/** @typedef {import("./colour.js").ColourTable} ColourTable */

/**
 * @param {HTMLCanvasElement} canvas
 * @param {ArrayLike<number>} values `[height, width]`, row-major
 * @param {number} width
 * @param {number} height
 * @param {ColourTable} table
 * @param {number} low
 * @param {number} high
 */
export function paint(canvas, values, width, height, table, low, high) {
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
  const context = canvas.getContext("2d");
  if (!context) return;
  const image = context.createImageData(width, height);
  for (let i = 0; i < width * height; i++) {
    // What is not a number stays transparent.
    if (Number.isNaN(values[i])) continue;
    const colour = shade(values[i], low, high) * 3;
    image.data[i * 4] = table[colour];
    image.data[i * 4 + 1] = table[colour + 1];
    image.data[i * 4 + 2] = table[colour + 2];
    image.data[i * 4 + 3] = 255;
  }
  context.putImageData(image, 0, 0);
}

/**
 * Ink on paper, in the colours of the page's theme.
 * @returns {ColourTable}
 */
export function inkTable() {
  const style = getComputedStyle(document.documentElement);
  return colourTable([style.getPropertyValue("--paper"), style.getPropertyValue("--ink")]);
}

/**
 * A digit of 28 × 28 bytes.
 * @param {HTMLCanvasElement} canvas
 * @param {Uint8Array} pixels 0 = paper, 255 = ink
 * @param {ColourTable} ink see {@link inkTable}
 */
export function paintDigit(canvas, pixels, ink) {
  paint(canvas, pixels, 28, 28, ink, 0, 255);
}
