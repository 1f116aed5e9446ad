/**
 * The Inside room: what every layer makes of an image and of many images, as it is put together once its code is there.
 *
 * @module
 */

import { mount, within } from "../../page/rendering.js";
import { watchSight } from "../../page/sight.js";
import { createEmbeddingActions } from "./embedding/actions.js";
import { createEmbedding } from "./embedding/view.js";
import { createWalkActions } from "./walk/actions.js";
import { createWalk } from "./walk/view.js";
import { slices } from "./state.js";

/**
 * @param {import("../../page/app.js").App} app
 * @param {import("../../page/store.js").GrowingStore} store
 * @param {import("../../page/shared.js").Shared} shared
 */
export function createRoom(app, store, { pad, looking }) {
  store.add(slices);
  const own = /** @type {import("./state.js").InsideStore} */ (store);
  const walk = createWalkActions(app, own);
  const inSight = watchSight(["embedding"], () => embedding.look());
  const embedding = createEmbeddingActions(app, own, pad, () => inSight("embedding"));
  const views = [
    mount(
      "walk",
      (/** @type {import("./state.js").InsideState} */ { walk, run, data, looking }) => ({ walk, run, data, looking }),
      createWalk({ ...walk, ...looking }),
    ),
    mount(
      "embedding",
      (/** @type {import("./state.js").InsideState} */ { embedding, run, data, looking, drawing }) => ({
        ...{ embedding, run, looking },
        dataset: data.summary,
        inked: drawing.inked,
      }),
      createEmbedding({ ...embedding, ...looking }),
    ),
  ];
  return { views: views.map((view) => within("inside", view)), look: walk.look };
}
