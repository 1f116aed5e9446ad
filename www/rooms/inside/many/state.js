/**
 * Many images at one layer: which are chosen, and what the layer makes of them. Pure.
 *
 * @module
 */

/** @typedef {import("../../../api/protocol.js").SplitName} SplitName */

/**
 * - `batch`: images one after another, at one channel
 * - `five`: the first images of different classes in the file, five of them, at five channels
 * - `each`: an image of every class
 * - `means`: the mean over many images of every class
 * @typedef {"batch" | "five" | "each" | "means"} Arrangement
 */

/** @type {Arrangement[]} */
export const ARRANGEMENTS = ["batch", "five", "each", "means"];

/** Images of a batch, and maps of an image, that are shown. @type {Record<Arrangement, {images: number, maps: number}>} */
export const SIZES = {
  batch: { images: 20, maps: 1 },
  five: { images: 5, maps: 5 },
  each: { images: 10, maps: 8 },
  means: { images: 10, maps: 8 },
};

/** Images of a class that a mean is of, at most: as many as one request may have. */
export const MOST_AVERAGED = 64;

/**
 * What is wished for.
 * @typedef {object} Wish
 * @property {Arrangement} arrangement
 * @property {number | null} layer its number; null: the first convolution, or the first layer
 * @property {number} channel the first that is shown
 * @property {SplitName} split
 * @property {number} first the first image; of a class, so many are passed over
 */

/** An image, or the mean of several. @typedef {{index: number | null, label: number, count: number, pixels: ArrayLike<number>}} Row `pixels`: 28 × 28, 0 to 255; `count`: images that it is the mean of */

/**
 * @typedef {object} Shown
 * @property {Wish} wish that it answers
 * @property {number} layer
 * @property {number | null} at
 * @property {Row[]} rows
 * @property {number[]} shape of the layer's output for one image
 * @property {Float32Array} data `[rows, …shape]`
 */

/** @typedef {{wish: Wish, shared: boolean, shown: Shown | null}} Many `shared`: one colour scale for all maps */

/**
 * @typedef {{type: "many-wished", wish: Partial<Wish>} |
 *   {type: "many-shared", shared: boolean} |
 *   {type: "many-shown", shown: Shown}} ManyAction
 */

/** @type {Wish} */
const WISH = { arrangement: "batch", layer: null, channel: 0, split: "test", first: 0 };

/** @type {import("../../../page/store.js").Slice<Many>} */
export const many = {
  initial: { wish: WISH, shared: true, shown: null },
  reduce(many, /** @type {import("../state.js").InsideAction} */ action) {
    switch (action.type) {
      case "many-wished":
        return { ...many, wish: { ...many.wish, ...action.wish } };
      case "many-shared":
        return { ...many, shared: action.shared };
      case "many-shown":
        return { ...many, shown: action.shown };
      case "loaded":
        return { ...many, wish: { ...many.wish, first: 0 }, shown: null };
      case "configured":
        return { ...many, wish: { ...many.wish, layer: null, channel: 0 }, shown: null };
      default:
        return many;
    }
  },
};

/**
 * The mean of several arrays of one size.
 * @param {ArrayLike<number>} values `[count, size]`
 * @param {number} size
 * @returns {Float32Array} `[size]`; zeros where there is nothing
 */
export function meanOf(values, size) {
  const count = values.length / size;
  const sums = new Float64Array(size);
  for (let i = 0; i < values.length; i++) sums[i % size] += values[i];
  return Float32Array.from(sums, (sum) => sum / (count || 1));
}

/**
 * The classes whose images are shown.
 * @param {readonly number[]} counts of images by class
 * @param {number} first images that are passed over in each class
 * @returns {number[]} those that have enough images
 */
export function classesOf(counts, first) {
  return [...counts.keys()].filter((id) => counts[id] > first);
}
