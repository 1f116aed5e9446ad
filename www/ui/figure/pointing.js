/**
 * Pointing at the things that a canvas shows, with a mouse, a finger, a pen or the arrow keys.
 *
 * @module
 */

/** @type {Record<string, [number, number]>} */
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/**
 * Makes a canvas reachable by keyboard, and tells what is pointed at.
 * @param {HTMLCanvasElement} canvas
 * @param {object} things
 * @param {(x: number, y: number) => number | null} things.at the thing at a point, in CSS pixels of the canvas
 * @param {(from: number | null, across: number, down: number) => number | null} things.step the thing beside another;
 *   from null, the first to look at
 * @param {(thing: number | null) => void} things.point
 * @param {(thing: number) => void} [things.choose] pressed, or Enter
 */
export function listenForPointing(canvas, { at, step, point, choose }) {
  /** @type {number | null} */
  let pointed = null;
  const set = (/** @type {number | null} */ thing) => {
    if (thing !== pointed) point((pointed = thing));
  };
  const under = (/** @type {MouseEvent} */ event) => {
    const { left, top } = canvas.getBoundingClientRect();
    return at(event.clientX - left, event.clientY - top);
  };
  canvas.tabIndex = 0;
  canvas.addEventListener("pointermove", (event) => event.pointerType === "mouse" && set(under(event)));
  canvas.addEventListener("pointerleave", (event) => event.pointerType === "mouse" && set(null));
  // A finger that moves scrolls; one that taps points, and its choice stays.
  canvas.addEventListener("click", (event) => {
    const thing = under(event);
    set(thing);
    if (thing !== null) choose?.(thing);
  });
  canvas.addEventListener("focus", () => canvas.matches(":focus-visible") && pointed === null && set(step(null, 0, 0)));
  canvas.addEventListener("blur", () => set(null));
  canvas.addEventListener("keydown", (event) => {
    const arrow = ARROWS[event.key];
    // Focused by a mouse, the first has not been pointed at.
    if (arrow) set(step(pointed ?? step(null, 0, 0), ...arrow));
    else if ((event.key === "Enter" || event.key === " ") && pointed !== null) choose?.(pointed);
    else return;
    event.preventDefault();
  });
}
