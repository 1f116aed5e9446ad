/**
 * The two classifiers side by side, each with its accuracy; the one that is pressed is looked into below.
 *
 * @module
 */

import { make, write } from "../../../ui/dom.js";
import { UNKNOWN } from "../../../ui/format.js";
import { CLASSIFIERS } from "./state.js";

/** @typedef {import("../../../page/rendering.js").Ui} Ui */
/** @typedef {import("./state.js").Classifier} Classifier */
/** @typedef {import("./view.js").Slice} Slice */

/** @param {{show: (classifier: Classifier) => void}} actions */
export function createHeadline(actions) {
  const cards = CLASSIFIERS.map((classifier) => {
    const [accuracy, counts, more] = [
      make("strong", { class: "classifier__accuracy number" }),
      make("span"),
      make("span"),
    ];
    for (const line of [counts, more]) line.className = "number";
    more.classList.add("muted");
    const name = make("span", { class: "classifier__name", "data-text": `verdict.classifier.${classifier}` });
    const card = make("button", { type: "button", class: "classifier" }, name, accuracy, counts, more);
    card.addEventListener("click", () => actions.show(classifier));
    return { classifier, card, accuracy, counts, more };
  });
  const element = make("div", { class: "classifiers", role: "group", "data-label": "verdict.shown" });
  element.append(...cards.map(({ card }) => card));

  return {
    element,
    /** @param {Slice} slice @param {Ui} ui */
    show({ assessment }, { t, format }) {
      for (const { classifier, card, accuracy, counts, more } of cards) {
        const assessed = assessment.assessed[classifier];
        const verdict = assessed?.verdict;
        card.setAttribute("aria-pressed", String(classifier === assessment.classifier));
        write(accuracy, verdict ? format.accuracy(verdict.accuracy) : UNKNOWN);
        if (!verdict) {
          write(counts, assessed?.problem?.message ?? t("verdict.waiting.short"));
          write(more, "\u00a0");
          continue;
        }
        const params = { correct: format.integer(verdict.correct), count: format.integer(verdict.count) };
        write(counts, t("verdict.right", params));
        const { loss } = verdict;
        const known = typeof loss === "number";
        write(more, known ? t("verdict.loss", { loss: format.loss(loss) }) : t("verdict.loss.none"));
      }
    },
  };
}
