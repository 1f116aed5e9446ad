/**
 * The switch that shows what either classifier answers.
 *
 * @module
 */

import { html, live } from "../../../ui/template.js";

/** @param {boolean} compare @param {(compare: boolean) => void} set @param {import("../../../ui/ui.js").Ui} ui */
export function comparing(compare, set, { t }) {
  const changed = (/** @type {Event & {currentTarget: HTMLInputElement}} */ { currentTarget }) =>
    set(currentTarget.checked);
  return html`
    <label class="check">
      <input type="checkbox" .checked=${live(compare)} @change=${changed} /> ${t("verdict.both")}
    </label>
  `;
}
