/**
 * The drawing pad: strokes of mouse, finger or pen, with undo. It may be on show in several places at once.
 *
 * @module
 */

import { drawMarks, rasterise } from "./strokes.js";

/** @typedef {import("./strokes.js").Mark} Mark */
/** @typedef {import("./strokes.js").Point} Point */

/** @param {(inked: boolean) => void} changed told after every change */
export function createPad(changed) {
  /** @type {Mark[]} */
  let marks = [];
  /** @type {{id: number, points: Point[]} | null} the stroke being drawn */
  let drawing = null;
  /** @type {Set<HTMLCanvasElement>} */
  const canvases = new Set();
  let scheduled = false;

  const draw = () => {
    scheduled = false;
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
  const update = () => {
    schedule();
    changed(marks.length > 0);
  };

  /** Has the pad live on a canvas. @param {HTMLCanvasElement} element @returns {() => void} draws it again */
  const attach = (element) => {
    canvases.add(element);
    /** @param {PointerEvent} event @returns {Point} */
    const place = (event) => {
      const box = element.getBoundingClientRect();
      return { x: (event.clientX - box.left) / box.width, y: (event.clientY - box.top) / box.height };
    };
    element.addEventListener("pointerdown", (event) => {
      // One stroke at a time: a palm that lands beside the pen is not a second one.
      if (drawing || (event.pointerType === "mouse" && event.button !== 0)) return;
      event.preventDefault();
      element.setPointerCapture(event.pointerId);
      drawing = { id: event.pointerId, points: [place(event)] };
      marks = [...marks, { kind: "stroke", points: drawing.points }];
      update();
    });
    element.addEventListener("pointermove", (event) => {
      if (drawing?.id !== event.pointerId) return;
      const events = event.getCoalescedEvents?.() ?? [];
      drawing.points.push(...(events.length ? events : [event]).map(place));
      update();
    });
    for (const kind of /** @type {const} */ (["pointerup", "pointercancel"])) {
      element.addEventListener(kind, (event) => {
        if (drawing?.id === event.pointerId) drawing = null;
      });
    }
    new ResizeObserver(schedule).observe(element);
    return schedule;
  };

  /** @param {Mark[]} next */
  const replace = (next) => {
    drawing = null;
    marks = next;
    update();
  };
  return {
    attach,
    undo: () => replace(marks.slice(0, -1)),
    clear: () => replace([]),
    /** @param {Uint8Array} pixels 28 × 28 */
    show: (pixels) => replace([{ kind: "image", pixels }]),
    bitmap: () => rasterise(marks),
  };
}
