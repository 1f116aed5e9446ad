/**
 * The link to the step of a lesson that shows a term.
 *
 * @module
 */

import { html, nothing } from "../../ui/template.js";

/**
 * @param {string | null} step of a term; see `terms.js`
 * @param {import("../../i18n/index.js").Translate} t
 * @param {() => void} [followed]
 */
export function seeLink(step, t, followed) {
  if (!step) return nothing;
  const lesson = step.toUpperCase().replace("/", ", ");
  return html`<a class="link" href="#lesson/${step}" @click=${followed ?? nothing}>${t("term.see", { lesson })}</a>`;
}
