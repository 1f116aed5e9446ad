/**
 * A line that is drawn around things on a canvas, with a mouse, a pen or a finger.
 *
 * @module
 */

/** A shorter drag is a click. */
const LEAST_DRAG_PX = 6;

/** @typedef {[number, number][]} Path corners in CSS pixels of the canvas */

/**
 * Listens for drags. The click that ends a drag reaches no other listener of the canvas.
 * @param {HTMLCanvasElement} canvas
 * @param {object} on
 * @param {() => boolean} on.finger whether a finger draws; if not, it scrolls the page
 * @param {(path: Path) => void} on.draw the line so far; empty: there is none any more
 * @param {(path: Path) => void} on.done the line that was drawn
 */
export function listenForLasso(canvas, { finger, draw, done }) {
  /** @type {Path | null} */
  let path = null;
  let dragged = false;
  const at = (/** @type {PointerEvent} */ event) => {
    const { left, top } = canvas.getBoundingClientRect();
    return /** @type {[number, number]} */ ([event.clientX - left, event.clientY - top]);
  };
  canvas.addEventListener("pointerdown", (event) => {
    dragged = false;
    if (event.button !== 0 || (event.pointerType === "touch" && !finger())) return;
    canvas.setPointerCapture(event.pointerId);
    path = [at(event)];
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!path) return;
    const [[x, y], place] = [path[0], at(event)];
    dragged ||= Math.hypot(place[0] - x, place[1] - y) >= LEAST_DRAG_PX;
    path.push(place);
    if (dragged) draw(path);
  });
  canvas.addEventListener("pointerup", () => {
    const drawn = path;
    path = null;
    if (!drawn || !dragged) return;
    draw([]);
    done(drawn);
  });
  canvas.addEventListener("pointercancel", () => {
    path = null;
    draw([]);
  });
  canvas.addEventListener("click", (event) => dragged && event.stopImmediatePropagation(), { capture: true });
}
