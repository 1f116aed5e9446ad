/**
 * For a visitor who looks elsewhere while a network trains. Fetched when a network trains for the first time.
 *
 * @module
 */

import { html, live, nothing } from "../../../ui/template.js";
import { createAwakeActions, HAS_LOCK, HAS_NOTIFICATIONS } from "./actions.js";
import { titleOf } from "./title.js";

/** @typedef {import("../../../ui/ui.js").Ui} Ui */
/** @typedef {{awake: import("./state.js").Awake} & Pick<import("../../../page/state.js").State, "run" | "evaluation">} Slice */

/** @param {import("../state.js").LabStore} store @returns {(slice: Slice, ui: Ui) => import("../../../ui/template.js").Template} */
export function createAwake(store) {
  /** @type {Ui | null} */
  let latest = null;
  const ended = (/** @type {number | null} */ accuracy) =>
    latest?.t("awake.ended", { accuracy: latest.format.accuracy(accuracy) }) ?? "";
  const { keepScreen, notify } = createAwakeActions(store, ended);
  return (slice, ui) => {
    latest = ui;
    const { awake } = slice;
    const { t } = ui;
    const title = titleOf(slice, ui);
    if (document.title !== title) document.title = title;
    return html`
      <div class="awake">
        ${HAS_LOCK ? box(t("awake.screen"), awake.screen, keepScreen) : nothing}
        ${HAS_NOTIFICATIONS ? box(t("awake.notify"), awake.notify, notify) : nothing}
        ${awake.refused ? html`<p class="problem" role="status">${t(`awake.refused.${awake.refused}`)}</p>` : nothing}
      </div>
    `;
  };
}

/** @param {string} label @param {boolean} checked @param {(checked: boolean) => void} change */
function box(label, checked, change) {
  const changed = (/** @type {any} */ { target }) => change(target.checked);
  return html`<label><input type="checkbox" .checked=${live(checked)} @change=${changed} /> ${label}</label>`;
}
