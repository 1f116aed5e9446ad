/**
 * Pointing at a layer, in the drawing or in the rows: both show which it is. Everything of a layer
 * carries its path as `data-path`.
 *
 * @module
 */

/** Blocks before what they hold: "3", "3.layers.0", "3.shortcut.0", "4". */
const inOrder = new Intl.Collator("en", { numeric: true });

/** @param {EventTarget | null} target */
function pathOf(target) {
  const found = target instanceof Element ? target.closest("[data-path]") : null;
  return found?.getAttribute("data-path") ?? null;
}

/**
 * @param {() => void} changed
 * @returns what listens, for the element that holds drawing and rows, and for the drawing, which takes the focus and the
 *   arrow keys; `pointed()`: the path of the layer that is pointed at; `forget()` where there is no such layer any more
 */
export function createPointing(changed) {
  /** @type {string | null} */
  let pointed = null;
  const drawing = () => /** @type {HTMLElement} */ (document.querySelector("#network .blocks"));

  /** @param {string | null} path @param {boolean} show brings its block into sight */
  const point = (path, show) => {
    if (path === pointed) return;
    pointed = path;
    changed();
    const block = show && path !== null ? drawing().querySelector(`[data-path="${path}"]`) : null;
    if (block) bringIntoSight(block, drawing());
  };
  /** Where the focus is, when the pointer is nowhere. @param {Element} holder */
  const rest = (holder) => (holder.contains(document.activeElement) ? pathOf(document.activeElement) : null);

  return {
    pointed: () => pointed,
    forget: () => (pointed = null),
    holder: {
      /** @param {PointerEvent & {currentTarget: Element}} event */
      over({ target, currentTarget }) {
        const path = pathOf(target);
        const inDrawing = drawing().contains(/** @type {Node} */ (target));
        point(path ?? rest(currentTarget), path !== null && !inDrawing);
      },
      /** @param {PointerEvent & {currentTarget: Element}} event */
      leave({ pointerType, currentTarget }) {
        // A finger that is lifted has left, too; what it touched stays.
        if (pointerType === "mouse") point(rest(currentTarget), false);
      },
      /** @param {FocusEvent} event */
      focus({ target }) {
        const path = pathOf(target);
        if (path !== null) point(path, true);
      },
    },
    drawing: {
      blur: () => point(null, false),
      /** @param {KeyboardEvent} event */
      key(event) {
        const found = [...drawing().querySelectorAll("[data-path]")].map((part) => pathOf(part) ?? "");
        const paths = ["image", ...found.filter((path) => path !== "image").sort(inOrder.compare)];
        const at = paths.indexOf(pointed ?? "");
        const next = /** @type {Record<string, number>} */ ({
          ArrowRight: Math.min(at + 1, paths.length - 1),
          ArrowLeft: Math.max(at - 1, 0),
          Home: 0,
          End: paths.length - 1,
        })[event.key];
        if (event.key === "Escape") point(null, false);
        if (next === undefined) return;
        event.preventDefault();
        point(paths[next], true);
      },
    },
  };
}

/** @param {Element} block @param {HTMLElement} drawing which may be wider than its frame */
function bringIntoSight(block, drawing) {
  if (drawing.scrollWidth <= drawing.clientWidth) return;
  const [box, frame] = [block.getBoundingClientRect(), drawing.getBoundingClientRect()];
  if (box.left < frame.left + 8) drawing.scrollBy({ left: box.left - frame.left - 40 });
  if (box.right > frame.right - 8) drawing.scrollBy({ left: box.right - frame.right + 40 });
}
