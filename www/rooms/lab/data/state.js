/**
 * The training images shown in the Lab. Pure.
 *
 * @module
 */

/** @typedef {{first: number} & import("../../../api/protocol.js").Samples} ShownSamples `first`: index of the first */
/** @typedef {{type: "samples", first: number, samples: import("../../../api/protocol.js").Samples}} SamplesAction */

/** @type {import("../../../page/store.js").Slice<ShownSamples | null>} null: not known yet */
export const samples = {
  initial: null,
  reduce(samples, /** @type {import("../state.js").LabAction} */ action) {
    if (action.type === "samples") return { first: action.first, ...action.samples };
    return action.type === "loaded" ? null : samples;
  },
};
