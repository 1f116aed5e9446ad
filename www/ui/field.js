/**
 * One setting as a field: a label, a control after the setting's kind, a hint, and what is wrong
 * with it. Made from the table in settings.js; used by the views that edit settings.
 *
 * @module
 */

import { refusal } from "../i18n/index.js";
import { formatSetting, parseSetting } from "../run/settings.js";
import { valueInWords } from "./setting-words.js";
import { html, live, nothing } from "./template.js";

/** @typedef {import("../api/protocol.js").ErrorReport} ErrorReport */
/** @typedef {import("../api/protocol.js").RunConfig} RunConfig */
/** @typedef {import("./ui.js").Ui} Ui */
/** @typedef {import("../run/settings.js").Setting} Setting */
/** @typedef {import("../run/settings.js").SettingName} SettingName */
/** @typedef {import("../run/settings.js").SettingValue} SettingValue */

/**
 * @typedef {object} FieldSlice
 * @property {RunConfig} config
 * @property {RunConfig | null} recipe what the preset says; null: unknown
 * @property {ErrorReport | null} refused why the trainer does not take this setting
 */

/**
 * What stands beside the control. `before`, `after`: templates; `value`: shown instead of the setting's.
 * @typedef {{before?: unknown, after?: unknown, value?: number}} Beside
 */

/**
 * @typedef {object} Field
 * @property {Setting} setting
 * @property {string} id of the control
 * @property {(slice: FieldSlice, ui: Ui, beside?: Beside) => import("./template.js").Template} view
 * @property {() => boolean} understood false while the control holds what breaks the setting's rule
 * @property {() => void} restore forgets what was typed and not taken
 */

/**
 * @param {Setting} setting
 * @param {(change: Partial<RunConfig>) => void} edit
 * @returns {Field}
 */
export function createField(setting, edit) {
  const { name, kind, choices } = setting;
  const id = `setting-${name}`;
  /** What is typed and not taken; it is not lost to news about something else. @type {string | null} */
  let typed = null;
  let misunderstood = false;
  /** @type {SettingValue | undefined} */
  let known;
  const restore = () => {
    typed = null;
    misunderstood = false;
  };

  return {
    setting,
    id,
    understood: () => !misunderstood,
    restore,
    view({ config, recipe, refused }, ui, { before, after, value: instead } = {}) {
      const { t } = ui;
      const value = config[name];
      if (value !== known) restore();
      known = value;
      /** @param {SettingValue | undefined} next */
      const take = (next) => {
        misunderstood = next === undefined;
        if (next !== undefined) {
          typed = null;
          if (next !== value) edit({ [name]: next });
        }
        ui.redraw();
      };
      const rule = () =>
        t("settings.invalid", {
          name: t(`settings.${name}`),
          expected: t(`error.expected.${kind}`, { choices: choices?.join(", ") ?? "" }),
          value: valueInWords(t, setting, value),
        });
      const problem = misunderstood ? rule() : refused === null ? "" : refusal(t, refused);
      const theirs = recipe?.[name];
      const differs = theirs !== undefined && name !== "seed" && value !== theirs;
      const described = `${id}-hint ${id}-problem`;
      const change = (/** @type {Event & {currentTarget: any}} */ { currentTarget }) =>
        take(kind === "flag" ? currentTarget.checked : parseSetting(name, currentTarget.value));
      const option = (/** @type {string} */ choice) =>
        html`<option value=${choice} .selected=${live(choice === value)}>${valueInWords(t, setting, choice)}</option>`;
      const text = instead ?? (value === null ? "" : formatSetting(name, value));
      const control = {
        choice: () => html`
          <select id=${id} name=${name} aria-describedby=${described} aria-invalid=${problem !== ""} @change=${change}>
            ${choices?.map(option)}
          </select>
        `,
        flag: () => html`
          <input
            id=${id}
            name=${name}
            type="checkbox"
            aria-describedby=${described}
            aria-invalid=${problem !== ""}
            .checked=${live(value === true)}
            @change=${change}
          />
        `,
        number: () => html`
          <input
            id=${id}
            name=${name}
            inputmode=${kind === "whole" || kind === "positive-whole" ? "numeric" : "decimal"}
            autocomplete="off"
            spellcheck="false"
            placeholder=${setting.none === undefined ? nothing : valueInWords(t, setting, null)}
            aria-describedby=${described}
            aria-invalid=${problem !== ""}
            .value=${live(typed ?? String(text))}
            @input=${(/** @type {Event & {currentTarget: HTMLInputElement}} */ event) => (typed = event.currentTarget.value)}
            @change=${change}
          />
        `,
      };
      return html`
        <div class="field" data-kind=${kind} data-changed=${differs}>
          <label for=${id}>${t(`settings.${name}`)}</label>
          ${before} ${control[kind === "choice" || kind === "flag" ? kind : "number"]()} ${after}
          <p class="field__hint" id="${id}-hint">
            ${t(`settings.${name}.hint`)}
            ${differs ? html`<b>${t("settings.theirs", { value: valueInWords(t, setting, theirs) })}</b>` : nothing}
          </p>
          <p class="field__problem problem" id="${id}-problem" role="alert">${problem}</p>
        </div>
      `;
    },
  };
}

/**
 * The trainer's refusal, if it is about this setting.
 * @param {ErrorReport | null} problem
 * @param {SettingName} name
 */
export function refusalOf(problem, name) {
  return problem?.code === "config-invalid" && problem.params?.setting === name ? problem : null;
}
