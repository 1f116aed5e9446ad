/**
 * Lines over a common axis as the text of an SVG file, which is also what the page shows: axes with names, a legend, dashes
 * beside colours. It needs nothing of the page's style sheet. Pure.
 *
 * @module
 */

import { logTicks, percent, roundTicks, short } from "./axes.js";
import { escaped } from "./xml.js";

/**
 * @typedef {object} Line
 * @property {string} name
 * @property {ArrayLike<number>} x rising
 * @property {ArrayLike<number>} y as many; what is no number interrupts the line
 * @property {string} colour
 * @property {readonly number[]} [dash] lengths of strokes and gaps; none: drawn through
 * @property {number} [width] of the stroke, in pixels; 1.5
 * @property {boolean} [dots] whether each point is marked, as where there are few
 */

/**
 * @typedef {object} Chart
 * @property {string} title
 * @property {string} across name of the axis
 * @property {string} up name of the axis
 * @property {"linear" | "log" | "share"} scale of the upward axis; a share is shown in per cent
 * @property {Line[]} lines
 * @property {{text: string, muted: string, line: string, ground: string, font: string}} theme
 */

/** Width and height of the part with the lines and axes: on a page or a screen, and on a phone, where letters stay as large. */
export const SIZES = /** @type {const} */ ({ wide: [760, 420], narrow: [360, 300] });
const [LEFT, TOP, RIGHT, BOTTOM] = [64, 16, 16, 48];
const LEGEND_PX = 20;
/** Ticks have so much room at least. */
const TICK_PX = 70;

/** @param {Chart} chart @param {keyof typeof SIZES} [size] @returns {string} */
export function linesSvg({ title, across, up, scale, lines, theme }, size = "wide") {
  const [width, bottom] = SIZES[size];
  const shown = lines.filter(({ x }) => x.length > 0);
  const toX = Math.max(1, ...shown.map(({ x }) => x[x.length - 1]));
  const [from, to] = rangeOf(shown, scale);
  const box = { width: width - LEFT - RIGHT, height: bottom - TOP - BOTTOM };
  const share = (/** @type {number} */ value) =>
    scale === "log" ? Math.log(value / from) / Math.log(to / from) : (value - from) / (to - from);
  const px = (/** @type {number} */ x) => rounded(LEFT + (box.width * x) / toX);
  const py = (/** @type {number} */ y) => rounded(TOP + box.height * (1 - share(y)));

  const ticksUp = (scale === "log" ? logTicks : roundTicks)([from, to], box.height / TICK_PX);
  const ticksAcross = roundTicks([0, toX], box.width / TICK_PX);
  const grid = [
    ...ticksUp.map((tick) => {
      const words = scale === "share" ? percent(tick) : short(tick);
      return `<path d="M${LEFT} ${py(tick)}H${width - RIGHT}"/>${label(LEFT - 8, py(tick) + 4, words, theme.muted, "end")}`;
    }),
    ...ticksAcross.map(
      (tick) =>
        `<path d="M${px(tick)} ${TOP}V${TOP + box.height}"/>${label(px(tick), TOP + box.height + 18, String(tick), theme.muted, "middle")}`,
    ),
  ];
  const drawn = shown.map((line) => lineOf(line, px, py, [from, to]));
  const legend = shown.map(({ name, colour, dash = [], width: stroke_px = 1.5 }, i) => {
    const y = bottom + 6 + i * LEGEND_PX;
    const stroke = `<path d="M${LEFT} ${y}h28" stroke="${colour}" stroke-width="${stroke_px}" stroke-dasharray="${dash.join(" ")}" fill="none"/>`;
    return stroke + label(LEFT + 36, y + 4, name, theme.text, "start");
  });
  const height = bottom + 12 + shown.length * LEGEND_PX;
  const names =
    label(LEFT + box.width / 2, bottom - 10, across, theme.text, "middle") +
    `<g transform="translate(14 ${TOP + box.height / 2}) rotate(-90)">${label(0, 0, up, theme.text, "middle")}</g>`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="${escaped(theme.font)}" font-size="12">`,
    `<title>${escaped(title)}</title><rect width="100%" height="100%" fill="${theme.ground}"/>`,
    `<g stroke="${theme.line}" fill="none">${grid.join("")}</g>${names}`,
    ...drawn,
    ...legend,
    "</svg>",
  ].join("\n");
}

/** @param {Line[]} lines @param {Chart["scale"]} scale @returns {[number, number]} with room above and below */
function rangeOf(lines, scale) {
  let [least, most] = [Infinity, -Infinity];
  for (const { y } of lines) {
    for (const value of Array.from(y)) {
      if (!Number.isFinite(value) || (scale === "log" && value <= 0)) continue;
      least = Math.min(least, value);
      most = Math.max(most, value);
    }
  }
  if (least > most) return scale === "log" ? [0.1, 1] : [0, 1];
  if (scale === "log") return [least / 1.2, most * 1.2];
  if (scale === "share") return [Math.max(0, Math.floor(least * 10 - 0.5) / 10), 1];
  const room = (most - least || Math.abs(most) || 1) * 0.05;
  return [least - room, most + room];
}

/**
 * @param {Line} line
 * @param {(x: number) => number} px
 * @param {(y: number) => number} py
 * @param {[number, number]} range
 */
function lineOf({ name, x, y, colour, dash = [], width = 1.5, dots = false }, px, py, [from, to]) {
  let path = "";
  let circles = "";
  let pen = "M";
  for (let i = 0; i < x.length; i += 1) {
    if (!Number.isFinite(y[i])) {
      pen = "M";
      continue;
    }
    const [cx, cy] = [px(x[i]), py(Math.min(to, Math.max(from, y[i])))];
    path += `${pen}${cx} ${cy}`;
    pen = "L";
    if (dots) circles += `<circle cx="${cx}" cy="${cy}" r="3" fill="${colour}"/>`;
  }
  const stroke = `stroke="${colour}" stroke-width="${width}" stroke-dasharray="${dash.join(" ")}"`;
  return `<g><title>${escaped(name)}</title><path d="${path}" fill="none" stroke-linejoin="round" ${stroke}/>${circles}</g>`;
}

/** @param {number} x @param {number} y @param {string} words @param {string} colour @param {"start" | "middle" | "end"} anchor */
function label(x, y, words, colour, anchor) {
  return `<text x="${x}" y="${y}" fill="${colour}" stroke="none" text-anchor="${anchor}">${escaped(words)}</text>`;
}

/** @param {number} value */
function rounded(value) {
  return Math.round(value * 100) / 100;
}
