/**
 * The Data room: the images and what can be done about them, as it is put together once its code is there.
 *
 * @module
 */

import { createExploring } from "../lab/explore.js";
import { createOwning } from "../lab/own.js";
import { mount, within } from "../rendering.js";
import { isTraining } from "../state/run.js";
import { createExplore } from "../views/explore/index.js";
import { createOwn } from "../views/own/index.js";

/** @typedef {import("../lab/own.js").Brought} Brought */

/**
 * @param {ReturnType<typeof import("../lab.js").createLab>} lab
 * @param {import("../rendering.js").Store} store
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
