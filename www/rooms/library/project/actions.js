/**
 * Saves the run in hand as a project file, and goes back to the run of such a file.
 *
 * @module
 */

import { reportOf } from "../../../api/errors.js";
import { stepOf } from "../../../run/phase.js";
import { saveBlob } from "../../../ui/figure/save.js";

/**
 * @param {import("../../../page/app.js").App} app
 * @param {import("../state.js").LibraryStore} store
 */
export function createProjectActions({ trainer }, { get, dispatch }) {
  return {
    /** @param {boolean} images whether they are to be saved, too */
    withImages: (images) => dispatch({ type: "project-images", images }),
    async save() {
      const { run, project } = get();
      if (project.busy || !run.summary) return;
      const name = `digit-lab-${run.summary.config.preset}-${stepOf(run)}.zip`;
      dispatch({ type: "project-busy", busy: "saving" });
      try {
        const { file } = await trainer.saveProject({ images: project.images });
        saveBlob(new Blob([file], { type: "application/zip" }), name);
        dispatch({ type: "project-saved", file: name });
      } catch (error) {
        dispatch({ type: "project-failed", file: name, report: reportOf(error) });
      }
    },
    /** @param {File} file */
    async open(file) {
      if (get().project.busy) return;
      dispatch({ type: "project-busy", busy: "opening" });
      try {
        await trainer.openProject(new Uint8Array(await file.arrayBuffer()));
        dispatch({ type: "project-opened", file: file.name });
      } catch (error) {
        dispatch({ type: "project-failed", file: file.name, report: reportOf(error) });
      }
    },
  };
}

/** @typedef {ReturnType<typeof createProjectActions>} ProjectActions */
