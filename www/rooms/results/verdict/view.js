/**
 * The Results room: the verdicts of the network and of the mean images on all test images, and the images
 * behind every number.
 *
 * @module
 */

import { csv } from "../../../ui/csv.js";
import { make } from "../../../ui/dom.js";
import { saveText } from "../../../ui/figure/save.js";
import { readTheme } from "../../../ui/figure/theme.js";
import { probabilityLines } from "./numbers.js";
import { createButton, worded } from "../../../ui/figure-card.js";
import { createCalibration } from "./calibration.js";
import { createChosen } from "./chosen.js";
import { createClasses } from "./classes.js";
import { createConfusion } from "./confusion.js";
import { createGallery } from "./gallery.js";
import { createHead } from "./head.js";
import { createHeadline } from "./headline.js";
import { createLosses } from "./losses.js";

/** @typedef {import("../../../page/rendering.js").Ui} Ui */
/** @typedef {import("../../../page/state.js").State} State */

/**
 * @typedef {object} Slice
 * @property {import("./state.js").Assessment} assessment
 * @property {State["run"]} run
 * @property {string[]} names of the classes
 * @property {import("../../../api/protocol.js").DatasetSummary | null} summary of the images; null: there are none
 */

/** @typedef {ReturnType<typeof import("./actions.js").createAssessment> & {lookInside: (index: number) => void}} Actions */

/**
 * @param {HTMLElement} element an empty section
 * @param {Actions} actions
 * @returns {(slice: Slice, ui: Ui) => void}
 */
export function createVerdict(element, actions) {
  /** @type {Slice | undefined} */
  let latest;
  const gallery = createGallery({
    list: (query) => actions.list("gallery", query),
    open: actions.open,
    choose: (at) => actions.choose("gallery", at),
  });
  const confusion = createConfusion({
    percent: actions.percent,
    open(cell) {
      actions.open(cell);
      gallery.element.scrollIntoView({ block: "nearest", behavior: "smooth" });
    },
  });
  const losses = createLosses({
    list: (query) => actions.list("losses", query),
    choose: (at) => actions.choose("losses", at),
  });
  const [head, headline] = [createHead(actions), createHeadline(actions)];
  const [classes, calibration, chosen] = [createClasses(), createCalibration(), createChosen(actions)];
  const all = createButton("verdict.probabilities", async () => {
    if (!latest) return;
    const { assessment, names } = latest;
    const { classifier } = assessment;
    const probabilities = await actions.probabilities(classifier);
    if (probabilities) {
      saveText(csv(probabilityLines(probabilities, classifier, names)), `digit-lab-${classifier}-test.csv`, "text/csv");
    }
  });

  const figures = make(
    "div",
    { class: "exhibits exhibits--verdict" },
    ...[confusion, classes, calibration, gallery, losses].map((figure) => figure.element),
  );
  confusion.element.classList.add("exhibit--confusion");
  gallery.element.classList.add("exhibit--gallery");
  losses.element.classList.add("exhibit--losses");
  const below = make("div", {}, figures, make("p", { class: "buttons verdict__all" }, all));
  element.setAttribute("aria-labelledby", "verdict-title");
  element.append(
    worded("h2", "verdict.title", { id: "verdict-title" }),
    make("div", { class: "verdict__top" }, head.element, headline.element),
    below,
    chosen.element,
  );
  const views = [headline, confusion, classes, calibration, gallery, losses, chosen];

  /** @type {unknown[]} */
  let shown = [];
  return (slice, ui) => {
    latest = slice;
    const { assessment, names } = slice;
    const { assessed, classifier } = assessment;
    head.show(slice, ui);
    // The run goes on with every report; all but the head stays as it is then.
    const now = [assessment, names, ui, readTheme()];
    if (now.every((one, i) => one === shown[i])) return;
    shown = now;
    below.hidden = !assessed.network?.verdict && !assessed.template?.verdict;
    all.disabled = !assessed[classifier]?.verdict;
    for (const view of views) view.show(slice, ui);
  };
}
