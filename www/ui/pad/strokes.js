/**
 * A drawing as data, and how it looks at any size. Points are in 0..=1 of the pad's side.
 *
 * @module
 */

/** @typedef {{x: number, y: number}} Point */
/** @typedef {{kind: "stroke", points: Point[]} | {kind: "image", pixels: Uint8Array}} Mark an image is 28 × 28 */

/** The pen's width as a part of the pad: about that of an MNIST digit's strokes. */
const PEN = 0.085;

/** Side of the bitmap that the trainer gets: enough for a scaling down that averages. */
const BITMAP_SIDE = 280;

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Mark[]} marks
 * @param {number} side in the context's units
 * @param {string} colour
 */
export function drawMarks(context, marks, side, colour) {
  context.strokeStyle = colour;
  context.fillStyle = colour;
  context.lineCap = "round";
  context.lineJoin = "round";
  context.lineWidth = PEN * side;
  for (const mark of marks) {
    if (mark.kind === "image") drawImage(context, mark.pixels, side, colour);
    else drawStroke(context, mark.points, side);
  }
}

/**
 * Curves from middle to middle of the points heard, each point bending its own: a pen that is read
 * sixty times a second still draws round.
 * @param {CanvasRenderingContext2D} context
 * @param {Point[]} points
 * @param {number} side
 */
function drawStroke(context, points, side) {
  context.beginPath();
  const [first] = points;
  if (points.length === 1) {
    context.arc(first.x * side, first.y * side, (PEN * side) / 2, 0, 2 * Math.PI);
    context.fill();
    return;
  }
  context.moveTo(first.x * side, first.y * side);
  for (let i = 1; i < points.length - 1; i++) {
    const [at, next] = [points[i], points[i + 1]];
    context.quadraticCurveTo(at.x * side, at.y * side, ((at.x + next.x) / 2) * side, ((at.y + next.y) / 2) * side);
  }
  const last = points[points.length - 1];
  context.lineTo(last.x * side, last.y * side);
  context.stroke();
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
 * @param {Mark[]} marks
 * @returns {import("../../api/protocol.js").Bitmap} 0 = paper, 255 = ink
 */
export function rasterise(marks) {
  const canvas = new OffscreenCanvas(BITMAP_SIDE, BITMAP_SIDE);
  const context = canvas.getContext("2d", { willReadFrequently: true });
  if (!context) throw new Error("This browser gives no canvas to draw on.");
  // An OffscreenCanvas's context draws like any other; only its type is another.
  drawMarks(/** @type {any} */ (context), marks, BITMAP_SIDE, "#000");
  const { data } = context.getImageData(0, 0, BITMAP_SIDE, BITMAP_SIDE);
  const pixels = new Uint8Array(BITMAP_SIDE * BITMAP_SIDE);
  for (let i = 0; i < pixels.length; i++) pixels[i] = data[i * 4 + 3];
  return { width: BITMAP_SIDE, height: BITMAP_SIDE, pixels };
}
