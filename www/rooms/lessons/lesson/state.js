/**
 * The lessons: the step that is shown, and the steps that have been visited. Pure.
 *
 * @module
 */

/** @typedef {import("./link.js").Place} Place */

/**
 * @typedef {object} Lesson
 * @property {Place} place
 * @property {Record<string, number[]>} visited steps, from 0, by track
 * @property {boolean} large whether the type is large, for a projector
 * @property {number | null} doing the number of the deed that is under way
 * @property {import("../../../api/protocol.js").ErrorReport | null} problem why the last deed failed
 */

/**
 * @typedef {{type: "lesson-place", place: Place} |
 *   {type: "lesson-large", large: boolean} |
 *   {type: "lesson-doing", doing: number | null} |
 *   {type: "lesson-failed", problem: import("../../../api/protocol.js").ErrorReport}} LessonAction
 */

/** @param {Pick<Lesson, "place" | "visited">} kept @returns {Lesson} */
export function lessonOf({ place, visited }) {
  return { place, visited, large: false, doing: null, problem: null };
}

/** @param {Pick<Lesson, "place" | "visited">} kept what the browser remembers @returns {import("../../../page/store.js").Slice<Lesson>} */
export function lessonSlice(kept) {
  return {
    initial: lessonOf(kept),
    reduce(lesson, /** @type {LessonAction} */ action) {
      switch (action.type) {
        case "lesson-place": {
          const { place } = action;
          const before = lesson.visited[place.track] ?? [];
          const steps = before.includes(place.step) ? before : [...before, place.step];
          return { ...lesson, place, visited: { ...lesson.visited, [place.track]: steps }, problem: null };
        }
        case "lesson-large":
          return { ...lesson, large: action.large };
        case "lesson-doing":
          return { ...lesson, doing: action.doing, problem: action.doing === null ? lesson.problem : null };
        case "lesson-failed":
          return { ...lesson, problem: action.problem };
        default:
          return lesson;
      }
    },
  };
}
