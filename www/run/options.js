/**
 * The page's address as options: what the part after "?" asks for. Pure.
 *
 * Only the kind of a value is checked here (a whole number, a positive number, one of a few words);
 * what a run can do with it is for the trainer to say. Nonsense never stops the page: it is
 * reported as a problem and the default is used.
 *
 * @module
 */

import { BACKEND_CHOICES, WORKER_CHOICES, workersOf } from "../api/choices.js";
import { readNetwork } from "./network-text.js";
import { parseSetting, SETTINGS } from "./settings.js";

/** @typedef {import("../api/protocol.js").BackendChoice} BackendChoice */
/** @typedef {import("../api/protocol.js").ConfigRequest} ConfigRequest */

/**
 * @typedef {object} Options
 * @property {BackendChoice} backend
 * @property {number | "auto"} workers that train together on the CPU
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
 * @property {import("./settings.js").Kind | "network"} expected
 * @property {string} [choices]
 */

const SOURCES = /** @type {const} */ (["mnist", "generated"]);
const LANGUAGES = /** @type {const} */ (["en", "zh"]);

/** As much of a value as a sentence about it can hold. */
const QUOTED = 60;

/**
 * @param {string} search `location.search`
 * @returns {{options: Options, problems: OptionProblem[]}}
 */
export function parseOptions(search) {
  const query = new URLSearchParams(search);
  /** @type {OptionProblem[]} */
  const problems = [];

  /**
   * @param {string} name
   * @param {string} value
   * @param {OptionProblem["expected"]} expected
   * @param {readonly string[]} [choices]
   */
  const report = (name, value, expected, choices) => {
    const quoted = value.length > QUOTED ? `${value.slice(0, QUOTED)}…` : value;
    problems.push({ name, value: quoted, expected, ...(choices && { choices: choices.join(", ") }) });
  };

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
    if (found === undefined) report(name, value, "choice", choices);
    return found ?? otherwise;
  };

  /** @type {Record<string, unknown>} */
  const config = {};
  const preset = query.get("preset");
  if (preset) config.preset = preset;
  for (const { name, kind, choices } of SETTINGS) {
    const text = query.get(name);
    if (text === null) continue;
    const value = parseSetting(name, text);
    if (value === undefined) report(name, text, kind, choices);
    else config[name] = value;
  }
  const network = query.get("network");
  if (network !== null) {
    const read = readNetwork(network);
    if ("spec" in read) config.network = read.spec;
    else report("network", network, "network");
  }

  const options = {
    // Links of earlier versions name flex, another backend on the CPU.
    backend: query.get("backend") === "flex" ? "ndarray" : choice("backend", BACKEND_CHOICES, "auto"),
    workers: workersOf(choice("workers", WORKER_CHOICES, "auto")),
    data: choice("data", SOURCES, /** @type {const} */ ("mnist")),
    lang: choice("lang", LANGUAGES, null),
    autostart: choice("autostart", ["0", "1"], "1") === "1" && choice("headless", ["0", "1"], "0") === "0",
    config: /** @type {ConfigRequest} */ (config),
  };
  return { options, problems };
}
