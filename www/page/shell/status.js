/**
 * What went wrong and what to do about it; and the words for those who listen to the page.
 *
 * @module
 */

import { make, part, write } from "../../ui/dom.js";
import { explain, isKey } from "../../i18n/index.js";

/** @typedef {import("../state.js").State} State */
/** @typedef {import("../state.js").AlertAction} AlertAction */
/** @typedef {import("../rendering.js").Ui} Ui */

/**
 * @param {HTMLElement} element
 * @param {{act: (action: AlertAction) => void}} actions
 * @returns {(slice: {alert: State["alert"]}, ui: Ui) => void}
 */
export function createAlert(element, actions) {
  const message = part(element, "message");
  const buttons = part(element, "actions");

  return ({ alert }, { t }) => {
    element.hidden = alert === null;
    if (!alert) return;
    element.dataset.serious = String(alert.serious);
    /** @type {Record<string, string>} */
    const params = { ...alert.params };
    // The rule that an option broke has a name of its own in every language.
    const rule = `error.expected.${params.rule}`;
    if (isKey(rule)) params.expected = t(rule, params);
    write(message, explain(t, "error", { ...alert, params }));
    buttons.replaceChildren(
      ...alert.actions.map((action, i) => {
        const style = i === 0 && action !== "dismiss" ? "button button--main" : "button";
        const button = make("button", { type: "button", class: style }, t(`action.${action}`, params));
        button.addEventListener("click", () => actions.act(action));
        return button;
      }),
    );
  };
}

/**
 * @param {HTMLElement} element
 * @returns {(slice: {announcement: State["announcement"]}, ui: Ui) => void}
 */
export function createAnnouncer(element) {
  return ({ announcement }, { t, format }) => {
    if (!announcement || !isKey(announcement.key)) return;
    const { accuracy, ...numbers } = announcement.params;
    /** @type {Record<string, string>} */
    const params = { accuracy: format.accuracy(accuracy) };
    for (const [name, value] of Object.entries(numbers)) params[name] = format.integer(value);
    write(element, t(announcement.key, params));
  };
}
