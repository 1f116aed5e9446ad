/**
 * How the network reads the drawing. Pure.
 *
 * @module
 */

/** `stages`: whether the stations to the network's input are wanted. @typedef {{prediction: import("../../../api/protocol.js").Prediction | null, stages: boolean}} Draw */

/** @typedef {{type: "predicted", prediction: import("../../../api/protocol.js").Prediction} | {type: "stages", shown: boolean}} DrawAction */

/** @type {import("../../../page/store.js").Slice<Draw>} */
export const draw = {
  initial: { prediction: null, stages: false },
  reduce(
    draw,
    /** @type {import("../state.js").LabAction} */ action,
    /** @type {import("../state.js").LabState} */ state,
  ) {
    if (action.type === "stages") return { ...draw, stages: action.shown };
    if (action.type === "drawn") return action.inked ? draw : { ...draw, prediction: null };
    // An answer that comes after the pad was cleared is to a question that no longer stands.
    if (action.type === "predicted") return state.drawing.inked ? { ...draw, prediction: action.prediction } : draw;
    return draw;
  },
};
