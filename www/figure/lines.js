/**
 * Grid, lines, marks and letters on a uPlot chart, beside the series that uPlot draws by itself. Kept
 * runs have steps of their own each, which uPlot's shared x values would have to be merged for at
 * every frame. Knows nothing of runs.
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
/** @typedef {{log: boolean, floor: number}} Scale `floor`: lesser values are drawn at it */

const FADED = 0.22;
/** Letters' height, to keep them apart. */
const LETTER_PX = 11;

/**
 * A canvas of their own for the lines, beneath the one that uPlot clears at every step: dashes take
 * a browser without a graphics card tens of milliseconds.
 * @param {import("uplot")} plot
 * @returns {(lines: Line[], grid: Grid, scale: Scale, theme: Theme) => void} draws where something is another than before
 */
export function createLineLayer(plot) {
  const { canvas } = plot.ctx;
  const layer = document.createElement("canvas");
  layer.className = "layer";
  canvas.before(layer);
  const ctx = /** @type {CanvasRenderingContext2D} */ (layer.getContext("2d"));
  /** @type {unknown[]} */
  let before = [];
  return (lines, grid, scale, theme) => {
    const { x, y } = plot.scales;
    const seen = lines.flatMap(({ values, places, strong, faded }) => [values, places, strong, faded]);
    const now = [canvas.width, canvas.height, x.min, x.max, y.min, y.max, scale.log, ...grid.x, ...grid.y, ...seen];
    if (now.length === before.length && now.every((value, i) => Object.is(value, before[i]))) return;
    before = now;
    // Clears it too.
    layer.width = canvas.width;
    layer.height = canvas.height;
    drawGrid(ctx, plot, grid, scale, theme);
    drawLines(ctx, plot, lines, scale);
  };
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {import("uplot")} plot
 * @param {Grid} grid
 * @param {Scale} scale
 * @param {Theme} theme
 */
function drawGrid(ctx, plot, grid, scale, theme) {
  const { left, top, width, height } = plot.bbox;
  const place = placer(plot, scale);
  const ratio = devicePixelRatio;
  ctx.fillStyle = theme.line;
  // On whole pixels, to be sharp.
  const thick = Math.max(1, Math.round(ratio));
  for (const x of grid.x) ctx.fillRect(Math.round(place(x, scale.floor)[0] - thick / 2), top, thick, height);
  for (const y of grid.y) ctx.fillRect(left, Math.round(place(0, y)[1] - thick / 2), width, thick);
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {import("uplot")} plot
 * @param {Line[]} lines
 * @param {Scale} scale
 */
function drawLines(ctx, plot, lines, scale) {
  const { bbox } = plot;
  const ratio = devicePixelRatio;
  const place = placer(plot, scale);
  ctx.lineJoin = "round";
  for (const line of lines) {
    ctx.save();
    ctx.strokeStyle = line.colour;
    ctx.fillStyle = line.colour;
    ctx.globalAlpha = line.faded ? FADED : 1;
    for (const mark of line.marks) {
      const [x, y] = place(mark.place, mark.value);
      if (!holds(bbox, x, y)) continue;
      ctx.beginPath();
      ctx.arc(x, y, 2.5 * ratio, 0, 2 * Math.PI);
      ctx.fill();
    }
    ctx.beginPath();
    ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
    ctx.clip();
    ctx.lineWidth = (line.strong ? 3 : 1.5) * ratio;
    ctx.setLineDash(line.dash.map((length) => length * ratio));
    ctx.beginPath();
    const [first, last] = inView(plot, line.places);
    for (let i = first; i <= last; i++) {
      const [x, y] = place(line.places[i], line.values[i]);
      if (i === first) ctx.moveTo(x, y);
      else ctx.lineTo(x, y);
    }
    ctx.stroke();
    ctx.restore();
  }
}

/**
 * A letter where each line leaves the view, none on another.
 * @param {import("uplot")} plot
 * @param {Line[]} lines
 * @param {Scale} scale
 * @param {Theme} theme
 */
export function drawLetters(plot, lines, scale, theme) {
  const { ctx, bbox } = plot;
  const ratio = devicePixelRatio;
  const place = placer(plot, scale);
  const [top, bottom] = [bbox.top + 5 * ratio, bbox.top + bbox.height - 3 * ratio];
  const letters = lines.flatMap((line) => {
    const [, last] = inView(plot, line.places);
    if (last < 0) return [];
    const [x, y] = place(line.places[last], line.values[last]);
    if (x < bbox.left) return [];
    const right = Math.min(x, bbox.left + bbox.width);
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
 * @param {import("uplot")} plot
 * @param {Mark[]} marks
 * @param {Scale} scale
 * @param {Theme} theme
 */
export function drawMarks(plot, marks, scale, theme) {
  const { ctx, bbox } = plot;
  const ratio = devicePixelRatio;
  const place = placer(plot, scale);
  const size = 4 * ratio;
  ctx.save();
  ctx.strokeStyle = theme.text;
  ctx.fillStyle = theme.ground;
  ctx.lineWidth = 1.75 * ratio;
  for (const mark of marks) {
    const [x, y] = place(mark.place, mark.value);
    if (!holds(bbox, x, y)) continue;
    ctx.beginPath();
    if (mark.split === "test") ctx.arc(x, y, size, 0, 2 * Math.PI);
    else diamond(ctx, x, y, size * 1.15);
    ctx.fill();
    ctx.stroke();
  }
  ctx.restore();
}

/** Whether a mark belongs on the chart; one on its edge does, as a whole. @param {import("uplot").BBox} box @param {number} x @param {number} y */
function holds({ left, top, width, height }, x, y) {
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
 * Points as pixels of the canvas. uPlot's own way asks for the scale at every point.
 * @param {import("uplot")} plot
 * @param {Scale} scale
 * @returns {(place: number, value: number) => [number, number]}
 */
function placer({ bbox, scales }, { log, floor }) {
  const scaled = log ? (/** @type {number} */ value) => Math.log(Math.max(value, floor)) : Number;
  const { min: from = 0, max: to = 1 } = scales.x;
  const [low, high] = [scaled(scales.y.min ?? 0), scaled(scales.y.max ?? 1)];
  const [across, up] = [bbox.width / (to - from), bbox.height / (high - low)];
  const bottom = bbox.top + bbox.height;
  return (place, value) => [bbox.left + (place - from) * across, bottom - (scaled(value) - low) * up];
}

/**
 * The points from the last before the view to the first behind it.
 * @param {import("uplot")} plot
 * @param {ArrayLike<number>} places
 * @returns {[number, number]} indices; the second is -1 if there are none
 */
function inView({ scales }, places) {
  const { min: from = 0, max: to = 1 } = scales.x;
  let first = 0;
  let last = places.length - 1;
  while (first + 1 < places.length && places[first + 1] <= from) first += 1;
  while (last > first && places[last - 1] >= to) last -= 1;
  return [first, places.length > 0 && places[0] <= to ? last : -1];
}
