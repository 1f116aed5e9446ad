/**
 * Asks for the list of stored runs, and does what is asked of one of them.
 *
 * @module
 */

import { reportOf } from "../../../api/errors.js";
import { throttled } from "../../../page/throttle.js";

/** While a run is written down, the list is asked for this often. */
const WHILE_TRAINING_MS = 3000;

/**
 * @param {import("../../../page/app.js").App} app
 * @param {import("../state.js").LibraryStore} store
 */
export function createStoredActions({ trainer, alert, openRun }, { get, dispatch, subscribe }) {
  const list = throttled(async () => {
    if (get().room !== "library") return;
    try {
      dispatch({ type: "stored-listed", list: await trainer.storedRuns() });
    } catch (error) {
      dispatch({ type: "stored-failed", problem: reportOf(error) });
    }
  });
  trainer.on("stored", () => list(WHILE_TRAINING_MS));
  let shown = get().room;
  subscribe(() => {
    const before = shown;
    shown = get().room;
    if (shown === "library" && before !== shown) list(0);
  });

  /** @param {string} id @param {() => Promise<unknown>} work */
  const busyWith = async (id, work) => {
    dispatch({ type: "stored-busy", id });
    try {
      await work();
    } catch (error) {
      alert(error);
    }
    dispatch({ type: "stored-busy", id: null });
    list(0);
  };

  return {
    look: () => list(0),
    /** @param {import("./state.js").Order} by */
    sort: (by) => dispatch({ type: "stored-order", by }),
    /** @param {string} id */
    open: (id) => busyWith(id, () => openRun(id)),
    /** @param {string | null} id */
    beginNaming: (id) => dispatch({ type: "stored-naming", id }),
    /** @param {string} id @param {string} name */
    rename: (id, name) => busyWith(id, () => trainer.renameRun(id, name)),
    /** @param {string} id */
    duplicate: (id) => busyWith(id, () => trainer.duplicateRun(id)),
    /** Asks whether it is meant. @param {string | null} id */
    beginRemoving: (id) => dispatch({ type: "stored-removing", id }),
    /** @param {string} id */
    remove: (id) => busyWith(id, () => trainer.removeRun(id)),
    /** @param {string} id @param {boolean} chosen to be compared */
    async choose(id, chosen) {
      dispatch({ type: "stored-chosen", id, chosen });
      if (!chosen) return;
      try {
        // The run in hand may have gone on since it was asked for.
        dispatch({ type: "stored-curves", curves: await trainer.storedCurves(id) });
      } catch (error) {
        dispatch({ type: "stored-chosen", id, chosen: false });
        alert(error);
      }
    },
    /** Asks the browser to keep what is stored. */
    async persist() {
      await navigator.storage.persist();
      list(0);
    },
  };
}

/** @typedef {ReturnType<typeof createStoredActions>} StoredActions */
