/**
 * Has a worker find the digits of a picture, and asks how the network reads them, again while it trains.
 *
 * @module
 */

import { reportOf } from "../../../api/errors.js";
import { patience, watchNetwork } from "../../../page/network-watch.js";
import { isOnShow } from "../../../page/rooms.js";
import { throttled } from "../../../page/throttle.js";
import { hasNetwork } from "../../../run/phase.js";

/** @typedef {import("../../../worker/picture/picture.js").News} News */
/** @typedef {import("../../../worker/picture/picture.js").Order} Order */
/** @typedef {import("../state.js").LabState & {picture: import("./state.js").Picture}} PictureState */
/** @typedef {import("../../../page/store.js").Store<PictureState, import("../state.js").LabAction | import("./state.js").PictureAction>} PictureStore */

/** While a network trains, all digits are read again this often. */
const WHILE_TRAINING_MS = 1000;
/** Digits that are asked for together. */
const AT_ONCE = 8;

const spawnReader = () =>
  new Worker(new URL("../../../worker/picture/picture.js", import.meta.url), { type: "module", name: "picture" });

/**
 * @param {import("../../../page/app.js").App} app
 * @param {PictureStore} store
 * @param {Pick<import("../../../page/shared.js").Shared["pad"], "show">} pad
 * @param {() => Worker} [spawn] starts a worker that runs `picture.js`
 */
export function createPictureActions({ trainer, alert }, { get, dispatch, subscribe }, pad, spawn = spawnReader) {
  /** The one that looks at a picture. @type {Worker | null} */
  let worker = null;
  /** The picture whose only digit lies on the pad. @type {import("./state.js").Picture["seen"]} */
  let laid = null;

  /**
   * A few digits at a time: the training goes on between them.
   * @param {NonNullable<import("./state.js").Picture["seen"]>} seen @param {number | null} at
   */
  const readAll = async ({ images, side, places }, at) => {
    const bitmaps = places.map((_, i) => ({
      ...{ width: side, height: side },
      pixels: images.slice(i * side * side, (i + 1) * side * side),
    }));
    /** @type {import("../../../api/protocol.js").Prediction[]} */
    const readings = [];
    for (let first = 0; first < bitmaps.length; first += AT_ONCE) {
      const some = bitmaps.slice(first, first + AT_ONCE).map((bitmap) => trainer.predict(bitmap, at));
      readings.push(...(await Promise.all(some)));
    }
    return readings;
  };

  const end = () => {
    worker?.terminate();
    worker = null;
  };

  const look = throttled(async () => {
    const { picture, run, looking } = get();
    const { seen } = picture;
    if (!seen?.places.length || !hasNetwork(run) || !isOnShow(get(), "lab")) return;
    try {
      const readings = await readAll(seen, looking.at);
      dispatch({ type: "picture-read", seen, readings });
      if (readings.length === 1 && laid !== seen && get().picture.seen === seen) pad.show(readings[0].input);
      laid = seen;
    } catch (error) {
      // Of another run, or of a snapshot that was thinned out meanwhile: another answer is under way.
      if (get().run.summary === run.summary && get().looking.at === looking.at) alert(error);
    }
  });
  watchNetwork(trainer, look, () => patience(WHILE_TRAINING_MS, get().compute));
  let shown = get();
  subscribe(() => {
    const before = shown;
    shown = get();
    const is_other = before.picture.seen !== shown.picture.seen || before.looking.at !== shown.looking.at;
    if (is_other || before.room !== shown.room) look(0);
  });

  /** @param {News} news */
  const hear = (news) => {
    end();
    dispatch(
      news.type === "seen" ? { type: "picture-seen", seen: news.seen } : { type: "picture-failed", error: news.error },
    );
  };

  return {
    /**
     * Looks at a picture; the one before it is given up.
     * @param {Blob | ImageBitmap} picture @param {string} name
     */
    take(picture, name) {
      end();
      dispatch({ type: "picture-reading", name });
      const own = spawn();
      worker = own;
      own.onmessage = ({ data }) => own === worker && hear(data);
      own.onerror = (event) => {
        event.preventDefault();
        const message = event.message || "The worker that reads pictures could not be started.";
        if (own === worker) hear({ type: "failed", error: { code: "picture-failed", message } });
      };
      /** @type {Order} */
      const order = { picture, name, base: new URL("./", document.baseURI).href };
      own.postMessage(order, picture instanceof Blob ? [] : [picture]);
    },
    /** @param {number} index */
    choose: (index) => dispatch({ type: "picture-chosen", index }),
    /** The chosen digit onto the pad. */
    lay() {
      const { readings, chosen } = get().picture;
      if (readings[chosen]) pad.show(readings[chosen].input);
    },
    /** @param {unknown} error */
    fail: (error) => dispatch({ type: "picture-failed", error: reportOf(error) }),
    close() {
      end();
      dispatch({ type: "picture-closed" });
    },
  };
}
