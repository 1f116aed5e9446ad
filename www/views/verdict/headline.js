/**
 * The two judges side by side, each with its accuracy; the one that is pressed is looked into below.
 *
 * @module
 */

import { make, write } from "../../dom.js";
import { UNKNOWN } from "../../format.js";
import { JUDGES } from "../../state/verdict.js";

/** @typedef {import("../../rendering.js").Ui} Ui */
/** @typedef {import("../../state/verdict.js").Judge} Judge */
/** @typedef {import("./index.js").Slice} Slice */

/** @param {{show: (judge: Judge) => void}} actions */
export function createHeadline(actions) {
  const cards = JUDGES.map((judge) => {
    const [accuracy, counts, more] = [make("strong", { class: "judge__accuracy number" }), make("span"), make("span")];
    for (const line of [counts, more]) line.className = "number";
    more.classList.add("muted");
    const name = make("span", { class: "judge__name", "data-text": `verdict.judge.${judge}` });
    const card = make("button", { type: "button", class: "judge" }, name, accuracy, counts, more);
    card.addEventListener("click", () => actions.show(judge));
    return { judge, card, accuracy, counts, more };
  });
  const element = make("div", { class: "judges", role: "group", "data-label": "verdict.shown" });
  element.append(...cards.map(({ card }) => card));

  return {
    element,
    /** @param {Slice} slice @param {Ui} ui */
    show({ judging }, { t, format }) {
      for (const { judge, card, accuracy, counts, more } of cards) {
        const judged = judging.judged[judge];
        const verdict = judged?.verdict;
        card.setAttribute("aria-pressed", String(judge === judging.judge));
        write(accuracy, verdict ? format.accuracy(verdict.accuracy) : UNKNOWN);
        if (!verdict) {
          write(counts, judged?.problem?.message ?? t("verdict.waiting.short"));
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
