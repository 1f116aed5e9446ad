/**
 * Going on with a run that the browser's storage has, and asking before one is left that it has not. Knows no view.
 *
 * @module
 */

import { hasBegun } from "../run/phase.js";

/**
 * @param {import("./running.js").Shared} shared
 * @param {() => Promise<boolean>} setUp sets a run up for the images in use
 */
export function createStoring({ trainer, dispatch, get, alert }, setUp) {
  /** @param {string} id @returns {Promise<boolean>} */
  const openRun = async (id) => {
    const { summary } = get().data;
    dispatch({ type: "reopening", id });
    try {
      await trainer.openRun(id);
      return true;
    } catch (error) {
      // Its images are there, and it is not.
      if (get().data.summary !== summary) await setUp();
      alert(error);
      return false;
    } finally {
      dispatch({ type: "reopening", id: null });
    }
  };

  return {
    openRun,
    /** Offers the run that was written last. */
    async offerLast() {
      try {
        const offer = await trainer.lastRun();
        if (offer && !hasBegun(get())) dispatch({ type: "offered", offer });
      } catch {
        // What is wrong with the storage is told by the library, and as soon as a run is to be written.
      }
    },
    /** Goes on with the run that is offered. */
    async goOn() {
      const { offer } = get().storing;
      if (offer) await openRun(offer.id);
    },
    decline: () => dispatch({ type: "offered", offer: null }),
    /** Whether something is lost if the page is left. */
    wouldLose() {
      const { run, storing } = get();
      return storing.problem !== null && hasBegun({ run }) && run.phase !== "finished";
    },
  };
}
