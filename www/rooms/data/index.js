/**
 * The Data room: the images and what can be done about them, as it is put together once its code is there.
 *
 * @module
 */

import { mount, within } from "../../page/rendering.js";
import { isTraining } from "../../run/phase.js";
import { createExploring } from "./explore/actions.js";
import { createExplore } from "./explore/view.js";
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
  store.subscribe(exploring.look);
  /** @param {import("./own/actions.js").Brought[]} brought */
  const take = async (brought) => {
    // Where there is something to be said, it is said there.
    if (brought.length && !(await owning.take(brought))) location.hash = "own";
  };
  const views = [
    mount("explore", (/** @type {DataState} */ { explore, data }) => ({ explore, data }), createExplore(exploring)),
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
  return { views: views.map((view) => within("data", view)), look: exploring.look, take };
}
