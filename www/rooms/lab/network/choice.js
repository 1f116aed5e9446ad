/**
 * The choice of a preset, and what is to be said about it.
 *
 * @module
 */

import { isKey } from "../../../i18n/index.js";
import { writeNetwork } from "../../../run/network-text.js";
import { html, live } from "../../../ui/template.js";

/** @typedef {import("../../../api/protocol.js").Preset} Preset */
/** @typedef {import("../../../api/protocol.js").Spec} Spec */
/** @typedef {import("../../../ui/ui.js").Ui} Ui */
/** @typedef {{presets: Preset[], draft: import("../../../page/state.js").Draft}} ChoiceSlice */

/** The preset that the draft was made from. @param {ChoiceSlice} slice @returns {Preset | undefined} */
export function presetOf({ presets, draft }) {
  return presets.find(({ config }) => config.preset === draft.config?.preset);
}

/** Whether the layers are others than the preset's. @param {ChoiceSlice} slice @param {Spec} spec */
export function isOwn(slice, spec) {
  const preset = presetOf(slice);
  return preset !== undefined && writeNetwork(preset.spec) !== writeNetwork(spec);
}

/**
 * @param {ChoiceSlice} slice
 * @param {Spec} spec
 * @param {(name: string) => void} choose
 * @param {Ui} ui
 */
export function choiceView(slice, spec, choose, { t, format, language }) {
  const { config, description } = slice.draft;
  const name = config?.preset ?? "";
  const options = slice.presets.map(({ config: { preset } }) => {
    const key = `preset.${preset}`;
    const words = isKey(key) ? `${preset}: ${t(key)}` : preset;
    return html`<option value=${preset} .selected=${live(preset === name)}>${words}</option>`;
  });
  const changed = (/** @type {Event & {currentTarget: HTMLSelectElement}} */ event) =>
    choose(event.currentTarget.value);
  const key = `preset.${name}.about`;
  const about = isOwn(slice, spec) ? t("network.own", { preset: name }) : isKey(key) ? t(key) : "";
  const compact = new Intl.NumberFormat(language, { notation: "compact", maximumSignificantDigits: 3 });
  const [parameters, macs] = [format.integer(description?.parameters), compact.format(description?.macs ?? 0)];
  return html`
    <select class="network__choice" aria-label=${t("network.preset")} @change=${changed}>
      ${options}
    </select>
    <p class="network__about"><span>${about}</span></p>
    <p class="network__facts muted number">
      ${description?.problem === null ? t("network.facts", { parameters, macs }) : ""}
    </p>
  `;
}
