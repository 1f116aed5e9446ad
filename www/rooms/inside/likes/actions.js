/**
 * Asks for images that units respond to most strongly, one after another.
 *
 * @module
 */

import { stepLookedAt } from "../../../run/phase.js";

/**
 * @param {import("../../../page/app.js").App} app
 * @param {import("../state.js").InsideStore} store
 */
export function createLikesActions({ trainer, alert }, { get, dispatch }) {
  return {
    /** @param {Partial<Pick<import("./state.js").Likes, "of" | "mean" | "seed">>} wish */
    wish: (wish) => dispatch({ type: "likes-wished", wish }),
    /** Computes the images that are wished for, by the network that is looked at. */
    async compute() {
      const { likes, walk, looking, run } = get();
      if (likes.computing || !run.summary) return;
      const { layers } = run.summary;
      const last = layers.length - 1;
      const ofClasses = likes.of === "classes" || walk.layer > last;
      const layer = ofClasses ? last : walk.layer;
      const outputs = layers[last].output_shape[0];
      const units = ofClasses ? Array.from({ length: outputs }, (_, unit) => unit) : [walk.place.unit];
      dispatch({ type: "likes-asked", layer, step: stepLookedAt({ run, looking }) });
      try {
        for (const unit of units) {
          const { mean, seed } = likes;
          const { image, value, before } = await trainer.maximise({ layer, unit, mean, seed, at: looking.at });
          if (get().run.summary !== run.summary) return;
          dispatch({ type: "likes-image", image: { unit, pixels: image, value, before } });
        }
      } catch (error) {
        if (get().run.summary === run.summary) alert(error);
      } finally {
        if (get().run.summary === run.summary) dispatch({ type: "likes-ended" });
      }
    },
  };
}

/** @typedef {ReturnType<typeof createLikesActions>} LikesActions */
