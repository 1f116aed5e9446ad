/**
 * The Inside room: what every layer makes of an image, as it is put together once its code is there.
 *
 * @module
 */

import { mount, within } from "../../page/rendering.js";
import { createWalkActions } from "./walk/actions.js";
import { createWalk } from "./walk/view.js";
import { slices } from "./state.js";

/**
 * @param {import("../../page/app.js").App} app
 * @param {import("../../page/store.js").GrowingStore} store
 * @param {import("../../page/shared.js").Shared} shared
 */
export function createRoom(app, store, { looking }) {
  store.add(slices);
  const actions = createWalkActions(app, /** @type {import("./state.js").InsideStore} */ (store));
  const views = [
    mount(
      "walk",
      (/** @type {import("./state.js").InsideState} */ { walk, run, data, looking }) => ({ walk, run, data, looking }),
      createWalk({ ...actions, ...looking }),
    ),
  ];
  return { views: views.map((view) => within("inside", view)), look: actions.look };
}
