/**
 * Grid, lines, marks and letters on a chart's canvases. Knows nothing of runs.
 *
 * @module
 */

/** @typedef {import("./theme.js").Theme} Theme */

/**
 * @typedef {object} Line
 * @property {ArrayLike<number>} places on the x axis, rising
 * @property {number[]} values one a place
 * @property {Mark[]} marks
 * @property {string} colour
 * @property {number[]} dash
 * @property {string} letter
 * @property {boolean} strong drawn to stand out
 * @property {boolean} faded since another stands out
 */

/** @typedef {{place: number, value: number, split: "test" | "validation"}} Mark */
/** @typedef {{x: number[], y: number[]}} Grid where its lines go */
/** @typedef {[number, number]} Range */

/**
 * Where on a canvas what is drawn.
 * @typedef {object} Area
 * @property {{left: number, top: number, width: number, height: number}} box between the axes, in pixels of the canvas
 * @property {Range} x
 * @property {Range} y
 * @property {boolean} log
 * @property {number} floor lesser values are drawn at it
 */

const FADED = 0.22;
const FADED_RUN = 0.3;
/** Letters' height, to keep them apart. */
const LETTER_PX = 11;

/**
 * The grid and the lines of other runs, on a canvas beneath the one that is drawn anew at every step: dashes take a
 * browser without a graphics card tens of milliseconds.
 * @param {HTMLCanvasElement} layer
 * @returns {(area: Area, lines: Line[], grid: Grid, theme: Theme) => void} draws where something is another than before
 */
