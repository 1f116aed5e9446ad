/**
 * Project files: what is being saved or opened, and what came of it. Pure.
 *
 * @module
 */

/** @typedef {import("../../../api/protocol.js").ErrorReport} ErrorReport */

/**
 * @typedef {object} ProjectState
 * @property {"saving" | "opening" | null} busy
 * @property {boolean} images whether they are to be saved, too
 * @property {string | null} saved name of the file
 * @property {string | null} opened name of the file that the run in hand came from
 * @property {{file: string, report: ErrorReport} | null} problem
 */

/**
 * @typedef {{type: "project-busy", busy: NonNullable<ProjectState["busy"]>} |
 *   {type: "project-images", images: boolean} |
 *   {type: "project-saved", file: string} |
 *   {type: "project-opened", file: string} |
 *   {type: "project-failed", file: string, report: ErrorReport}} ProjectAction
 */

/** @type {import("../../../page/store.js").Slice<ProjectState>} */
export const project = {
  initial: { busy: null, images: false, saved: null, opened: null, problem: null },
  reduce(project, /** @type {import("../state.js").LibraryAction} */ action) {
    switch (action.type) {
      case "project-busy":
        return { ...project, busy: action.busy, saved: null, problem: null };
      case "project-images":
        return { ...project, images: action.images };
      case "project-saved":
        return { ...project, busy: null, saved: action.file };
      case "project-opened":
        return { ...project, busy: null, opened: action.file };
      case "project-failed":
        return { ...project, busy: null, problem: { file: action.file, report: action.report } };
      case "configured":
        // A project that is being opened sets up a run, too.
        return { ...project, saved: null, opened: null };
      default:
        return project;
    }
  },
};
