import assert from "node:assert/strict";
import { test } from "node:test";
import en from "../../www/i18n/en.js";
import { loadWords, translator } from "../../www/i18n/index.js";
import { digest, valueInWords } from "../../www/ui/setting-words.js";
import {
  differences,
  findSetting,
  formatSetting,
  matters,
  parseNumber,
  parseSetting,
  presetOf,
  SETTINGS,
  settingsOf,
} from "../../www/run/settings.js";
import { CONFIG, NETWORK, PRESET } from "./recipe.js";

for (const language of /** @type {const} */ (["en", "zh"])) await loadWords(language, ["page"]);

/** @typedef {import("../../www/run/settings.js").SettingName} SettingName */

test("the table holds every setting of a run once, and a name of each group's settings", () => {
  const names = SETTINGS.map(({ name }) => name);
  assert.equal(new Set(names).size, names.length);
  assert.deepEqual([...names, "network", "preset"].sort(), Object.keys(CONFIG).sort());
  const groups = [...new Set(SETTINGS.map(({ group }) => group))];
  assert.deepEqual(
    groups.flatMap((group) => settingsOf(group).map(({ name }) => name)),
    names,
  );
  assert.equal(findSetting("preset"), null);
  assert.equal(findSetting("toString"), null);
});

test("every setting has a name, a hint and its choices in words", () => {
  for (const { name, kind, choices = [], none } of SETTINGS) {
    const keys = [`settings.${name}`, `settings.${name}.hint`];
    keys.push(...choices.map((choice) => `settings.${name}.${choice}`));
    if (none !== undefined) keys.push(`settings.${name}.none`);
    assert.equal(kind === "choice", choices.length > 1, name);
    for (const key of keys) assert.ok(key in en, key);
  }
});

test("numbers are read as people write them, and nothing else is taken for one", () => {
  assert.equal(parseNumber(" 12 ", "whole"), 12);
  assert.equal(parseNumber("1e3", "positive-whole"), 1000);
  assert.equal(parseNumber(".01", "positive"), 0.01);
  assert.equal(parseNumber("0", "number"), 0);
  for (const text of ["", " ", "0x10", "Infinity", "NaN", "1,5", "--1", "12px", "9007199254740993"]) {
    assert.equal(parseNumber(text, "whole"), null, text);
  }
  for (const text of ["-0.5", "1e999", "1,5", ""]) assert.equal(parseNumber(text, "number"), null, text);
  assert.equal(parseNumber("0", "positive"), null);
  assert.equal(parseNumber("1e999", "positive"), null);
});

test("each kind of setting takes its kind of text", () => {
  /** @type {[SettingName, string, unknown][]} */
  const cases = [
    ["epochs", "3", 3],
    ["epochs", "0", undefined],
    ["seed", "0", 0],
    ["momentum", "0", 0],
    ["momentum", "-0.1", undefined],
    ["learning_rate", "1e-3", 0.001],
    ["learning_rate", "0", undefined],
    ["optimizer", " AdamW ", "adamw"],
    ["optimizer", "lion", undefined],
    ["schedule", "one-cycle", "one-cycle"],
    ["schedule", "fine-tune", "fine-tune"],
    ["div_final", "1e5", 1e5],
    ["pct_start", "0", undefined],
    ["decay_biases", "0", false],
    ["nesterov", "1", true],
    ["nesterov", "no", false],
    ["nesterov", "maybe", undefined],
    ["nesterov", "constructor", undefined],
    ["nesterov", "", undefined],
    ["subset", "", null],
    ["subset", "All", null],
    ["subset", "600", 600],
    ["subset", "off", undefined],
    ["clip_norm", "off", null],
    ["dropout", "0", 0],
    ["batch_size", "", undefined],
  ];
  for (const [name, text, value] of cases) assert.equal(parseSetting(name, text), value, `${name}=${text}`);
  assert.throws(() => parseSetting(/** @type {any} */ ("colour"), "red"), /no setting called "colour"/);
});

test("what is written is read again as it was", () => {
  const values = { ...CONFIG, learning_rate: 1e-8, nesterov: true, schedule: "one-cycle", clip_norm: 0.1 };
  for (const { name } of SETTINGS) {
    for (const config of [CONFIG, values]) {
      const value = /** @type {any} */ (config)[name];
      assert.equal(parseSetting(name, formatSetting(name, value)), value, name);
    }
  }
});

