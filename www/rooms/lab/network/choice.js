/**
 * Which network: the choice of a preset, and what is to be said about it.
 *
 * @module
 */

import { make, part, write } from "../../../ui/dom.js";
import { isKey } from "../../../i18n/index.js";
import { writeNetwork } from "../../../run/network-text.js";

/** @typedef {import("../../../api/protocol.js").Preset} Preset */
/** @typedef {import("../../../api/protocol.js").Spec} Spec */
/** @typedef {import("../../../page/rendering.js").Ui} Ui */
/** @typedef {{presets: Preset[], draft: import("../../../page/state.js").Draft}} ChoiceSlice */

/** The preset that the draft was made from. @param {ChoiceSlice | undefined} slice @returns {Preset | undefined} */
export function presetOf(slice) {
  return slice?.presets.find(({ config }) => config.preset === slice.draft.config?.preset);
}

/** Whether the layers are others than the preset's. @param {ChoiceSlice} slice @param {Spec} spec */
export function isOwn(slice, spec) {
  const preset = presetOf(slice);
  return preset !== undefined && writeNetwork(preset.spec) !== writeNetwork(spec);
}

/**
 * @param {HTMLElement} element
 * @param {(name: string) => void} choose
 * @returns {(slice: ChoiceSlice, spec: Spec, ui: Ui) => void}
 */
export function createChoice(element, choose) {
  const select = /** @type {HTMLSelectElement} */ (part(element, "preset"));
  const [about, facts] = [part(element, "about"), part(element, "facts")];
  select.addEventListener("change", () => choose(select.value));

  return (slice, spec, { t, format, language }) => {
    const { config, description } = slice.draft;
    const name = config?.preset ?? "";
    const options = slice.presets.map(({ config: { preset } }) => {
      const key = `preset.${preset}`;
      return { value: preset, words: isKey(key) ? `${preset}: ${t(key)}` : preset };
    });
    const same = options.length === select.length && options.every(({ words }, i) => select.options[i].text === words);
    if (!same) select.replaceChildren(...options.map(({ value, words }) => make("option", { value }, words)));
    select.value = name;

    const key = `preset.${name}.about`;
    write(about, isOwn(slice, spec) ? t("network.own", { preset: name }) : isKey(key) ? t(key) : "");
    const compact = new Intl.NumberFormat(language, { notation: "compact", maximumSignificantDigits: 3 });
    const [parameters, macs] = [format.integer(description?.parameters), compact.format(description?.macs ?? 0)];
    write(facts, description?.problem === null ? t("network.facts", { parameters, macs }) : "");
  };
}
