/**
 * One chart over the steps of a run: axes, one run's line, other lines beneath it, a part of the x axis chosen by
 * dragging, and a line where the visitor points. Knows nothing of runs.
 *
 * @module
 */

import { html, render } from "../template.js";
import { shareOn } from "./frame.js";
import { createLineLayer, drawLetters, drawMarks, drawRun } from "./lines.js";

/** @typedef {import("./theme.js").Theme} Theme */
/** @typedef {import("./lines.js").Area} Area */
/** @typedef {import("./lines.js").Grid} Grid */
/** @typedef {import("./lines.js").Line} Line */
/** @typedef {import("./lines.js").Range} Range */

/**
 * @typedef {object} Picture
 * @property {Range} x
 * @property {Range} y
 * @property {boolean} log
 * @property {number} floor lesser values are drawn at it
 * @property {(range: Range, most: number) => number[]} x_ticks
 * @property {(range: Range, most: number) => number[]} y_ticks
 * @property {(value: number) => string} x_word
 * @property {(value: number) => string} y_word
 * @property {number[]} places of the run's points
 * @property {(number | null)[] | null} each the run's values before smoothing; null: not shown
 * @property {number[]} values
 * @property {boolean} faded whether the run steps back behind another line
 * @property {import("./lines.js").Mark[]} marks
 * @property {Line[]} lines
 * @property {boolean} small whether to do without letters at the lines' ends and numbers on the x axis
 */

/**
 * @typedef {object} Listeners
 * @property {(span: {from: number, to: number}) => void} zoom
 * @property {() => void} whole
 * @property {(x: number | null) => void} point
 */

/** A drag of fewer pixels is a click. */
const LEAST_DRAG_PX = 6;
/** Around the area between the axes, in CSS pixels: room for their numbers, and for letters at the lines' ends. */
const ROOM = { left: 46, top: 8, right: 26, bottom: 24, bottom_small: 6 };
const GAP_PX = { x: 4, y: 6 };
const TICK_WIDTH_PX = 62;
const TICK_HEIGHT_PX = 26;

/**
 * @param {HTMLElement} holder
 * @param {Listeners} on
 */
export function createPlot(holder, on) {
  render(
    html`
      <canvas></canvas><canvas></canvas>
      <div class="curve__over">
        <div class="curve__part" hidden></div>
        <div class="curve__line" hidden></div>
      </div>
    `,
    holder,
  );
  const [layer, canvas] = holder.querySelectorAll("canvas");
  const over = /** @type {HTMLElement} */ (holder.querySelector(".curve__over"));
  const [chosen, line] = /** @type {HTMLElement[]} */ ([...over.children]);
  const ctx = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  const drawLines = createLineLayer(layer);
  /** The holder's, in CSS pixels: to ask the page at every step would lay it out. */
  const size = { width: holder.clientWidth, height: holder.clientHeight };
  /** @type {{picture: Picture, theme: Theme} | undefined} */
  let shown;

  const draw = () => {
    if (!shown || size.width === 0) return;
    const { picture, theme } = shown;
    const { x, y, log, floor, lines, marks, small } = picture;
    const ratio = devicePixelRatio;
    const [width, height] = [size.width, size.height].map((length) => Math.round(length * ratio));
    for (const one of [layer, canvas]) {
      // To set it is to clear it, which the lines beneath are spared.
      if (one.width !== width || one.height !== height) [one.width, one.height] = [width, height];
    }
    const room = roomIn(size, small);
    const scaled = Object.entries(room).map(([name, length]) => [name, Math.round(length * ratio)]);
    /** @type {Area} */
    const area = { box: Object.fromEntries(scaled), x, y, log, floor };
    const grid = ticks(size, picture);
    for (const [name, length] of Object.entries(room)) over.style.setProperty(name, `${length}px`);
    drawLines(area, lines, grid, theme);
    ctx.clearRect(0, 0, width, height);
    drawNumbers(ctx, room, grid, picture, theme);
    drawRun(ctx, area, picture, theme);
    drawMarks(ctx, area, marks, theme);
    if (!small) drawLetters(ctx, area, lines, theme);
  };

  new ResizeObserver(() => {
    [size.width, size.height] = [holder.clientWidth, holder.clientHeight];
    draw();
  }).observe(holder);
  /** @param {number} part of the area's width */
  const placeAt = (part) => {
    const [from, to] = shown?.picture.x ?? [0, 1];
    return from + part * (to - from);
  };
  listen(over, chosen, placeAt, on);

  return {
    /** @param {Picture} picture @param {Theme} theme */
    draw(picture, theme) {
      shown = { picture, theme };
      draw();
    },
    /**
     * @param {number | null} x where the line stands; null: none
     * @param {string} [words] beside it
     */
    point(x, words = "") {
      const [from, to] = shown?.picture.x ?? [0, 1];
      const part = x === null ? -1 : (x - from) / (to - from);
      line.hidden = part < 0 || part > 1;
      if (line.hidden) return;
      line.style.left = `${100 * part}%`;
      if (words) line.dataset.words = words;
      else delete line.dataset.words;
      line.dataset.side = part > 0.5 ? "left" : "right";
    },
  };
}

