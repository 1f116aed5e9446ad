/**
 * Has a copy of the network make one update by a few images.
 *
 * @module
 */

import { isOnShow } from "../../../page/rooms.js";
import { throttled } from "../../../page/throttle.js";
import { hasNetwork, isTraining, stepOf } from "../../../run/phase.js";
import { indicesOf } from "./state.js";

/**
 * @param {import("../../../page/app.js").App} app
 * @param {import("../state.js").InsideStore} store
 * @param {() => boolean} inSight whether anybody sees it: if not, the training keeps the time
 */
export function createUpdateActions({ trainer, alert }, { get, dispatch, subscribe }, inSight) {
  const compute = throttled(async () => {
    const { run, data, update } = get();
    if (!isOnShow(get(), "inside") || !inSight() || !hasNetwork(run) || data.phase !== "ready") return;
    const { indices } = update;
    const images = /** @type {const} */ ({ split: "train", indices });
    try {
      const [trial, gradients, samples] = await Promise.all([
        trainer.trial({ images }),
        trainer.capture({ images, layers: "all", what: ["gradient"] }),
        trainer.samples("train", indices),
      ]);
      const { labels, images: pixels } = samples;
      const computed = { step: stepOf(run), indices, labels, pixels, trial, gradients };
      if (get().run.summary === run.summary) dispatch({ type: "update-computed", computed });
    } catch (error) {
      if (get().run.summary === run.summary) alert(error);
    }
  });

  /** What is shown is renewed by itself only while the network rests: one is to follow the numbers. */
  const look = () => {
    const { update, run } = get();
    const { computed } = update;
    const same = computed?.indices === update.indices && (computed.step === stepOf(run) || isTraining(run));
    if (!same) compute(0);
  };
  trainer.on("configured", look);
  trainer.on("stopped", look);
  let shown = get();
  subscribe(() => {
    const before = shown;
    shown = get();
    if (before.update.indices !== shown.update.indices || before.room !== shown.room) look();
  });

  return {
    look,
    compute: () => compute(0),
    /** @param {string} text a list of indices */
    type(text) {
      const indices = indicesOf(text, get().data.summary?.train_count ?? 0);
      dispatch(indices ? { type: "update-images", indices } : { type: "update-problem", text });
    },
    /** @param {number[]} indices of training images */
    choose: (indices) => dispatch({ type: "update-images", indices }),
    /** Other images, as many as there are now. */
    draw() {
      const count = get().data.summary?.train_count ?? 0;
      const wanted = Math.min(get().update.indices.length, count);
      /** @type {Set<number>} */
      const drawn = new Set();
      while (drawn.size < wanted) drawn.add(Math.floor(Math.random() * count));
      dispatch({ type: "update-images", indices: [...drawn] });
    },
  };
}

/** @typedef {ReturnType<typeof createUpdateActions>} UpdateActions */
