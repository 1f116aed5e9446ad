/**
 * The Data room: the images and what can be done about them, as it is put together once its code is there.
 *
 * @module
 */

import { createExploring } from "./explore/actions.js";
import { createOwning } from "./own/actions.js";
import { mount, within } from "../../page/rendering.js";
import { isTraining } from "../../page/state/run.js";
import { createExplore } from "./explore/view.js";
import { createOwn } from "./own/view.js";

/** @typedef {import("./own/actions.js").Brought} Brought */

/**
 * @param {ReturnType<typeof import("../../page/app.js").createLab>} lab
 * @param {import("../../page/rendering.js").Store} store
 * @param {(id: string) => HTMLElement} byId
 */
export function furnish(lab, store, byId) {
  const exploring = createExploring(lab.bench);
  const owning = createOwning(lab.bench);
  store.subscribe(exploring.look);
  /** @param {Brought[]} brought */
  const take = async (brought) => {
    // Where there is something to be said, it is said there.
    if (brought.length && !(await owning.take(brought))) location.hash = "own";
  };
  const views = [
    mount(({ explore, data }) => ({ explore, data }), createExplore(byId("explore"), exploring)),
    mount(
      ({ own, data, run, compute }) => ({ own, data, training: isTraining(run), ready: compute.phase === "ready" }),
      createOwn(byId("own"), { ...owning, take, mnist: lab.mnist }),
    ),
  ];
  return { views: views.map((view) => within("data", view)), look: exploring.look, take };
}
