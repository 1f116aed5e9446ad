/**
 * Data of the visitor's own, and the generator's knobs. Pure.
 *
 * @module
 */

import { isAboutPictures } from "../../../page/state/compute.js";

/** @typedef {import("../../../api/files.js").FileRole} FileRole */
/** @typedef {import("../../../api/protocol.js").Knob} Knob */
/** @typedef {import("../../../api/protocol.js").Variation} Variation */

/**
 * How to read what the visitor brings: the share held out to test with, and what pictures are drawn on.
 * @typedef {{test_share: number, paper: import("../../../api/protocol.js").Paper}} Wish
 */

/** @typedef {{variation: Variation | null, seed: number, share: number}} Setting `share`: of MNIST that is replaced */

/** @typedef {import("../../../api/protocol.js").ErrorReport} Notice */

/**
 * @typedef {object} Own
 * @property {Partial<Record<FileRole, string>>} picked names of IDX files, not yet all four
 * @property {string[]} unknown names of files that are of no use
 * @property {boolean} pair two are picked that will do by themselves
 * @property {Wish} wish
 * @property {Wish | null} used how the data in use were read; null if the wish does not concern them
 * @property {Notice[]} notices what became of pictures
 * @property {Knob[]} knobs none until they are known
 * @property {Setting} setting of the generator
 * @property {import("../../../api/protocol.js").Samples | null} sketch digits as the generator would draw them
 */

/**
 * @typedef {{type: "own-picked", picked: Own["picked"], unknown: string[], pair: boolean} |
 *   {type: "own-wished", wish: Partial<Wish>} |
 *   {type: "own-brought", used: Wish} |
 *   {type: "own-knobs", knobs: Knob[]} |
 *   {type: "own-turned", setting: Partial<Setting>} |
 *   {type: "own-sketched", sketch: import("../../../api/protocol.js").Samples}} OwnAction
 */

/** @returns {Own} */
export function initialOwn() {
  return {
    picked: {},
    unknown: [],
    pair: false,
    wish: { test_share: 0.2, paper: "auto" },
    used: null,
    notices: [],
    knobs: [],
    setting: { variation: null, seed: 0, share: 0.5 },
    sketch: null,
  };
}

/** Each knob at its usual value. @param {Knob[]} knobs @returns {Variation} */
export function usual(knobs) {
  return /** @type {Variation} */ (Object.fromEntries(knobs.map(({ name, value }) => [name, value])));
}

/** @param {Own} own @param {import("../../../page/state.js").Action | OwnAction} action @returns {Own} */
export function reduceOwn(own, action) {
  switch (action.type) {
    case "own-picked":
      return { ...own, picked: action.picked, unknown: action.unknown, pair: action.pair };
    case "own-wished":
      return { ...own, wish: { ...own.wish, ...action.wish } };
    case "own-brought":
      return { ...own, used: action.used };
    case "own-knobs":
      return { ...own, knobs: action.knobs, setting: { ...own.setting, variation: usual(action.knobs) } };
    case "own-turned":
      return { ...own, setting: { ...own.setting, ...action.setting } };
    case "own-sketched":
      return { ...own, sketch: action.sketch };
    case "loading":
      return { ...own, notices: [] };
    case "notice": {
      if (!isAboutPictures(action)) return own;
      const { code, message, params } = action;
      return { ...own, notices: [...own.notices, { code, message, params }] };
    }
    case "loaded":
      return { ...own, picked: {}, unknown: [], pair: false, used: null };
    default:
      return own;
  }
}

/** @type {import("../../../page/store.js").Slice<Own>} */
export const own = { initial: initialOwn(), reduce: reduceOwn };
