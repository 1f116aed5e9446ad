/**
 * The state of the Lessons room, beside what all rooms share.
 *
 * @module
 */

/** @typedef {import("../../page/state.js").State & {lesson: import("./lesson/state.js").Lesson}} LessonsState */
/** @typedef {import("../../page/state.js").Action | import("./lesson/state.js").LessonAction} LessonsAction */
/** @typedef {import("../../page/store.js").Store<LessonsState, LessonsAction>} LessonsStore */

export {};
