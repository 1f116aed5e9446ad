/**
 * Files of weights: what is being saved or loaded, and what came of it. Pure.
 *
 * @module
 */

/** @typedef {import("../../../api/protocol.js").WeightsFormat} WeightsFormat */
/** @typedef {import("../../../api/protocol.js").ErrorReport} ErrorReport */

/** @type {WeightsFormat[]} */
export const FORMATS = ["safetensors", "onnx", "npz"];

/**
 * @typedef {object} Weights
 * @property {"saving" | "loading" | null} busy
 * @property {string | null} saved name of the file
 * @property {string | null} loaded name of the file that the run began with
 * @property {{file: string, report: ErrorReport} | null} problem
 */

/**
 * @typedef {{type: "weights-busy", busy: NonNullable<Weights["busy"]>} |
 *   {type: "weights-saved", file: string} |
 *   {type: "weights-loaded", file: string} |
 *   {type: "weights-failed", file: string, report: ErrorReport}} WeightsAction
 */

/** @type {Weights} */
const initial = { busy: null, saved: null, loaded: null, problem: null };

/** @type {import("../../../page/store.js").Slice<Weights>} */
export const weights = {
  initial,
  reduce(weights, /** @type {import("../state.js").LibraryAction} */ action) {
    switch (action.type) {
      case "weights-busy":
        return { ...weights, busy: action.busy, saved: null, problem: null };
      case "weights-saved":
        return { ...weights, busy: null, saved: action.file };
      case "weights-loaded":
        return { ...weights, busy: null, loaded: action.file };
      case "weights-failed":
        return { ...weights, busy: null, problem: { file: action.file, report: action.report } };
      case "configured":
        // Weights that are being loaded set up a run, too.
        return { ...weights, saved: null, loaded: null };
      default:
        return weights;
    }
  },
};
