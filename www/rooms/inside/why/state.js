/**
 * The attribution of the network's answer, and the training images that are most like the image. Pure.
 *
 * @module
 */

/** @typedef {import("../../../public/pkg/cpu/digit_lab.js").Explanation} Explanation */
/** @typedef {"saliency" | "smooth-grad" | "integrated-gradients" | "occlusion" | "grad-cam"} Method */

/** @type {Method[]} */
export const METHODS = ["saliency", "smooth-grad", "integrated-gradients", "occlusion", "grad-cam"];

/**
 * @typedef {object} Why
 * @property {Method} method
 * @property {{method: Method, image: Float32Array, label: number | null, result: Explanation} | null} seen
 * @property {boolean} placeless whether Grad-CAM was asked of a layer without maps
 * @property {{step: number, at: number | null} | null} features of the training images that there are: of which network
 * @property {{loaded: number, total: number} | null} progress of the features that are computed
 * @property {Neighbour[] | null} nearest
 */

/** @typedef {{index: number, label: number, distance: number, pixels: Uint8Array}} Neighbour `pixels`: 28 × 28 */

/**
 * @typedef {{type: "why-method", method: Method} |
 *   {type: "why-seen", seen: NonNullable<Why["seen"]>} |
 *   {type: "why-placeless"} |
 *   {type: "why-gathering"} |
 *   {type: "why-gathered", features: Why["features"]} |
 *   {type: "why-nearest", nearest: Neighbour[]}} WhyAction
 */

/** @type {Why} */
const initial = {
  method: "saliency",
  seen: null,
  placeless: false,
  features: null,
  progress: null,
  nearest: null,
};

/** @type {import("../../../page/store.js").Slice<Why>} */
export const why = {
  initial,
  reduce(why, /** @type {import("../state.js").InsideAction} */ action) {
    switch (action.type) {
      case "why-method":
        return { ...why, method: action.method };
      case "why-seen":
        return { ...why, seen: action.seen, placeless: false };
      case "why-placeless":
        return { ...why, placeless: true };
      case "why-gathering":
        return { ...why, progress: { loaded: 0, total: 0 } };
      case "progress":
        // Features are computed for other figures, too: only those that were asked for here are followed.
        if (action.task !== "features" || !why.progress) return why;
        return { ...why, progress: { loaded: action.loaded ?? 0, total: action.total ?? 0 } };
      case "why-gathered":
        return { ...why, features: action.features, progress: null };
      case "why-nearest":
        return { ...why, nearest: action.nearest };
      case "loaded":
      case "configured":
        return { ...initial, method: why.method };
      default:
        return why;
    }
  },
};
