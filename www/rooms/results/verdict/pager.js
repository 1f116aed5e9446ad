/**
 * Leafing through a list of images, a page at a time.
 *
 * @module
 */

import { smallButton } from "../../../ui/figure-card.js";
import { html } from "../../../ui/template.js";

/**
 * @param {import("./state.js").List} list
 * @param {(first: number) => void} turn
 * @param {import("../../../ui/ui.js").Ui} ui
 * @param {unknown} [more] another button
 */
export function pager({ query, page }, turn, { t, format }, more) {
  const { first, count } = query;
  const total = page?.cases?.total ?? 0;
  const [from, to, of] = [Math.min(first + 1, total), Math.min(first + count, total), total].map(format.integer);
  return html`
    <p class="pager">
      ${smallButton(t("verdict.previous"), () => turn(Math.max(0, first - count)), first === 0)}
      ${smallButton(t("verdict.next"), () => turn(first + count), first + count >= total)}
      <span class="muted number" role="status"> ${page?.cases ? t("verdict.place", { from, to, of }) : "\u00a0"} </span>
      ${more}
    </p>
  `;
}
