/**
 * Two classes: how many of their images either classifier gets right when it may answer with any of the ten classes, and
 * when it has to choose between the two.
 *
 * @module
 */

import { FEW, pairTally } from "../../../run/choices.js";
import { choice, createFigureCard } from "../../../ui/figure-card.js";
import { UNKNOWN } from "../../../ui/format.js";
import { tableView } from "../../../ui/table.js";
import { html, kept } from "../../../ui/template.js";
import { CLASSIFIERS } from "./state.js";

/** @typedef {import("../../../ui/ui.js").Ui} Ui */
/** @typedef {import("./view.js").Slice} Slice */

/** Hard enough to be wrong at times, easy enough to see why. @type {[number, number]} */
export const FIRST_PAIR = [3, 7];

/**
 * @param {(few: boolean) => void} few
 * @returns {(slice: Slice, ui: Ui) => import("../../../ui/template.js").Template}
 */
export function createPair(few) {
  const card = createFigureCard({ title: "verdict.pair", file: "digit-lab-two-classes", kind: "two-classes" });
  const tallies = { network: kept(pairTally), template: kept(pairTally) };
  return ({ assessment, names }, ui) => {
    const { t, format } = ui;
    const pair = assessment.classes ?? FIRST_PAIR;
    const most = assessment.few ? FEW : Infinity;
    const lines = CLASSIFIERS.map((classifier) => {
      const scores = assessment.scores[classifier];
      const known = scores?.values ? tallies[classifier](/** @type {any} */ (scores), classifier, pair, most) : null;
      return { classifier, known };
    });
    const cell = (/** @type {number} */ right, /** @type {number} */ count) =>
      html`<td>
        ${count ? format.accuracy(right / count) : UNKNOWN}
        <span class="muted">${format.integer(right)} / ${format.integer(count)}</span>
      </td>`;
    const rows = lines.map(
      ({ classifier, known }) => html`
        <tr data-classifier=${classifier}>
          <th scope="row">${t(`verdict.classifier.${classifier}`)}</th>
          ${cell(known?.of_ten ?? 0, known?.count ?? 0)} ${cell(known?.of_two ?? 0, known?.count ?? 0)}
        </tr>
      `,
    );
    const picture = tableView("facts", ["", t("verdict.pair.ten"), t("verdict.pair.two")], rows);
    const samples = choice(
      t("verdict.images"),
      /** @type {const} */ (["all", "few"]),
      assessment.few ? "few" : "all",
      (name) => t(`verdict.pair.${name}`, { count: FEW }),
      (name) => few(name === "few"),
    );
    const params = { a: names[pair[0]], b: names[pair[1]] };
    const numbers = lines.every(({ known }) => known)
      ? {
          columns: ["classifier", "images", "correct_of_ten", "correct_of_two"].map((name) => ({ name, words: "" })),
          lines: lines.map(({ classifier, known }) => [
            classifier,
            known?.count ?? 0,
            known?.of_ten ?? 0,
            known?.of_two ?? 0,
          ]),
        }
      : null;
    return card(ui, numbers, picture, {
      about: t("verdict.pair.about", params),
      above: html`<div class="card__choices">${samples}</div>`,
    });
  };
}
