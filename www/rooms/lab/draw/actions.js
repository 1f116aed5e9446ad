/**
 * The drawing pad, and the network's reading of it, again and again while the network trains.
 *
 * @module
 */

import { reportOf } from "../../../api/errors.js";
import { watchNetwork } from "../../../page/network-watch.js";
import { throttled } from "../../../page/throttle.js";
import { hasNetwork } from "../../../run/phase.js";
import { createPad } from "./pad.js";

/** While a visitor draws, the drawing is read this often. */
const BY_HAND_MS = 50;

/**
 * @param {import("../../../page/app.js").App} app
 * @param {import("../state.js").LabStore} store
 * @param {() => boolean} inSight whether anybody sees it: if not, the training keeps the time
 */
export function createDrawActions(app, { get, dispatch }, inSight) {
  const pad = createPad((inked) => {
    if (get().draw.inked !== inked) dispatch({ type: "inked", inked });
    if (inked) look(BY_HAND_MS);
  });
  const look = throttled(async () => {
    if (!hasNetwork(get().run) || !get().draw.inked || !inSight()) return;
    try {
      dispatch({ type: "predicted", prediction: await app.trainer.predict(pad.bitmap()) });
    } catch (error) {
      // A dot too faint to count as ink: the visitor is about to draw more.
      if (reportOf(error).code !== "draw-empty") app.alert(error);
    }
  });
  watchNetwork(app.trainer, look);
  const { attach, undo, clear, show } = pad;
  return { look, attach, undo, clear, show };
}
