/**
 * What is known of the drawing on the pad, which all rooms share. Pure.
 *
 * @module
 */

import { PENS } from "../../ui/pad/marks.js";

/** @typedef {import("../../ui/pad/pad.js").PadState & {version: number}} Drawing `version`: another one after every change */
/** @typedef {{type: "drawn"} & Partial<import("../../ui/pad/pad.js").PadState>} DrawingAction */

/** @type {import("../store.js").Slice<Drawing>} */
export const drawing = {
  initial: { inked: false, undoable: false, redoable: false, pen: PENS[1], eraser: false, raw: false, version: 0 },
  reduce(drawing, /** @type {import("../state.js").Action} */ action) {
    if (action.type !== "drawn") return drawing;
    const { type: _, ...pad } = action;
    return { ...drawing, ...pad, version: drawing.version + 1 };
  },
};
