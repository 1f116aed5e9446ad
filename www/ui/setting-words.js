/**
 * Settings in the page's words. Pure.
 *
 * @module
 */

import { isKey } from "../i18n/index.js";
import { formatSetting } from "../run/settings.js";

/** @typedef {import("../i18n/index.js").Translate} Translate */
/** @typedef {import("../run/settings.js").Setting} Setting */
/** @typedef {import("../run/settings.js").SettingValue} SettingValue */

/**
 * A value as the page writes it: "one-cycle", "yes", "all", "0.001".
 * @param {Translate} t
 * @param {Setting} setting
 * @param {SettingValue} value
 */
export function valueInWords(t, { name, kind }, value) {
  if (typeof value === "boolean") return t(value ? "settings.yes" : "settings.no");
  const key = value === null ? `settings.${name}.none` : `settings.${name}.${value}`;
  return (value === null || kind === "choice") && isKey(key) ? t(key) : formatSetting(name, value);
}

/**
 * Some settings in one line, such as "Momentum 0.9 · Nesterov yes". What is switched off (0, no, left
 * open) goes without saying, but for an optimiser's own numbers, which 0 does not switch off.
 * @param {Translate} t
 * @param {Setting[]} settings
 * @param {import("../api/protocol.js").RunConfig} config
 */
export function digest(t, settings, config) {
  const isOff = (/** @type {Setting} */ { name, kind, group }) =>
    config[name] === null ||
    config[name] === false ||
    (kind === "number" && group !== "optimiser" && config[name] === 0);
  return settings
    .filter((setting) => !isOff(setting))
    .map((setting) => {
      const value = valueInWords(t, setting, config[setting.name]);
      return t("settings.part", { name: t(`settings.${setting.name}`), value });
    })
    .join(" · ");
}
