/**
 * What rooms share beside the state: the pad with its strokes, and the way through the snapshots.
 *
 * @module
 */

import { createPad } from "../ui/pad/pad.js";
import { createLooking } from "./looking.js";

/** @typedef {ReturnType<typeof createShared>} Shared */

/**
 * @param {import("../api/client.js").Trainer} trainer
 * @param {import("./store.js").Store<import("./state.js").State, any>} store
 */
export function createShared(trainer, store) {
  const pad = createPad((pad) => store.dispatch({ type: "drawn", ...pad }));
  return { pad, looking: createLooking(trainer, store) };
}
