/**
 * Asks for the training images that the Lab shows, and brings other images.
 *
 * @module
 */

import { hasBegun } from "../../../run/phase.js";

/** Samples shown at a time. */
export const SAMPLES_A_PAGE = 24;

/**
 * @param {import("../../../page/app.js").App} app
 * @param {import("../state.js").LabStore} store
 */
export function createDataActions(app, { get, dispatch, subscribe }) {
  /** The images whose samples were asked for last. @type {unknown} */
  let asked = null;

  /** @param {number} first index of the first sample */
  const show = async (first) => {
    const count = get().data.summary?.train_count ?? 0;
    const length = Math.min(SAMPLES_A_PAGE, count);
    const indices = Array.from({ length }, (_, i) => (first + i) % count);
    try {
      dispatch({ type: "samples", first, samples: await app.trainer.samples("train", indices) });
    } catch (error) {
      app.alert(error);
    }
  };

  // The first of new images, as soon as there is a backend to hand them out.
  subscribe(() => {
    const { compute, data } = get();
    if (asked === data.summary || compute.phase !== "ready" || data.phase !== "ready") return;
    asked = data.summary;
    void show(0);
  });

  return {
    more() {
      const { samples, data } = get();
      if (samples && data.summary) return show((samples.first + SAMPLES_A_PAGE) % data.summary.train_count);
    },
    retry: app.mnist,
    /** The way out when there is no MNIST: digits, and training on them at once. */
    async generateAndTrain() {
      if ((await app.load({ source: "generated" })) && !hasBegun(get())) await app.train();
    },
  };
}
