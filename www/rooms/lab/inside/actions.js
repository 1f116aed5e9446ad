/**
 * Asks for the inside of the network for a test image, again and again while it trains.
 *
 * @module
 */

import { watchNetwork } from "../../../page/network-watch.js";
import { throttled } from "../../../page/throttle.js";
import { hasNetwork } from "../../../run/phase.js";

/** While a visitor goes through images, the inside is asked for this often. */
const BY_HAND_MS = 50;

/**
 * @param {import("../../../page/app.js").App} app
 * @param {import("../state.js").LabStore} store
 * @param {() => boolean} inSight whether anybody sees it: if not, the training keeps the time
 */
export function createInsideActions(app, { get, dispatch, subscribe }, inSight) {
  const look = throttled(async () => {
    if (!hasNetwork(get().run) || !inSight()) return;
    try {
      dispatch({ type: "inspected", inspection: await app.trainer.inspect(get().inside.index) });
    } catch (error) {
      app.alert(error);
    }
  });
  watchNetwork(app.trainer, look);
  // The Results room chooses an image, too.
  let { index } = get().inside;
  subscribe(() => {
    if (get().inside.index === index) return;
    index = get().inside.index;
    look(BY_HAND_MS);
  });
  return {
    look,
    /** @param {number} index of the test image */
    choose: (index) => dispatch({ type: "image-chosen", index }),
  };
}
