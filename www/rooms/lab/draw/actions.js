/**
 * Asks how the network reads the drawing, again and again while the network trains.
 *
 * @module
 */

import { reportOf } from "../../../api/errors.js";
import { watchNetwork } from "../../../page/network-watch.js";
import { throttled } from "../../../page/throttle.js";
import { hasNetwork } from "../../../run/phase.js";

/** While a visitor draws, the drawing is read this often. */
const BY_HAND_MS = 33;

/**
 * @param {import("../../../page/app.js").App} app
 * @param {import("../state.js").LabStore} store
 * @param {import("../../../page/shared.js").Shared["pad"]} pad
 * @param {() => boolean} inSight whether anybody sees it: if not, the training keeps the time
 */
export function createDrawActions(app, { get, dispatch, subscribe }, pad, inSight) {
  const look = throttled(async () => {
    if (!hasNetwork(get().run) || !get().drawing.inked || !inSight()) return;
    const { at } = get().looking;
    try {
      dispatch({ type: "predicted", prediction: await app.trainer.predict(pad.drawing(), at, get().draw.stages) });
    } catch (error) {
      // A dot too faint to count as ink: the visitor is about to draw more. Or a snapshot that was thinned out meanwhile.
      if (reportOf(error).code !== "draw-empty" && get().looking.at === at) app.alert(error);
    }
  });
  watchNetwork(app.trainer, (/** @type {number} */ wait_ms) => {
    // A snapshot stays what it is.
    if (get().looking.at === null) look(wait_ms);
  });
  let shown = get();
  subscribe(() => {
    const before = shown;
    shown = get();
    const { drawing, draw, looking } = before;
    if (drawing !== shown.drawing || looking.at !== shown.looking.at || draw.stages !== shown.draw.stages)
      look(BY_HAND_MS);
  });
  return { look };
}
