/**
 * The two classifiers side by side, each with its accuracy; the one that is pressed is looked into below.
 *
 * @module
 */

import { explain } from "../../../i18n/index.js";
import { UNKNOWN } from "../../../ui/format.js";
import { html } from "../../../ui/template.js";
import { CLASSIFIERS } from "./state.js";

/** @typedef {import("../../../ui/ui.js").Ui} Ui */
/** @typedef {import("./state.js").Assessment} Assessment */
/** @typedef {import("./state.js").Classifier} Classifier */

/** @param {Assessment} assessment @param {(classifier: Classifier) => void} show @param {Ui} ui */
export function headlineView(assessment, show, ui) {
  const { t, format } = ui;
  const cards = CLASSIFIERS.map((classifier) => {
    const verdict = assessment.assessed[classifier]?.verdict;
    const [counts, more] = wordsOf(assessment.assessed[classifier], ui);
    return html`
      <button
        type="button"
        class="classifier"
        aria-pressed=${classifier === assessment.classifier}
        @click=${() => show(classifier)}
      >
        <span class="classifier__name">${t(`verdict.classifier.${classifier}`)}</span>
        <strong class="classifier__accuracy number">${verdict ? format.accuracy(verdict.accuracy) : UNKNOWN}</strong>
        <span class="number">${counts}</span>
        <span class="number muted">${more}</span>
      </button>
    `;
  });
  return html`<div class="classifiers" role="group" aria-label=${t("verdict.shown")}>${cards}</div>`;
}

/** @param {import("./state.js").Assessed | null} assessed @param {Ui} ui @returns {[string, string]} */
function wordsOf(assessed, { t, format }) {
  const { verdict, problem } = assessed ?? {};
  if (!verdict) return [problem ? explain(t, "error", problem) : t("verdict.waiting.short"), "\u00a0"];
  const params = { correct: format.integer(verdict.correct), count: format.integer(verdict.count) };
  const { loss } = verdict;
  const known = typeof loss === "number" ? t("verdict.loss", { loss: format.loss(loss) }) : t("verdict.loss.none");
  return [t("verdict.right", params), known];
}
