/**
 * Takes all that the run in hand told so far.
 *
 * @module
 */

import { isOnShow } from "../../../page/rooms.js";
import { throttled } from "../../../page/throttle.js";
import { stepOf } from "../../../run/phase.js";

/** While a network trains, the log grows this often. */
const WHILE_TRAINING_MS = 2000;

/**
 * @param {import("../../../page/app.js").App} app
 * @param {import("../state.js").LibraryStore} store
 * @param {() => boolean} inSight
 */
export function createLogActions({ trainer, alert }, { get, dispatch, subscribe }, inSight) {
  const take = throttled(async () => {
    const { run } = get();
    const { summary } = run;
    if (!isOnShow(get(), "library") || !inSight() || !summary || stepOf(run) === 0) return;
    try {
      const told = await trainer.told();
      if (get().run.summary === summary) dispatch({ type: "log-told", told });
    } catch (error) {
      if (get().run.summary === summary) alert(error);
    }
  });
  trainer.on("steps", () => take(WHILE_TRAINING_MS));
  trainer.on("epoch", () => take(0));
  trainer.on("stopped", () => take(0));
  trainer.on("resumed", () => take(0));
  let shown = get();
  subscribe(() => {
    const before = shown;
    shown = get();
    if (before.room !== shown.room || before.lent !== shown.lent) take(0);
  });
  return {
    look: () => take(0),
    /** @param {import("./state.js").LogFormat} format */
    choose: (format) => dispatch({ type: "log-format", format }),
    /** @param {number} every batches between two lines */
    space: (every) => dispatch({ type: "log-every", every }),
  };
}

/** @typedef {ReturnType<typeof createLogActions>} LogActions */
