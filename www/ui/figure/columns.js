/**
 * A histogram: a column a value, its axis even or logarithmic, and a line at the mean with the standard
 * deviation to both sides.
 *
 * @module
 */

import { logTicks, roundTicks } from "./axes.js";
import { boxIn, drawFrame, shareOn } from "./frame.js";
import { listenForPointing } from "./pointing.js";
import { sharpened } from "./sharp.js";

/** @typedef {import("./theme.js").Theme} Theme */

/**
 * @typedef {object} Histogram
 * @property {ArrayLike<number>} counts a column a value, from 0 up
 * @property {boolean} log
 * @property {number[]} ticks of the values
 * @property {number} mean in the same units as the values
 * @property {number} std
 * @property {string} mean_word
 * @property {(count: number) => string} word
 * @property {string} across the axes' names
 * @property {string} up
 */

const HEIGHT = 260;

/**
 * @param {HTMLCanvasElement} canvas as wide as what holds it
 * @param {(value: number | null) => void} point
 * @returns {(histogram: Histogram | null, theme: Theme) => void}
 */
export function createColumns(canvas, point) {
  /** @type {{histogram: Histogram, theme: Theme} | null} */
  let shown = null;
  /** @type {number | null} */
  let cursor = null;
  const paint = () => {
    const width = canvas.parentElement?.clientWidth ?? 0;
    if (shown && width) paintColumns(sharpened(canvas, width, HEIGHT), width, shown.histogram, shown.theme, cursor);
  };
  new ResizeObserver(paint).observe(/** @type {HTMLElement} */ (canvas.parentElement));

  listenForPointing(canvas, {
    at(x) {
      if (!shown) return null;
      const { left, width } = boxIn(canvas.clientWidth, HEIGHT);
      const value = Math.floor(((x - left) / width) * shown.histogram.counts.length);
      return value >= 0 && value < shown.histogram.counts.length ? value : null;
    },
    step(from, across) {
      if (!shown) return null;
      return from === null ? 0 : Math.min(shown.histogram.counts.length - 1, Math.max(0, from + across));
    },
    point(value) {
      cursor = value;
      paint();
      point(value);
    },
  });

  return (histogram, theme) => {
    shown = histogram && { histogram, theme };
    paint();
  };
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {number} canvas_width
 * @param {Histogram} histogram
 * @param {Theme} theme
 * @param {number | null} cursor
 */
function paintColumns(context, canvas_width, histogram, theme, cursor) {
  const { counts, log, mean, std, mean_word } = histogram;
  const box = boxIn(canvas_width, HEIGHT);
  const { left, top, width, height } = box;
  const most = Math.max(1, ...Array.from(counts));
  // A column of a single count still shows on a logarithmic axis.
  const range = /** @type {[number, number]} */ (log ? [0.5, most * 1.5] : [0, most * 1.05]);
  const up = {
    range,
    log,
    ticks: log ? logTicks(range, 7) : roundTicks(range, 5),
    word: histogram.word,
    name: histogram.up,
  };
  const across = {
    range: /** @type {[number, number]} */ ([0, counts.length]),
    ticks: histogram.ticks,
    word: String,
    name: histogram.across,
  };

  const xOf = (/** @type {number} */ value) => left + width * shareOn(across, value);
  const [from, to] = [mean - std, mean + std].map((value) => xOf(Math.min(counts.length, Math.max(0, value))));
  context.fillStyle = theme.soft;
  context.globalAlpha = 0.5;
  context.fillRect(from, top, to - from, height);
  context.globalAlpha = 1;
  drawFrame(context, box, across, up, theme);

  for (let value = 0; value < counts.length; value++) {
    if (counts[value] === 0) continue;
    context.fillStyle = value === cursor ? theme.accent : theme.muted;
    const column = Math.max(1, height * shareOn(up, counts[value]));
    const wide = Math.max(0.7, width / counts.length - (width > 500 ? 0.5 : 0));
    context.fillRect(xOf(value), top + height - column, wide, column);
  }

  context.fillStyle = theme.accent;
  context.fillRect(xOf(mean), top, 1.5, height);
  context.font = `12px ${theme.font}`;
  context.textAlign = "left";
  context.textBaseline = "top";
  context.strokeStyle = theme.ground;
  context.lineWidth = 4;
  context.lineJoin = "round";
  context.strokeText(mean_word, xOf(mean) + 6, top + 4);
  context.fillText(mean_word, xOf(mean) + 6, top + 4);
}
