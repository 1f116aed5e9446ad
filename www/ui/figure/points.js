/**
 * Many points between two axes, of several kinds told apart by colour and shape; the nearest can be
 * pointed at. Knows nothing of what a point stands for.
 *
 * @module
 */

import { boxIn, drawFrame, shareOn } from "./frame.js";
import { listenForPointing } from "./pointing.js";
import { sharpened } from "./sharp.js";

/** @typedef {import("./theme.js").Theme} Theme */
/** @typedef {import("./frame.js").Axis} Axis */

/**
 * @typedef {object} Points
 * @property {ArrayLike<number>} x
 * @property {ArrayLike<number>} y
 * @property {ArrayLike<number>} kind an index into `kinds`
 * @property {{colour: string, shape: "dot" | "cross"}[]} kinds
 * @property {ArrayLike<number>} order the points from left to right, for the arrow keys
 * @property {Axis} across
 * @property {Axis} up
 * @property {{from: [number, number], to: [number, number]}[]} lines from point to point, in the axes' units
 * @property {{at: [number, number], text: string, align: CanvasTextAlign}[]} words
 * @property {number[]} ringed points
 */

/** Farther away than this, nothing is pointed at. */
const REACH_PX = 20;

/**
 * @param {HTMLCanvasElement} canvas as wide as what holds it
 * @param {(width: number) => number} heightOf
 * @param {(point: number | null) => void} point
 * @param {(point: number) => void} choose
 * @returns {(points: Points, theme: Theme) => void}
 */
export function createPoints(canvas, heightOf, point, choose) {
  // Thousands of points are drawn once; rings come and go above them.
  const layer = document.createElement("canvas");
  /** @type {{points: Points, theme: Theme} | undefined} */
  let shown;
  /** @type {unknown[]} */
  let drawn = [];

  const paint = () => {
    const width = canvas.parentElement?.clientWidth ?? 0;
    if (!shown || !width) return;
    const { points, theme } = shown;
    const height = heightOf(width);
    const now = [points.x, points.y, points.across.name, points.up.name, points.words[0]?.text, theme, width, height];
    if (now.length !== drawn.length || !now.every((value, i) => value === drawn[i])) {
      drawn = [...now];
      paintPoints(sharpened(layer, width, height), width, height, points, theme);
    }
    const context = sharpened(canvas, width, height);
    context.drawImage(layer, 0, 0, width, height);
    paintRings(context, boxIn(width, height), points, theme);
  };
  new ResizeObserver(paint).observe(/** @type {HTMLElement} */ (canvas.parentElement));

  listenForPointing(canvas, {
    at(x, y) {
      if (!shown) return null;
      return nearest(shown.points, boxIn(canvas.clientWidth, canvas.clientHeight), x, y);
    },
    step(from, across, down) {
      const order = shown?.points.order;
      if (!order?.length) return null;
      const place = from === null ? 0 : Array.prototype.indexOf.call(order, from) + (across || -down);
      return order[Math.min(order.length - 1, Math.max(0, place))];
    },
    point,
    choose,
  });

  return (points, theme) => {
    shown = { points, theme };
    paint();
  };
}

/**
 * @param {Points} points
 * @param {import("./frame.js").Box} box
 * @returns {(i: number) => [number, number]} where a point is on the canvas
 */
function placer({ x, y, across, up }, { left, top, width, height }) {
  return (i) => [left + width * shareOn(across, x[i]), top + height * (1 - shareOn(up, y[i]))];
}

/**
 * @param {Points} points
 * @param {import("./frame.js").Box} box
 * @param {number} x
 * @param {number} y
 * @returns {number | null}
 */
export function nearest(points, box, x, y) {
  const place = placer(points, box);
  let [best, least] = [-1, REACH_PX ** 2];
  for (let i = 0; i < points.x.length; i++) {
    const [px, py] = place(i);
    const distance = (px - x) ** 2 + (py - y) ** 2;
    if (distance < least) [best, least] = [i, distance];
  }
  return best < 0 ? null : best;
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {number} width
 * @param {number} height
 * @param {Points} points
 * @param {Theme} theme
 */
function paintPoints(context, width, height, points, theme) {
  const box = boxIn(width, height);
  drawFrame(context, box, points.across, points.up, theme);
  const place = placer(points, box);
  const count = points.x.length;
  const size = count > 6000 ? 1.2 : count > 2500 ? 1.6 : 2;
  context.lineWidth = 1;
  context.globalAlpha = count > 6000 ? 0.45 : 0.65;
  for (let i = 0; i < count; i++) {
    const { colour, shape } = points.kinds[points.kind[i]];
    const [x, y] = place(i);
    if (shape === "dot") {
      context.fillStyle = colour;
      context.beginPath();
      context.arc(x, y, size, 0, 2 * Math.PI);
      context.fill();
    } else {
      context.strokeStyle = colour;
      context.beginPath();
      context.moveTo(x - size, y - size);
      context.lineTo(x + size, y + size);
      context.moveTo(x - size, y + size);
      context.lineTo(x + size, y - size);
      context.stroke();
    }
  }
  context.globalAlpha = 1;

  const at = (/** @type {[number, number]} */ [x, y]) =>
    /** @type {const} */ ([
      box.left + box.width * shareOn(points.across, x),
      box.top + box.height * (1 - shareOn(points.up, y)),
    ]);
  context.strokeStyle = theme.text;
  context.lineWidth = 1.5;
  for (const { from, to } of points.lines) {
    context.beginPath();
    context.moveTo(...at(from));
    context.lineTo(...at(to));
    context.stroke();
  }
  context.font = `600 13px ${theme.font}`;
  context.textBaseline = "middle";
  context.strokeStyle = theme.ground;
  context.lineWidth = 4;
  context.lineJoin = "round";
  context.fillStyle = theme.text;
  for (const { at: where, text, align } of points.words) {
    context.textAlign = align;
    const [x, y] = at(where);
    context.strokeText(text, x, y);
    context.fillText(text, x, y);
  }
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {import("./frame.js").Box} box
 * @param {Points} points
 * @param {Theme} theme
 */
function paintRings(context, box, points, theme) {
  const place = placer(points, box);
  for (const i of points.ringed) {
    const [x, y] = place(i);
    for (const [style, line] of /** @type {[string, number][]} */ ([
      [theme.ground, 5],
      [theme.text, 2],
    ])) {
      context.strokeStyle = style;
      context.lineWidth = line;
      context.beginPath();
      context.arc(x, y, 6, 0, 2 * Math.PI);
      context.stroke();
    }
  }
}
