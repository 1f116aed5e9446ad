/**
 * The state of the Inside room's features, beside what all rooms share.
 *
 * @module
 */

import { embedding } from "./embedding/state.js";
import { likes } from "./likes/state.js";
import { many } from "./many/state.js";
import { update } from "./update/state.js";
import { walk } from "./walk/state.js";
import { why } from "./why/state.js";

/**
 * @typedef {import("../../page/state.js").State & {
 *   walk: import("./walk/state.js").Walk,
 *   why: import("./why/state.js").Why,
 *   likes: import("./likes/state.js").Likes,
 *   many: import("./many/state.js").Many,
 *   update: import("./update/state.js").Update,
 *   embedding: import("./embedding/state.js").Embedding
 * }} InsideState
 */

/**
 * @typedef {import("../../page/state.js").Action |
 *   import("./walk/state.js").WalkAction |
 *   import("./why/state.js").WhyAction |
 *   import("./likes/state.js").LikesAction |
 *   import("./many/state.js").ManyAction |
 *   import("./update/state.js").UpdateAction |
 *   import("./embedding/state.js").EmbeddingAction} InsideAction
 */

/** @typedef {import("../../page/store.js").Store<InsideState, InsideAction>} InsideStore */

/** @type {import("../../page/store.js").Slices} */
export const slices = { walk, why, likes, many, update, embedding };
