/**
 * How marks look at any size, and how they cross to the trainer.
 *
 * @module
 */

/** @typedef {import("./marks.js").Mark} Mark */
/** @typedef {import("./marks.js").Point} Point */
/** @typedef {import("./marks.js").StrokeMark} StrokeMark */

/**
 * @param {CanvasRenderingContext2D} context
 * @param {readonly Mark[]} marks
 * @param {number} side in the context's units
 * @param {string} colour
 */
export function drawMarks(context, marks, side, colour) {
  context.strokeStyle = colour;
  context.fillStyle = colour;
  context.lineCap = "round";
  context.lineJoin = "round";
  for (const mark of marks) {
    if (mark.kind === "image") drawImage(context, mark.pixels, side, colour);
    else drawStroke(context, mark, side);
  }
}

/**
 * Curves from middle to middle of the points heard, each point bending its own, as `src/draw/path.rs` has them: a pen that
 * is read sixty times a second still draws round.
 * @param {CanvasRenderingContext2D} context
 * @param {StrokeMark} mark
 * @param {number} side
 */
function drawStroke(context, { points, pen, eraser }, side) {
  const [first] = points;
  const width = (/** @type {Point} */ point) => pen * side * pressed(point.pressure);
  const even = points.every(({ pressure }) => pressure === first.pressure);
  context.globalCompositeOperation = eraser ? "destination-out" : "source-over";
  context.lineWidth = width(first);
  context.beginPath();
  if (points.length === 1) {
    context.arc(first.x * side, first.y * side, width(first) / 2, 0, 2 * Math.PI);
    context.fill();
  } else {
    context.moveTo(first.x * side, first.y * side);
    for (let i = 1; i < points.length - 1; i++) {
      const [at, next] = [points[i], points[i + 1]];
      const [x, y] = [((at.x + next.x) / 2) * side, ((at.y + next.y) / 2) * side];
      context.quadraticCurveTo(at.x * side, at.y * side, x, y);
      if (even) continue;
      // A line of another width is a path of its own.
      context.lineWidth = width(at);
      context.stroke();
      context.beginPath();
      context.moveTo(x, y);
    }
    const last = points[points.length - 1];
    context.lineTo(last.x * side, last.y * side);
    context.stroke();
  }
  context.globalCompositeOperation = "source-over";
}

/** How pressure changes a line's width: as `relative` in `src/draw/drawing.rs`. @param {number} pressure */
function pressed(pressure) {
  return Math.min(1.6, Math.max(0.6, 0.5 + pressure));
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Uint8Array} pixels
 * @param {number} side
 * @param {string} colour
 */
function drawImage(context, pixels, side, colour) {
  const small = new OffscreenCanvas(28, 28);
  const ink = small.getContext("2d");
  if (!ink) return;
  const image = ink.createImageData(28, 28);
  pixels.forEach((value, i) => {
    image.data[i * 4 + 3] = value;
  });
  ink.putImageData(image, 0, 0);
  ink.globalCompositeOperation = "source-in";
  ink.fillStyle = colour;
  ink.fillRect(0, 0, 28, 28);
  context.imageSmoothingEnabled = true;
  context.imageSmoothingQuality = "high";
  context.drawImage(small, 0, 0, side, side);
}

/**
 * The marks as the trainer takes them. Nothing is read back from a canvas: browsers that protect against fingerprinting
 * falsify what is read.
 * @param {readonly Mark[]} marks
 * @returns {import("../../api/protocol.js").Drawing["marks"]}
 */
export function packed(marks) {
  return marks.map((mark) => {
    if (mark.kind === "image") return { points: null, pen: 0, eraser: false, pixels: mark.pixels };
    const points = Float32Array.from(mark.points.flatMap(({ x, y, pressure }) => [x, y, pressure]));
    return { points, pen: mark.pen, eraser: mark.eraser, pixels: null };
  });
}
