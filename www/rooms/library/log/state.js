/**
 * The log of the training loop: its format, and what the run told so far. Pure.
 *
 * @module
 */

import { USUAL_EVERY } from "../../../run/batch-log.js";

/** @typedef {import("../../../run/batch-log.js").LogFormat} LogFormat */
/** @typedef {import("../../../api/protocol.js").ToldSoFar} ToldSoFar */

/** @typedef {{format: LogFormat, every: number, told: ToldSoFar | null}} Log `every`: batches between two lines */

/** @typedef {{type: "log-format", format: LogFormat} | {type: "log-every", every: number} | {type: "log-told", told: ToldSoFar}} LogAction */

/** Batches between two lines, at most. */
export const MOST_BATCHES = 100_000;

/** @type {import("../../../page/store.js").Slice<Log>} */
export const log = {
  initial: { format: "step", every: USUAL_EVERY.step, told: null },
  reduce(log, /** @type {import("../state.js").LibraryAction} */ action) {
    switch (action.type) {
      case "log-format":
        return { ...log, format: action.format, every: USUAL_EVERY[action.format] };
      case "log-every": {
        const every = Math.min(MOST_BATCHES, Math.max(1, Math.round(action.every) || 1));
        return { ...log, every };
      }
      case "log-told":
        return { ...log, told: action.told };
      case "configured":
        return log.told ? { ...log, told: null } : log;
      default:
        return log;
    }
  },
};
