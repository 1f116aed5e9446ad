/**
 * The one table of a run's settings, for all who read or write them: the form, the page's address,
 * the command line, the names of kept runs. Pure.
 *
 * It says what kind of value a setting takes and when it matters. Which range a value may be in is
 * for the trainer to say: it answers with a sentence that names the setting. Names in words, hints
 * and choices in words are under `settings.*` in i18n.
 *
 * @module
 */

/** @typedef {import("../api/protocol.js").Preset} Preset */
/** @typedef {import("../api/protocol.js").RunConfig} RunConfig */
/** @typedef {import("../api/protocol.js").Spec} Spec */
/** @typedef {import("../api/protocol.js").LayerSpec} LayerSpec */

/**
 * The settings that stand in the table: all but the preset and the network.
 * @typedef {Exclude<keyof RunConfig, "preset" | "network">} SettingName
 */

/**
 * - whole: 0, 1, 2, …; positive-whole: 1, 2, …
 * - number: from 0 up; positive: above 0
 * - choice: one of a few words; flag: yes or no
 * @typedef {"whole" | "positive-whole" | "number" | "positive" | "choice" | "flag"} Kind
 */

/** @typedef {"recipe" | "optimiser" | "regularisation" | "data" | "run" | "augmentation"} Group */

/** @typedef {number | string | boolean | null} SettingValue null only where a setting has a word for it */

/**
 * @typedef {object} Setting
 * @property {SettingName} name
 * @property {Kind} kind
 * @property {Group} group
 * @property {readonly string[]} [choices] of a choice
 * @property {string} [none] the word for null, where the setting may be left open
 * @property {(config: RunConfig, network: Spec | null) => boolean} [when] whether it changes anything
 *   beside the settings given; always, if it does not say. A network that is not known may be any.
 */

/** @param {...RunConfig["optimizer"]} names @returns {(config: RunConfig) => boolean} */
const by =
  (...names) =>
  ({ optimizer }) =>
    names.includes(optimizer);

/** @param {RunConfig} config */
const inSteps = ({ schedule }) => schedule === "step";

/** @param {RunConfig} config */
const inCycles = ({ schedule }) => schedule === "fit-one-cycle" || schedule === "fine-tune";

/** @type {readonly RunConfig["schedule"][]} */
const SCHEDULES = ["constant", "step", "cosine", "one-cycle", "fit-one-cycle", "fine-tune"];

/** @type {readonly Setting[]} */
export const SETTINGS = [
  { name: "epochs", kind: "positive-whole", group: "recipe" },
  { name: "batch_size", kind: "positive-whole", group: "recipe" },
  { name: "optimizer", kind: "choice", choices: ["sgd", "adam", "adamw", "rmsprop"], group: "recipe" },
  { name: "learning_rate", kind: "positive", group: "recipe" },
  { name: "schedule", kind: "choice", choices: SCHEDULES, group: "recipe" },
  { name: "decay_epochs", kind: "positive-whole", group: "recipe", when: inSteps },
  { name: "decay_factor", kind: "number", group: "recipe", when: inSteps },
  { name: "pct_start", kind: "positive", group: "recipe", when: inCycles },
  { name: "div", kind: "positive", group: "recipe", when: inCycles },
  { name: "div_final", kind: "positive", group: "recipe", when: inCycles },

  { name: "momentum", kind: "number", group: "optimiser", when: by("sgd", "rmsprop") },
  { name: "nesterov", kind: "flag", group: "optimiser", when: (c) => c.optimizer === "sgd" && c.momentum > 0 },
  { name: "beta_1", kind: "number", group: "optimiser", when: by("adam", "adamw") },
  { name: "beta_2", kind: "number", group: "optimiser", when: by("adam", "adamw") },
  { name: "alpha", kind: "number", group: "optimiser", when: by("rmsprop") },
  { name: "epsilon", kind: "positive", group: "optimiser", when: by("adam", "adamw", "rmsprop") },

  { name: "weight_decay", kind: "number", group: "regularisation" },
  { name: "decay_biases", kind: "flag", group: "regularisation", when: (c) => c.weight_decay > 0 },
  {
    name: "dropout",
    kind: "number",
    none: "layers",
    group: "regularisation",
    when: (_, network) => network === null || hasDropout(network.layers),
  },
  { name: "label_smoothing", kind: "number", group: "regularisation" },
  { name: "clip_norm", kind: "positive", none: "off", group: "regularisation" },

  { name: "input", kind: "choice", choices: ["unit", "normalised"], group: "data" },
  { name: "subset", kind: "positive-whole", none: "all", group: "data" },
  { name: "validation", kind: "number", group: "data" },

  { name: "loss", kind: "choice", choices: ["cross-entropy", "nll"], group: "run" },
  { name: "seed", kind: "whole", group: "run" },

  { name: "shift", kind: "number", group: "augmentation" },
  { name: "rotation", kind: "number", group: "augmentation" },
  { name: "scale", kind: "number", group: "augmentation" },
  { name: "shear", kind: "number", group: "augmentation" },
  { name: "elastic", kind: "number", group: "augmentation" },
  { name: "thickness", kind: "number", group: "augmentation" },
];

