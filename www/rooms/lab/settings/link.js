/**
 * Copies a link to this page with the settings that are shown.
 *
 * @module
 */

import { presetOf } from "../../../run/settings.js";
import { linkTo } from "../../../run/link.js";
import { html, nothing } from "../../../ui/template.js";

/** @typedef {import("../../../ui/ui.js").Ui} Ui */
/** @typedef {import("./view.js").SettingsSlice} SettingsSlice */

/** The link's button and, apart, what became of it. @returns {(slice: SettingsSlice, ui: Ui) => {button: import("../../../ui/template.js").Template, said: import("../../../ui/template.js").Template}} */
export function createLink() {
  /** @type {{link: string, key: "settings.link.copied" | "settings.link.by-hand"} | null} */
  let done = null;
  return (slice, ui) => {
    const { t } = ui;
    const link = addressOf(slice);
    // What was copied is no longer this run's as soon as something changes.
    if (done?.link !== link) done = null;
    const copy = async (/** @type {Event & {currentTarget: HTMLElement}} */ { currentTarget: button }) => {
      if (!link) return;
      const copied = await navigator.clipboard?.writeText(link).then(
        () => true,
        () => false,
      );
      done = { link, key: copied ? "settings.link.copied" : "settings.link.by-hand" };
      ui.redraw();
      if (copied) return;
      await Promise.resolve();
      /** @type {HTMLInputElement | null | undefined} */ (
        button.closest(".settings__foot")?.querySelector(".settings__link")
      )?.select();
    };
    const byHand = done?.key === "settings.link.by-hand";
    return {
      button: html`<button type="button" class="button button--small" ?disabled=${!link} @click=${copy}>
        ${t("settings.link")}
      </button>`,
      said: html`
        <p class="muted settings__said" role="status">${done ? t(done.key) : ""}</p>
        ${
          byHand
            ? html`<input
                class="settings__link"
                aria-label=${t("settings.link")}
                readonly
                .value=${done?.link ?? ""}
              />`
            : nothing
        }
      `,
    };
  };
}

/** @param {SettingsSlice} slice */
function addressOf({ draft: { config, network }, presets }) {
  const preset = presetOf(config, presets);
  return config && preset ? linkTo(location.href, { ...config, network: network ?? config.network }, preset) : null;
}
