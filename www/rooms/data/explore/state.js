/**
 * The Data room: what a visitor looks at there, what has been answered about it, and what is still to
 * be asked. Pure.
 *
 * @module
 */

import { isOnShow } from "../../../page/rooms.js";
import { hasNetwork } from "../../../run/phase.js";

/** @typedef {import("../state.js").DataAction} Action */
/** @typedef {import("../state.js").DataState} State */
/** @typedef {import("../../../api/protocol.js").ErrorReport} ErrorReport */
/** @typedef {import("../../../api/protocol.js").SplitName} Split */
/** @typedef {{split: Split, index: number, label: number, image: Uint8Array}} Digit an image that has been brought in */

/** Images on a page of the browser. */
export const IMAGES_A_PAGE = 100;

/**
 * A page of images of one class, or of all.
 * @typedef {{split: Split, class: number | null} & import("../../../api/protocol.js").Browsed} Page
 */

/**
 * @typedef {object} Explore
 * @property {Split} split whose images are browsed
 * @property {number | null} class of the images that are browsed; null: all
 * @property {number} first of the page's images, among those
 * @property {Page | null} page the latest that came; perhaps of an earlier wish
 * @property {Digit | null} chosen the image that is enlarged
 * @property {number} draw which of the run's random changes is shown
 * @property {import("../../../api/protocol.js").NetworkInput & {digit: Digit, draw: number} | null} input what the run makes of it
 * @property {Record<Split, import("../../../api/protocol.js").Statistics | null>} statistics
 * @property {import("../../../api/protocol.js").Templates | null} templates
 * @property {import("../../../api/protocol.js").Verdict | null} baseline the nearest mean of all ten, on the test images
 * @property {import("../../../api/protocol.js").TemplatePairs | null} pairs
 * @property {[number, number]} pair the two classes that are compared
 * @property {Split} curve_split whose images are compared with the two means
 * @property {"points" | "curves" | "number"} curve_kind a point an image; its two errors, sorted or in the order of the file
 * @property {import("../../../api/protocol.js").TemplateCurves & {split: Split} | null} curves
 * @property {number | null} pointed index of the image behind a point of the curves
 * @property {Digit | null} behind that image
 * @property {Partial<Record<Need, ErrorReport>>} failed what could not be answered; asked again once it is another
 */

/**
 * What can be asked for, in the order of its urgency.
 * @typedef {"page" | "input" | "behind" | "statistics" | "templates" | "curves" | "baseline" | "pairs"} Need
 */

/**
 * @typedef {{type: "explore-browse", split?: Split, class?: number | null, first?: number} |
 *   {type: "explore-chosen", digit: Digit} |
 *   {type: "explore-draw"} |
 *   {type: "explore-pair", pair: [number, number]} |
 *   {type: "explore-curve-split", split: Split} |
 *   {type: "explore-curve-kind", kind: Explore["curve_kind"]} |
 *   {type: "explore-pointed", index: number | null} |
 *   {type: "explore-answered", answer: Partial<Explore>} |
 *   {type: "explore-failed", need: Need, error: ErrorReport}} ExploreAction
 */

/** Two digits that are hard enough to be taken for each other at times, and easy enough to see why. @type {[number, number]} */
const FIRST_PAIR = [3, 7];

/** @returns {Explore} */
export function initialExplore() {
  return {
    split: "train",
    class: null,
    first: 0,
    page: null,
    chosen: null,
    draw: 0,
    input: null,
    statistics: { train: null, test: null },
    templates: null,
    baseline: null,
    pairs: null,
    pair: FIRST_PAIR,
    curve_split: "test",
    curve_kind: "points",
    curves: null,
    pointed: null,
    behind: null,
    failed: {},
  };
}

