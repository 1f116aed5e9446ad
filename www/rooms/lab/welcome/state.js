/**
 * Whether the Lab offers a first visitor ways to begin: once in each browser, and not on a link that leads somewhere. Pure.
 *
 * @module
 */

/** What the browser's storage keeps of it, by this name. */
export const KEY = "digit-lab.welcomed";
/** Parameters of an address that do not ask for a certain run. */
const PLAIN = ["lang", "data", "backend", "workers"];
/** Actions of a visitor who has begun, or of a script that trains. */
const BEGUN = ["welcome-ended", "train-asked", "step-asked", "finder-asked", "steps", "resumed"];

/** @typedef {{type: "welcome"} | {type: "welcome-ended"}} WelcomeAction */

/** @type {import("../../../page/store.js").Slice<boolean>} */
export const welcome = {
  initial: false,
  reduce: (shown, /** @type {import("../state.js").LabAction} */ action) =>
    action.type === "welcome" ||
    (shown && !BEGUN.includes(action.type) && !(action.type === "offered" && action.offer !== null)),
};

/**
 * @param {{search: string, hash: string}} address
 * @param {() => Pick<Storage, "getItem">} storage may throw
 */
export function isFirstVisit({ search, hash }, storage) {
  if (hash || [...new URLSearchParams(search).keys()].some((name) => !PLAIN.includes(name))) return false;
  try {
    return storage().getItem(KEY) === null;
  } catch {
    return true;
  }
}

/** @param {() => Pick<Storage, "setItem">} storage may throw */
export function rememberVisit(storage) {
  try {
    storage().setItem(KEY, "1");
  } catch {
    // The next visit counts as the first again.
  }
}
