/**
 * What the verdict is about: which classes, which step; and the button to assess again.
 *
 * @module
 */

import { make, write } from "../../../ui/dom.js";
import { explain } from "../../../i18n/index.js";
import { isBehind, stepOf } from "./state.js";
import { createButton, worded } from "../../../ui/figure-card.js";

/** @typedef {import("../../../page/rendering.js").Ui} Ui */
/** @typedef {import("./view.js").Slice} Slice */

/** @param {{restrict: (classes: [number, number] | null) => void, again: () => void}} actions */
export function createHead(actions) {
  // Hard enough to be wrong at times, easy enough to see why.
  let pair = /** @type {[number, number]} */ ([3, 7]);
  /** Two different ones, whichever of them is chosen. @param {0 | 1} which @param {number} chosen */
  const choose = (which, chosen) => {
    const other = pair[1 - which] === chosen ? pair[which] : pair[1 - which];
    pair = which === 0 ? [chosen, other] : [other, chosen];
    actions.restrict(pair);
  };
  const selects = /** @type {const} */ ([0, 1]).map((which) => {
    const select = make("select", { "data-label": which === 0 ? "verdict.first" : "verdict.second" });
    select.addEventListener("change", () => choose(which, Number(select.value)));
    return select;
  });
  const all = worded("button", "verdict.between.all", { type: "button", class: "pick" });
  const two = worded("button", "verdict.between.two", { type: "button", class: "pick" });
  all.addEventListener("click", () => actions.restrict(null));
  two.addEventListener("click", () => actions.restrict(pair));
  const state = make("span", { role: "status", class: "number" });
  const again = createButton("verdict.again", actions.again);
  const about = worded("p", "verdict.about", { class: "verdict__about" });
  const element = make(
    "div",
    { class: "verdict__head" },
    about,
    make("p", { class: "verdict__between", role: "group", "data-label": "verdict.between" }, all, two, ...selects),
    make("p", { class: "verdict__state" }, state, " ", again),
  );
  /** @type {unknown[]} */
  let offered = [];

  return {
    element,
    /** @param {Slice} slice @param {Ui} ui */
    show({ assessment, names, summary, run }, ui) {
      if (offered[0] !== names || offered[1] !== summary) {
        const there = [...names.keys()].filter((i) => summary?.test_class_counts[i]);
        if (there.length > 1 && !pair.every((one) => there.includes(one))) pair = [there[0], there[1]];
        for (const select of selects) {
          select.replaceChildren(...there.map((i) => make("option", { value: String(i) }, names[i])));
        }
        two.disabled = there.length < 2;
        offered = [names, summary];
      }
      if (assessment.classes) pair = assessment.classes;
      selects.forEach((select, i) => (select.value = String(pair[i])));
      all.setAttribute("aria-pressed", String(assessment.classes === null));
      two.setAttribute("aria-pressed", String(assessment.classes !== null));
      write(state, stateWords({ assessment, run }, ui));
      again.hidden =
        assessment.progress !== null || !(isBehind(assessment, run) || assessment.assessed.network?.problem);
    },
  };
}

/** @param {Pick<Slice, "assessment" | "run">} slice @param {Ui} ui */
function stateWords({ assessment, run }, { t, format }) {
  const { progress, assessed } = assessment;
  if (progress) return t("verdict.assessing", { percent: format.percent(progress.loaded / (progress.total || 1)) });
  if (assessed.network?.problem) return explain(t, "error", assessed.network.problem);
  const step = assessed.network?.verdict?.step ?? null;
  if (step === null) return t("verdict.waiting");
  const params = { step: format.integer(step), now: format.integer(stepOf(run)) };
  if (!isBehind(assessment, run)) return t(step === 0 ? "verdict.untrained" : "verdict.step", params);
  return t(run.phase === "training" ? "verdict.behind.training" : "verdict.behind", params);
}
