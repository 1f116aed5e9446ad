/**
 * The command line: flags read, checked, and refused in a sentence with the exit status 2.
 *
 * @module
 */

import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import words from "../i18n/en.js";
import { loadWords, translator } from "../i18n/index.js";
import { readNetwork } from "../run/network-text.js";
import { parseNumber, parseSetting, SETTINGS } from "../run/settings.js";
import { missingFrom } from "./mnist-files.mjs";
import { Failure } from "./run.mjs";

await loadWords("en", ["page"]);

/** @typedef {import("../api/protocol.js").ConfigRequest} ConfigRequest */
/** @typedef {import("../run/settings.js").Setting} Setting */

/**
 * Reads the command line; answers `--help`; refuses what it does not know.
 * @template {NonNullable<import("node:util").ParseArgsConfig["options"]>} T
 * @param {string} text what `--help` says
 * @param {T} options as `util.parseArgs` takes them
 */
export function readFlags(text, options) {
  try {
    const help = /** @type {const} */ ({ type: "boolean", short: "h" });
    const { values } = parseArgs({ options: { ...options, help }, allowNegative: true });
    if (/** @type {{help?: boolean}} */ (values).help) {
      console.log(text.trim());
      process.exit(0);
    }
    return /** @type {ReturnType<typeof parseArgs<{options: T}>>["values"]} */ (values);
  } catch (error) {
    const reason = String(/** @type {Error} */ (error).message).replace(/\.$/, "");
    throw new Failure(`${reason}. Flags follow "--", as in "npm run train -- --epochs 3"; --help lists them.`, 2);
  }
}

/**
 * @template {string} T
 * @param {string} flag @param {string} text @param {readonly T[]} choices
 */
export function oneOf(flag, text, choices) {
  const choice = choices.find((name) => name === text);
  if (choice === undefined) throw new Failure(`--${flag} takes ${choices.join(", ")}; not "${text}".`, 2);
  return choice;
}

/**
 * A number of the right kind; what range a run can do with is for the trainer to say.
 * @param {string} flag @param {string | undefined} text @param {"whole" | "positive-whole" | "positive"} rule
 */
export function numberOf(flag, text, rule) {
  if (text === undefined) return undefined;
  const value = parseNumber(text, rule);
  if (value === null) throw new Failure(`--${flag} takes ${words[`error.expected.${rule}`]}; not "${text}".`, 2);
  return value;
}

/** @param {string | undefined} folder */
export function mnistFolder(folder) {
  if (folder === undefined) return undefined;
  const missing = missingFrom(folder);
  if (missing.length > 0) throw new Failure(`--mnist ${folder} lacks ${missing.join(", ")}.`, 2);
  return resolve(folder);
}

/** @param {string} name of a setting */
export const flagOf = (name) => name.replaceAll("_", "-");

/** Every setting as a flag, as `util.parseArgs` takes them. */
export function settingFlags() {
  const flags = SETTINGS.map(({ name, kind }) => [flagOf(name), { type: kind === "flag" ? "boolean" : "string" }]);
  return /** @type {Record<string, {type: "boolean" | "string"}>} */ (Object.fromEntries(flags));
}

/**
 * The settings among the flags that were given.
 * @param {Record<string, unknown>} flags
 * @returns {ConfigRequest}
 */
export function readSettings(flags) {
  /** @type {Record<string, unknown>} */
  const config = {};
  for (const { name, kind, choices, none } of SETTINGS) {
    const given = flags[flagOf(name)];
    if (given === undefined) continue;
    const value = typeof given === "string" ? parseSetting(name, given) : given;
    if (value === undefined) {
      const expected = choices?.join(", ") ?? words[`error.expected.${kind}`];
      throw new Failure(`--${flagOf(name)} takes ${expected}${none ? `, or ${none}` : ""}; not "${given}".`, 2);
    }
    config[name] = value;
  }
  return config;
}

/**
 * Layers of one's own: JSON, or the name of a file that holds it.
 * @param {string} given
 * @returns {import("../api/protocol.js").Spec}
 */
export function networkOf(given) {
  let text = given;
  try {
    if (!/^\s*[[{]/.test(given)) text = readFileSync(given, "utf8");
  } catch (error) {
    const { code } = /** @type {NodeJS.ErrnoException} */ (error);
    throw new Failure(`--network ${given} cannot be read (${code}).`, 2);
  }
  const read = readNetwork(text);
  if ("spec" in read) return read.spec;
  const { code, line, params } = read.problem;
  throw new Failure(`--network: ${translator("en")(`network.json.${code}`, { line, ...params })}`, 2);
}

/** The settings in `--help`, in groups. */
export function settingsHelp() {
  const titles = /** @type {Record<Setting["group"], string>} */ ({
    recipe: "Recipe",
    optimiser: words["settings.group.optimiser"],
    regularisation: words["settings.group.regularisation"],
    data: words["settings.group.data"],
    run: words["settings.group.run"],
    augmentation: `${words["settings.group.augmentation"]}: each up to so much, either way`,
  });
  const groups = Object.entries(titles).map(([group, title]) => {
    const lines = SETTINGS.filter((setting) => setting.group === group).map(settingHelp);
    return [`${title}`, ...lines].join("\n");
  });
  return groups.join("\n\n");
}

/** @param {Setting} setting */
function settingHelp({ name, kind, choices = [], none }) {
  const value = { whole: "N", "positive-whole": "N", number: "X", positive: "X", choice: "NAME", flag: "" }[kind];
  const usage = `--${flagOf(name)} ${none ? `${value}|${none}` : value}`;
  const hint = words[`settings.${name}.hint`];
  return helpLine(usage, choices.length > 0 ? `${choices.join(", ")}: ${hint}` : hint);
}

/** @param {string} usage @param {string} meaning */
export function helpLine(usage, meaning) {
  return `  ${usage.padEnd(22)} ${meaning}`;
}
