/**
 * Runs the rate finder, and takes the rate that it suggests.
 *
 * @module
 */

import { reportOf } from "../../../api/errors.js";

/**
 * @param {import("../../../page/app.js").App} app
 * @param {import("../state.js").LabStore} store
 */
export function createFinderActions(app, { get, dispatch }) {
  return {
    async findRate() {
      dispatch({ type: "finder-asked" });
      try {
        await app.trainer.findRate();
        dispatch({ type: "finder-ended" });
      } catch (error) {
        dispatch({ type: "finder-failed", error: reportOf(error) });
      }
    },
    pause: app.pause,
    /** The suggested rate, with as many digits as are shown. */
    async takeSuggestion() {
      const suggestion = get().finder.sweep?.suggestion;
      if (suggestion) await app.setLearningRate(Number(suggestion.toPrecision(2))).catch(app.alert);
    },
  };
}
