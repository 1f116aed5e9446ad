/**
 * What the verdict is about: which classes, which step; and the button to assess again.
 *
 * @module
 */

import { explain } from "../../../i18n/index.js";
import { stepLookedAt, stepOf } from "../../../run/phase.js";
import { scrubber } from "../../../ui/scrubber.js";
import { html, live } from "../../../ui/template.js";
import { FIRST_PAIR } from "./pair.js";
import { isBehind } from "./state.js";

/** @typedef {import("../../../ui/ui.js").Ui} Ui */
/** @typedef {import("./view.js").Slice & Pick<import("../../../page/state.js").State, "run" | "looking">} Slice */

/**
 * @param {{restrict: (classes: [number, number] | null) => void, again: () => void} & import("../../../page/looking.js").LookingActions} actions
 * @returns {(slice: Slice, ui: Ui) => import("../../../ui/template.js").Template}
 */
export function createHead({ restrict, again, lookAt, play }) {
  let pair = FIRST_PAIR;

  return ({ assessment, names, summary, run, looking }, ui) => {
    const { t } = ui;
    const there = [...names.keys()].filter((i) => summary?.test_class_counts[i]);
    if (assessment.classes) pair = assessment.classes;
    else if (there.length > 1 && !pair.every((one) => there.includes(one))) pair = [there[0], there[1]];
    /** Two different ones, whichever of them is chosen. @param {0 | 1} which @param {number} chosen */
    const choose = (which, chosen) => {
      const other = pair[1 - which] === chosen ? pair[which] : pair[1 - which];
      pair = which === 0 ? [chosen, other] : [other, chosen];
      restrict(pair);
    };
    const select = (/** @type {0 | 1} */ which, /** @type {string} */ label) => html`
      <select
        aria-label=${label}
        @change=${(/** @type {Event & {currentTarget: HTMLSelectElement}} */ event) =>
          choose(which, Number(event.currentTarget.value))}
      >
        ${there.map((i) => html`<option value=${i} .selected=${live(pair[which] === i)}>${names[i]}</option>`)}
      </select>
    `;
    const pick = (/** @type {string} */ words, /** @type {boolean} */ pressed, /** @type {() => void} */ press) => html`
      <button
        type="button"
        class="pick"
        aria-pressed=${pressed}
        ?disabled=${press === two && there.length < 2}
        @click=${press}
      >
        ${words}
      </button>
    `;
    const all = () => restrict(null);
    const two = () => restrict(pair);
    const offer = isBehind(assessment, { run, looking }) || assessment.assessed.network?.problem;
    return html`
      <p class="verdict__about">${t("verdict.about")}</p>
      <p class="verdict__between" role="group" aria-label=${t("verdict.between")}>
        ${pick(t("verdict.between.all"), assessment.classes === null, all)}
        ${pick(t("verdict.between.two"), assessment.classes !== null, two)} ${select(0, t("verdict.first"))}
        ${select(1, t("verdict.second"))}
      </p>
      <p class="verdict__state">
        <span role="status" class="number">${stateWords(assessment, { run, looking }, ui)}</span>
        <button
          type="button"
          class="button button--small"
          ?hidden=${assessment.progress !== null || !offer}
          @click=${again}
        >
          ${t("verdict.again")}
        </button>
      </p>
      ${scrubber(looking, stepOf(run), { lookAt, play }, ui)}
    `;
  };
}

/** @param {Slice["assessment"]} assessment @param {Pick<Slice, "run" | "looking">} state @param {Ui} ui */
function stateWords(assessment, state, { t, format }) {
  const { progress, assessed } = assessment;
  if (progress) return t("verdict.assessing", { percent: format.percent(progress.loaded / (progress.total || 1)) });
  if (assessed.network?.problem) return explain(t, "error", assessed.network.problem);
  const step = assessed.network?.verdict?.step ?? null;
  if (step === null) return t("verdict.waiting");
  const params = { step: format.integer(step), now: format.integer(stepLookedAt(state)) };
  if (!isBehind(assessment, state)) return t(step === 0 ? "verdict.untrained" : "verdict.step", params);
  return t(state.run.phase === "training" ? "verdict.behind.training" : "verdict.behind", params);
}
