/**
 * How the network reads the drawing. Pure.
 *
 * @module
 */

/** @typedef {{prediction: import("../../../api/protocol.js").Prediction | null}} Draw */

/** @typedef {{type: "predicted", prediction: import("../../../api/protocol.js").Prediction}} DrawAction */

/** @type {import("../../../page/store.js").Slice<Draw>} */
export const draw = {
  initial: { prediction: null },
  reduce(
    draw,
    /** @type {import("../state.js").LabAction} */ action,
    /** @type {import("../state.js").LabState} */ state,
  ) {
    if (action.type === "drawn") return action.inked ? draw : { prediction: null };
    // An answer that comes after the pad was cleared is to a question that no longer stands.
    if (action.type === "predicted") return state.drawing.inked ? { prediction: action.prediction } : draw;
    return draw;
  },
};
