/**
 * Measures the accuracy on shifted test images. It takes seconds, so it is done on a visitor's wish only.
 *
 * @module
 */

import { reportOf } from "../../../api/errors.js";
import { hasNetwork } from "../../../run/phase.js";
import { DISTANCES, PROPOSED_SHIFT } from "./state.js";

/**
 * @param {import("../../../page/app.js").App} app
 * @param {import("../state.js").ResultsStore} store
 */
export function createShiftActions({ trainer, edit }, { get, dispatch }) {
  let asked = 0;

  return {
    /** Of the network that is looked at, and of the nearest mean unless its accuracies are known. */
    async measure() {
      const { shift, run, looking } = get();
      if (shift.measuring || !run.summary || !hasNetwork(run)) return;
      const { config } = run.summary;
      const id = ++asked;
      const request = { distances: DISTANCES, count: shift.count };
      const isCurrent = () => get().shift.measuring?.id === id;
      dispatch({ type: "shift-asked", id });
      try {
        const { count, accuracies, step } = await trainer.shifted({
          ...request,
          classifier: "network",
          at: looking.at,
        });
        dispatch({ type: "shift-network", id, measurement: { config, step: step ?? 0, count, accuracies } });
        if (!isCurrent()) return;
        if (get().shift.template?.wanted === request.count) return dispatch({ type: "shift-ended", id });
        const template = await trainer.shifted({ ...request, classifier: "template" });
        const { count: images } = template;
        dispatch({
          type: "shift-template",
          id,
          template: { wanted: request.count, count: images, accuracies: template.accuracies },
        });
      } catch (error) {
        dispatch({ type: "shift-failed", id, problem: reportOf(error) });
      }
    },
    /** @param {number} count of images */
    choose(count) {
      dispatch({ type: "shift-count", count });
    },
    clear() {
      dispatch({ type: "shift-cleared" });
    },
    /** Edits the settings: they are the next run's, if this one has begun. */
    async augment() {
      await edit({ shift: PROPOSED_SHIFT });
    },
  };
}

/** @typedef {ReturnType<typeof createShiftActions>} ShiftActions */
