/**
 * The drawn digit: whether there is ink, and how the network reads it. Pure.
 *
 * @module
 */

/** @typedef {{inked: boolean, prediction: import("../../../api/protocol.js").Prediction | null}} Draw */

/**
 * @typedef {{type: "inked", inked: boolean} |
 *   {type: "predicted", prediction: import("../../../api/protocol.js").Prediction}} DrawAction
 */

/** @type {import("../../../page/store.js").Slice<Draw>} */
export const draw = {
  initial: { inked: false, prediction: null },
  reduce(draw, /** @type {import("../state.js").LabAction} */ action) {
    if (action.type === "inked") return { inked: action.inked, prediction: action.inked ? draw.prediction : null };
    // An answer that comes after the pad was cleared is to a question that no longer stands.
    if (action.type === "predicted") return draw.inked ? { ...draw, prediction: action.prediction } : draw;
    return draw;
  },
};
