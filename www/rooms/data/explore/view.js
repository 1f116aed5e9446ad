/**
 * The Data room: the images themselves, the set in numbers, and the mean of each class as a first
 * classifier.
 *
 * @module
 */

import { classNames } from "../../../run/class-names.js";
import { make } from "../../../ui/dom.js";
import { readTheme } from "../../../ui/figure/theme.js";
import { createBalance } from "./balance.js";
import { createBrowse } from "./browse.js";
import { createDifference, createMeans } from "./templates.js";
import { createDigit } from "./digit.js";
import { createErrors } from "./errors.js";
import { worded } from "../../../ui/figure-card.js";
import { createFacts, createHistogram } from "./numbers.js";
import { createPairs } from "./pairs.js";

/** @typedef {import("../../../page/rendering.js").Ui} Ui */
/** @typedef {import("./state.js").Explore} Explore */
/** @typedef {import("../../../page/state.js").State} State */

/** What an exhibit shows, by name; another is drawn for nothing. @typedef {(keyof Explore)[]} Parts */
/** @typedef {{explore: Explore, names: string[]}} Slice `names` of the ten classes; empty, if there is no such class */
/** @typedef {{element: HTMLElement, show: (slice: Slice, ui: Ui) => void}} Exhibit */

/**
 * @param {HTMLElement} element an empty section
 * @param {ReturnType<typeof import("./actions.js").createExploring>} given
 * @returns {(slice: {explore: Explore, data: State["data"]}, ui: Ui) => void}
 */
export function createExplore(element, given) {
  const actions = { ...given, reveal: () => reveal(digit.element) };
  const [browse, digit] = [createBrowse(actions), createDigit(actions)];
  const [facts, histogram, balance] = [createFacts(), createHistogram(), createBalance(actions)];
  const [means, difference] = [createMeans(actions), createDifference()];
  const [errors, pairs] = [createErrors(actions), createPairs(actions)];
  browse.element.id = "explore-browse";
  digit.element.id = "explore-digit";
  const draw = [
    memoised(browse, ["split", "class", "first", "page", "chosen"]),
    memoised(digit, ["chosen", "draw", "input", "failed"]),
    memoised(facts, ["statistics", "input"]),
    memoised(histogram, ["statistics"]),
    memoised(balance, ["statistics", "class"]),
    memoised(means, ["templates", "pair"]),
    memoised(difference, ["templates", "pair"]),
    memoised(errors, ["curves", "curve_split", "pair", "pointed", "behind", "failed"]),
    memoised(pairs, ["pairs", "baseline", "pair", "failed"]),
  ];
  const room = (/** @type {string} */ name, /** @type {Exhibit[]} */ ...parts) =>
    make("div", { class: `exhibits exhibits--${name}` }, ...parts.map((part) => part.element));
  const waiting = worded("p", "explore.waiting", { class: "muted" });
  const rooms = make(
    "div",
    { class: "explore" },
    room("images", browse, digit),
    worded("h2", "explore.set"),
    room("set", facts, histogram, balance),
    worded("h2", "explore.templates"),
    worded("p", "explore.templates.about", { class: "explore__about" }),
    room("means", means),
    room("templates", difference, errors, pairs),
  );
  element.setAttribute("aria-labelledby", "explore-title");
  element.append(worded("h2", "explore.title", { id: "explore-title" }), waiting, rooms);

  /** @type {State["data"]["summary"]} */
  let named = null;
  /** @type {string[]} */
  let names = [];
  return ({ explore, data: { summary } }, ui) => {
    rooms.hidden = !summary;
    waiting.hidden = summary !== null;
    if (!summary) return;
    if (summary !== named) names = namesOf((named = summary));
    for (const show of draw) show({ explore, names }, ui);
  };
}

/**
 * What the classes are called; one that has no images is left out, its name is empty.
 * @param {NonNullable<State["data"]["summary"]>} summary
 * @returns {string[]}
 */
function namesOf(summary) {
  const { train_class_counts, test_class_counts } = summary;
  const names = classNames(summary);
  return names.map((name, of) => (train_class_counts[of] + test_class_counts[of] > 0 ? name : ""));
}

/**
 * Draws an exhibit only when what it shows is another than before: a point that is pointed at comes and goes fast.
 * @param {Exhibit} exhibit
 * @param {Parts} parts
 * @returns {Exhibit["show"]}
 */
function memoised(exhibit, parts) {
  /** @type {unknown[]} */
  let before = [];
  return (slice, ui) => {
    const now = [readTheme(), ui, slice.names, ...parts.map((part) => slice.explore[part])];
    if (now.every((value, i) => Object.is(value, before[i]))) return;
    before = now;
    exhibit.show(slice, ui);
  };
}

/** On a narrow screen what was chosen is far away. @param {HTMLElement} element */
function reveal(element) {
  const { top, bottom } = element.getBoundingClientRect();
  if (top > innerHeight * 0.8 || bottom < innerHeight * 0.2) element.scrollIntoView({ behavior: "smooth" });
}