/** @param {Explore} explore @param {Action} action @returns {Explore} */
export function reduceExplore(explore, action) {
  switch (action.type) {
    case "explore-browse":
      return browse(explore, action);
    case "explore-chosen":
      return { ...explore, chosen: action.digit, draw: 0, failed: without(explore.failed, "input") };
    case "explore-draw":
      return { ...explore, draw: explore.draw + 1, failed: without(explore.failed, "input") };
    case "explore-pair":
      return { ...explore, pair: action.pair, ...unpointed, failed: without(explore.failed, "curves", "behind") };
    case "explore-curve-split":
      return {
        ...explore,
        curve_split: action.split,
        ...unpointed,
        failed: without(explore.failed, "curves", "behind"),
      };
    case "explore-curve-kind":
      return { ...explore, curve_kind: action.kind };
    case "explore-pointed":
      if (action.index === null) return explore.pointed === null ? explore : { ...explore, ...unpointed };
      return { ...explore, pointed: action.index, failed: without(explore.failed, "behind") };
    case "explore-answered":
      return answered(explore, action.answer);
    case "explore-failed":
      return { ...explore, failed: { ...explore.failed, [action.need]: action.error } };
    case "configured":
      return { ...explore, input: null, failed: without(explore.failed, "input") };
    case "loaded":
      return { ...initialExplore(), pair: firstPair(action.summary.train_class_counts) };
    default:
      return explore;
  }
}

/** Own images may show other classes only. @param {ArrayLike<number>} counts @returns {[number, number]} */
export function firstPair(counts) {
  if (FIRST_PAIR.every((of) => counts[of] > 0)) return FIRST_PAIR;
  const [a = 0, b = 1] = Array.from(counts, (_, of) => of).filter((of) => counts[of] > 0);
  return [a, b];
}

const unpointed = { pointed: null, behind: null };

/**
 * A class chosen for browsing is also the first of the two that are compared.
 * @param {Explore} explore
 * @param {Extract<ExploreAction, {type: "explore-browse"}>} wish
 * @returns {Explore}
 */
function browse(explore, wish) {
  const { split, class: chosen, first } = { ...explore, first: 0, ...wish };
  const next = { ...explore, split, class: chosen, first, failed: without(explore.failed, "page") };
  const [a, b] = explore.pair;
  if (chosen === null || chosen === a) return next;
  return reduceExplore(next, { type: "explore-pair", pair: [chosen, chosen === b ? a : b] });
}

/**
 * The first image that comes is the one to look at, until another is chosen.
 * @param {Explore} explore
 * @param {Partial<Explore>} answer
 * @returns {Explore}
 */
function answered(explore, answer) {
  const next = { ...explore, ...answer };
  if (next.chosen || !next.page?.indices.length) return next;
  return { ...next, chosen: digitOf(next.page, 0) };
}

/** @param {Explore["failed"]} failed @param {...Need} needs @returns {Explore["failed"]} */
function without(failed, ...needs) {
  return Object.fromEntries(Object.entries(failed).filter(([need]) => !needs.includes(/** @type {Need} */ (need))));
}

/**
 * An image of a page.
 * @param {Page} page
 * @param {number} place on the page
 * @returns {Digit}
 */
export function digitOf({ split, indices, labels, images }, place) {
  const image = images.subarray(place * 784, (place + 1) * 784);
  return { split, index: indices[place], label: labels[place], image };
}

/** @param {Digit | null} a @param {Digit | null} b whether they are the same image */
export function same(a, b) {
  return a !== null && b !== null && a.split === b.split && a.index === b.index;
}

/**
 * What is shown and not there, the most urgent first.
 * @param {Pick<State, "room" | "lent" | "data" | "run" | "explore">} state
 * @returns {Need[]}
 */
export function openNeeds(state) {
  const { data, run, explore } = state;
  if (!isOnShow(state, "data") || data.phase !== "ready") return [];
  const { page, chosen, input, statistics, templates, baseline, pairs, curves, pointed, behind, failed } = explore;
  const [a, b] = explore.pair;
  /** @type {[Need, boolean][]} */
  const open = [
    ["page", page?.split !== explore.split || page.class !== explore.class || page.first !== explore.first],
    [
      "input",
      hasNetwork(run) && chosen !== null && !(same(input?.digit ?? null, chosen) && input?.draw === explore.draw),
    ],
    ["behind", pointed !== null && (behind?.index !== pointed || behind.split !== explore.curve_split)],
    ["statistics", !statistics.train || !statistics.test],
    ["templates", !templates],
    ["curves", curves?.a !== a || curves.b !== b || curves.split !== explore.curve_split],
    ["baseline", !baseline],
    ["pairs", !pairs],
  ];
  return open.filter(([need, missing]) => missing && !failed[need]).map(([need]) => need);
}

/** @type {import("../../../page/store.js").Slice<Explore>} */
export const explore = { initial: initialExplore(), reduce: reduceExplore };
