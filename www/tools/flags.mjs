/**
 * The command line: flags read, checked, and refused in a sentence with the exit status 2.
 *
 * @module
 */

import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { parseNumber } from "../options.js";
import { missingFrom } from "./mnist-files.mjs";
import { Failure } from "./run.mjs";

/**
 * Reads the command line; answers `--help`; refuses what it does not know.
 * @template {NonNullable<import("node:util").ParseArgsConfig["options"]>} T
 * @param {string} help
 * @param {T} options as `util.parseArgs` takes them
 */
export function readFlags(help, options) {
  try {
    const { values } = parseArgs({ options: { ...options, help: { type: "boolean", short: "h" } } });
    if (/** @type {{help?: boolean}} */ (values).help) {
      console.log(help.trim());
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

const RULES = {
  whole: "a whole number",
  "positive-whole": "a whole number from 1 on",
  positive: "a number above 0",
};

/**
 * A number of the right kind; what range a run can do with is for the trainer to say.
 * @param {string} flag @param {string | undefined} text @param {keyof typeof RULES} rule
 */
export function numberOf(flag, text, rule) {
  if (text === undefined) return undefined;
  const value = parseNumber(text, rule);
  if (value === null) throw new Failure(`--${flag} takes ${RULES[rule]}; not "${text}".`, 2);
  return value;
}

/** @param {string | undefined} folder */
export function mnistFolder(folder) {
  if (folder === undefined) return undefined;
  const missing = missingFrom(folder);
  if (missing.length > 0) throw new Failure(`--mnist ${folder} lacks ${missing.join(", ")}.`, 2);
  return resolve(folder);
}
