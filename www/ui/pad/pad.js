/**
 * The drawing pad: strokes of mouse, finger, pen or keyboard. It may be on show in several places at once.
 *
 * @module
 */

import { begin, BLANK, cancel, end, extend, PENS, redo, replace, undo } from "./marks.js";
import { drawMarks, packed } from "./strokes.js";

/** @typedef {import("./marks.js").Marks} Marks */
/** @typedef {import("./marks.js").Point} Point */

/**
 * What the page knows of the pad.
 * @typedef {object} PadState
 * @property {boolean} inked whether there is a mark
 * @property {boolean} undoable
 * @property {boolean} redoable
 * @property {number} pen the width as a part of the pad's side
 * @property {boolean} eraser
 * @property {boolean} raw whether the network is given the pad as it lies
 */

/** @typedef {ReturnType<typeof createPad>} Pad */

/** @param {(state: PadState) => void} changed told after every change */
export function createPad(changed) {
  let state = BLANK;
  let tool = { pen: /** @type {number} */ (PENS[1]), eraser: false };
  let raw = false;
  /** Where the pen will probably be when the screen shows it. @type {Point[]} */
  let predicted = [];
  /** @type {Set<HTMLCanvasElement>} */
  const canvases = new Set();
  let scheduled = false;

  const draw = () => {
    scheduled = false;
    const marks = extend(state, state.active?.id ?? NaN, predicted).marks;
    for (const canvas of canvases) {
      const context = canvas.getContext("2d");
      // One that is hidden has no size, and is drawn when it has.
      if (!context || canvas.clientWidth === 0) continue;
      const side = Math.max(1, Math.round(canvas.clientWidth * devicePixelRatio));
      if (canvas.width !== side || canvas.height !== side) canvas.width = canvas.height = side;
      context.clearRect(0, 0, side, side);
      drawMarks(context, marks, side, getComputedStyle(canvas).getPropertyValue("--ink"));
    }
  };
  const schedule = () => {
    if (!scheduled) requestAnimationFrame(draw);
    scheduled = true;
  };
  const tell = () => {
    schedule();
    const [undoable, redoable] = [state.past.length > 0, state.future.length > 0];
    changed({ inked: state.marks.length > 0, undoable, redoable, ...tool, raw });
  };
  /** @param {Marks} next */
  const set = (next) => {
    if (next === state) return;
    state = next;
    predicted = [];
    tell();
  };

  /** Has the pad live on a canvas. @param {HTMLCanvasElement} element @returns {() => void} draws it again */
  const attach = (element) => {
    canvases.add(element);
    /** @param {PointerEvent} event @returns {Point} */
    const place = (event) => {
      // Asked for each time: the page may be zoomed or turned in the middle of a stroke.
      const box = element.getBoundingClientRect();
      const pressure = event.pointerType === "pen" && event.pressure > 0 ? event.pressure : 0.5;
      return { x: (event.clientX - box.left) / box.width, y: (event.clientY - box.top) / box.height, pressure };
    };
    element.addEventListener("pointerdown", (event) => {
      if (event.pointerType === "mouse" && event.button !== 0) return;
      event.preventDefault();
      element.focus({ preventScroll: true });
      element.setPointerCapture(event.pointerId);
      const pointer = { id: event.pointerId, type: event.pointerType, size: Math.max(event.width, event.height) };
      // The other end of some pens.
      const eraser = tool.eraser || (event.pointerType === "pen" && event.button === 5);
      set(begin(state, pointer, place(event), { ...tool, eraser }, event.timeStamp));
    });
    element.addEventListener("pointermove", (event) => {
      if (state.active?.id !== event.pointerId) return;
      const events = event.getCoalescedEvents?.() ?? [];
      set(extend(state, event.pointerId, (events.length ? events : [event]).map(place)));
      predicted = (event.getPredictedEvents?.() ?? []).map(place);
    });
    element.addEventListener("pointerup", (event) => set(end(state, event.pointerId, event.timeStamp)));
    element.addEventListener("pointercancel", (event) => set(cancel(state, event.pointerId)));
    // Without a pointer: fetched with the first key.
    element.addEventListener("keydown", (event) => {
      if (keys.has(event.key)) event.preventDefault();
      keyboard ??= import("./keyboard.js").then(({ createKeyboard }) => createKeyboard());
      keyboard.then((press) => press(element, event.key, event.shiftKey, { get: () => state, set, tool: () => tool }));
    });
    new ResizeObserver(schedule).observe(element);
    return schedule;
  };

  /** @type {Promise<ReturnType<typeof import("./keyboard.js").createKeyboard>> | undefined} */
  let keyboard;
  return {
    attach,
    undo: () => set(undo(state)),
    redo: () => set(redo(state)),
    clear: () => set(replace(state, [])),
    /** @param {Uint8Array} pixels 28 × 28 */
    show: (pixels) => set(replace(state, [{ kind: "image", pixels }])),
    /** @param {Partial<{pen: number, eraser: boolean}>} next */
    use(next) {
      tool = { ...tool, ...next };
      tell();
    },
    /** @param {boolean} next whether the network is given the pad as it lies */
    setRaw(next) {
      raw = next;
      tell();
    },
    /** The drawing, to be read. @returns {import("../../api/protocol.js").Drawing} */
    drawing: () => ({ marks: packed(state.marks), raw }),
  };
}

/** Keys that would scroll the page. */
const keys = new Set(["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", " ", "Enter"]);
