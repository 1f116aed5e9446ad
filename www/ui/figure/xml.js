/**
 * Text in files of markup. Pure.
 *
 * @module
 */

/** @param {string} text @returns {string} as it stands between tags, or in a quoted attribute */
export function escaped(text) {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
}
