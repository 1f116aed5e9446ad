/**
 * A canvas that is drawn on in CSS pixels and is sharp on any screen.
 *
 * @module
 */

/**
 * Clears the canvas and gives it a size.
 * @param {HTMLCanvasElement} canvas
 * @param {number} width in CSS pixels, as is what is drawn
 * @param {number} height
 * @returns {CanvasRenderingContext2D}
 */
export function sharpened(canvas, width, height) {
  const ratio = devicePixelRatio;
  canvas.width = Math.round(width * ratio);
  canvas.height = Math.round(height * ratio);
  canvas.style.width = `${width}px`;
  canvas.style.height = `${height}px`;
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  context.scale(ratio, ratio);
  return context;
}
