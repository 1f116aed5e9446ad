/**
 * What is known of the browser's storage: the run that a visitor may go on with, and whether the run in hand is written
 * down. Pure.
 *
 * @module
 */

/** @typedef {import("../../api/protocol.js").StoredRun} StoredRun */

/**
 * @typedef {object} Storing
 * @property {StoredRun | null} offer to go on with, until something else is begun
 * @property {string | null} opening id of the run that is being opened
 * @property {string | null} id of the run in hand, once it is written down
 * @property {number | null} step that was written last
 * @property {import("../../api/protocol.js").ErrorReport | null} problem why the run in hand is not written down
 */

/**
 * @typedef {{type: "offered", offer: StoredRun | null} |
 *   {type: "reopening", id: string | null}} StoringAction
 */

/** @type {import("../store.js").Slice<Storing>} */
export const storing = {
  initial: { offer: null, opening: null, id: null, step: null, problem: null },
  reduce(storing, /** @type {import("../state.js").Action} */ action) {
    switch (action.type) {
      case "offered":
        return { ...storing, offer: action.offer };
      case "reopening":
        return { ...storing, opening: action.id };
      case "train-asked":
      case "step-asked":
        return { ...storing, offer: null };
      case "resumed": {
        const { id, report } = action;
        return { ...storing, offer: null, id, step: id === null ? null : report.step };
      }
      case "configured":
        return { ...storing, id: null, step: null };
      case "stored": {
        const { id, step, problem } = action;
        return { ...storing, id, step: step ?? storing.step, problem };
      }
      default:
        return storing;
    }
  },
};