const BY_NAME = new Map(SETTINGS.map((setting) => [/** @type {string} */ (setting.name), setting]));

/** @param {string} name @returns {Setting | null} null: there is no such setting */
export function findSetting(name) {
  return BY_NAME.get(name) ?? null;
}

/** @param {Group} group @returns {Setting[]} */
export function settingsOf(group) {
  return SETTINGS.filter((setting) => setting.group === group);
}

/**
 * @param {Setting} setting
 * @param {RunConfig} config
 * @param {Spec | null} network its layers, where they are known
 */
export function matters({ when }, config, network) {
  return when?.(config, network) ?? true;
}

/**
 * @param {string} text
 * @param {"whole" | "positive-whole" | "number" | "positive"} rule
 * @returns {number | null} null if the text breaks the rule
 */
export function parseNumber(text, rule) {
  const trimmed = text.trim();
  if (!/^[+]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(trimmed)) return null;
  const value = Number(trimmed);
  if (rule === "number") return Number.isFinite(value) ? value : null;
  if (rule === "positive") return Number.isFinite(value) && value > 0 ? value : null;
  if (!Number.isSafeInteger(value)) return null;
  return rule === "positive-whole" && value < 1 ? null : value;
}

/** @type {Record<string, boolean>} */
const FLAGS = { 1: true, 0: false, true: true, false: false, yes: true, no: false };

/**
 * A setting's value as people write it: `1e-3`, `one-cycle`, `1` for yes; nothing at all, or the
 * setting's word for it, where it may be left open.
 * @param {SettingName} name
 * @param {string} text
 * @returns {SettingValue | undefined} undefined if the text is no value of this kind
 */
export function parseSetting(name, text) {
  const { kind, choices = [], none } = known(name);
  const word = text.trim().toLowerCase();
  if (none !== undefined && (word === "" || word === none)) return null;
  if (kind === "choice") return choices.find((choice) => choice === word);
  if (kind === "flag") return Object.hasOwn(FLAGS, word) ? FLAGS[word] : undefined;
  return parseNumber(text, kind) ?? undefined;
}

/**
 * A value as {@link parseSetting} reads it.
 * @param {SettingName} name
 * @param {SettingValue} value
 * @returns {string}
 */
export function formatSetting(name, value) {
  if (value === null) return known(name).none ?? "";
  if (typeof value === "boolean") return value ? "1" : "0";
  return String(value);
}

/**
 * The settings that two runs do not share, in the table's order.
 * @param {RunConfig} config
 * @param {RunConfig} other
 * @returns {Setting[]}
 */
export function differences(config, other) {
  return SETTINGS.filter(({ name }) => config[name] !== other[name]);
}

/**
 * The preset that a run's settings are based on; null while the presets are not known.
 * @param {RunConfig | null} config
 * @param {Preset[]} presets
 */
export function presetOf(config, presets) {
  return presets.find((preset) => preset.config.preset === config?.preset) ?? null;
}

/** @param {SettingName} name */
function known(name) {
  const setting = findSetting(name);
  if (!setting) throw new Error(`There is no setting called "${name}".`);
  return setting;
}

/** @param {LayerSpec[]} layers @returns {boolean} */
function hasDropout(layers) {
  return layers.some(
    (layer) =>
      layer.kind === "dropout" ||
      (layer.kind === "residual" && (hasDropout(layer.layers) || hasDropout(layer.shortcut ?? []))),
  );
}