/** @typedef {{width: number, height: number}} Size in CSS pixels */

/** The area between the axes, in CSS pixels. @param {Size} size @param {boolean} small @returns {Area["box"]} */
function roomIn({ width, height }, small) {
  const { left, top, right, bottom, bottom_small } = ROOM;
  return { left, top, width: width - left - right, height: height - top - (small ? bottom_small : bottom) };
}

/** @param {Size} size @param {Picture} picture @returns {Grid} */
function ticks({ width, height }, { x, y, x_ticks, y_ticks }) {
  return {
    x: x_ticks(x, Math.max(2, Math.floor(width / TICK_WIDTH_PX))),
    y: y_ticks(y, Math.max(2, Math.floor(height / TICK_HEIGHT_PX))),
  };
}

/**
 * The numbers at the axes.
 * @param {CanvasRenderingContext2D} ctx
 * @param {Area["box"]} room
 * @param {Grid} grid
 * @param {Picture} picture
 * @param {Theme} theme
 */
function drawNumbers(ctx, room, grid, { x, y, log, x_word, y_word, small }, theme) {
  const { left, top, width, height } = room;
  ctx.save();
  ctx.scale(devicePixelRatio, devicePixelRatio);
  ctx.font = `12px ${theme.font}`;
  ctx.fillStyle = theme.muted;
  ctx.textAlign = "right";
  ctx.textBaseline = "middle";
  for (const tick of grid.y) {
    ctx.fillText(y_word(tick), left - GAP_PX.y, top + height * (1 - shareOn({ range: y, log }, tick)));
  }
  ctx.textAlign = "center";
  ctx.textBaseline = "top";
  for (const tick of small ? [] : grid.x) {
    ctx.fillText(x_word(tick), left + width * shareOn({ range: x }, tick), top + height + GAP_PX.x);
  }
  ctx.restore();
}

/**
 * Pointing, and dragging over a part of the x axis; with a mouse, a finger or a pen.
 * @param {HTMLElement} over the area between the axes
 * @param {HTMLElement} chosen marks the part that is chosen
 * @param {(part: number) => number} placeAt
 * @param {Listeners} on
 */
function listen(over, chosen, placeAt, on) {
  /** @type {number | null} where a drag began, in pixels */
  let start = null;
  const at = (/** @type {PointerEvent} */ event) => {
    const { left, width } = over.getBoundingClientRect();
    return { px: Math.min(width, Math.max(0, event.clientX - left)), width };
  };
  const select = (/** @type {number} */ a, /** @type {number} */ b) => {
    chosen.hidden = a === b;
    chosen.style.left = `${Math.min(a, b)}px`;
    chosen.style.width = `${Math.abs(a - b)}px`;
  };

  over.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    const { px, width } = at(event);
    start = px;
    over.setPointerCapture(event.pointerId);
    on.point(placeAt(px / width));
  });
  over.addEventListener("pointermove", (event) => {
    const { px, width } = at(event);
    on.point(placeAt(px / width));
    if (start !== null) select(start, px);
  });
  over.addEventListener("pointerup", (event) => {
    const { px, width } = at(event);
    const from = start;
    start = null;
    select(0, 0);
    if (from === null || Math.abs(px - from) < LEAST_DRAG_PX) return;
    on.zoom({ from: placeAt(from / width), to: placeAt(px / width) });
  });
  over.addEventListener("pointercancel", () => {
    start = null;
    select(0, 0);
    on.point(null);
  });
  over.addEventListener("pointerleave", () => start === null && on.point(null));
  over.addEventListener("dblclick", on.whole);
}
