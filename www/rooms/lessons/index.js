/**
 * The Lessons room: five tutorials, step by step, with figures that other rooms lend, as it is put together once its code
 * is there.
 *
 * @module
 */

import { calmly, createCalm } from "../../page/calm.js";
import { mount, within } from "../../page/rendering.js";
import { createLessonActions } from "./lesson/actions.js";
import { createLending } from "./lesson/lending.js";
import { readProgress } from "./lesson/progress.js";
import { readFrom } from "./lesson/numbers.js";
import { lessonSlice } from "./lesson/state.js";
import { createLesson } from "./lesson/view.js";
import { createGlossary } from "./glossary/view.js";

/** While a network trains, the numbers are read this often. */
const FOLLOWED_MS = 500;

/**
 * @param {import("../../page/app.js").App} app
 * @param {import("../../page/store.js").GrowingStore} store
 * @param {import("../../page/shared.js").Shared & {open: (room: any) => Promise<any>}} shared
 */
export function createRoom(app, store, { open }) {
  store.add({ lesson: lessonSlice(readProgress(() => localStorage)) });
  const lesson = createLessonActions(app, store, open, createLending());
  const calm = createCalm(FOLLOWED_MS);
  const views = [
    mount("lesson", (/** @type {any} */ state) => ({ lesson: state.lesson, ...readFrom(state) }), createLesson(lesson)),
    mount("glossary", () => ({}), createGlossary()),
  ];
  return { views: views.map((view) => within("lessons", calmly(calm, view))), look: lesson.look };
}
