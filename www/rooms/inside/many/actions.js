/**
 * Asks what a layer makes of many images.
 *
 * @module
 */

import { patience, watchNetwork } from "../../../page/network-watch.js";
import { isOnShow } from "../../../page/rooms.js";
import { throttled } from "../../../page/throttle.js";
import { hasNetwork } from "../../../run/phase.js";
import { classesOf, meanOf, MOST_AVERAGED, SIZES } from "./state.js";

/** @typedef {import("./state.js").Row} Row */
/** @typedef {import("./state.js").Shown} Shown */

const BY_HAND_MS = 33;
/** While the network trains, many images take more of its time than one. */
const WHILE_TRAINING_MS = 2000;
const PIXELS = 784;

/**
 * @param {import("../../../page/app.js").App} app
 * @param {import("../state.js").InsideStore} store
 * @param {() => boolean} inSight whether anybody sees it: if not, the training keeps the time
 */
export function createManyActions({ trainer, alert }, { get, dispatch, subscribe }, inSight) {
  const look = throttled(async () => {
    const { run, data, looking } = get();
    if (!isOnShow(get(), "inside") || !inSight() || !hasNetwork(run) || data.phase !== "ready") return;
    try {
      const shown = await ask();
      if (shown && get().run.summary === run.summary) dispatch({ type: "many-shown", shown });
    } catch (error) {
      // A snapshot that was thinned out meanwhile is looked at no more.
      if (get().run.summary === run.summary && get().looking.at === looking.at) alert(error);
    }
  });

  /** @returns {Promise<Shown | null>} null: there is no network any more */
  async function ask() {
    const { many, data, run, looking } = get();
    const { wish } = many;
    const { arrangement, split, first } = wish;
    const layers = run.summary?.layers;
    if (!layers || !data.summary) return null;
    const layer =
      wish.layer ??
      Math.max(
        0,
        layers.findIndex(({ kind }) => kind === "conv2d"),
      );
    const { at } = looking;
    const capture = async (/** @type {number[]} */ indices) => {
      const images = { split, indices };
      const [found] = await trainer.capture({ images, layers: [layer], what: ["activation"], at });
      return found;
    };
    const [test, train] = [data.summary.test_class_counts, data.summary.train_class_counts];
    const counts = [...(split === "test" ? test : train)];
    if (arrangement === "means") {
      const classes = classesOf(counts, 0);
      /** @type {Row[]} */
      const rows = [];
      const means = [];
      let shape = layers[layer].output_shape;
      for (const id of classes) {
        const { indices, images } = await trainer.browse({ split, class: id, first: 0, count: MOST_AVERAGED });
        const found = await capture([...indices]);
        shape = found.shape.slice(1);
        means.push(meanOf(found.data, found.data.length / indices.length));
        rows.push({ index: null, label: id, count: indices.length, pixels: meanOf(images, PIXELS) });
      }
      const size = means[0]?.length ?? 0;
      const values = new Float32Array(size * means.length);
      for (const [i, mean] of means.entries()) values.set(mean, i * size);
      return { wish, layer, at, rows, shape, data: values };
    }
    const indices = await choose(arrangement, counts, split, first);
    const [found, samples] = await Promise.all([capture(indices), trainer.samples(split, indices)]);
    const rows = indices.map((index, i) => ({
      index,
      label: samples.labels[i],
      count: 1,
      pixels: samples.images.subarray(i * PIXELS, (i + 1) * PIXELS),
    }));
    return { wish, layer, at, rows, shape: found.shape.slice(1), data: found.data };
  }

  /**
   * @param {Exclude<import("./state.js").Arrangement, "means">} arrangement
   * @param {number[]} counts of images by class
   * @param {import("./state.js").SplitName} split
   * @param {number} first
   * @returns {Promise<number[]>} indices
   */
  async function choose(arrangement, counts, split, first) {
    const all = counts.reduce((sum, count) => sum + count, 0);
    if (arrangement === "batch") {
      const from = Math.min(first, Math.max(0, all - SIZES.batch.images));
      return Array.from({ length: Math.min(SIZES.batch.images, all) }, (_, i) => from + i);
    }
    const start = Math.min(first, Math.max(0, ...counts) - 1);
    const pages = classesOf(counts, start).map((id) => trainer.browse({ split, class: id, first: start, count: 1 }));
    const indices = (await Promise.all(pages)).flatMap((page) => [...page.indices]);
    if (arrangement === "five") indices.sort((a, b) => a - b);
    return indices.slice(0, SIZES[arrangement].images);
  }

  watchNetwork(
    trainer,
    (/** @type {number} */ wait_ms) => {
      const { looking, many } = get();
      // Means are of hundreds of images: they wait until the network rests.
      if (looking.at !== null || (wait_ms > 0 && many.wish.arrangement === "means")) return;
      look(wait_ms);
    },
    () => patience(WHILE_TRAINING_MS, get().compute),
  );
  let shown = get();
  subscribe(() => {
    const before = shown;
    shown = get();
    if (before.many.wish !== shown.many.wish || before.looking.at !== shown.looking.at || before.room !== shown.room)
      look(BY_HAND_MS);
  });
  return {
    look: () => look(BY_HAND_MS),
    /** @param {Partial<import("./state.js").Wish>} wish */
    wish: (wish) => dispatch({ type: "many-wished", wish }),
    /** @param {boolean} shared */
    share: (shared) => dispatch({ type: "many-shared", shared }),
  };
}

/** @typedef {ReturnType<typeof createManyActions>} ManyActions */
