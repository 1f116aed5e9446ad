/**
 * The Results room: the verdicts of the network and of the mean images on all test images, and the images
 * behind every number.
 *
 * @module
 */

import { csv } from "../../../ui/csv.js";
import { saveText } from "../../../ui/figure/save.js";
import { html } from "../../../ui/template.js";
import { createCalibration } from "./calibration.js";
import { createChosen } from "./chosen.js";
import { createClasses } from "./classes.js";
import { createConfusion } from "./confusion.js";
import { createGallery } from "./gallery.js";
import { headlineView } from "./headline.js";
import { createLosses } from "./losses.js";
import { createPair } from "./pair.js";
import { probabilityLines } from "./numbers.js";

/** @typedef {import("../../../ui/ui.js").Ui} Ui */

/**
 * @typedef {object} Slice
 * @property {import("./state.js").Assessment} assessment
 * @property {string[]} names of the classes
 * @property {import("../../../api/protocol.js").DatasetSummary | null} summary of the images; null: there are none
 */

/** @typedef {ReturnType<typeof import("./actions.js").createAssessment> & {lookInside: (index: number) => void}} Actions */

/**
 * All but the head, which follows the run and has an element of its own here.
 * @param {Actions} actions
 * @returns {(slice: Slice, ui: Ui) => import("../../../ui/template.js").Template}
 */
export function createVerdict(actions) {
  const confusion = createConfusion(actions.percent, (cell) => {
    actions.open(cell);
    document.getElementById("verdict-gallery")?.scrollIntoView({ block: "nearest", behavior: "smooth" });
  });
  /** @type {[string, (slice: Slice, ui: Ui) => import("../../../ui/template.js").Template][]} */
  const figures = [
    ["verdict-confusion", confusion],
    ["verdict-classes", createClasses()],
    ["verdict-calibration", createCalibration()],
    ["verdict-pair", createPair(actions.few)],
    [
      "verdict-gallery",
      createGallery({
        list: (query) => actions.list("gallery", query),
        open: actions.open,
        compare: actions.compare,
        choose: (at) => actions.choose("gallery", at),
      }),
    ],
    [
      "verdict-losses",
      createLosses({
        list: (query) => actions.list("losses", query),
        compare: actions.compare,
        choose: (at) => actions.choose("losses", at),
      }),
    ],
  ];
  const chosen = createChosen(actions);

  return (slice, ui) => {
    const { t } = ui;
    const { assessment, names } = slice;
    const { assessed, classifier } = assessment;
    const save = async () => {
      const probabilities = await actions.probabilities(classifier);
      if (!probabilities) return;
      const lines = csv(probabilityLines(probabilities, classifier, names));
      saveText(lines, `digit-lab-${classifier}-test.csv`, "text/csv");
    };
    return html`
      <h2 id="verdict-title">${t("verdict.title")}</h2>
      <div class="verdict__top">
        <div class="verdict__head" id="verdict-head"></div>
        <div id="verdict-headline">${headlineView(assessment, actions.show, ui)}</div>
      </div>
      <div ?hidden=${!assessed.network?.verdict && !assessed.template?.verdict}>
        <div class="cards cards--verdict">
          ${figures.map(([id, figure]) => html`<div id=${id}>${figure(slice, ui)}</div>`)}
        </div>
        <p class="buttons verdict__all">
          <button type="button" class="button button--small" ?disabled=${!assessed[classifier]?.verdict} @click=${save}>
            ${t("verdict.probabilities")}
          </button>
        </p>
      </div>
      ${chosen(slice, ui)}
    `;
  };
}
