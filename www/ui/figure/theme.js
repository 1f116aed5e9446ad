/**
 * The page's colours, as canvases need them.
 *
 * @module
 */

/** Dashes of kept runs' lines, by their colour's number, so that colour alone tells nothing. */
export const DASHES = [
  [8, 3],
  [2, 2.5],
  [9, 3, 2, 3],
  [16, 4],
  [4, 3],
  [9, 2.5, 2, 2.5, 2, 2.5],
  [14, 3, 4, 3],
  [2, 5],
];

/**
 * @typedef {object} Theme
 * @property {boolean} dark
 * @property {string} text
 * @property {string} muted
 * @property {string} line
 * @property {string} ground
 * @property {string} accent
 * @property {string} soft
 * @property {string[]} runs
 * @property {string[]} sides of the two classes that are compared
 * @property {string} font
 */

/** @type {{dark: boolean, theme: Theme} | undefined} */
let known;

/** The colours in force: the same object until they change. @returns {Theme} */
export function readTheme() {
  const dark = matchMedia("(prefers-color-scheme: dark)").matches;
  if (known?.dark !== dark) known = { dark, theme: readTokens(dark) };
  return known.theme;
}

/** The letter of a kept run, by its colour's number. @param {number} colour */
export function letterOf(colour) {
  return String.fromCharCode("A".charCodeAt(0) + colour);
}

/** @param {boolean} dark @returns {Theme} */
function readTokens(dark) {
  const style = getComputedStyle(document.documentElement);
  const token = (/** @type {string} */ name) => style.getPropertyValue(`--${name}`).trim();
  return {
    dark,
    text: token("text"),
    muted: token("muted"),
    line: token("line"),
    ground: token("ground"),
    accent: token("accent"),
    soft: token("accent-soft"),
    sides: ["side-a", "side-b"].map(token),
    runs: DASHES.map((_, i) => token(`run-${i + 1}`)),
    font: style.fontFamily,
  };
}
