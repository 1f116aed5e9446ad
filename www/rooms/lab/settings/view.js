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

import { make, part, write } from "../../../ui/dom.js";
import { createField, refusalOf } from "../../../ui/field.js";
import { explain } from "../../../i18n/index.js";
import { linkTo } from "../../../run/link.js";
import { digest, valueInWords } from "../../../ui/setting-words.js";
import { differences, findSetting, matters, presetOf, settingsOf } from "../../../run/settings.js";

/** @typedef {import("../../../api/protocol.js").Preset} Preset */
/** @typedef {import("../../../api/protocol.js").RunConfig} RunConfig */
/** @typedef {import("../../../page/rendering.js").Ui} Ui */
/** @typedef {import("../../../page/state.js").State} State */

/**
 * @typedef {object} SettingsSlice
 * @property {State["draft"]} draft
 * @property {Preset[]} presets none while they are not known
 * @property {boolean} begun whether the run has made a step
 * @property {boolean} busy whether a fresh start has to wait
 */

/**
 * @typedef {object} SettingsActions
 * @property {(change: Partial<RunConfig>) => void} edit
 * @property {() => void} apply starts afresh with the draft
 * @property {() => void} revert takes the run's settings into the draft
 */

/** Beside the augmentation, which has a view of its own. */
const GROUPS = /** @type {const} */ (["optimiser", "regularisation", "data", "run"]);

/**
 * @param {HTMLElement} element
 * @param {SettingsActions} actions
 * @returns {(slice: SettingsSlice, ui: Ui) => void}
 */
export function createSettings(element, actions) {
  const form = /** @type {HTMLFormElement} */ (part(element, "form"));
  const buttons = ["back", "link", "fresh", "discard"].map(
    (name) => /** @type {HTMLButtonElement} */ (part(element, name)),
  );
  const [back, link, fresh, discard] = buttons;
  const shareLink = createLinkButton(element, link, () => latest && address(latest));
  const groups = [createGroup("recipe", actions.edit), ...GROUPS.map((name) => createGroup(name, actions.edit))];
  const fields = groups.flatMap((group) => group.fields);
  part(element, "recipe-fields").append(...groups[0].fields.map(({ field }) => field.element));
  part(element, "groups").append(...groups.slice(1).map(({ details }) => details));

  /** @type {SettingsSlice | undefined} */
  let latest;

  form.addEventListener("submit", (event) => event.preventDefault());
  back.addEventListener("click", () => {
    const config = latest?.draft.config;
    const recipe = latest && presetOf(config ?? null, latest.presets)?.config;
    if (!config || !recipe) return;
    for (const { field } of fields) field.restore();
    const names = changed(config, recipe).map(({ name }) => name);
    actions.edit(Object.fromEntries(names.map((name) => [name, recipe[name]])));
  });
  fresh.addEventListener("click", () => {
    const wrong = fields.find(({ field }) => !field.understood());
    if (!wrong) return actions.apply();
    open(wrong.field.element);
    wrong.field.control.focus();
  });
  discard.addEventListener("click", () => {
    for (const { field } of fields) field.restore();
    actions.revert();
  });

  return (slice, ui) => {
    const { draft, begun, busy } = slice;
    const { config, problem } = draft;
    const { t } = ui;
    const preset = presetOf(config, slice.presets);
    const isNews = problem !== null && problem !== latest?.draft.problem;
    latest = slice;
    form.hidden = config === null;
    if (!config) return write(part(element, "digest"), "");

    const recipe = preset?.config ?? null;
    const count = recipe ? changed(config, recipe).length : 0;
    const key = count ? "settings.recipe.differs" : "settings.recipe";
    write(part(element, "recipe"), recipe ? t(key, { preset: config.preset, count }) : "");
    back.hidden = count === 0;
    link.disabled = recipe === null;
    part(element, "waits").hidden = !(begun && draft.changed);
    write(part(element, "waits-why"), t(busy ? "settings.waits.busy" : "settings.waits"));
    fresh.disabled = busy || problem !== null;
    write(part(element, "digest"), summary(ui, config));

    const network = draft.network ?? config.network ?? preset?.spec ?? null;
    for (const group of groups) {
      for (const { setting, field } of group.fields) {
        const refused = refusalOf(problem, setting.name);
        field.element.hidden = !matters(setting, config, network) && refused === null;
        field.show({ config, recipe, refused }, ui);
        if (refused !== null && isNews) open(field.element);
      }
      group.show(config, network, ui);
    }
    const setting = findSetting(/^(\w+): /.exec(problem?.message ?? "")?.[1] ?? "");
    const elsewhere = setting !== null || problem?.code === "network-invalid";
    write(part(element, "problem"), problem && !elsewhere ? explain(t, "error", problem) : "");
    shareLink(ui);
  };
}

/** The seed is nobody's recipe. @param {RunConfig} config @param {RunConfig} recipe */
function changed(config, recipe) {
  return differences(config, recipe).filter(({ name }) => name !== "seed");
}

/** @param {SettingsSlice} slice */
function address(slice) {
  const { config, network } = slice.draft;
  const preset = presetOf(config, slice.presets);
  return config && preset ? linkTo(location.href, { ...config, network: network ?? config.network }, preset) : null;
}

/** Opens whatever hides an element. @param {HTMLElement} element */
function open(element) {
  for (let at = element.closest("details"); at; at = at.parentElement?.closest("details") ?? null) at.open = true;
}

/** @param {Ui} ui @param {RunConfig} config */
function summary({ t }, config) {
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

/**
 * @param {"recipe" | (typeof GROUPS)[number]} name
 * @param {SettingsActions["edit"]} edit
 */
function createGroup(name, edit) {
  const fields = settingsOf(name).map((setting) => ({ setting, field: createField(setting, edit) }));
  const [title, values] = [make("span"), make("span", { class: "group__values number" })];
  const box = make("div", { class: "fields" });
  const details = make("details", { class: "group" }, make("summary", {}, title, " ", values), box);
  if (name !== "recipe") box.append(...fields.map(({ field }) => field.element));
  return {
    details,
    fields,
    /** @param {RunConfig} config @param {State["draft"]["network"]} network @param {Ui} ui */
    show(config, network, { t }) {
      if (name === "recipe") return;
      const settings = fields.map(({ setting }) => setting).filter((setting) => matters(setting, config, network));
      write(title, t(`settings.group.${name}`));
      write(values, digest(t, settings, config) || t("settings.off"));
    },
  };
}

/**
 * @param {HTMLElement} element
 * @param {HTMLButtonElement} button
 * @param {() => string | null | undefined} address
 */
function createLinkButton(element, button, address) {
  const said = part(element, "link-said");
  const byHand = /** @type {HTMLInputElement} */ (part(element, "link-by-hand"));
  /** @type {{link: string, key: "settings.link.copied" | "settings.link.by-hand"} | null} */
  let done = null;
  /** @type {Ui | undefined} */
  let words;

  const draw = () => {
    // What was copied is no longer this run's as soon as something changes.
    if (done && done.link !== address()) done = null;
    write(said, done && words ? words.t(done.key) : "");
    byHand.hidden = done?.key !== "settings.link.by-hand";
    byHand.value = done?.link ?? "";
  };
  button.addEventListener("click", async () => {
    const link = address();
    if (!link) return;
    const copied = await navigator.clipboard?.writeText(link).then(
      () => true,
      () => false,
    );
    done = { link, key: copied ? "settings.link.copied" : "settings.link.by-hand" };
    draw();
    if (!copied) byHand.select();
  });
  return (/** @type {Ui} */ ui) => {
    words = ui;
    draw();
  };
}
