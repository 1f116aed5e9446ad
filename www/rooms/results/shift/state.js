/**
 * Accuracy against the shift of the test images: the measurements that were made, and the one under way. Pure.
 *
 * @module
 */

/** @typedef {import("../state.js").ResultsAction} Action */
/** @typedef {import("../../../api/protocol.js").Classifier} Classifier */
/** @typedef {import("../../../api/protocol.js").ErrorReport} ErrorReport */
/** @typedef {import("../../../api/protocol.js").RunConfig} RunConfig */
/** @typedef {import("../../../api/protocol.js").Shifted} Shifted */

/** Pixels that the images are moved by. */
export const DISTANCES = [0, 1, 2, 3, 4, 5, 6, 7, 8];
/** Test images of one measurement. */
export const COUNTS = /** @type {const} */ ([1000, 2000, 10_000]);
/** Measurements that are kept; the oldest makes room. */
export const MOST_KEPT = 6;
/** Pixels of the augmentation that the figure proposes. */
export const PROPOSED_SHIFT = 3;

/**
 * A network's accuracies.
 * @typedef {object} Measurement
 * @property {RunConfig} config of the run
 * @property {number} step of the network
 * @property {number} count of images
 * @property {number[]} accuracies by the distance
 */

/** `colour`: number of its line's colour, which stays while others come and go. @typedef {Measurement & {colour: number}} Kept */

/**
 * @typedef {object} Shift
 * @property {number} count of the next measurement's images
 * @property {Kept[]} kept the latest last
 * @property {{wanted: number, count: number, accuracies: number[]} | null} template the nearest mean's accuracies;
 *   `wanted`: the count that was asked for, `count`: the images that there were
 * @property {{id: number, classifier: Classifier, loaded: number, total: number} | null} measuring
 * @property {ErrorReport | null} problem of the last measurement
 */

/**
 * Answers name the measurement that they belong to. One that ended with its run or its images is ignored.
 * @typedef {{type: "shift-count", count: number} |
 *   {type: "shift-asked", id: number} |
 *   {type: "shift-network", id: number, measurement: Measurement} |
 *   {type: "shift-template", id: number, template: NonNullable<Shift["template"]>} |
 *   {type: "shift-ended", id: number} |
 *   {type: "shift-failed", id: number, problem: ErrorReport} |
 *   {type: "shift-cleared"}} ShiftAction
 */

/** @type {Shift} */
const initial = { count: 2000, kept: [], template: null, measuring: null, problem: null };

/** @type {import("../../../page/store.js").Slice<Shift>} */
export const shift = {
  initial,
  reduce(shift, /** @type {Action} */ action, /** @type {import("../state.js").ResultsState} */ { data }) {
    const { count, kept, measuring } = shift;
    const isCurrent = "id" in action && measuring !== null && action.id === measuring.id;
    switch (action.type) {
      case "loaded":
        // Accuracies on other images are not to be compared. MNIST may come again with a stored run.
        return [action.summary, data.summary].every((summary) => summary?.source === "mnist")
          ? { ...shift, measuring: null }
          : { ...initial, count };
      case "configured":
        return measuring ? { ...shift, measuring: null } : shift;
      case "progress": {
        if (action.task !== "shifted" || !measuring) return shift;
        return { ...shift, measuring: { ...measuring, loaded: action.loaded ?? 0, total: action.total ?? 0 } };
      }
      case "shift-count":
        return { ...shift, count: action.count };
      case "shift-asked":
        return { ...shift, measuring: { id: action.id, classifier: "network", loaded: 0, total: 0 }, problem: null };
      case "shift-network": {
        if (!isCurrent) return shift;
        const others = kept.filter((one) => !isSame(one, action.measurement)).slice(1 - MOST_KEPT);
        const colour = [...Array(MOST_KEPT).keys()].find((i) => others.every((one) => one.colour !== i)) ?? 0;
        return {
          ...shift,
          kept: [...others, { ...action.measurement, colour }],
          measuring: { id: action.id, classifier: "template", loaded: 0, total: 0 },
        };
      }
      case "shift-template":
        return isCurrent ? { ...shift, template: action.template, measuring: null } : shift;
      case "shift-ended":
        return isCurrent ? { ...shift, measuring: null } : shift;
      case "shift-failed":
        return isCurrent ? { ...shift, measuring: null, problem: action.problem } : shift;
      case "shift-cleared":
        return { ...shift, kept: [], template: null, problem: null };
      default:
        return shift;
    }
  },
};

/** Whether two are of the same network: the settings and the step determine it. @param {Measurement} a @param {Measurement} b */
function isSame(a, b) {
  return a.step === b.step && a.count === b.count && JSON.stringify(a.config) === JSON.stringify(b.config);
}
