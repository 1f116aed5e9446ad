/**
 * What is done for a visitor who looks elsewhere while a network trains: the screen stays on, a notification comes. Pure.
 *
 * @module
 */

/**
 * @typedef {object} Awake
 * @property {boolean} screen whether the screen is to stay on while a network trains
 * @property {boolean} notify whether a notification is wished for when a run ends
 * @property {"screen" | "notify" | null} refused what the browser did not allow
 */

/** @typedef {{type: "awake", change: Partial<Awake>}} AwakeAction */

/** @type {import("../../../page/store.js").Slice<Awake>} */
export const awake = {
  initial: { screen: false, notify: false, refused: null },
  reduce: (awake, /** @type {import("../state.js").LabAction} */ action) =>
    action.type === "awake" ? { ...awake, ...action.change } : awake,
};
