/**
 * Names for runs that lie side by side: each by what tells it from the others. Pure.
 *
 * A preset brings a recipe, so where the presets differ, what a run takes over from its preset's
 * recipe needs no words. What most of the runs share is left out too, as long as something is left.
 *
 * @module
 */

import { isKey } from "../../../i18n/index.js";
import { networkText } from "../../../run/link.js";
import { fieldsOf, nameOf, valueOf, walk } from "../../../run/network-edit.js";
import { formatSetting, matters, SETTINGS } from "../../../run/settings.js";

/** @typedef {import("../../../api/protocol.js").RunConfig} RunConfig */
/** @typedef {import("../../../api/protocol.js").Spec} Spec */
/** @typedef {import("../../../api/protocol.js").LayerSpec} LayerSpec */
/** @typedef {import("../../../api/protocol.js").Preset} Preset */
/** @typedef {import("../../../i18n/index.js").Translate} Translate */

/**
 * What of a run its name is made from.
 * @typedef {Pick<import("./kept.js").KeptRun, "id" | "summary" | "learning_rate" | "source">} NamedRun
 */

/**
 * Something about a run.
 * @typedef {object} Trait
 * @property {string} value equal for runs that do not differ in it
 * @property {string} words
 * @property {boolean} usual whether it comes with the run's preset
 */

/** More than this part of the runs is most of them. */
const MOST = 2 / 3;

/**
 * @param {NamedRun[]} runs
 * @param {Translate} t
 * @param {Preset[]} presets
 * @returns {string[]} a name a run, no two alike
 */
export function namesOf(runs, t, presets) {
  const all = runs.map((run) => traitsOf(run, t, presets));
  const values = (/** @type {string} */ name) => all.flatMap((traits) => traits.get(name)?.value ?? []);
  const keys = [...new Set(all.flatMap((traits) => [...traits.keys()]))];
  const telling = keys.filter((name) => new Set(values(name)).size > 1);

  const names = all.map((traits) => {
    const own = telling.flatMap((name) => {
      const trait = traits.get(name);
      return trait ? [{ ...trait, shared: values(name).filter((value) => value === trait.value).length }] : [];
    });
    const unusual = telling.includes("network") ? own.filter(({ usual }) => !usual) : own;
    const rare = unusual.filter(({ shared }) => shared <= runs.length * MOST);
    const parts = [rare, unusual, own].find((list) => list.length) ?? [];
    return parts.map(({ words }) => words).join(" · ");
  });

  return names.map((name, i) => {
    const number = t("runs.number", { number: runs[i].id });
    if (!name) return number;
    return names.filter((other) => other === name).length > 1 ? `${name} · ${number}` : name;
  });
}

/**
 * @param {NamedRun} run
 * @param {Translate} t
 * @param {Preset[]} presets
 * @returns {Map<string, Trait>}
 */
function traitsOf({ summary: { config, spec }, learning_rate, source }, t, presets) {
  const preset = presets.find((preset) => preset.config.preset === config.preset);
  /** @type {Map<string, Trait>} */
  const traits = new Map();
  const words = sourceWords(source, t);
  if (source && words) traits.set("source", { value: source, words, usual: false });
  traits.set("network", networkTrait(config, preset?.spec, t));
  for (const setting of SETTINGS) {
    if (!matters(setting, config, spec)) continue;
    const { name } = setting;
    const value = config[name];
    const usual = preset !== undefined && preset.config[name] === value;
    traits.set(name, { value: formatSetting(name, value), words: settingWords(name, value, t), usual });
  }
  if (learning_rate !== config.learning_rate) {
    const value = `${numberWords(config.learning_rate)} → ${numberWords(learning_rate)}`;
    traits.set("learning_rate", { value, words: t("runs.name.learning_rate", { value }), usual: false });
  }
  return traits;
}

/** @param {string | null} source @param {Translate} t */
function sourceWords(source, t) {
  const key = `runs.source.${source}`;
  return isKey(key) ? t(key) : null;
}

/**
 * @param {string} name
 * @param {import("../../../run/settings.js").SettingValue} value
 * @param {Translate} t
 * @returns {string}
 */
function settingWords(name, value, t) {
  const special = `runs.name.${name}.${value ?? "none"}`;
  if (isKey(special)) return t(special);
  const key = `runs.name.${name}`;
  const text = typeof value === "number" ? numberWords(value) : String(value);
  return isKey(key) ? t(key, { value: text }) : `${name} ${text}`;
}

/** Small ones as powers of ten. @param {number} value */
function numberWords(value) {
  return value === 0 || Math.abs(value) >= 0.001 ? String(value) : value.toExponential();
}

/**
 * @param {RunConfig} config
 * @param {Spec | undefined} preset the layers of the run's preset, where they are known
 * @param {Translate} t
 * @returns {Trait}
 */
function networkTrait({ preset: name, network }, preset, t) {
  const text = network && networkText(network);
  if (!text || (preset && text === networkText(preset))) return { value: name, words: name, usual: false };
  return { value: `${name} ${text}`, words: changeWords(name, network, preset, t), usual: false };
}

/**
 * What was made of a preset's layers.
 * @param {string} preset its name
 * @param {Spec} network
 * @param {Spec | undefined} from
 * @param {Translate} t
 */
function changeWords(preset, network, from, t) {
  if (!from) return t("runs.network.edited", { preset });
  const [layers, before] = [walk(network), walk(from)];
  const count = Math.abs(layers.length - before.length);
  if (count > 0) {
    const key = layers.length > before.length ? "runs.network.more" : "runs.network.fewer";
    return t(count === 1 ? `${key}.one` : key, { preset, count });
  }
  const changes = layers.flatMap(({ path, layer }, i) => changesOf(before[i], { path, layer }));
  return changes.length === 1
    ? t("runs.network.changed", { preset, change: changes[0] })
    : t("runs.network.edited", { preset });
}

/** @typedef {{path: string, layer: LayerSpec}} Placed */

/**
 * @param {Placed} from
 * @param {Placed} to
 * @returns {string[]} such as "conv1 channels 32", or "relu → gelu"
 */
function changesOf(from, to) {
  const { layer } = to;
  if (from.layer.kind !== layer.kind || from.path !== to.path) return [`${from.layer.kind} → ${layer.kind}`];
  return fieldsOf(layer.kind)
    .filter((field) => valueOf(from.layer, field) !== valueOf(layer, field))
    .map((field) => `${nameOf(layer) || layer.kind} ${field.name} ${numberWords(valueOf(layer, field))}`);
}