test("a setting matters only beside those that it works with", () => {
  const shown = (/** @type {Partial<typeof CONFIG>} */ changes, network = NETWORK) => {
    const config = { ...CONFIG, ...changes };
    const optional = SETTINGS.filter(({ when }) => when !== undefined);
    return optional.filter((setting) => matters(setting, config, network)).map(({ name }) => name);
  };
  assert.deepEqual(shown({}), ["beta_1", "beta_2", "epsilon", "dropout"]);
  assert.deepEqual(shown({ optimizer: "sgd" }), ["momentum", "dropout"]);
  assert.deepEqual(shown({ optimizer: "sgd", momentum: 0.9 }), ["momentum", "nesterov", "dropout"]);
  assert.deepEqual(shown({ optimizer: "rmsprop", momentum: 0.9 }), ["momentum", "alpha", "epsilon", "dropout"]);
  assert.deepEqual(shown({ optimizer: "sgd", schedule: "step" }), [
    "decay_epochs",
    "decay_factor",
    "momentum",
    "dropout",
  ]);
  const cycle = ["pct_start", "div", "div_final"];
  for (const schedule of /** @type {const} */ (["fit-one-cycle", "fine-tune"])) {
    assert.deepEqual(shown({ optimizer: "sgd", schedule }), [...cycle, "momentum", "dropout"]);
  }
  assert.deepEqual(shown({ optimizer: "sgd", schedule: "one-cycle" }), ["momentum", "dropout"]);
  assert.deepEqual(shown({ optimizer: "sgd", weight_decay: 0.01 }), ["momentum", "decay_biases", "dropout"]);
  assert.deepEqual(shown({ optimizer: "sgd" }, { layers: [{ kind: "flatten" }] }), ["momentum"]);
  const within = { layers: [{ kind: "residual", layers: [{ kind: "relu" }, { kind: "dropout", rate: 0.1 }] }] };
  assert.deepEqual(shown({ optimizer: "sgd" }, /** @type {any} */ (within)), ["momentum", "dropout"]);
});

test("what differs between two runs is named in the table's order", () => {
  const other = { ...CONFIG, seed: 1, epochs: 9, rotation: 10, subset: 600 };
  assert.deepEqual(
    differences(other, CONFIG).map(({ name }) => name),
    ["epochs", "subset", "seed", "rotation"],
  );
  assert.deepEqual(differences(CONFIG, { ...CONFIG }), []);
});

test("some settings are told in one line, without those that are switched off", () => {
  const t = translator("en");
  const line = (/** @type {import("../../www/run/settings.js").Group} */ group, changes = {}) =>
    digest(t, settingsOf(group), { ...CONFIG, ...changes });
  assert.equal(line("augmentation"), "");
  assert.equal(line("augmentation", { rotation: 10, elastic: 1.5 }), "Rotation 10 · Elastic 1.5");
  const spared = { decay_biases: false };
  assert.equal(line("regularisation", { dropout: 0.5, clip_norm: 1, ...spared }), "Dropout 0.5 · Gradient clipping 1");
  assert.equal(line("regularisation", { weight_decay: 0.01 }), "Weight decay 0.01 · Decay of biases yes");
  assert.equal(line("data"), "Input scaling 0 to 1");
  assert.equal(line("data", { subset: 600 }), "Input scaling 0 to 1 · Training images 600");
  assert.equal(line("run"), "Loss cross entropy · Seed 0");
  // An optimiser's 0 is a number like any other.
  assert.match(line("optimiser", { optimizer: "sgd" }), /^Momentum 0 · β₁/);
});

test("values are told in the page's language", () => {
  const zh = translator("zh");
  const words = (/** @type {SettingName} */ name, /** @type {any} */ value) => {
    const setting = findSetting(name);
    assert.ok(setting);
    return valueInWords(zh, setting, value);
  };
  assert.equal(words("schedule", "constant"), "恒定");
  assert.equal(words("nesterov", true), "是");
  assert.equal(words("subset", null), "全部");
  assert.equal(words("learning_rate", 1e-8), "1e-8");
  // Not the words for a choice of that name.
  assert.equal(words("seed", 0), "0");
});

test("a run's preset is found by its name", () => {
  assert.equal(presetOf(CONFIG, [PRESET]), PRESET);
  assert.equal(presetOf({ ...CONFIG, preset: "lenet" }, [PRESET]), null);
  assert.equal(presetOf(null, [PRESET]), null);
});
