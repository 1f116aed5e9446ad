/**
 * Images that units respond to most strongly. Pure.
 *
 * @module
 */

/** What the images are of: the chosen unit of the chosen layer, or the network's outputs, one for each class. @typedef {"unit" | "classes"} Of */

/** @typedef {{unit: number, pixels: Uint8Array, value: number, before: number}} Liked `pixels`: 28 × 28 */

/**
 * @typedef {object} Likes
 * @property {Of} of
 * @property {number | null} mean the class whose mean image is the start; null: noise
 * @property {number} seed
 * @property {boolean} computing
 * @property {{of: Of, layer: number, step: number, images: Liked[]} | null} found
 */

/**
 * @typedef {{type: "likes-wished", wish: Partial<Pick<Likes, "of" | "mean" | "seed">>} |
 *   {type: "likes-asked", layer: number, step: number} |
 *   {type: "likes-image", image: Liked} |
 *   {type: "likes-ended"}} LikesAction
 */

/** @type {Likes} */
const initial = { of: "classes", mean: null, seed: 0, computing: false, found: null };

/** @type {import("../../../page/store.js").Slice<Likes>} */
export const likes = {
  initial,
  reduce(likes, /** @type {import("../state.js").InsideAction} */ action) {
    switch (action.type) {
      case "likes-wished":
        return { ...likes, ...action.wish };
      case "likes-asked":
        return {
          ...likes,
          computing: true,
          found: { of: likes.of, layer: action.layer, step: action.step, images: [] },
        };
      case "likes-image":
        // An image that comes after the run was set up anew belongs to a network that is no more.
        return likes.computing && likes.found
          ? { ...likes, found: { ...likes.found, images: [...likes.found.images, action.image] } }
          : likes;
      case "likes-ended":
        return { ...likes, computing: false };
      case "loaded":
      case "configured":
        return { ...likes, computing: false, found: null };
      default:
        return likes;
    }
  },
};
