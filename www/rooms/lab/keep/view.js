/**
 * What the browser's storage has to do with the run in hand: the run that may be gone on with, and whether this one is
 * written down.
 *
 * @module
 */

import { explain } from "../../../i18n/index.js";
import { html, nothing } from "../../../ui/template.js";

/** @typedef {import("../../../ui/ui.js").Ui} Ui */
/** @typedef {{storing: import("../../../page/state/storing.js").Storing, ready: boolean}} Slice `ready`: whether a run can be set up now */

/**
 * @param {Pick<import("../../../page/app.js").App, "goOn" | "decline">} actions
 * @returns {(slice: Slice, ui: Ui) => import("../../../ui/template.js").Template}
 */
export function createKeep({ goOn, decline }) {
  return ({ storing: { offer, opening, problem }, ready }, ui) => {
    const { t } = ui;
    if (problem) {
      return html`
        <p class="problem" role="status">
          ${t("keep.problem", { reason: explain(t, "error", problem) })}
          <a href="#library-room">${t("room.library")}</a>
        </p>
      `;
    }
    if (!offer) return nothing;
    const off = !ready || opening !== null;
    return html`
      <div class="keep" role="region" aria-label=${t("keep.title")}>
        <p><strong>${t("keep.title")}</strong> ${offerWords(offer, ui)}</p>
        <p class="buttons">
          <button type="button" class="button button--main" ?disabled=${off} @click=${() => void goOn()}>
            ${t("keep.go-on", { step: ui.format.integer(offer.step) })}
          </button>
          <button type="button" class="button" @click=${decline}>${t("keep.decline")}</button>
        </p>
      </div>
    `;
  };
}

/** @param {import("../../../api/protocol.js").StoredRun} offer @param {Ui} ui */
function offerWords({ name, config, step, total_steps, accuracy, saved_ms }, { t, format, language }) {
  const params = {
    name: name ?? config.preset,
    step: format.integer(step),
    total: format.integer(total_steps),
    date: new Date(saved_ms).toLocaleString(language, { dateStyle: "medium", timeStyle: "short" }),
  };
  const tested = accuracy === null ? "" : ` ${t("curves.test")} ${format.accuracy(accuracy)}.`;
  return t("keep.offer", params) + tested;
}
