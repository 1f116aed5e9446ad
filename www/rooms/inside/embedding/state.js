/**
 * Images as points: the features that a layer gives them, the axes or the UMAP that places them, and the images that are
 * chosen among them. Pure.
 *
 * @module
 */

import { around, boundsOf, explainedBy, project } from "./projection.js";

/** @typedef {import("../../../public/pkg/cpu/digit_lab.js").Features} Features */
/** @typedef {import("../../../public/pkg/cpu/digit_lab.js").Samples} Samples */
/** @typedef {import("../../../api/protocol.js").SplitName} SplitName */
/** @typedef {import("./projection.js").Bounds} Bounds */
/** @typedef {"pca" | "umap"} Method */

export const METHODS = /** @type {const} */ (["pca", "umap"]);
export const COUNTS = /** @type {const} */ ([500, 1000, 2000]);
export const NEIGHBOURS = /** @type {const} */ ([5, 15, 30, 50]);
export const MIN_DISTS = /** @type {const} */ ([0.01, 0.1, 0.3, 0.6]);
/** Images of the gallery. */
export const MOST_CHOSEN = 60;

/** The images and the layer. @typedef {{split: SplitName, count: number, layer: number | null}} Wish `layer`: its number; null: the last hidden one */
/** How UMAP places points. @typedef {{neighbours: number, min_dist: number}} UmapSettings */

/**
 * What the network answered.
 * @typedef {object} Seen
 * @property {number | null} at the step of the snapshot that it is of; null: the network as it was then
 * @property {Wish} wish that it answers
 * @property {Features} features
 * @property {Float32Array} points `[n, 2]` along the basis
 * @property {[number, number]} explained share of these features' variance along each axis, 0..=1
 */

/**
 * The axes that points are projected on. They stay while one goes through the snapshots, so that the points move and not
 * the axes.
 * @typedef {object} Basis
 * @property {number} step of the network that they are of
 * @property {boolean} pinned whether they stay although there is a newer network
 * @property {Float32Array} axes `[2, width]`
 * @property {Float32Array} mean `[width]`
 * @property {Bounds} bounds of all points that were shown on them
 */

/**
 * A UMAP, done or under way.
 * @typedef {object} Umap
 * @property {Features} features
 * @property {SplitName} split
 * @property {UmapSettings} settings
 * @property {Float32Array | null} positions `[n, 2]`; null: not yet
 * @property {number} share of its epochs that are done, 0..=1
 * @property {boolean} running
 * @property {number | null} ms that it took
 * @property {[number, number] | null} place of the drawing
 */

/** The drawing's features. @typedef {{step: number, number: number, data: Float32Array}} Drawn */

/**
 * @typedef {object} Embedding
 * @property {Wish} wish
 * @property {Method} method
 * @property {UmapSettings} settings
 * @property {Seen | null} seen
 * @property {Basis | null} basis
 * @property {Umap | null} umap
 * @property {Drawn | null} drawn
 * @property {number[]} hidden classes
 * @property {number | null} pointed index of the image that is pointed at, in its split
 * @property {{index: number, label: number, image: Uint8Array} | null} behind the image that was pointed at last
 * @property {number[]} chosen indices of images in their split, ascending
 * @property {{indices: number[], samples: Samples} | null} gallery the first of the chosen
 */

/**
 * @typedef {{type: "embedding-wish", wish: Partial<Wish>} |
 *   {type: "embedding-method", method: Method} |
 *   {type: "embedding-settings", settings: Partial<UmapSettings>} |
 *   {type: "embedding-seen", seen: Pick<Seen, "at" | "wish" | "features">} |
 *   {type: "embedding-basis", pinned: boolean} |
 *   {type: "embedding-umap", umap: Umap} |
 *   {type: "embedding-umap-stopped"} |
 *   {type: "embedding-placed", place: [number, number] | null} |
 *   {type: "embedding-drawn", drawn: Drawn | null} |
 *   {type: "embedding-classes", hidden: number[]} |
 *   {type: "embedding-pointed", index: number | null} |
 *   {type: "embedding-behind", behind: Embedding["behind"]} |
 *   {type: "embedding-chosen", indices: number[]} |
 *   {type: "embedding-gallery", gallery: NonNullable<Embedding["gallery"]>}} EmbeddingAction
 */

const NOTHING = { seen: null, basis: null, umap: null, drawn: null };
const NO_IMAGE = { pointed: null, behind: null, chosen: [], gallery: null };

/** @type {Embedding} */
const initial = {
  wish: { split: "test", count: 2000, layer: null },
  method: "pca",
  settings: { neighbours: 15, min_dist: 0.1 },
  hidden: [],
  ...NOTHING,
  ...NO_IMAGE,
};

