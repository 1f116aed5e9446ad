/**
 * The page's fixed words and its language switch.
 *
 * @module
 */

/** @typedef {import("../../i18n/index.js").Key} Key */
/** @typedef {import("../../i18n/index.js").Language} Language */
/** @typedef {import("../rendering.js").Ui} Ui */

/**
 * @param {HTMLElement} languages the switch
 * @param {{language: (language: Language) => void}} actions
 * @returns {(slice: null, ui: Ui) => void}
 */
export function createPage(languages, actions) {
  const buttons = /** @type {HTMLButtonElement[]} */ ([...languages.querySelectorAll("[data-language]")]);
  for (const button of buttons) {
    button.addEventListener("click", () => actions.language(/** @type {Language} */ (button.dataset.language)));
  }

  return (_, { t, language }) => {
    document.documentElement.lang = language === "zh" ? "zh-Hans" : "en";
    document.title = t("page.title");
    for (const element of document.querySelectorAll("[data-text]")) {
      element.textContent = t(/** @type {Key} */ (element.getAttribute("data-text")));
    }
    for (const element of document.querySelectorAll("[data-label]")) {
      element.setAttribute("aria-label", t(/** @type {Key} */ (element.getAttribute("data-label"))));
    }
    for (const button of buttons) button.setAttribute("aria-pressed", String(button.dataset.language === language));
  };
}
