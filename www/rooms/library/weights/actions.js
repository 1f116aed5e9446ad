/**
 * Saves the network's weights as files, and begins a run with those of a file.
 *
 * @module
 */

import { reportOf } from "../../../api/errors.js";
import { stepLookedAt } from "../../../run/phase.js";
import { saveBlob } from "../../../ui/figure/save.js";

/**
 * @param {import("../../../page/app.js").App} app
 * @param {import("../state.js").LibraryStore} store
 */
export function createWeightsActions({ trainer }, { get, dispatch }) {
  return {
    /** Of the network that is looked at. @param {import("./state.js").WeightsFormat} format */
    async save(format) {
      const { run, looking, weights } = get();
      if (weights.busy || !run.summary) return;
      const name = `digit-lab-${run.summary.config.preset}-${stepLookedAt({ run, looking })}.${format}`;
      dispatch({ type: "weights-busy", busy: "saving" });
      try {
        const { file } = await trainer.saveWeights({ format, at: looking.at });
        saveBlob(new Blob([file]), name);
        dispatch({ type: "weights-saved", file: name });
      } catch (error) {
        dispatch({ type: "weights-failed", file: name, report: reportOf(error) });
      }
    },
    /** @param {File} file */
    async load(file) {
      if (get().weights.busy) return;
      dispatch({ type: "weights-busy", busy: "loading" });
      try {
        await trainer.loadWeights(new Uint8Array(await file.arrayBuffer()));
        dispatch({ type: "weights-loaded", file: file.name });
      } catch (error) {
        dispatch({ type: "weights-failed", file: file.name, report: reportOf(error) });
      }
    },
  };
}

/** @typedef {ReturnType<typeof createWeightsActions>} WeightsActions */