export function createLineLayer(layer) {
  const ctx = /** @type {CanvasRenderingContext2D} */ (layer.getContext("2d"));
  /** @type {unknown[]} */
  let before = [];
  return (area, lines, grid, theme) => {
    const { box, x, y, log } = area;
    const seen = lines.flatMap(({ values, places, strong, faded }) => [values, places, strong, faded]);
    const now = [
      theme,
      layer.width,
      layer.height,
      box.width,
      box.height,
      ...x,
      ...y,
      log,
      ...grid.x,
      ...grid.y,
      ...seen,
    ];
    if (now.length === before.length && now.every((value, i) => Object.is(value, before[i]))) return;
    before = now;
    ctx.clearRect(0, 0, layer.width, layer.height);
    drawGrid(ctx, area, grid, theme);
    drawLines(ctx, area, lines);
  };
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {Area} area
 * @param {Grid} grid
 * @param {Theme} theme
 */
function drawGrid(ctx, area, grid, theme) {
  const { left, top, width, height } = area.box;
  const place = placer(area);
  const ratio = devicePixelRatio;
  ctx.fillStyle = theme.line;
  // On whole pixels, to be sharp.
  const thick = Math.max(1, Math.round(ratio));
  for (const x of grid.x) ctx.fillRect(Math.round(place(x, area.floor)[0] - thick / 2), top, thick, height);
  for (const y of grid.y) ctx.fillRect(left, Math.round(place(0, y)[1] - thick / 2), width, thick);
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {Area} area
 * @param {Line[]} lines
 */
function drawLines(ctx, area, lines) {
  const ratio = devicePixelRatio;
  const place = placer(area);
  ctx.lineJoin = "round";
  for (const line of lines) {
    ctx.save();
    ctx.strokeStyle = line.colour;
    ctx.fillStyle = line.colour;
    ctx.globalAlpha = line.faded ? FADED : 1;
    for (const mark of line.marks) {
      const [x, y] = place(mark.place, mark.value);
      if (!holds(area, x, y)) continue;
      ctx.beginPath();
      ctx.arc(x, y, 2.5 * ratio, 0, 2 * Math.PI);
      ctx.fill();
    }
    ctx.lineWidth = (line.strong ? 3 : 1.5) * ratio;
    ctx.setLineDash(line.dash.map((length) => length * ratio));
    drawPath(ctx, area, line.places, line.values);
    ctx.restore();
  }
}

/**
 * The run's own line; above the noise of its single steps, where they are shown.
 * @param {CanvasRenderingContext2D} ctx
 * @param {Area} area
 * @param {import("./plot.js").Picture} picture
 * @param {Theme} theme
 */
export function drawRun(ctx, area, { places, each, values, faded }, theme) {
  ctx.save();
  ctx.lineJoin = "round";
  ctx.globalAlpha = faded ? FADED_RUN : 1;
  for (const [colour, thick, list] of /** @type {const} */ ([
    [theme.soft, 1.25, each],
    [theme.accent, 2, values],
  ])) {
    if (!list) continue;
    ctx.strokeStyle = colour;
    ctx.lineWidth = thick * devicePixelRatio;
    drawPath(ctx, area, places, list);
  }
  ctx.restore();
}

/**
 * Strokes what is in view of a line, with a gap where there is no value.
 * @param {CanvasRenderingContext2D} ctx
 * @param {Area} area
 * @param {ArrayLike<number>} places
 * @param {(number | null)[]} values
 */
function drawPath(ctx, area, places, values) {
  const { left, top, width, height } = area.box;
  const place = placer(area);
  ctx.save();
  ctx.beginPath();
  ctx.rect(left, top, width, height);
  ctx.clip();
  ctx.beginPath();
  let drawing = false;
  const [first, last] = inView(area, places);
  for (let i = first; i <= last; i++) {
    const value = values[i];
    if (value !== null) {
      const [x, y] = place(places[i], value);
      if (drawing) ctx.lineTo(x, y);
      else ctx.moveTo(x, y);
    }
    drawing = value !== null;
  }
  ctx.stroke();
  ctx.restore();
}

/**
 * A letter where each line leaves the view, none on another.
 * @param {CanvasRenderingContext2D} ctx
 * @param {Area} area
 * @param {Line[]} lines
 * @param {Theme} theme
 */
export function drawLetters(ctx, area, lines, theme) {
  const { box } = area;
  const ratio = devicePixelRatio;
  const place = placer(area);
  const [top, bottom] = [box.top + 5 * ratio, box.top + box.height - 3 * ratio];
  const letters = lines.flatMap((line) => {
    const [, last] = inView(area, line.places);
    if (last < 0) return [];
    const [x, y] = place(line.places[last], line.values[last]);
    if (x < box.left) return [];
    const right = Math.min(x, box.left + box.width);
    return [{ line, x: right + 4 * ratio, y: Math.min(bottom, Math.max(top, y)) }];
  });
  letters.sort((a, b) => a.y - b.y);
  const far = (/** @type {typeof letters[number]} */ a, /** @type {typeof letters[number]} */ b) =>
    Math.abs(a.x - b.x) > LETTER_PX * ratio;
  // Down from those above, then up again where that went over the edge.
  const apart = (/** @type {typeof letters} */ list, /** @type {1 | -1} */ side) =>
    list.forEach((letter, i) => {
      for (const other of list.slice(0, i)) {
        if (!far(letter, other) && side * (letter.y - other.y) < LETTER_PX * ratio) {
          letter.y = other.y + side * LETTER_PX * ratio;
        }
      }
    });
  apart(letters, 1);
  const over = Math.max(0, ...letters.map(({ y }) => y - bottom));
  if (over > 0) {
    for (const letter of letters) letter.y = Math.min(letter.y, bottom);
    apart([...letters].reverse(), -1);
  }
  ctx.save();
  ctx.font = `600 ${11 * ratio}px ${theme.font}`;
  ctx.textBaseline = "middle";
  ctx.textAlign = "left";
  ctx.fillStyle = theme.text;
  ctx.strokeStyle = theme.ground;
  ctx.lineWidth = 3 * ratio;
  ctx.lineJoin = "round";
  for (const { line, x, y } of letters) {
    ctx.globalAlpha = line.faded ? FADED : 1;
    ctx.strokeText(line.letter, x, y);
    ctx.fillText(line.letter, x, y);
  }
  ctx.restore();
}

/**
 * Rings for tests and diamonds for validation: told from the lines, and from each other, by shape.
 * @param {CanvasRenderingContext2D} ctx
 * @param {Area} area
 * @param {Mark[]} marks
 * @param {Theme} theme
 */
export function drawMarks(ctx, area, marks, theme) {
  const ratio = devicePixelRatio;
  const place = placer(area);
  const size = 4 * ratio;
  ctx.save();
  ctx.strokeStyle = theme.text;
  ctx.fillStyle = theme.ground;
  ctx.lineWidth = 1.75 * ratio;
  for (const mark of marks) {
    const [x, y] = place(mark.place, mark.value);
    if (!holds(area, x, y)) continue;
    ctx.beginPath();
    if (mark.split === "test") ctx.arc(x, y, size, 0, 2 * Math.PI);
    else diamond(ctx, x, y, size * 1.15);
    ctx.fill();
    ctx.stroke();
  }
  ctx.restore();
}

/** Whether a mark belongs on the chart; one on its edge does, as a whole. @param {Area} area @param {number} x @param {number} y */
function holds({ box: { left, top, width, height } }, x, y) {
  return x >= left - 1 && x <= left + width + 1 && y >= top - 1 && y <= top + height + 1;
}

/** @param {CanvasRenderingContext2D} ctx @param {number} x @param {number} y @param {number} size */
function diamond(ctx, x, y, size) {
  ctx.moveTo(x, y - size);
  ctx.lineTo(x + size, y);
  ctx.lineTo(x, y + size);
  ctx.lineTo(x - size, y);
  ctx.closePath();
}

/**
 * Points as pixels of the canvas.
 * @param {Area} area
 * @returns {(place: number, value: number) => [number, number]}
 */
function placer({ box, x: [from, to], y, log, floor }) {
  const scaled = log ? (/** @type {number} */ value) => Math.log(Math.max(value, floor)) : Number;
  const [low, high] = y.map(scaled);
  const [across, up] = [box.width / (to - from), box.height / (high - low)];
  const bottom = box.top + box.height;
  return (place, value) => [box.left + (place - from) * across, bottom - (scaled(value) - low) * up];
}

/**
 * The points from the last before the view to the first behind it.
 * @param {Area} area
 * @param {ArrayLike<number>} places
 * @returns {[number, number]} indices; the second is -1 if there are none
 */
function inView({ x: [from, to] }, places) {
  let first = 0;
  let last = places.length - 1;
  while (first + 1 < places.length && places[first + 1] <= from) first += 1;
  while (last > first && places[last - 1] >= to) last -= 1;
  return [first, places.length > 0 && places[0] <= to ? last : -1];
}
