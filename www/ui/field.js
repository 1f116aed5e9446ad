/**
 * One setting as a field: a label, a control after the setting's kind, a hint, and what is wrong
 * with it. Made from the table in settings.js; used by the views that edit settings.
 *
 * @module
 */

import { make, write } from "./dom.js";
import { refusalInWords, valueInWords } from "./setting-words.js";
import { formatSetting, parseSetting } from "../run/settings.js";

/** @typedef {import("../api/protocol.js").ErrorReport} ErrorReport */
/** @typedef {import("../api/protocol.js").RunConfig} RunConfig */
/** @typedef {import("../page/rendering.js").Ui} Ui */
/** @typedef {import("../run/settings.js").Setting} Setting */
/** @typedef {import("../run/settings.js").SettingName} SettingName */
/** @typedef {import("../run/settings.js").SettingValue} SettingValue */

/**
 * @typedef {object} FieldSlice
 * @property {RunConfig} config
 * @property {RunConfig | null} recipe what the preset says; null: unknown
 * @property {string | null} refused the trainer's sentence about this setting
 */

/**
 * @typedef {object} Field
 * @property {HTMLElement} element
 * @property {HTMLInputElement | HTMLSelectElement} control
 * @property {(slice: FieldSlice, ui: Ui) => void} show
 * @property {() => boolean} understood false while the control holds what breaks the setting's rule
 * @property {() => void} restore forgets what was typed and not taken
 */

/**
 * @param {Setting} setting
 * @param {(change: Partial<RunConfig>) => void} edit
 * @returns {Field}
 */
export function createField(setting, edit) {
  const { name, kind } = setting;
  const id = `setting-${name}`;
  const control = makeControl(setting, id);
  const label = make("label", { for: id });
  const hint = make("p", { class: "field__hint", id: `${id}-hint` });
  const problem = make("p", { class: "field__problem problem", id: `${id}-problem`, role: "alert" });
  control.setAttribute("aria-describedby", `${hint.id} ${problem.id}`);
  const element = make("div", { class: "field", "data-kind": kind }, label, control, hint, problem);

  /** @type {{slice: FieldSlice, ui: Ui} | undefined} */
  let latest;
  /** @type {SettingValue | undefined} in the control; undefined: it holds something else */
  let shown;
  let misunderstood = false;

  const put = (/** @type {SettingValue} */ value) => {
    shown = value;
    misunderstood = false;
    if (isCheckbox(control)) control.checked = value === true;
    else control.value = value === null ? "" : formatSetting(name, value);
  };

  const take = () => {
    const value = isCheckbox(control) ? control.checked : parseSetting(name, control.value);
    misunderstood = value === undefined;
    if (value !== undefined) {
      put(value);
      if (latest && value !== latest.slice.config[name]) edit({ [name]: value });
    }
    draw();
  };
  control.addEventListener("change", take);

  const draw = () => {
    if (!latest) return;
    const { slice, ui } = latest;
    const { t } = ui;
    const value = slice.config[name];
    write(label, t(`settings.${name}`));
    const [own, recipe] = [t(`settings.${name}.hint`), slice.recipe?.[name]];
    const differs = recipe !== undefined && name !== "seed" && value !== recipe;
    element.dataset.changed = String(differs);
    const theirs = differs ? t("settings.theirs", { value: valueInWords(t, setting, recipe) }) : "";
    hint.replaceChildren(own, ...(theirs ? [" ", make("b", {}, theirs)] : []));

    const refused = slice.refused === null ? "" : refusalInWords(t, slice.refused);
    const said = misunderstood ? rule(ui, value) : refused;
    write(problem, said);
    control.setAttribute("aria-invalid", String(said !== ""));
    if (setting.none !== undefined) control.setAttribute("placeholder", valueInWords(t, setting, null));
    if (control instanceof HTMLSelectElement) {
      for (const option of control.options) write(option, valueInWords(t, setting, option.value));
    }
  };

  /** @param {Ui} ui @param {SettingValue} value */
  const rule = ({ t }, value) =>
    t("settings.invalid", {
      name: t(`settings.${name}`),
      expected: t(`error.expected.${kind}`, { choices: setting.choices?.join(", ") ?? "" }),
      value: valueInWords(t, setting, value),
    });

  return {
    element,
    control,
    show(slice, ui) {
      latest = { slice, ui };
      const value = slice.config[name];
      // What is being typed is not taken away by news about something else.
      if (shown !== value) put(value);
      draw();
    },
    understood: () => !misunderstood,
    restore() {
      if (latest) put(latest.slice.config[name]);
      draw();
    },
  };
}

/** @param {Setting} setting @param {string} id @returns {HTMLInputElement | HTMLSelectElement} */
function makeControl({ name, kind, choices = [] }, id) {
  if (kind === "choice") {
    return make("select", { id, name }, ...choices.map((choice) => make("option", { value: choice }, choice)));
  }
  if (kind === "flag") return make("input", { id, name, type: "checkbox" });
  const inputmode = kind === "whole" || kind === "positive-whole" ? "numeric" : "decimal";
  return make("input", { id, name, inputmode, autocomplete: "off", spellcheck: "false" });
}

/** @param {HTMLInputElement | HTMLSelectElement} control @returns {control is HTMLInputElement} */
function isCheckbox(control) {
  return control instanceof HTMLInputElement && control.type === "checkbox";
}

/**
 * The trainer's sentence about a setting, without the name before it; null if it is about another.
 * @param {ErrorReport | null} problem
 * @param {SettingName} name
 */
export function refusalOf(problem, name) {
  const about = `${name}: `;
  return problem?.code === "config-invalid" && problem.message.startsWith(about)
    ? problem.message.slice(about.length)
    : null;
}
