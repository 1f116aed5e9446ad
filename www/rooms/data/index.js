/**
 * The Data room: the images and what can be done about them, as it is put together once its code is there.
 *
 * @module
 */

import { mount, within } from "../../page/rendering.js";
import { isTraining } from "../../run/phase.js";
import { createBatchActions } from "./batch/actions.js";
import { createBatch } from "./batch/view.js";
import { createExploring } from "./explore/actions.js";
import { imageOf } from "./explore/link.js";
import { createExplore, reveal } from "./explore/view.js";
import { createOwning } from "./own/actions.js";
import { createOwn } from "./own/view.js";
import { slices } from "./state.js";

/** @typedef {import("./state.js").DataState} DataState */

/**
 * @param {import("../../page/app.js").App} app
 * @param {import("../../page/store.js").GrowingStore} store
 */
export function createRoom(app, store) {
  store.add(slices);
  const exploring = createExploring(app, store);
  const owning = createOwning(app, store);
  const batch = createBatchActions(app, store);
  store.subscribe(exploring.look);
  const followLink = () => {
    const image = imageOf(location.hash);
    if (image) void exploring.show(image.split, image.index).then(() => reveal());
  };
  addEventListener("hashchange", followLink);
  app.trainer.on("loaded", followLink);
  followLink();
  /** @param {import("./own/actions.js").Brought[]} brought */
  const take = async (brought) => {
    // Where there is something to be said, it is said there.
    if (brought.length && !(await owning.take(brought))) location.hash = "own";
  };
  const look = () => {
    exploring.look();
    batch.look();
  };
  const views = [
    mount("explore", (/** @type {DataState} */ { explore, data }) => ({ explore, data }), createExplore(exploring)),
    mount(
      "batch",
      (/** @type {DataState} */ { batch, data, run }) => ({ batch, data, config: run.summary?.config ?? null }),
      createBatch({ ...batch, show: exploring.show, reveal }),
    ),
    mount(
      "own",
      (/** @type {DataState} */ { own, data, run, compute }) => ({
        own,
        data,
        training: isTraining(run),
        ready: compute.phase === "ready",
      }),
      createOwn({ ...owning, take, mnist: app.mnist }),
    ),
  ];
  return { views: views.map((view) => within("data", view)), look, take, explore: exploring, batch };
}
