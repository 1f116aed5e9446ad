/**
 * What lies on the pad, and what pointers do to it. Pure.
 *
 * @module
 */

/** From the upper left corner, in 0..=1 of the pad's side; pressure in 0..=1. @typedef {{x: number, y: number, pressure: number}} Point */
/** `pen`: the width as a part of the pad's side. @typedef {{kind: "stroke", points: readonly Point[], pen: number, eraser: boolean}} StrokeMark */
/** @typedef {StrokeMark | {kind: "image", pixels: Uint8Array}} Mark an image is 28 × 28 */
/** `size`: of the contact, in pixels of the screen. @typedef {{id: number, type: string, size: number}} Pointer */
/** @typedef {{pen: number, eraser: boolean}} Tool */

/**
 * @typedef {object} Marks
 * @property {readonly Mark[]} marks in the order in which they were made
 * @property {readonly (readonly Mark[])[]} past what undo goes back to
 * @property {readonly (readonly Mark[])[]} future what redo goes on to
 * @property {Pointer | null} active the pointer whose stroke is the last mark
 * @property {readonly number[]} touches the fingers and palms that are on the pad
 * @property {readonly Mark[]} untouched the marks before the first of these
 * @property {number} pen_ms when a pen was last here, by the clock that {@link begin} is told of
 */

/** Pen widths as parts of the pad's side; the second is about that of an MNIST digit's strokes. */
export const PENS = /** @type {const} */ ([0.03, 0.085, 0.14]);

/** A hand rests on the pad for so long after its pen has left it. */
const HAND_RESTS_MS = 1000;
/** A contact so much larger than the one that draws is the palm. */
const PALM = { pixels: 30, times: 2 };

/** @type {Marks} */
export const BLANK = { marks: [], past: [], future: [], active: null, touches: [], untouched: [], pen_ms: -Infinity };

/** @param {Marks} state @param {readonly Mark[]} marks @returns {Marks} */
export function replace(state, marks) {
  return { ...state, marks, past: [...state.past, state.marks], future: [], active: null };
}

/**
 * A pointer comes down and begins a stroke. A pen takes over from a finger or a palm that came first, and the mark of that
 * goes; where a pen draws, no finger does; among fingers, the later one draws, unless it is the palm.
 * @param {Marks} state
 * @param {Pointer} pointer
 * @param {Point} point
 * @param {Tool} tool
 * @param {number} now_ms
 * @returns {Marks}
 */
export function begin(state, pointer, point, tool, now_ms) {
  const { active, touches } = state;
  const pen = pointer.type === "pen";
  const touched = pointer.type === "touch" ? touch(state, pointer.id) : state;
  if (!pen && (active?.type === "pen" || now_ms - state.pen_ms < HAND_RESTS_MS)) return touched;
  if (active && !pen && pointer.size > PALM.pixels && pointer.size > PALM.times * active.size) return touched;
  const hand = pen && touches.length > 0 && touched.marks !== touched.untouched;
  const kept = hand ? replace(touched, touched.untouched) : touched;
  const begun = replace(kept, [...kept.marks, { kind: "stroke", points: [point], ...tool }]);
  return { ...begun, active: pointer, pen_ms: pen ? now_ms : state.pen_ms };
}

/** @param {Marks} state @param {number} id @returns {Marks} */
function touch(state, id) {
  const untouched = state.touches.length ? state.untouched : state.marks;
  return { ...state, touches: [...state.touches, id], untouched };
}

/** @param {Marks} state @param {number} id @returns {Marks} */
function leave(state, id) {
  return state.touches.includes(id) ? { ...state, touches: state.touches.filter((other) => other !== id) } : state;
}

/** @param {Marks} state @param {number} id @param {readonly Point[]} points @returns {Marks} */
export function extend(state, id, points) {
  const last = state.marks.at(-1);
  if (state.active?.id !== id || last?.kind !== "stroke") return state;
  return { ...state, marks: [...state.marks.slice(0, -1), { ...last, points: [...last.points, ...points] }] };
}

/** A pointer leaves the pad. @param {Marks} state @param {number} id @param {number} now_ms @returns {Marks} */
export function end(state, id, now_ms) {
  const left = leave(state, id);
  if (left.active?.id !== id) return left;
  return { ...left, active: null, pen_ms: left.active.type === "pen" ? now_ms : left.pen_ms };
}

/**
 * The system takes a pointer away, as when the page is turned or scrolled: its stroke was not meant.
 * @param {Marks} state
 * @param {number} id
 * @returns {Marks}
 */
export function cancel(state, id) {
  const left = leave(state, id);
  if (left.active?.id !== id) return left;
  return { ...left, marks: left.past.at(-1) ?? [], past: left.past.slice(0, -1), active: null };
}

/** @param {Marks} state @returns {Marks} */
export function undo(state) {
  const before = state.past.at(-1);
  if (!before) return state;
  return {
    ...state,
    marks: before,
    past: state.past.slice(0, -1),
    future: [...state.future, state.marks],
    active: null,
  };
}

/** @param {Marks} state @returns {Marks} */
export function redo(state) {
  const after = state.future.at(-1);
  if (!after) return state;
  return {
    ...state,
    marks: after,
    past: [...state.past, state.marks],
    future: state.future.slice(0, -1),
    active: null,
  };
}
