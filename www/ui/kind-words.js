/**
 * The kinds of layers in words.
 *
 * @module
 */

import { isKey } from "../i18n/index.js";

/** A kind in words: "convolution". @param {import("../i18n/index.js").Translate} t @param {string} kind */
export function kindWords(t, kind) {
  const key = `kind.${kind}`;
  return isKey(key) ? t(key) : kind;
}
