/**
 * What every template gets beside its part of the state: words, numbers and colours.
 *
 * @module
 */

import { translator } from "../i18n/index.js";
import { inkTable } from "./figure/pixels.js";
import { readTheme } from "./figure/theme.js";
import { createFormatter } from "./format.js";

/**
 * The same object until the language or the colour scheme changes.
 * @typedef {object} Ui
 * @property {import("../i18n/index.js").Translate} t a sentence in the page's language, by its key
 * @property {import("./format.js").Formatter} format
 * @property {import("../i18n/index.js").Language} language
 * @property {import("./figure/theme.js").Theme} theme colours for canvases
 * @property {import("./figure/colour.js").ColourTable} ink paper to ink, for images
 * @property {() => void} redraw draws this view again, for a change that is not in the state
 */

/**
 * @param {import("../i18n/index.js").Language} language whose words have been loaded
 * @returns {Ui}
 */
export function createUi(language) {
  return {
    t: translator(language),
    format: createFormatter(language),
    language,
    theme: readTheme(),
    ink: inkTable(),
    redraw() {},
  };
}
