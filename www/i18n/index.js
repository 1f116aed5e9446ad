/**
 * The page's words. One file a language; English is the one that names the keys.
 *
 * @module
 */

import en from "./en.js";
import zh from "./zh.js";

/** @typedef {"en" | "zh"} Language */
/** @typedef {keyof typeof en} Key */
/** @typedef {(key: Key, params?: Record<string, string | number>) => string} Translate */

/** @type {Record<Language, Record<Key, string>>} */
const WORDS = { en, zh };

/**
 * @param {string} key
 * @returns {key is Key}
 */
export function isKey(key) {
  return Object.hasOwn(en, key);
}

/**
 * @param {Language} language
 * @returns {Translate}
 */
export function translator(language) {
  return (key, params = {}) => WORDS[language][key].replace(/\{(\w+)\}/g, (_, name) => String(params[name] ?? ""));
}

/**
 * A sentence for a code from the trainer: the page's own where it has one, else the trainer's
 * message, which is in English but says what happened.
 * @param {Translate} t
 * @param {"notice" | "error" | "reason"} kind
 * @param {{code: string, message: string, params?: Record<string, string | number>}} report
 * @returns {string}
 */
export function explain(t, kind, { code, message, params }) {
  const key = `${kind}.${code}`;
  return isKey(key) ? t(key, { ...params, message }) : message;
}

/**
 * The first of the browser's languages that the page speaks.
 * @param {readonly string[]} preferred
 * @returns {Language}
 */
export function preferredLanguage(preferred) {
  for (const tag of preferred) {
    const language = tag.toLowerCase().split("-")[0];
    if (language === "zh" || language === "en") return language;
  }
  return "en";
}
