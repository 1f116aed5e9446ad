/**
 * The images that cost the most, as a table that can be sorted and leafed through.
 *
 * @module
 */

import { make, write } from "../../../ui/dom.js";
import { inkTable, paintDigit } from "../../../ui/figure/pixels.js";
import { createFigure } from "../../../ui/figure-card.js";
import { answerWords, signOf } from "./answer.js";
import { createPager } from "./pager.js";

/** @typedef {import("../../../page/rendering.js").Ui} Ui */
/** @typedef {import("./state.js").Query} Query */
/** @typedef {import("../../../api/protocol.js").Cases} Cases */
/** @typedef {import("./view.js").Slice} Slice */

/** What can be sorted by, in the order of the columns that show it. */
const ORDERS = /** @type {const} */ (["index", "loss", "confidence"]);

/**
 * @param {object} actions
 * @param {(query: Partial<Query>) => void} actions.list
 * @param {(at: number) => void} actions.choose
 */
export function createLosses(actions) {
  /** @type {Slice | undefined} */
  let latest;
  const sorters = ORDERS.map((order) => {
    const button = make("button", { type: "button", class: "sorter" });
    const head = make("th", { scope: "col" }, button);
    button.addEventListener("click", () => {
      const query = latest?.assessment.losses.query;
      const again = query?.order === order;
      actions.list({ order, descending: again ? !query.descending : order !== "index" });
    });
    return { order, button, head };
  });
  const [index, loss, confidence] = sorters;
  const truth = make("th", { scope: "col" });
  const heads = ["verdict.image", "verdict.truth", "verdict.prediction"].map((key) =>
    make("th", { scope: "col", "data-text": key }),
  );
  const rows = make("tbody");
  const table = make(
    "table",
    { class: "losses" },
    make("thead", {}, make("tr", {}, heads[0], index.head, heads[1], heads[2], loss.head, confidence.head, truth)),
    rows,
  );
  const pager = createPager((first) => actions.list({ first }));
  const figure = createFigure(
    { title: "verdict.losses", about: "verdict.losses.about", file: "digit-lab-top-losses", numbers },
    make("div", { class: "scroll--wide" }, table),
  );
  figure.body.after(pager.element);
  rows.addEventListener("click", ({ target }) => {
    const row = /** @type {Element} */ (target).closest("tr");
    if (row) actions.choose(row.sectionRowIndex);
  });

  /** For the file; on the page the table is there already. @returns {import("../../../ui/figure-card.js").Numbers | null} */
  function numbers() {
    const page = latest?.assessment.losses.page;
    if (!latest || !page?.cases) return null;
    const { names } = latest;
    const { cases, classifier } = page;
    const measures = measuresOf(classifier);
    return {
      columns: ["index", "class", "prediction", ...measures].map((name) => ({ name, words: "" })),
      lines: Array.from(cases.indices, (at, i) => [
        at,
        names[cases.labels[i]],
        names[cases.predictions[i]],
        cases.losses[i],
        cases.probabilities[i],
        cases.truth_probabilities[i],
      ]),
    };
  }

  return {
    element: figure.element,
    /** @param {Slice} slice @param {Ui} ui */
    show(slice, ui) {
      latest = slice;
      const { assessment, names } = slice;
      const { page, query } = assessment.losses;
      const { t, format } = ui;
      const classifier = page?.classifier ?? assessment.classifier;
      write(index.button, t("verdict.number"));
      write(loss.button, t(`verdict.${classifier}.loss`));
      write(confidence.button, t(`verdict.${classifier}.prediction`));
      write(truth, t(`verdict.${classifier}.truth`));
      for (const { order, head } of sorters) {
        // Of templates, the surer the smaller the distance that is shown.
        const down = query.descending !== (classifier === "template" && order === "confidence");
        head.setAttribute("aria-sort", order !== query.order ? "none" : down ? "descending" : "ascending");
      }
      const { cases } = page ?? {};
      const number = classifier === "network" ? format.probability : format.loss;
      const ink = inkTable();
      const lines = Array.from(cases?.indices ?? [], (at, i) => {
        const { labels, predictions, losses, probabilities, truth_probabilities, images } = /** @type {Cases} */ (
          cases
        );
        const answer = { index: at, label: labels[i], prediction: predictions[i], names };
        const canvas = make("canvas", { width: "28", height: "28", "aria-hidden": "true" });
        paintDigit(canvas, images.subarray(i * 784, (i + 1) * 784), ink);
        const open = make("button", { type: "button", class: "thumb", "aria-label": answerWords(answer, ui) }, canvas);
        return make(
          "tr",
          { "data-right": String(labels[i] === predictions[i]) },
          make("td", {}, open),
          make("td", {}, format.integer(at + 1)),
          make("td", {}, names[labels[i]]),
          make("td", { class: "answer__sign" }, `${signOf(answer)} ${names[predictions[i]]}`),
          make("td", {}, format.loss(losses[i])),
          make("td", {}, number(probabilities[i])),
          make("td", {}, number(truth_probabilities[i])),
        );
      });
      // Whoever is on an image with the keyboard stays there when the numbers are new.
      const focused = [...rows.rows].findIndex((row) => row.contains(document.activeElement));
      rows.replaceChildren(...lines);
      if (focused >= 0) rows.rows[focused]?.querySelector("button")?.focus();
      pager.show(assessment.losses, ui);
      figure.show(ui);
    },
  };
}

/** Names of the three numbers in the file. @param {import("../../../api/protocol.js").Classifier} classifier */
function measuresOf(classifier) {
  return classifier === "network"
    ? ["loss", "probability", "probability_of_class"]
    : ["difference", "mean_squared_error", "mean_squared_error_to_class"];
}
