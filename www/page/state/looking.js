/**
 * Which network is looked at: as it is now, or as it was at a snapshot. All rooms show the same one. Pure.
 *
 * @module
 */

/**
 * @typedef {object} Looking
 * @property {number | null} at the step of the snapshot that is looked at; null: the network as it is now
 * @property {number[]} steps that there are snapshots of, in ascending order
 * @property {boolean} playing whether the snapshots are shown one after another
 */

/**
 * @typedef {{type: "snapshots", steps: number[]} |
 *   {type: "looked-at", at: number | null} |
 *   {type: "playing", playing: boolean}} LookingAction
 */

/** @type {Looking} */
const initial = { at: null, steps: [], playing: false };

/** @type {import("../store.js").Slice<Looking>} */
export const looking = {
  initial,
  reduce(looking, /** @type {import("../state.js").Action} */ action) {
    switch (action.type) {
      case "snapshots": {
        const { steps } = action;
        // The snapshot that is looked at may have been thinned out, or belong to steps that were taken back.
        return { ...looking, steps, at: nearest(steps, looking.at) };
      }
      case "looked-at":
        return { ...looking, at: action.at };
      case "playing":
        return { ...looking, playing: action.playing };
      case "train-asked":
      case "step-asked":
        // Who goes on sees what becomes of the network.
        return { ...looking, at: null, playing: false };
      case "configured":
        return initial;
      default:
        return looking;
    }
  },
};

/** @param {number[]} steps @param {number | null} at @returns {number | null} */
function nearest(steps, at) {
  if (at === null || steps.length === 0) return null;
  return steps.reduce((best, step) => (Math.abs(step - at) < Math.abs(best - at) ? step : best));
}
