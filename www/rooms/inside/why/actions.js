/**
 * Asks which pixels an answer depends on, and which training images are most like the image.
 *
 * @module
 */

import { reportOf } from "../../../api/errors.js";
import { patience, watchNetwork } from "../../../page/network-watch.js";
import { isOnShow } from "../../../page/rooms.js";
import { throttled } from "../../../page/throttle.js";
import { hasNetwork } from "../../../run/phase.js";

/** @typedef {import("../../../api/questions.js").Subject} Subject */

const BY_HAND_MS = 33;
/** While the network trains, an attribution takes its time from the training: it is renewed this often at most. */
const WHILE_TRAINING_MS = 1000;
/** Training images among which the nearest are looked for. */
const MOST_FEATURES = 10_000;
const NEAREST = 12;

/**
 * @param {import("../../../page/app.js").App} app
 * @param {import("../state.js").InsideStore} store
 * @param {() => Subject | null} subject the image that is chosen; null: the pad is empty
 * @param {() => boolean} inSight whether anybody sees it: if not, the training keeps the time
 */
export function createWhyActions({ trainer, alert }, { get, dispatch, subscribe }, subject, inSight) {
  const look = throttled(async () => {
    const { run, data, looking } = get();
    const { at } = looking;
    const image = subject();
    if (!isOnShow(get(), "inside") || !inSight() || !hasNetwork(run) || data.phase !== "ready" || !image) return;
    try {
      await ask(image);
    } catch (error) {
      // A snapshot that was thinned out meanwhile is looked at no more.
      const same = get().run.summary === run.summary && get().looking.at === at;
      if (same && reportOf(error).code !== "draw-empty") alert(error);
    }
  });

  /** @param {Subject} image */
  async function ask(image) {
    const { walk, why, looking, run } = get();
    const { method, features } = why;
    const { at } = looking;
    const layer = run.summary?.layers[walk.layer]?.output_shape.length === 3 ? walk.layer : null;
    if (method === "grad-cam" && layer === null) dispatch({ type: "why-placeless" });
    else {
      const [result, [input], samples] = await Promise.all([
        trainer.explain({ image, method, layer: method === "grad-cam" ? layer : null, at }),
        trainer.capture({ images: image, layers: [-1], what: ["activation"], at }),
        "split" in image ? trainer.samples(image.split, image.indices) : null,
      ]);
      const label = samples ? samples.labels[0] : null;
      dispatch({ type: "why-seen", seen: { method, image: input.data, label, result } });
    }
    if (features) await findNearest(image);
  }

  /** @param {Subject} image */
  async function findNearest(image) {
    const { indices, distances } = await trainer.nearest({ image, count: NEAREST });
    const { images, labels } = await trainer.samples("train", [...indices]);
    const nearest = Array.from(indices, (index, i) => ({
      index,
      label: labels[i],
      distance: distances[i],
      pixels: images.subarray(i * 784, (i + 1) * 784),
    }));
    dispatch({ type: "why-nearest", nearest });
  }

  watchNetwork(
    trainer,
    (/** @type {number} */ wait_ms) => {
      if (get().looking.at === null) look(wait_ms);
    },
    () => patience(WHILE_TRAINING_MS, get().compute),
  );
  let shown = get();
  subscribe(() => {
    const before = shown;
    shown = get();
    const { walk, why, room, looking, drawing } = shown;
    const changed =
      ["split", "index", "drawing", "layer"].some(
        (name) => /** @type {any} */ (before.walk)[name] !== /** @type {any} */ (walk)[name],
      ) ||
      before.why.method !== why.method ||
      before.looking.at !== looking.at ||
      (walk.drawing && before.drawing !== drawing) ||
      (before.room !== room && room === "inside");
    if (changed) look(BY_HAND_MS);
  });

  return {
    look: () => look(BY_HAND_MS),
    /** @param {import("./state.js").Method} method */
    chooseMethod: (method) => dispatch({ type: "why-method", method }),
    /** Computes the features of the training images by the network that is looked at, and finds the nearest. */
    async gather() {
      const { looking, data, why } = get();
      if (why.progress) return;
      dispatch({ type: "why-gathering" });
      try {
        const count = Math.min(MOST_FEATURES, data.summary?.train_count ?? 0);
        const { step } = await trainer.features({ split: "train", count, at: looking.at });
        dispatch({ type: "why-gathered", features: { step, at: looking.at } });
        const image = subject();
        if (image) await findNearest(image);
      } catch (error) {
        dispatch({ type: "why-gathered", features: null });
        alert(error);
      }
    },
  };
}

/** @typedef {ReturnType<typeof createWhyActions>} WhyActions */