/** @type {import("../../../page/store.js").Slice<Embedding>} */
export const embedding = {
  initial,
  reduce(embedding, /** @type {import("../state.js").InsideAction} */ action) {
    const { seen, basis, umap } = embedding;
    switch (action.type) {
      case "embedding-wish": {
        const wish = { ...embedding.wish, ...action.wish };
        // Other images than those that were chosen and pointed at.
        return wish.split === embedding.wish.split ? { ...embedding, wish } : { ...embedding, wish, ...NO_IMAGE };
      }
      case "embedding-method":
        return { ...embedding, method: action.method };
      case "embedding-settings":
        return { ...embedding, settings: { ...embedding.settings, ...action.settings } };
      case "embedding-seen":
        return onBasis(embedding, action.seen, nextBasis(embedding, action.seen));
      case "embedding-basis":
        if (!seen || !basis) return embedding;
        if (!action.pinned && seen.at !== null) return { ...embedding, basis: { ...basis, pinned: false } };
        return onBasis(embedding, seen, basisOf(seen, action.pinned));
      case "embedding-umap":
        return { ...embedding, umap: action.umap };
      case "embedding-umap-stopped":
        return umap ? { ...embedding, umap: { ...umap, running: false } } : embedding;
      case "embedding-placed":
        return umap ? { ...embedding, umap: { ...umap, place: action.place } } : embedding;
      case "embedding-drawn":
        return { ...embedding, drawn: action.drawn };
      case "embedding-classes":
        return { ...embedding, hidden: action.hidden };
      case "embedding-pointed":
        return { ...embedding, pointed: action.index };
      case "embedding-behind":
        return { ...embedding, behind: action.behind };
      case "embedding-chosen":
        return { ...embedding, chosen: action.indices };
      case "embedding-gallery":
        return { ...embedding, gallery: action.gallery };
      case "drawn":
        return action.inked || !embedding.drawn
          ? embedding
          : { ...embedding, drawn: null, umap: umap && { ...umap, place: null } };
      case "loaded":
        return { ...embedding, hidden: [], ...NOTHING, ...NO_IMAGE };
      case "configured":
        return { ...embedding, wish: { ...embedding.wish, layer: null }, ...NOTHING };
      default:
        return embedding;
    }
  },
};

/** @param {Pick<Seen, "features">} seen @param {boolean} pinned @returns {Omit<Basis, "bounds">} */
function basisOf({ features: { step, axes, mean } }, pinned) {
  return { step, pinned, axes, mean };
}

/**
 * The axes for new features: those that there are, unless the network is newer and they are not pinned, or the features
 * are of another layer or of other images.
 * @param {Embedding} embedding
 * @param {Pick<Seen, "at" | "wish" | "features">} next
 */
function nextBasis({ seen, basis }, next) {
  const alike =
    basis !== null &&
    seen !== null &&
    seen.features.number === next.features.number &&
    seen.features.width === next.features.width &&
    seen.wish.split === next.wish.split;
  if (!alike) return basisOf(next, false);
  return basis.pinned || next.at !== null ? basis : basisOf(next, false);
}

/**
 * @param {Embedding} embedding
 * @param {Pick<Seen, "at" | "wish" | "features">} next
 * @param {Omit<Basis, "bounds"> & {bounds?: Bounds}} basis
 * @returns {Embedding}
 */
function onBasis(embedding, { at, wish, features }, basis) {
  const points = project(features.data, features.width, basis);
  const explained = explainedBy(features.data, features.width, points);
  const own = boundsOf(points);
  return {
    ...embedding,
    seen: { at, wish, features, points, explained },
    basis: { ...basis, bounds: basis.bounds ? around(basis.bounds, own) : own },
  };
}

/**
 * The points on show, of either method.
 * @typedef {object} Shown
 * @property {Features} features
 * @property {Float32Array} points `[n, 2]`
 * @property {Bounds | null} bounds of the axes; null: those of the points
 * @property {[number, number] | null} drawing where the drawing lies
 */

/** @param {Embedding} embedding @returns {Shown | null} */
export function shownOf({ method, seen, basis, umap, drawn }) {
  if (method === "umap") {
    return umap?.positions
      ? { features: umap.features, points: umap.positions, bounds: null, drawing: umap.place }
      : null;
  }
  if (!seen || !basis) return null;
  const { features, points } = seen;
  const fits = drawn?.number === features.number && drawn.data.length === features.width;
  const drawing = fits ? /** @type {[number, number]} */ ([...project(drawn.data, features.width, basis)]) : null;
  return { features, points, bounds: basis.bounds, drawing };
}

/**
 * Whether a UMAP, done or under way, is of the features on show, with the settings that are chosen.
 * @param {Embedding} embedding
 */
export function isUmapCurrent({ seen, umap, settings }) {
  if (!seen || !umap) return false;
  const [a, b] = [seen.features, umap.features];
  const sameFeatures = a.number === b.number && a.step === b.step && a.labels.length === b.labels.length;
  const { neighbours, min_dist } = umap.settings;
  return (
    sameFeatures &&
    seen.wish.split === umap.split &&
    neighbours === settings.neighbours &&
    min_dist === settings.min_dist
  );
}
