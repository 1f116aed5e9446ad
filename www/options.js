/**
 * The page's address as options: what the part after "?" asks for. Pure.
 *
 * Only the kind of a value is checked here (a whole number, a positive number, one of a few words);
 * what a run can do with it is for the trainer to say. Nonsense never stops the page: it is
 * reported as a problem and the default is used.
 *
 * @module
 */

/** @typedef {import("./protocol.js").BackendChoice} BackendChoice */
/** @typedef {import("./protocol.js").ConfigRequest} ConfigRequest */

/**
 * @typedef {object} Options
 * @property {BackendChoice} backend
 * @property {"mnist" | "generated"} data
 * @property {"en" | "zh" | null} lang null: as the browser prefers
 * @property {boolean} autostart false: expose the trainer and leave the rest to a script
 * @property {ConfigRequest} config only what the address names
 */

/**
 * A value that was not understood; `expected` names the rule it broke.
 * @typedef {object} OptionProblem
 * @property {string} name
 * @property {string} value
 * @property {"choice" | "whole" | "positive-whole" | "positive"} expected
 * @property {string} [choices]
 */

const BACKENDS = /** @type {const} */ (["auto", "webgpu", "flex", "ndarray"]);
const SOURCES = /** @type {const} */ (["mnist", "generated"]);
const LANGUAGES = /** @type {const} */ (["en", "zh"]);

/** The rules for the numbers of a run, also used by the settings form. */
export const NUMBER_RULES = /** @type {const} */ ({
  seed: "whole",
  epochs: "positive-whole",
  batch_size: "positive-whole",
  learning_rate: "positive",
  subset: "positive-whole",
});

/**
 * @param {string} text
 * @param {"whole" | "positive-whole" | "positive"} rule
 * @returns {number | null} null if the text breaks the rule
 */
export function parseNumber(text, rule) {
  const trimmed = text.trim();
  if (!/^[+]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(trimmed)) return null;
  const value = Number(trimmed);
  if (rule === "positive") return Number.isFinite(value) && value > 0 ? value : null;
  if (!Number.isSafeInteger(value)) return null;
  return rule === "positive-whole" && value < 1 ? null : value;
}

/**
 * @param {string} search `location.search`
 * @returns {{options: Options, problems: OptionProblem[]}}
 */
export function parseOptions(search) {
  const query = new URLSearchParams(search);
  /** @type {OptionProblem[]} */
  const problems = [];

  /**
   * @template {string} T
   * @template D
   * @param {string} name
   * @param {readonly T[]} choices
   * @param {D} otherwise
   * @returns {T | D}
   */
  const choice = (name, choices, otherwise) => {
    const value = query.get(name);
    if (value === null) return otherwise;
    const found = choices.find((choice) => choice === value.toLowerCase());
    if (found === undefined) problems.push({ name, value, expected: "choice", choices: choices.join(", ") });
    return found ?? otherwise;
  };

  /** @type {ConfigRequest} */
  const config = {};
  const preset = query.get("preset");
  if (preset) config.preset = preset;
  for (const name of /** @type {(keyof typeof NUMBER_RULES)[]} */ (Object.keys(NUMBER_RULES))) {
    const value = query.get(name);
    if (value === null) continue;
    const number = parseNumber(value, NUMBER_RULES[name]);
    if (number === null) problems.push({ name, value, expected: NUMBER_RULES[name] });
    else config[name] = number;
  }

  const options = {
    backend: choice("backend", BACKENDS, /** @type {const} */ ("auto")),
    data: choice("data", SOURCES, /** @type {const} */ ("mnist")),
    lang: choice("lang", LANGUAGES, null),
    autostart: choice("autostart", ["0", "1"], "1") === "1" && choice("headless", ["0", "1"], "0") === "0",
    config,
  };
  return { options, problems };
}
