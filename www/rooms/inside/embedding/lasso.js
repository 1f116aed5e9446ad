/**
 * Points within a line drawn by hand. Pure.
 *
 * @module
 */

/** @typedef {readonly [number, number]} Place */

/**
 * Whether a place lies within a polygon, whose last corner is joined to its first: a ray to the right crosses the sides
 * an odd number of times. A part that the line goes around twice lies outside.
 * @param {Place} place
 * @param {readonly Place[]} polygon
 */
export function isWithin([x, y], polygon) {
  let within = false;
  for (let i = 0, before = polygon.length - 1; i < polygon.length; before = i++) {
    const [[ax, ay], [bx, by]] = [polygon[before], polygon[i]];
    if (ay > y !== by > y && x < ax + ((y - ay) / (by - ay)) * (bx - ax)) within = !within;
  }
  return within;
}

/**
 * The points within a polygon.
 * @param {ArrayLike<number>} x
 * @param {ArrayLike<number>} y
 * @param {readonly Place[]} polygon in the units of the points
 * @returns {number[]} their places in `x` and `y`, ascending
 */
export function caught(x, y, polygon) {
  const found = [];
  for (let i = 0; i < x.length; i++) if (isWithin([x[i], y[i]], polygon)) found.push(i);
  return found;
}
