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

/** @typedef {"dot" | "square" | "triangle" | "diamond" | "cross"} Shape */

/**
 * @typedef {object} Points
 * @property {ArrayLike<number>} x
 * @property {ArrayLike<number>} y
 * @property {ArrayLike<number>} kind an index into `kinds`
 * @property {{colour: string, shape: Shape, edge?: string}[]} kinds `edge`: colour of the outline, if it has one
 * @property {ArrayLike<number>} order the points from left to right, for the arrow keys
 * @property {Axis} across
 * @property {Axis} up
 * @property {{from: [number, number], to: [number, number]}[]} lines from point to point, in the axes' units
 * @property {{at: [number, number], text: string, align: CanvasTextAlign}[]} words
 * @property {number[]} ringed points
 * @property {ArrayLike<number>} [faint] 1 for each point that steps back behind the others
 * @property {number} [size] of a point on a wide canvas, half its width in CSS pixels; without one, it follows from
 *   their number
 * @property {{at: [number, number], text: string}[]} [stars] above all points
 */

/** Corners of the shapes that have some, around their middle. @type {Record<"square" | "triangle" | "diamond", [number, number][]>} */
const CORNERS = {
  square: [
    [-0.9, -0.9],
    [0.9, -0.9],
    [0.9, 0.9],
    [-0.9, 0.9],
  ],
  triangle: [
    [0, -1.25],
    [1.15, 0.85],
    [-1.15, 0.85],
  ],
  diamond: [
    [0, -1.3],
    [1.3, 0],
    [0, 1.3],
    [-1.3, 0],
  ],
};
/** A narrow canvas has smaller points, so that about as many fit beside each other. */
const POINTS_ACROSS = 170;
/** Opacity of a point that steps back. */
const FAINT = 0.12;
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
    const { x, y, across, up, words, faint } = points;
    const now = [x, y, across.name, up.name, words[0]?.text, faint, theme, width, height];
    if (now.length !== drawn.length || !now.every((value, i) => value === drawn[i])) {
      drawn = [...now];
      paintPoints(sharpened(layer, width, height), width, height, points, theme);
    }
    const context = sharpened(canvas, width, height);
    context.drawImage(layer, 0, 0, width, height);
    paintRings(context, boxIn(width, height), points, theme);
    paintStars(context, boxIn(width, height), points, theme);
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
  const size = points.size ? Math.min(points.size, width / POINTS_ACROSS) : count > 6000 ? 1.2 : count > 2500 ? 1.6 : 2;
  const opacity = count > 6000 ? 0.45 : points.size ? 0.9 : 0.65;
  // The faint ones first, so that they cover none of the others.
  for (const faint of points.faint ? [1, 0] : [0]) {
    context.globalAlpha = faint ? FAINT : opacity;
    for (let i = 0; i < count; i++) {
      if ((points.faint?.[i] ?? 0) === faint) paintPoint(context, points.kinds[points.kind[i]], place(i), size);
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
 * @param {Points["kinds"][number]} kind
 * @param {[number, number]} place of its middle
 * @param {number} size half its width
 */
function paintPoint(context, { colour, shape, edge }, [x, y], size) {
  context.beginPath();
  if (shape === "cross") {
    context.moveTo(x - size, y - size);
    context.lineTo(x + size, y + size);
    context.moveTo(x - size, y + size);
    context.lineTo(x + size, y - size);
    const width = size > 2 ? 1.75 : 1;
    for (const [style, line] of /** @type {[string | undefined, number][]} */ ([
      [edge, width + 0.75],
      [colour, width],
    ])) {
      if (!style) continue;
      context.lineWidth = line;
      context.strokeStyle = style;
      context.stroke();
    }
    return;
  }
  if (shape === "dot") context.arc(x, y, size, 0, 2 * Math.PI);
  else {
    const [first, ...others] = CORNERS[shape];
    context.moveTo(x + size * first[0], y + size * first[1]);
    for (const [across, down] of others) context.lineTo(x + size * across, y + size * down);
    context.closePath();
  }
  context.fillStyle = colour;
  context.fill();
  if (!edge) return;
  context.lineWidth = 0.5;
  context.strokeStyle = edge;
  context.stroke();
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {import("./frame.js").Box} box
 * @param {Points} points
 * @param {Theme} theme
 */
function paintStars(context, { left, top, width, height }, { stars, across, up }, theme) {
  for (const { at, text } of stars ?? []) {
    // What lies outside of the axes is shown at their edge.
    const [x, y] = [shareOn(across, at[0]), 1 - shareOn(up, at[1])].map((share) => Math.min(1, Math.max(0, share)));
    const [px, py] = [left + width * x, top + height * y];
    context.beginPath();
    for (let corner = 0; corner < 10; corner++) {
      const radius = corner % 2 ? 4.5 : 11;
      const angle = (corner / 10) * 2 * Math.PI - Math.PI / 2;
      context.lineTo(px + radius * Math.cos(angle), py + radius * Math.sin(angle));
    }
    context.closePath();
    context.lineJoin = "round";
    context.strokeStyle = theme.ground;
    context.lineWidth = 5;
    context.stroke();
    context.fillStyle = theme.text;
    context.fill();
    context.font = `600 13px ${theme.font}`;
    context.textBaseline = "middle";
    context.textAlign = x > 0.7 ? "right" : "left";
    const words_x = px + (x > 0.7 ? -16 : 16);
    context.strokeText(text, words_x, py);
    context.fillText(text, words_x, py);
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
