/**
 * Finds the terms of the glossary in a text. Pure.
 *
 * @module
 */

import { TERMS } from "./terms.js";

/** @typedef {import("../../i18n/index.js").Language} Language */
/** @typedef {{id: string, from: number, to: number}} Found a term, and where it stands in the text */

const LATIN = /\p{Script=Latin}/u;

/**
 * @param {Language} language
 * @param {(id: string) => string} word of a term
 * @returns {(text: string) => Found[]} in their order; of terms that overlap, the longest
 */
export function createFinder(language, word) {
  /** @type {Map<string, string>} */
  const ids = new Map();
  for (const { id, also } of TERMS) {
    for (const spelling of [word(id), ...also[language]]) ids.set(spelling.toLowerCase(), id);
  }
  const spellings = [...ids.keys()].sort((a, b) => b.length - a.length);
  // Chinese has no spaces between words; a word of Latin letters stands alone in both languages.
  const parts = spellings.map((spelling) => {
    const own = escaped(spelling);
    return LATIN.test(spelling) ? `(?<![\\p{Script=Latin}\\d_.-])${own}(?![\\p{Script=Latin}\\d_-])` : own;
  });
  const pattern = new RegExp(parts.join("|"), "giu");
  return (text) =>
    Array.from(text.matchAll(pattern), (match) => ({
      id: /** @type {string} */ (ids.get(match[0].toLowerCase())),
      from: match.index,
      to: match.index + match[0].length,
    }));
}

/** @param {string} text */
function escaped(text) {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
