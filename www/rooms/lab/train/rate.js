/**
 * The learning rate in force, to be changed at any moment: by a step, or by a number.
 *
 * @module
 */

import { reportOf } from "../../../api/errors.js";
import { explain } from "../../../i18n/index.js";
import { isUnderWay } from "../../../run/phase.js";
import { nextRate, parseRate, rateText } from "../../../run/rate.js";
import { html, live } from "../../../ui/template.js";

/** @typedef {import("./words.js").RunSlice} RunSlice */
/** @typedef {import("../../../ui/ui.js").Ui} Ui */

/**
 * @param {object} actions
 * @param {(learning_rate: number) => Promise<void>} actions.setLearningRate rejects if the run does not take it
 * @param {() => void} actions.openFinder
 * @returns {(slice: RunSlice, ui: Ui) => import("../../../ui/template.js").Template}
 */
export function createRate({ setLearningRate, openFinder }) {
  /** Asked for, and not yet in force. @type {number | null} */
  let asked = null;
  /** What the visitor types, until it is taken. @type {string | null} */
  let typed = null;
  let wrong = false;
  /** Why the run did not take a rate. @type {import("../../../api/protocol.js").ErrorReport | null} */
  let refused = null;

  return (slice, ui) => {
    const { run, draft, compute } = slice;
    const { t } = ui;
    const inForce = isUnderWay(run) ? run.learning_rate : (draft.config?.learning_rate ?? null);
    const rate = asked ?? inForce;
    const off = rate === null || compute === "failed" || run.phase === "failed";
    const problem = wrong ? t("train.rate.wrong") : refused ? explain(t, "error", refused) : "";

    const take = async (/** @type {number} */ value) => {
      [typed, wrong, refused] = [null, false, null];
      asked = value;
      ui.redraw();
      try {
        if (value !== rate) await setLearningRate(value);
      } catch (error) {
        refused = reportOf(error);
      }
      if (asked === value) asked = null;
      ui.redraw();
    };
    const step = (/** @type {1 | -1} */ way) => {
      const from = (typed === null ? null : parseRate(typed)) ?? rate;
      if (from !== null) void take(nextRate(from, way));
    };
    const changed = () => {
      const value = parseRate(typed ?? "");
      wrong = value === null;
      if (value === null) ui.redraw();
      else void take(value);
    };
    const left = () => {
      if (!wrong) typed = null;
      refused = null;
      ui.redraw();
    };
    const pressed = (/** @type {KeyboardEvent} */ event) => {
      if (event.key === "ArrowUp") step(1);
      else if (event.key === "ArrowDown") step(-1);
      else if (event.key === "Escape") {
        [typed, wrong, refused] = [null, false, null];
        ui.redraw();
      } else return;
      event.preventDefault();
    };
    return html`
      <div class="rate">
        <label for="learning-rate">${t("train.rate")}</label>
        <span class="rate__keys">
          <button
            type="button"
            class="button button--small"
            aria-label=${t("train.rate.down")}
            ?disabled=${off}
            @click=${() => step(-1)}
          >
            −
          </button>
          <input
            id="learning-rate"
            inputmode="decimal"
            autocomplete="off"
            aria-describedby="rate-note"
            aria-invalid=${wrong}
            ?disabled=${off}
            .value=${live(typed ?? rateText(rate))}
            @input=${(/** @type {InputEvent & {currentTarget: HTMLInputElement}} */ event) => (typed = event.currentTarget.value)}
            @change=${changed}
            @blur=${left}
            @keydown=${pressed}
          />
          <button
            type="button"
            class="button button--small"
            aria-label=${t("train.rate.up")}
            ?disabled=${off}
            @click=${() => step(1)}
          >
            +
          </button>
        </span>
        <span class="rate__note ${problem ? "problem" : "muted"}" id="rate-note">
          ${problem || (off ? "" : rateWords(slice, ui))}
        </span>
        <button type="button" class="link" @click=${openFinder}>${t("train.rate.find")}</button>
      </div>
    `;
  };
}

/** What the rate is of: this run from its next step on, or the run to come. @param {RunSlice} slice @param {Ui} ui */
function rateWords({ run, draft }, { t }) {
  const live = isUnderWay(run);
  const schedule = (live ? run.summary?.config : draft.config)?.schedule ?? "constant";
  if (schedule !== "constant") return t(`train.rate.${schedule}`);
  return live ? t("train.rate.live") : "";
}
