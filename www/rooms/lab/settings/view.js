/**
 * The run's settings, as a form made from the table in settings.js: what most runs need in sight,
 * the rest in groups that say in their titles what they hold. Shows only what matters beside the
 * other settings.
 *
 * A change goes into the draft. Until the run has begun, the draft is the run; after that it waits
 * until the visitor starts afresh with it.
 *
 * @module
 */

import { explain } from "../../../i18n/index.js";
import { differences, findSetting, matters, presetOf, settingsOf } from "../../../run/settings.js";
import { createField, refusalOf } from "../../../ui/field.js";
import { digest, valueInWords } from "../../../ui/setting-words.js";
import { html, nothing } from "../../../ui/template.js";
import { createLink } from "./link.js";

/** @typedef {import("../../../api/protocol.js").Preset} Preset */
/** @typedef {import("../../../api/protocol.js").RunConfig} RunConfig */
/** @typedef {import("../../../ui/ui.js").Ui} Ui */
/** @typedef {import("../../../page/state.js").State} State */

/**
 * @typedef {object} SettingsSlice
 * @property {State["draft"]} draft
 * @property {Preset[]} presets none while they are not known
 * @property {boolean} begun whether the run has made a step
 * @property {boolean} busy whether a fresh start has to wait
 */

/** Beside the augmentation, which has a view of its own. */
const GROUPS = /** @type {const} */ (["optimiser", "regularisation", "data", "run"]);

/**
 * @param {Pick<import("../../../page/app.js").App, "edit" | "apply" | "revert">} actions
 * @returns {(slice: SettingsSlice, ui: Ui) => import("../../../ui/template.js").Template}
 */
export function createSettings({ edit, apply, revert }) {
  const fieldsOf = (/** @type {"recipe" | (typeof GROUPS)[number]} */ name) =>
    settingsOf(name).map((setting) => createField(setting, edit));
  const first = fieldsOf("recipe");
  const groups = GROUPS.map((name) => ({ name, fields: fieldsOf(name) }));
  const fields = [...first, ...groups.flatMap(({ fields }) => fields)];
  const linkOf = createLink();
  /** @type {State["draft"]["problem"]} */
  let told = null;
  const restore = () => fields.forEach((field) => field.restore());

  return (slice, ui) => {
    const { draft, presets, begun, busy } = slice;
    const { config, problem } = draft;
    const { t } = ui;
    const preset = presetOf(config, presets);
    const recipe = preset?.config ?? null;
    const changes = config && recipe ? changed(config, recipe) : [];
    const link = linkOf(slice, ui);

    const back = () => {
      restore();
      if (recipe) edit(Object.fromEntries(changes.map(({ name }) => [name, recipe[name]])));
    };
    const afresh = () => {
      const wrong = fields.find((field) => !field.understood());
      if (wrong) openControl(wrong.id);
      else void apply();
    };
    const discard = () => {
      restore();
      revert();
    };
    if (problem !== told) {
      told = problem;
      const refused = fields.find(({ setting }) => refusalOf(problem, setting.name) !== null);
      if (refused) queueMicrotask(() => openAround(refused.id));
    }
    return html`
      <summary>
        <span>${t("settings.title")}</span>
        <span class="group__values number">${config ? summary(config, ui) : ""}</span>
      </summary>
      ${config ? form(config) : nothing}
      <details class="group" id="augment"></details>
      <div class="settings__foot">
        <p class="muted">
          ${
            recipe && config
              ? t(changes.length ? "settings.recipe.differs" : "settings.recipe", {
                  preset: config.preset,
                  count: changes.length,
                })
              : ""
          }
        </p>
        <p class="buttons">
          <button type="button" class="button button--small" ?hidden=${changes.length === 0} @click=${back}>
            ${t("settings.back")}
          </button>
          ${link.button}
        </p>
        ${link.said}
      </div>
      <div class="settings__waits" ?hidden=${!(begun && draft.changed)}>
        <p>${t(busy ? "settings.waits.busy" : "settings.waits")}</p>
        <p class="buttons">
          <button
            type="button"
            class="button button--small button--main"
            ?disabled=${busy || problem !== null}
            @click=${afresh}
          >
            ${t("settings.fresh")}
          </button>
          <button type="button" class="button button--small" @click=${discard}>${t("settings.discard")}</button>
        </p>
      </div>
    `;

    /** @param {RunConfig} config */
    function form(config) {
      const network = draft.network ?? config.network ?? preset?.spec ?? null;
      const shown = (/** @type {import("../../../ui/field.js").Field} */ field) => {
        const refused = refusalOf(problem, field.setting.name);
        const matter = matters(field.setting, config, network) || refused !== null;
        return matter ? field.view({ config, recipe, refused }, ui) : nothing;
      };
      const named = findSetting(String(problem?.params?.setting ?? ""));
      const elsewhere = named !== null || problem?.code === "network-invalid";
      return html`
        <form class="settings__form" novalidate @submit=${(/** @type {Event} */ event) => event.preventDefault()}>
          <p class="problem" role="alert">${problem && !elsewhere ? explain(t, "error", problem) : ""}</p>
          <div class="fields">${first.map(shown)}</div>
          <div class="settings__groups">
            ${groups.map(({ name, fields }) => {
              const settings = fields.map(({ setting }) => setting).filter((one) => matters(one, config, network));
              return html`
                <details class="group">
                  <summary>
                    <span>${t(`settings.group.${name}`)}</span>
                    <span class="group__values number">${digest(t, settings, config) || t("settings.off")}</span>
                  </summary>
                  <div class="fields">${fields.map(shown)}</div>
                </details>
              `;
            })}
          </div>
        </form>
      `;
    }
  };
}

/** The seed belongs to no recipe. @param {RunConfig} config @param {RunConfig} recipe */
function changed(config, recipe) {
  return differences(config, recipe).filter(({ name }) => name !== "seed");
}

/** Opens what hides an element. @param {string} id */
function openAround(id) {
  const element = document.getElementById(id);
  for (let at = element?.closest("details"); at; at = at.parentElement?.closest("details") ?? null) at.open = true;
  return element;
}

/** @param {string} id */
function openControl(id) {
  openAround(id)?.focus();
}

/** @param {RunConfig} config @param {Ui} ui */
function summary(config, { t }) {
  const words = (/** @type {"optimizer" | "learning_rate" | "batch_size"} */ name) => {
    const setting = findSetting(name);
    return setting ? valueInWords(t, setting, config[name]) : "";
  };
  return t("settings.digest", {
    optimizer: words("optimizer"),
    learning_rate: words("learning_rate"),
    batch_size: words("batch_size"),
  });
}
