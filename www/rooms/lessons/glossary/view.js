/**
 * All terms of the glossary, with a field to search in them.
 *
 * @module
 */

import { seeLink } from "../../../page/glossary/see.js";
import { TERMS } from "../../../page/glossary/terms.js";
import { html } from "../../../ui/template.js";

/** @typedef {import("../../../ui/ui.js").Ui} Ui */

/** @returns {(slice: object, ui: Ui) => import("../../../ui/template.js").Template} */
export function createGlossary() {
  let sought = "";
  return (_, ui) => {
    const { t, language } = ui;
    const key = (/** @type {string} */ name) => t(/** @type {any} */ (name));
    const typed = (/** @type {Event & {currentTarget: HTMLInputElement}} */ { currentTarget }) => {
      sought = currentTarget.value.trim().toLowerCase();
      ui.redraw();
    };
    const terms = TERMS.filter(({ id, also }) =>
      [key(`term.${id}`), ...also[language], key(`term.${id}.about`)].some((text) =>
        text.toLowerCase().includes(sought),
      ),
    );
    const entries = terms.map(
      ({ id, step }) => html`
        <div>
          <dt>${key(`term.${id}`)}</dt>
          <dd>${key(`term.${id}.about`)} ${seeLink(step, t)}</dd>
        </div>
      `,
    );
    return html`
      <h2 id="glossary-title">${t("glossary.title")}</h2>
      <p class="muted">${t("glossary.about")}</p>
      <label class="terms__search"
        >${t("glossary.search")} <input type="search" .value=${sought} @input=${typed}
      /></label>
      <dl class="terms">${entries}</dl>
    `;
  };
}
