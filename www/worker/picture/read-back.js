/**
 * Reads a picture's pixels, through a canvas. Browsers that protect against fingerprinting may falsify what is read back
 * from one: whether they do is found out with pixels that are known.
 *
 * @module
 */

/** A little noise, as Brave adds it, harms nothing. */
const MOST_OFF = 8;
const TRIAL_SIDE = 16;

const canvas = new OffscreenCanvas(1, 1);
const context = canvas.getContext("2d", { willReadFrequently: true });
/** Whether pixels come back as they were; null: not tried yet. @type {boolean | null} */
let honest = null;

/**
 * @param {ImageBitmap} bitmap
 * @param {number} top the first row
 * @param {number} rows as many
 * @returns {Uint8Array} `[rows, width, 4]`: red, green, blue, opacity
 * @throws {import("../../api/protocol.js").ErrorReport} with the code "picture-falsified"
 */
export function readCanvas(bitmap, top, rows) {
  honest ??= isHonest();
  if (!honest || !context) {
    const message =
      "This browser falsifies pixels that a page reads, to protect against fingerprinting. Allow this page to read canvases, or draw the digit instead.";
    throw { code: "picture-falsified", message };
  }
  resize(bitmap.width, rows);
  context.drawImage(bitmap, 0, -top);
  return new Uint8Array(context.getImageData(0, 0, bitmap.width, rows).data.buffer);
}

/** A canvas is blank after a change of its size, and only then need not be wiped. @param {number} width @param {number} height */
function resize(width, height) {
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
  context?.clearRect(0, 0, width, height);
}

/** Whether a pattern comes back unchanged. */
function isHonest() {
  if (!context) return false;
  resize(TRIAL_SIDE, TRIAL_SIDE);
  const pattern = context.createImageData(TRIAL_SIDE, TRIAL_SIDE);
  pattern.data.forEach((_, i) => {
    // Every value, in an order that no smooth picture has; opaque.
    pattern.data[i] = i % 4 === 3 ? 255 : (i * 89) % 256;
  });
  context.putImageData(pattern, 0, 0);
  const back = context.getImageData(0, 0, TRIAL_SIDE, TRIAL_SIDE).data;
  return back.every((value, i) => Math.abs(value - pattern.data[i]) <= MOST_OFF);
}
