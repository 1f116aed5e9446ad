/**
 * The test image whose way through the first convolution is shown. Pure.
 *
 * @module
 */

/** @typedef {{index: number, inspection: import("../../../api/protocol.js").Inspection | null}} Inside `index`: of the test image */

/**
 * @typedef {{type: "image-chosen", index: number} |
 *   {type: "inspected", inspection: import("../../../api/protocol.js").Inspection}} InsideAction
 */

/** @type {import("../../../page/store.js").Slice<Inside>} */
export const inside = {
  initial: { index: 0, inspection: null },
  reduce(inside, /** @type {import("../state.js").LabAction} */ action) {
    if (action.type === "image-chosen") return { ...inside, index: action.index };
    if (action.type === "inspected") return { ...inside, inspection: action.inspection };
    return action.type === "loaded" ? { index: 0, inspection: null } : inside;
  },
};
