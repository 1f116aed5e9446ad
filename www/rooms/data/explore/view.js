/**
 * The Data room's images: the images themselves, the statistics of the set, and the mean of each class as a first
 * classifier.
 *
 * @module
 */

import { guard } from "lit-html/directives/guard.js";
import { classNames } from "../../../run/class-names.js";
import { html, kept } from "../../../ui/template.js";
import { createBalance } from "./balance.js";
import { createBrowse } from "./browse.js";
import { createDigit } from "./digit.js";
import { createErrors } from "./errors.js";
import { createImageFacts } from "./image-facts.js";
import { createFacts, createHistogram } from "./numbers.js";
import { createPairs } from "./pairs.js";
import { createDifference, createMeans } from "./templates.js";

/** @typedef {import("../../../ui/template.js").Template} Template */
/** @typedef {import("../../../ui/ui.js").Ui} Ui */
/** @typedef {import("./state.js").Explore} Explore */
/** @typedef {import("../../../page/state.js").State} State */

/** @typedef {{explore: Explore, names: string[]}} Slice `names` of the ten classes; empty, if there is no such class */
/** @typedef {(slice: Slice, ui: Ui) => Template} Figure */

/**
 * @param {ReturnType<typeof import("./actions.js").createExploring>} given
 * @returns {(slice: {explore: Explore, data: State["data"]}, ui: Ui) => Template}
 */
export function createExplore(given) {
  const actions = { ...given, reveal };
  const namesIn = kept(namesOf);
  const browse = guarded(createBrowse(actions), ["split", "class", "first", "page", "chosen"]);
  const digit = guarded(createDigit(actions), ["chosen", "draw", "input", "failed"]);
  const imageFacts = guarded(createImageFacts(), ["chosen", "input"]);
  const facts = guarded(createFacts(), ["statistics", "input"]);
  const histogram = guarded(createHistogram(), ["statistics"]);
  const balance = guarded(createBalance(actions), ["statistics", "class"]);
  const means = guarded(createMeans(actions), ["templates", "pair"]);
  const difference = guarded(createDifference(), ["templates", "pair"]);
  const errors = guarded(createErrors(actions), [
    "curves",
    "curve_split",
    "curve_kind",
    "pair",
    "pointed",
    "behind",
    "failed",
  ]);
  const pairs = guarded(createPairs(actions), ["pairs", "baseline", "pair", "failed"]);

  return ({ explore, data: { summary } }, ui) => {
    const { t } = ui;
    const title = html`<h2 id="explore-title">${t("explore.title")}</h2>`;
    if (!summary)
      return html`${title}
        <p class="muted">${t("explore.waiting")}</p>`;
    const slice = { explore, names: namesIn(summary) };
    return html`
      ${title}
      <div class="explore">
        <div class="cards cards--images">
          <div id="explore-browse">${browse(slice, ui)}</div>
          <div id="explore-digit">${digit(slice, ui)}</div>
        </div>
        <div class="cards" id="explore-image-facts">${imageFacts(slice, ui)}</div>
        <h2>${t("explore.set")}</h2>
        <div class="cards cards--set">
          <div id="explore-facts">${facts(slice, ui)}</div>
          <div id="explore-histogram">${histogram(slice, ui)}</div>
          <div id="explore-balance">${balance(slice, ui)}</div>
        </div>
        <h2>${t("explore.templates")}</h2>
        <p class="explore__about">${t("explore.templates.about")}</p>
        <div class="cards cards--means" id="explore-means">${means(slice, ui)}</div>
        <div class="cards cards--templates">
          <div id="explore-difference">${difference(slice, ui)}</div>
          <div id="explore-errors">${errors(slice, ui)}</div>
          <div id="explore-pairs">${pairs(slice, ui)}</div>
        </div>
      </div>
    `;
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
 * Renders a figure only when a part of the state that it shows has changed, or itself asks for it: a point that is pointed
 * at comes and goes fast.
 * @param {Figure} figure
 * @param {(keyof Explore)[]} parts
 * @returns {(slice: Slice, ui: Ui) => unknown}
 */
function guarded(figure, parts) {
  let version = 0;
  const own = kept((/** @type {Ui} */ ui) => ({
    ...ui,
    redraw() {
      version += 1;
      ui.redraw();
    },
  }));
  return (slice, ui) =>
    guard([own(ui), version, slice.names, ...parts.map((part) => slice.explore[part])], () => figure(slice, own(ui)));
}

/** Brings the enlarged image in sight: on a narrow screen it is far from where it is chosen. */
export function reveal() {
  const element = document.getElementById("explore-digit");
  const { top = 0, bottom = 0 } = element?.getBoundingClientRect() ?? {};
  if (top > innerHeight * 0.8 || bottom < innerHeight * 0.2) element?.scrollIntoView({ behavior: "smooth" });
}
