/**
 * The Inside room: what every layer makes of an image and of many images, as it is put together once its code is there.
 *
 * @module
 */

import { calmly, createCalm } from "../../page/calm.js";
import { mount, within } from "../../page/rendering.js";
import { watchSight } from "../../page/sight.js";
import { createEmbeddingActions } from "./embedding/actions.js";
import { createEmbedding } from "./embedding/view.js";
import { createLikesActions } from "./likes/actions.js";
import { createLikes } from "./likes/view.js";
import { createManyActions } from "./many/actions.js";
import { createMany } from "./many/view.js";
import { slices } from "./state.js";
import { createUpdateActions } from "./update/actions.js";
import { createUpdate } from "./update/view.js";
import { createWalkActions } from "./walk/actions.js";
import { createOutputs } from "./walk/outputs.js";
import { createWalk } from "./walk/view.js";
import { createWhyActions } from "./why/actions.js";
import { createWhy } from "./why/view.js";

/** @typedef {import("./state.js").InsideState} InsideState */
/** @typedef {import("./state.js").InsideStore} InsideStore */

/** While a network trains, hundreds of canvases and words follow its step this often. */
const FOLLOWED_MS = 1000;

/**
 * @param {import("../../page/app.js").App} app
 * @param {import("../../page/store.js").GrowingStore} growing
 * @param {import("../../page/shared.js").Shared} shared
 */
export function createRoom(app, growing, { looking, pad }) {
  growing.add(slices);
  const store = /** @type {InsideStore} */ (growing);
  /** The image that is looked at; null: the pad is empty. @returns {import("../../api/questions.js").Subject | null} */
  const subject = () => {
    const { walk, drawing } = store.get();
    if (!walk.drawing) return { split: walk.split, indices: [walk.index] };
    return drawing.inked ? { drawing: pad.drawing() } : null;
  };
  const inSight = watchSight(["walk", "outputs", "many", "update", "why", "embedding"], () => look());
  const walk = createWalkActions(app, store, subject, () => inSight("walk") || inSight("outputs"));
  const why = createWhyActions(app, store, subject, () => inSight("why"));
  const likes = createLikesActions(app, store);
  const many = createManyActions(app, store, () => inSight("many"));
  const update = createUpdateActions(app, store, () => inSight("update"));
  const embedding = createEmbeddingActions(app, store, pad, () => inSight("embedding"));
  const { chooseImage, chooseLayer } = walk;
  const views = [
    mount(
      "walk",
      (/** @type {InsideState} */ { walk, run, data, looking, drawing }) => ({ walk, run, data, looking, drawing }),
      createWalk({ ...walk, ...looking, pad }),
    ),
    mount("outputs", (/** @type {InsideState} */ { walk, run, data }) => ({ walk, run, data }), createOutputs()),
    mount(
      "why",
      (/** @type {InsideState} */ { why, walk, run, data, looking, drawing }) => ({
        ...{ why, run, data, looking },
        empty: walk.drawing && !drawing.inked,
      }),
      createWhy({ ...why, chooseImage }),
    ),
    mount(
      "many",
      (/** @type {InsideState} */ { many, run, data }) => ({ many, run, data }),
      createMany({ ...many, chooseImage, chooseLayer }),
    ),
    mount(
      "update",
      (/** @type {InsideState} */ { update, run, data }) => ({ update, run, data }),
      createUpdate(update),
    ),
    mount(
      "likes",
      (/** @type {InsideState} */ { likes, walk, run, data }) => ({ likes, walk, run, data }),
      createLikes(likes),
    ),
    mount(
      "embedding",
      (/** @type {InsideState} */ { embedding, run, data, looking, drawing }) => ({
        ...{ embedding, run, looking },
        dataset: data.summary,
        inked: drawing.inked,
      }),
      createEmbedding({ ...embedding, ...looking }),
    ),
  ];
  const look = () => {
    for (const feature of [walk, many, update, why, embedding]) feature.look();
  };
  const calm = createCalm(FOLLOWED_MS);
  return { views: views.map((view) => within("inside", calmly(calm, view))), look, walk, many, update };
}
