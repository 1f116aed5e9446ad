/**
 * Features along two axes, and what of their variance the axes show. Pure.
 *
 * @module
 */

/** Least and greatest of both coordinates. @typedef {{x: [number, number], y: [number, number]}} Bounds */

/** Room around the points, as a part of their extent. */
const MARGIN = 0.06;

/**
 * @param {Float32Array} data `[n, width]`
 * @param {number} width
 * @param {{axes: Float32Array, mean: Float32Array}} basis `axes`: `[2, width]`, each of length 1; `mean`: `[width]`
 * @returns {Float32Array<ArrayBuffer>} `[n, 2]`
 */
export function project(data, width, { axes, mean }) {
  const count = data.length / width;
  const points = new Float32Array(2 * count);
  for (let i = 0; i < count; i++) {
    let [x, y] = [0, 0];
    for (let k = 0; k < width; k++) {
      const value = data[i * width + k] - mean[k];
      x += value * axes[k];
      y += value * axes[width + k];
    }
    points[2 * i] = x;
    points[2 * i + 1] = y;
  }
  return points;
}

/**
 * The share of the features' variance along each coordinate of their projection.
 * @param {Float32Array} data `[n, width]`
 * @param {number} width
 * @param {Float32Array} points `[n, 2]` along two axes that are at right angles
 * @returns {[number, number]} 0..=1; 0 if the features do not vary
 */
export function explainedBy(data, width, points) {
  const total = variance(data, width).reduce((sum, one) => sum + one, 0);
  const [x, y] = variance(points, 2);
  return total > 0 ? [x / total, y / total] : [0, 0];
}

/** Each column's variance. @param {Float32Array} data `[n, width]` @param {number} width */
function variance(data, width) {
  const count = data.length / width;
  const mean = new Float64Array(width);
  for (let i = 0; i < data.length; i++) mean[i % width] += data[i] / count;
  const found = new Float64Array(width);
  for (let i = 0; i < data.length; i++) found[i % width] += (data[i] - mean[i % width]) ** 2 / count;
  return found;
}

/**
 * The features of one image from a layer's output, as the trainer makes them: of maps, the mean of each.
 * @param {{shape: number[], data: Float32Array}} output `[1, channels, height, width]` or `[1, width]`
 * @returns {Float32Array<ArrayBuffer>}
 */
export function featuresOf({ shape: [, channels, ...map], data }) {
  const area = map.reduce((product, side) => product * side, 1);
  return Float32Array.from({ length: channels }, (_, channel) => {
    const values = data.subarray(channel * area, (channel + 1) * area);
    return values.reduce((sum, value) => sum + value, 0) / area;
  });
}

/**
 * The bounds of points, with some room around them.
 * @param {Float32Array} points `[n, 2]`
 * @returns {Bounds}
 */
export function boundsOf(points) {
  const along = (/** @type {number} */ axis) => {
    let [low, high] = [Infinity, -Infinity];
    for (let i = axis; i < points.length; i += 2) {
      low = Math.min(low, points[i]);
      high = Math.max(high, points[i]);
    }
    const room = (high - low) * MARGIN || 1;
    return /** @type {[number, number]} */ (high >= low ? [low - room, high + room] : [-1, 1]);
  };
  return { x: along(0), y: along(1) };
}

/** Bounds around both, so that the axes never shrink. @param {Bounds} a @param {Bounds} b @returns {Bounds} */
export function around(a, b) {
  const both = (/** @type {"x" | "y"} */ axis) =>
    /** @type {[number, number]} */ ([Math.min(a[axis][0], b[axis][0]), Math.max(a[axis][1], b[axis][1])]);
  return { x: both("x"), y: both("y") };
}
