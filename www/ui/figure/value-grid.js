/**
 * A grid of numbers, each on its colour: an image as the numbers that it is, or a table of pairs.
 *
 * @module
 */

import { shade } from "./colour.js";
import { listenForPointing } from "./pointing.js";
import { sharpened } from "./sharp.js";

/** @typedef {import("./theme.js").Theme} Theme */

/**
 * @typedef {object} Grid
 * @property {number} columns
 * @property {ArrayLike<number>} values row by row; one that is no number has an empty cell
 * @property {(value: number) => string} word
 * @property {import("./colour.js").ColourTable} table
 * @property {number} low shown in the table's first colour
 * @property {number} high shown in its last
 * @property {number} width of a cell, in CSS pixels
 * @property {number} height
 * @property {number} font in CSS pixels
 * @property {string[]} [names] of the rows and of the columns alike
 * @property {number[]} [marked] cells that are framed
 */

/** Room for the names of rows, at most; those of columns take a line. */
const NAME_WIDTH = 64;
const NAME_HEIGHT = 24;
const LETTER_PX = 8;

/**
 * @param {HTMLCanvasElement} canvas as wide as what holds it
 * @param {(cell: number | null) => void} point
 * @param {(cell: number) => void} [choose]
 * @returns {(gridIn: ((width: number) => Grid) | null, theme: Theme) => void} `gridIn`: the grid for so much room, in CSS
 *   pixels; null: none yet
 */
export function createValueGrid(canvas, point, choose) {
  /** @type {{gridIn: (width: number) => Grid, theme: Theme} | null} */
  let given = null;
  /** @type {{grid: Grid, theme: Theme} | undefined} */
  let shown;
  /** @type {number | null} */
  let cursor = null;
  const holder = /** @type {HTMLElement} */ (canvas.parentElement);
  const paint = () => shown && paintGrid(canvas, shown.grid, shown.theme, cursor);
  const fit = () => {
    if (!given || !holder.clientWidth) return;
    shown = { grid: given.gridIn(holder.clientWidth), theme: given.theme };
    paint();
  };
  new ResizeObserver(fit).observe(holder);

  listenForPointing(canvas, {
    at(x, y) {
      if (!shown) return null;
      const { grid } = shown;
      const { left, top } = marginOf(grid);
      const [column, row] = [Math.floor((x - left) / grid.width), Math.floor((y - top) / grid.height)];
      const rows = grid.values.length / grid.columns;
      return column >= 0 && column < grid.columns && row >= 0 && row < rows ? row * grid.columns + column : null;
    },
    step(from, across, down) {
      if (!shown) return null;
      const { columns, values } = shown.grid;
      if (from === null) return 0;
      const column = Math.min(columns - 1, Math.max(0, (from % columns) + across));
      const row = Math.min(values.length / columns - 1, Math.max(0, Math.floor(from / columns) + down));
      return row * columns + column;
    },
    point(cell) {
      cursor = cell;
      paint();
      point(cell);
    },
    choose,
  });

  return (gridIn, theme) => {
    given = gridIn && { gridIn, theme };
    canvas.hidden = !given;
    fit();
  };
}

/** Room for names beside and above the cells. @param {Pick<Grid, "names">} grid */
export function marginOf({ names }) {
  if (!names) return { left: 0, top: 0 };
  const letters = Math.max(...names.map((name) => name.length));
  return { left: Math.min(NAME_WIDTH, 14 + LETTER_PX * letters), top: NAME_HEIGHT };
}

/** @param {HTMLCanvasElement} canvas @param {Grid} grid @param {Theme} theme @param {number | null} cursor */
function paintGrid(canvas, grid, theme, cursor) {
  const { columns, values, word, table, low, high, width, height, font, names = [], marked = [] } = grid;
  const { left, top } = marginOf(grid);
  const rows = values.length / columns;
  const context = sharpened(canvas, left + columns * width, top + rows * height);
  context.textBaseline = "middle";
  context.textAlign = "center";
  context.font = `${font}px ${theme.font}`;
  for (let i = 0; i < values.length; i++) {
    if (!Number.isFinite(values[i])) continue;
    const [x, y] = [left + (i % columns) * width, top + Math.floor(i / columns) * height];
    const at = shade(values[i], low, high) * 3;
    const [red, green, blue] = table.subarray(at, at + 3);
    context.fillStyle = `rgb(${red} ${green} ${blue})`;
    context.fillRect(x, y, width, height);
    // By the colour's brightness as eyes weigh it (ITU-R BT.601).
    context.fillStyle = 0.299 * red + 0.587 * green + 0.114 * blue > 140 ? "#000000" : "#ffffff";
    context.fillText(word(values[i]), x + width / 2, y + height / 2, width);
  }

  context.font = `13px ${theme.font}`;
  context.fillStyle = theme.text;
  names.forEach((name, i) => {
    context.textAlign = "center";
    context.fillText(name, left + (i + 0.5) * width, top / 2, width - 2);
    context.textAlign = "right";
    context.fillText(name, left - 8, top + (i + 0.5) * height, left - 10);
  });
  for (const cell of marked) frame(cell, theme.text, 2);
  if (cursor !== null) frame(cursor, theme.accent, 2.5);

  /** @param {number} cell @param {string} colour @param {number} thick */
  function frame(cell, colour, thick) {
    const [x, y] = [left + (cell % columns) * width, top + Math.floor(cell / columns) * height];
    // Two lines, so that it shows on any colour.
    for (const [style, line] of /** @type {[string, number][]} */ ([
      [theme.ground, thick + 2],
      [colour, thick],
    ])) {
      context.strokeStyle = style;
      context.lineWidth = line;
      context.strokeRect(x + 1, y + 1, width - 2, height - 2);
    }
  }
}
