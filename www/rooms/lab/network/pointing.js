/**
 * Pointing at a layer, in the drawing or in the rows: both show which it is. Everything of a layer
 * carries its path as `data-path`.
 *
 * @module
 */

/** Blocks before what they hold: "3", "3.layers.0", "3.shortcut.0", "4". */
const inOrder = new Intl.Collator("en", { numeric: true });

/**
 * @param {HTMLElement} element that holds drawing and rows
 * @param {HTMLElement} drawing takes the focus, and the arrow keys
 * @param {(path: string | null) => void} changed
 */
export function createPointing(element, drawing, changed) {
  /** @type {string | null} */
  let pointed = null;

  const pathOf = (/** @type {EventTarget | null} */ target) => {
    const found = target instanceof Element ? target.closest("[data-path]") : null;
    return found?.getAttribute("data-path") ?? null;
  };
  const mark = () => {
    for (const lit of element.querySelectorAll("[data-lit]")) lit.removeAttribute("data-lit");
    if (pointed === null) return;
    for (const part of element.querySelectorAll(`[data-path="${pointed}"]`)) part.setAttribute("data-lit", "true");
  };
  /** @param {string | null} path @param {boolean} show brings its block into sight */
  const point = (path, show) => {
    if (path === pointed) return;
    pointed = path;
    mark();
    changed(path);
    if (show) bringIntoSight();
  };
  const bringIntoSight = () => {
    const block = pointed === null ? null : drawing.querySelector(`[data-path="${pointed}"]`);
    if (!block || drawing.scrollWidth <= drawing.clientWidth) return;
    const [box, frame] = [block.getBoundingClientRect(), drawing.getBoundingClientRect()];
    if (box.left < frame.left + 8) drawing.scrollBy({ left: box.left - frame.left - 40 });
    if (box.right > frame.right - 8) drawing.scrollBy({ left: box.right - frame.right + 40 });
  };
  /** Where the focus is, when the pointer is nowhere. */
  const rest = () => (element.contains(document.activeElement) ? pathOf(document.activeElement) : null);

  element.addEventListener("pointerover", ({ target }) => {
    const path = pathOf(target);
    point(path ?? rest(), path !== null && !drawing.contains(/** @type {Node} */ (target)));
  });
  element.addEventListener("pointerleave", ({ pointerType }) => {
    // A finger that is lifted has left, too; what it touched stays.
    if (pointerType === "mouse") point(rest(), false);
  });
  element.addEventListener("focusin", ({ target }) => {
    const path = pathOf(target);
    if (path !== null) point(path, true);
  });
  drawing.addEventListener("blur", () => point(null, false));
  drawing.addEventListener("keydown", (event) => {
    const found = [...drawing.querySelectorAll("[data-path]")].map((part) => part.getAttribute("data-path") ?? "");
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
  });

  return {
    /** After drawing and rows were made anew. */
    refresh() {
      if (pointed !== null && !element.querySelector(`[data-path="${pointed}"]`)) pointed = null;
      mark();
      changed(pointed);
    },
  };
}
