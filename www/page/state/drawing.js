/**
 * What is known of the drawing on the pad, which all rooms share. Pure.
 *
 * @module
 */

/** @typedef {{inked: boolean, version: number}} Drawing `version`: another one after every change of the strokes */
/** @typedef {{type: "drawn", inked: boolean}} DrawingAction */

/** @type {import("../store.js").Slice<Drawing>} */
export const drawing = {
  initial: { inked: false, version: 0 },
  reduce: (drawing, /** @type {import("../state.js").Action} */ action) =>
    action.type === "drawn" ? { inked: action.inked, version: drawing.version + 1 } : drawing,
};
