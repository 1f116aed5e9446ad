/**
 * Views whose code is fetched when it is first needed.
 *
 * @module
 */

import { html, nothing } from "../ui/template.js";

/** @typedef {import("../ui/ui.js").Ui} Ui */
/** @typedef {import("../ui/template.js").Template} Template */

/**
 * @template S
 * @param {() => Promise<(slice: S, ui: Ui) => Template>} fetchTemplate may be called again if it fails
 * @returns {{template: (slice: S, ui: Ui) => Template, fetch: () => void}} `template` is empty until the code is there, and
 *   says so if it cannot be had; `fetch` brings it, at most once
 */
export function late(fetchTemplate) {
  /** @type {((slice: S, ui: Ui) => Template) | null} */
  let made = null;
  let coming = false;
  let failed = false;
  let redraw = () => {};
  return {
    template(slice, ui) {
      ({ redraw } = ui);
      if (made) return made(slice, ui);
      return failed ? html`<p class="problem" role="alert">${ui.t("room.failed")}</p>` : nothing;
    },
    fetch() {
      if (made || coming) return;
      coming = true;
      fetchTemplate()
        .then(
          (template) => (made = template),
          () => (failed = true),
        )
        .finally(() => {
          coming = false;
          redraw();
        });
    },
  };
}
