/**
 * The record of the run in hand, and the one that the page's address brought. Pure.
 *
 * @module
 */

/** @typedef {import("../../../run/record.js").RunRecord} RunRecord */
/** @typedef {import("../../../run/record.js").Comparison} Comparison */

/**
 * @typedef {object} RecordState
 * @property {RunRecord | null} own null before the first step
 * @property {string | null} sha256 of the images and labels, whole
 * @property {RunRecord | null} given by the address
 * @property {boolean} unreadable whether the address brought one that cannot be read
 * @property {Comparison | null} comparison
 */

/**
 * @typedef {{type: "record-given", given: RunRecord | null, unreadable: boolean} |
 *   {type: "record", own: RunRecord, sha256: string, comparison: Comparison | null}} RecordAction
 */

/** @type {import("../../../page/store.js").Slice<RecordState>} */
export const record = {
  initial: { own: null, sha256: null, given: null, unreadable: false, comparison: null },
  reduce(record, /** @type {import("../state.js").LibraryAction} */ action) {
    switch (action.type) {
      case "record-given":
        return { ...record, given: action.given, unreadable: action.unreadable };
      case "record":
        return { ...record, own: action.own, sha256: action.sha256, comparison: action.comparison };
      case "configured":
        return { ...record, own: null, comparison: null };
      default:
        return record;
    }
  },
};
