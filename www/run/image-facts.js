/**
 * The values of one image. Pure.
 *
 * @module
 */

/**
 * @param {ArrayLike<number>} image 784 bytes
 * @returns {{values: number[], counts: Uint32Array, min: number, max: number, mean: number}} `values`: those that occur, in
 *   ascending order; `counts[value]`: how many pixels have it
 */
export function factsOf(image) {
  const counts = new Uint32Array(256);
  let sum = 0;
  for (let i = 0; i < image.length; i++) {
    counts[image[i]] += 1;
    sum += image[i];
  }
  const values = [...counts.keys()].filter((value) => counts[value] > 0);
  return { values, counts, min: values[0], max: values[values.length - 1], mean: sum / image.length };
}
