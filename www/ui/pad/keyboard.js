/**
 * Drawing with the keyboard: a cursor on a grid, moved by the arrow keys. Space or Enter puts the pen down and lifts it,
 * Shift makes longer steps, Escape lifts the pen, Backspace takes the last stroke back.
 *
 * @module
 */

import { begin, end, extend, undo } from "./marks.js";

/** Steps across the pad. */
const STEPS = 20;
const LONG_STEP = 4;
/** No pointer has it. */
const ID = -1;

/** @type {Record<string, readonly [number, number]>} */
const MOVES = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/**
 * @typedef {object} Access
 * @property {() => import("./marks.js").Marks} get
 * @property {(next: import("./marks.js").Marks) => void} set
 * @property {() => import("./marks.js").Tool} tool
 */

/** @returns {(canvas: HTMLElement, key: string, long: boolean, pad: Access) => void} what a key does */
export function createKeyboard() {
  let [column, row] = [STEPS / 2, STEPS / 4];
  const point = () => ({ x: column / STEPS, y: row / STEPS, pressure: 0.5 });
  return (canvas, key, long, pad) => {
    const down = pad.get().active?.id === ID;
    const cursor = cursorOn(canvas);
    if (key in MOVES) {
      const size = long ? LONG_STEP : 1;
      const [right, below] = MOVES[key];
      column = Math.min(STEPS - 1, Math.max(1, column + right * size));
      row = Math.min(STEPS - 1, Math.max(1, row + below * size));
      if (down) pad.set(extend(pad.get(), ID, [point()]));
    } else if (key === " " || key === "Enter") {
      if (down) pad.set(end(pad.get(), ID, Infinity));
      // A pen that was here a moment ago does not keep the keyboard out.
      else pad.set(begin(pad.get(), { id: ID, type: "keyboard", size: 0 }, point(), pad.tool(), Infinity));
    } else if (key === "Escape") {
      pad.set(end(pad.get(), ID, Infinity));
    } else if (key === "Backspace") {
      pad.set(undo(pad.get()));
    } else {
      return;
    }
    cursor.style.left = `${(100 * column) / STEPS}%`;
    cursor.style.top = `${(100 * row) / STEPS}%`;
    const drawing = pad.get().active?.id === ID;
    cursor.dataset.down = String(drawing);
    canvas.dispatchEvent(new CustomEvent("pad-cursor", { detail: { column, row, down: drawing }, bubbles: true }));
  };
}

/** The cursor of a pad, beside its canvas; it goes when another element is chosen. @param {HTMLElement} canvas */
function cursorOn(canvas) {
  const found = canvas.parentElement?.querySelector(".pad-cursor");
  if (found instanceof HTMLElement) return found;
  const cursor = document.createElement("span");
  cursor.className = "pad-cursor";
  canvas.after(cursor);
  canvas.addEventListener("blur", () => cursor.remove(), { once: true });
  return cursor;
}
