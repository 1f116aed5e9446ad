/**
 * One chart over the steps of a run, drawn by uPlot: axes, one run's line, other lines beneath it,
 * a part of the x axis chosen by dragging, and a line where the visitor points. Knows nothing of runs.
 *
 * @module
 */

import uPlot from "uplot";
import { createLineLayer, drawLetters, drawMarks } from "./lines.js";

/** @typedef {import("./theme.js").Theme} Theme */
/** @typedef {import("./lines.js").Line} Line */
/** @typedef {[number, number]} Range */

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
const FADED = 0.3;
const TICK_WIDTH_PX = 62;
const TICK_HEIGHT_PX = 26;

/**
 * @param {HTMLElement} holder
 * @param {Listeners} on
 */
export function createPlot(holder, on) {
  /** @type {uPlot | undefined} */
  let plot;
  /** @type {Theme | undefined} */
  let shown;
  /** @type {Picture} */
  let picture;
  let pointed = false;

  new ResizeObserver(() => {
    if (plot && holder.clientWidth) plot.setSize({ width: holder.clientWidth, height: holder.clientHeight });
  }).observe(holder);

  return {
    /** @param {Picture} next @param {Theme} theme */
    draw(next, theme) {
      const rebuilt = !plot || shown !== theme || picture.log !== next.log;
      picture = next;
      shown = theme;
      if (rebuilt) {
        plot?.destroy();
        plot = new uPlot(
          settings(holder, theme, () => picture),
          [[], [], []],
          holder,
        );
        listen(plot, on);
      }
      if (!plot) return;
      plot.series[1].show = picture.each !== null;
      for (const series of plot.series.slice(1)) series.alpha = picture.faded ? FADED : 1;
      plot.setData([picture.places, picture.each ?? picture.values, picture.values]);
    },
    /**
     * @param {number | null} x where the line stands; null: none
     * @param {string} [words] beside it
     */
    point(x, words = "") {
      if (!plot || (x === null && !pointed)) return;
      pointed = x !== null;
      const left = x === null ? -10 : plot.valToPos(x, "x");
      plot.setCursor({ left, top: left < 0 ? -10 : 0 }, false);
      const line = /** @type {HTMLElement} */ (plot.over.querySelector(".u-cursor-x"));
      if (words) line.dataset.words = words;
      else delete line.dataset.words;
      // Of the chart as it was drawn: to ask the page for its width would lay it out.
      line.dataset.side = left * devicePixelRatio > plot.bbox.width / 2 ? "left" : "right";
    },
  };
}

/**
 * @param {HTMLElement} holder
 * @param {Theme} theme
 * @param {() => Picture} picture
 * @returns {uPlot.Options}
 */
function settings(holder, theme, picture) {
  /** @type {ReturnType<typeof createLineLayer> | undefined} */
  let drawLines;
  const nothing = () => null;
  const axis = {
    stroke: theme.muted,
    font: `12px ${theme.font}`,
    // Drawn with the lines beneath, for it must not cross them out.
    grid: { show: false },
    ticks: { show: false },
    filter: all,
  };
  return {
    width: holder.clientWidth || 400,
    height: holder.clientHeight || 160,
    padding: [8, 26, 0, 0],
    legend: { show: false },
    cursor: {
      drag: { x: false, y: false },
      points: { show: false },
      y: false,
      // A finger and a pen point too: see `listen`.
      bind: {
        mousedown: nothing,
        mouseup: nothing,
        mousemove: nothing,
        mouseenter: nothing,
        mouseleave: nothing,
        dblclick: nothing,
        click: nothing,
      },
    },
    scales: {
      x: { time: false, range: () => picture().x },
      y: { distr: picture().log ? 3 : 1, range: () => picture().y },
    },
    axes: [
      {
        ...axis,
        size: () => (picture().small ? 6 : 24),
        gap: 4,
        splits: (plot) => ticks(plot, picture()).x,
        values: (_, splits) => splits.map((tick) => (picture().small ? "" : picture().x_word(tick))),
      },
      {
        ...axis,
        size: 46,
        gap: 6,
        splits: (plot) => ticks(plot, picture()).y,
        values: (_, splits) => splits.map(picture().y_word),
      },
    ],
    series: [
      {},
      { stroke: theme.soft, width: 1.25, points: { show: false } },
      { stroke: theme.accent, width: 2, points: { show: false } },
    ],
    hooks: {
      init: [(plot) => (drawLines = createLineLayer(plot))],
      draw: [
        (plot) => {
          const { lines, marks, small } = picture();
          drawLines?.(lines, ticks(plot, picture()), picture(), theme);
          drawMarks(plot, marks, picture(), theme);
          if (!small) drawLetters(plot, lines, picture(), theme);
        },
      ],
    },
  };
}

/** @param {uPlot} plot @param {Picture} picture @returns {import("./lines.js").Grid} */
function ticks({ width, height }, { x, y, x_ticks, y_ticks }) {
  return {
    x: x_ticks(x, Math.max(2, Math.floor(width / TICK_WIDTH_PX))),
    y: y_ticks(y, Math.max(2, Math.floor(height / TICK_HEIGHT_PX))),
  };
}

/** Ticks are chosen where they are made. @param {uPlot} _ @param {number[]} splits */
function all(_, splits) {
  return splits;
}

/**
 * Pointing, and dragging over a part of the x axis; with a mouse, a finger or a pen.
 * @param {uPlot} plot
 * @param {Listeners} on
 */
function listen(plot, on) {
  const { over } = plot;
  /** @type {number | null} where a drag began, in pixels */
  let start = null;
  const left = (/** @type {PointerEvent} */ event) => {
    const { left, width } = over.getBoundingClientRect();
    return Math.min(width, Math.max(0, event.clientX - left));
  };
  const select = (/** @type {number} */ a, /** @type {number} */ b) =>
    plot.setSelect({ left: Math.min(a, b), width: Math.abs(a - b), top: 0, height: over.clientHeight }, false);

  over.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    start = left(event);
    over.setPointerCapture(event.pointerId);
    on.point(plot.posToVal(start, "x"));
  });
  over.addEventListener("pointermove", (event) => {
    const now = left(event);
    on.point(plot.posToVal(now, "x"));
    if (start !== null) select(start, now);
  });
  over.addEventListener("pointerup", (event) => {
    const [from, to] = [start, left(event)];
    start = null;
    select(0, 0);
    if (from === null || Math.abs(to - from) < LEAST_DRAG_PX) return;
    on.zoom({ from: plot.posToVal(from, "x"), to: plot.posToVal(to, "x") });
  });
  over.addEventListener("pointercancel", () => {
    start = null;
    select(0, 0);
    on.point(null);
  });
  over.addEventListener("pointerleave", () => start === null && on.point(null));
  over.addEventListener("dblclick", on.whole);
}
