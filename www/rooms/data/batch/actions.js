/**
 * Asks for images side by side.
 *
 * @module
 */

import { reportOf } from "../../../api/errors.js";
import { isOnShow } from "../../../page/rooms.js";
import { hasNetwork } from "../../../run/phase.js";

/** @typedef {import("./state.js").Wish} Wish */
/** @typedef {import("./state.js").Shown} Shown */

/**
 * @param {import("../../../page/app.js").App} app
 * @param {import("../state.js").DataStore} store
 */
export function createBatchActions({ trainer }, { dispatch, get, subscribe }) {
  /** @type {Wish | null} */
  let pending = null;

  /** @param {Wish} wish @returns {Promise<Pick<Shown, "indices" | "batch_size" | "batches">>} */
  const choose = async ({ arrangement, split, count, number }) => {
    const { summary } = get().data;
    if (arrangement === "shuffled") {
      const { indices, count_of_batches: batches } = await trainer.batch({ epoch: 0, number });
      return { indices: [...indices].slice(0, count), batch_size: indices.length, batches };
    }
    if (arrangement === "first") {
      const all = (split === "train" ? summary?.train_count : summary?.test_count) ?? 0;
      const indices = [...Array(Math.min(count, all)).keys()];
      return { indices, batch_size: indices.length, batches: 0 };
    }
    const counts = (split === "train" ? summary?.train_class_counts : summary?.test_class_counts) ?? [];
    const there = [...counts.keys()].filter((of) => counts[of] > 0);
    const pages = there.map((of) => trainer.browse({ split, class: of, first: 0, count: 1 }));
    const indices = (await Promise.all(pages)).flatMap((page) => [...page.indices]);
    return { indices, batch_size: indices.length, batches: 0 };
  };

  /** @param {Wish} wish */
  const bring = async (wish) => {
    pending = wish;
    const { summary } = get().data;
    const run = get().run.summary;
    /** @type {import("./state.js").BatchAction} */
    let action;
    try {
      const chosen = await choose(wish);
      const { images, labels } = await trainer.samples(
        wish.arrangement === "shuffled" ? "train" : wish.split,
        chosen.indices,
      );
      action = { type: "batch-shown", shown: { ...chosen, wish, images, labels } };
    } catch (error) {
      action = { type: "batch-failed", wish, problem: reportOf(error) };
    }
    pending = null;
    if (get().data.summary === summary && get().run.summary === run) dispatch(action);
    else look();
  };

  const look = () => {
    const { batch, data, run } = get();
    const { wish, shown, problem } = batch;
    if (!isOnShow(get(), "data") || data.phase !== "ready" || pending || problem || shown?.wish === wish) return;
    if (wish.arrangement === "shuffled" && !hasNetwork(run)) return;
    void bring(wish);
  };
  subscribe(look);

  return {
    look,
    /** @param {Partial<Wish>} wish */
    wish: (wish) => dispatch({ type: "batch-wished", wish }),
  };
}
