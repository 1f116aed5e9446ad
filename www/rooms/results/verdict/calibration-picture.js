/**
 * Confidence against accuracy: a column a bin, as high as the share that was right, its middle at the mean
 * confidence; on the dashed line, both are the same. Beneath, how many images are in each bin.
 *
 * @module
 */

import { boxIn, drawFrame, shareOn } from "../../../ui/figure/frame.js";
import { sharpened } from "../../../ui/figure/sharp.js";

/** @typedef {import("../../../api/protocol.js").Verdict} Verdict */
/** @typedef {NonNullable<Verdict["calibration"]>["bins"]} Bins */

const HEIGHT = 300;
const TICKS = [0, 0.2, 0.4, 0.6, 0.8, 1];
const MARK_PX = 5;

/**
 * @param {HTMLCanvasElement} canvas
 * @param {Bins} bins
 * @param {{confidence: string, accuracy: string, percent: (value: number) => string, integer: (value: number) => string}} words
 * @param {import("../../../ui/figure/theme.js").Theme} theme
 */
export function paintCalibration(canvas, bins, words, theme) {
  const width = canvas.parentElement?.clientWidth ?? 0;
  if (!width) return;
  const context = sharpened(canvas, width, HEIGHT);
  // Room for the last tick's word.
  const box = boxIn(width - 8, HEIGHT);
  const across = {
    range: /** @type {[number, number]} */ ([0, 1]),
    ticks: TICKS,
    word: words.percent,
    name: words.confidence,
  };
  const up = { ...across, name: words.accuracy };
  drawFrame(context, box, across, up, theme);
  const x = (/** @type {number} */ value) => box.left + box.width * shareOn(across, value);
  const y = (/** @type {number} */ value) => box.top + box.height * (1 - shareOn(up, value));

  context.font = `11px ${theme.font}`;
  context.textAlign = "center";
  for (const { from, to, count, accuracy } of bins) {
    if (typeof accuracy !== "number") continue;
    const [left, right] = [x(from) + 1, x(to) - 1];
    context.fillStyle = theme.soft;
    context.fillRect(left, y(accuracy), right - left, y(0) - y(accuracy));
    context.fillStyle = theme.accent;
    context.fillRect(left, y(accuracy) - 1, right - left, 2);
    // Above a low column, within a high one.
    context.fillStyle = theme.text;
    context.textBaseline = accuracy > 0.9 ? "top" : "bottom";
    const words_y = y(accuracy) + (accuracy > 0.9 ? MARK_PX + 3 : -MARK_PX - 3);
    context.fillText(words.integer(count), (left + right) / 2, words_y);
  }

  context.strokeStyle = theme.muted;
  context.setLineDash([5, 4]);
  context.beginPath();
  context.moveTo(x(0), y(0));
  context.lineTo(x(1), y(1));
  context.stroke();
  context.setLineDash([]);

  for (const { confidence, accuracy } of bins) {
    if (typeof confidence !== "number" || typeof accuracy !== "number") continue;
    context.beginPath();
    context.arc(x(confidence), y(accuracy), MARK_PX, 0, 2 * Math.PI);
    context.fillStyle = theme.ground;
    context.fill();
    context.strokeStyle = theme.accent;
    context.lineWidth = 2;
    context.stroke();
  }
}
