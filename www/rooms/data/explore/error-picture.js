/**
 * What the figure of two classes' errors shows, as plain numbers: how far each image is from the mean of
 * its own class and from that of the other. Pure.
 *
 * @module
 */

/** @typedef {import("../../../api/protocol.js").TemplateCurves} Curves */
/** @typedef {{x: Float32Array, y: Float32Array, kind: Uint8Array, order: Uint32Array}} Places see figure/points.js */

/**
 * How many images of either class lie nearer the mean of their own.
 * @param {Curves} curves
 */
export function tally({ a, b, of_a, of_b }) {
  let [right_a, right_b] = [0, 0];
  for (let i = 0; i < of_a.indices.length; i++) if (isNearer(of_a.to_a[i], of_a.to_b[i], a < b)) right_a += 1;
  for (let i = 0; i < of_b.indices.length; i++) if (isNearer(of_b.to_b[i], of_b.to_a[i], b < a)) right_b += 1;
  const [count_a, count_b] = [of_a.indices.length, of_b.indices.length];
  const accuracy = count_a + count_b > 0 ? (right_a + right_b) / (count_a + count_b) : null;
  return { right_a, count_a, right_b, count_b, accuracy };
}

/**
 * A point an image: across, the error to the mean of a; up, to the mean of b. First those of a.
 * @param {Curves} curves
 * @returns {Places}
 */
export function against({ of_a, of_b }) {
  const x = joined(of_a.to_a, of_b.to_a);
  const kind = new Uint8Array(x.length).fill(1, of_a.indices.length);
  return { x, y: joined(of_a.to_b, of_b.to_b), kind, order: rising(x) };
}

/**
 * Two points an image, its error to the mean of a (kind 0) and to that of b (kind 1): the images of a one
 * after another, the error to their own mean rising, then those of b. First all errors to a, then all to b.
 * @param {Curves} curves
 * @returns {Places}
 */
export function inOrder({ of_a, of_b }) {
  const [count_a, count_b] = [of_a.indices.length, of_b.indices.length];
  const places = new Float32Array(count_a + count_b);
  rising(of_a.to_a).forEach((image, place) => (places[image] = place));
  rising(of_b.to_b).forEach((image, place) => (places[count_a + image] = count_a + place));
  const x = joined(places, places);
  const y = joined(joined(of_a.to_a, of_b.to_a), joined(of_a.to_b, of_b.to_b));
  const kind = new Uint8Array(x.length).fill(1, places.length);
  // For the arrow keys each image once, at the error to its own mean.
  const own = rising(places).map((image) => (image < count_a ? image : places.length + image));
  return { x, y, kind, order: own };
}

/**
 * Two points an image, as {@link inOrder}, but the images of either class in the order of the file.
 * @param {Curves} curves
 * @returns {Places}
 */
export function byNumber({ of_a, of_b }) {
  const count = of_a.indices.length + of_b.indices.length;
  const places = Float32Array.from({ length: count }, (_, place) => place);
  const y = joined(joined(of_a.to_a, of_b.to_a), joined(of_a.to_b, of_b.to_b));
  const kind = new Uint8Array(2 * count).fill(1, count);
  return { x: joined(places, places), y, kind, order: Uint32Array.from(places.keys()) };
}

/**
 * The image behind a point of either picture.
 * @param {Curves} curves
 * @param {number} point
 */
export function behind({ a, b, of_a, of_b }, point) {
  const [count_a, count_b] = [of_a.indices.length, of_b.indices.length];
  const image = point % (count_a + count_b);
  const [errors, at] = image < count_a ? [of_a, image] : [of_b, image - count_a];
  const [to_a, to_b] = [errors.to_a[at], errors.to_b[at]];
  const right = image < count_a ? isNearer(to_a, to_b, a < b) : isNearer(to_b, to_a, b < a);
  return { index: errors.indices[at], to_a, to_b, of_a: image < count_a, right };
}

/**
 * Where an image is among those of both classes; null: not there.
 * @param {Curves} curves
 * @param {number} index in the split
 */
export function imageOf({ of_a, of_b }, index) {
  const a = of_a.indices.indexOf(index);
  if (a >= 0) return a;
  const b = of_b.indices.indexOf(index);
  return b >= 0 ? of_a.indices.length + b : null;
}

/**
 * Where both are as far, the class with the lower number has it, as with the trainer's classifier.
 * @param {number} own
 * @param {number} other
 * @param {boolean} lower whether its own class has the lower number
 */
function isNearer(own, other, lower) {
  return own < other || (own === other && lower);
}

/** @param {Float32Array} a @param {Float32Array} b */
function joined(a, b) {
  const all = new Float32Array(a.length + b.length);
  all.set(a);
  all.set(b, a.length);
  return all;
}

/** @param {Float32Array} values @returns {Uint32Array} their places, the least first */
function rising(values) {
  return Uint32Array.from(values.keys()).sort((a, b) => values[a] - values[b]);
}
