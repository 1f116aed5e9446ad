/**
 * Asks for the inside of the network for a test image, again and again while it trains.
 *
 * @module
 */

import { watchNetwork } from "../../../page/network-watch.js";
import { throttled } from "../../../page/throttle.js";
import { hasNetwork } from "../../../run/phase.js";

/** While a visitor goes through images, the inside is asked for this often. */
const BY_HAND_MS = 33;

/**
 * @param {import("../../../page/app.js").App} app
 * @param {import("../state.js").LabStore} store
 * @param {() => boolean} inSight whether anybody sees it: if not, the training keeps the time
 */
export function createInsideActions(app, { get, dispatch, subscribe }, inSight) {
  const look = throttled(async () => {
    if (!hasNetwork(get().run) || !inSight()) return;
    const { inside, looking } = get();
    try {
      dispatch({ type: "inspected", inspection: await app.trainer.inspect(inside.index, looking.at) });
    } catch (error) {
      // A snapshot that was thinned out meanwhile is looked at no more.
      if (get().looking.at === looking.at) app.alert(error);
    }
  });
  watchNetwork(app.trainer, (/** @type {number} */ wait_ms) => {
    // A snapshot stays what it is.
    if (get().looking.at === null) look(wait_ms);
  });
  // The Results room chooses an image, too.
  let shown = get();
  subscribe(() => {
    const before = shown;
    shown = get();
    if (before.inside.index !== shown.inside.index || before.looking.at !== shown.looking.at) look(BY_HAND_MS);
  });
  return {
    look,
    /** @param {number} index of the test image */
    choose: (index) => dispatch({ type: "image-chosen", index }),
  };
}
