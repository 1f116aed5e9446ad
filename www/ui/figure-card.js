/**
 * A figure of the Data or the Results room: its title, a sentence that says what it shows, its picture as PNG, and its
 * numbers as a table and as CSV.
 *
 * @module
 */

import { csv } from "./csv.js";
import { make, write } from "./dom.js";
import { savePng, saveText } from "./figure/save.js";

/** @typedef {import("../i18n/index.js").Key} Key */
/** @typedef {import("../page/rendering.js").Ui} Ui */

/**
 * Numbers as a table.
 * @typedef {object} Numbers
 * @property {{name: string, words: string}[]} columns `name`: in the file, the same in every language; without
 *   words, for the file only
 * @property {(string | number)[][]} lines where there are many, computed when they are read
 */

/** More lines than these are for the file only. */
const MOST_LINES = 300;

/**
 * An element with words that follow the page's language.
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag
 * @param {Key} key
 * @param {Record<string, string>} [attributes]
 */
export function worded(tag, key, attributes = {}) {
  return make(tag, { ...attributes, "data-text": key });
}

/**
 * A small button with words that follow the page's language.
 * @param {Key} key
 * @param {() => void} press
 */
export function createButton(key, press) {
  const button = worded("button", key, { type: "button", class: "button button--small" });
  button.addEventListener("click", press);
  return button;
}

/**
 * Buttons of which one is pressed.
 * @template {string | number | null} T
 * @param {Key} label
 * @param {T[]} values
 * @param {(value: T) => void} choose
 */
export function createChoice(label, values, choose) {
  const buttons = values.map((value) => {
    const button = make("button", { type: "button", class: "pick", "data-value": String(value) });
    button.addEventListener("click", () => choose(value));
    return button;
  });
  return {
    element: make("span", { class: "picks", role: "group", "data-label": label }, ...buttons),
    /** @param {T} chosen @param {(value: T) => string} words */
    show(chosen, words) {
      buttons.forEach((button, i) => {
        const name = words(values[i]);
        write(button, name);
        button.hidden = name === "";
        button.setAttribute("aria-pressed", String(values[i] === chosen));
      });
    },
  };
}

/**
 * @param {object} what
 * @param {Key} what.title
 * @param {Key} [what.about] one sentence
 * @param {string} what.file name of its files, without their endings
 * @param {(ui: Ui) => Numbers | null} what.numbers null: not known yet
 * @param {...Node} picture
 */
export function createFigure({ title, about, file, numbers }, ...picture) {
  /** @type {Ui | undefined} */
  let words;
  const body = make("div", { class: "shown" }, ...picture);
  const table = make("table");
  const scroll = make("div", { class: "scroll", tabindex: "0", role: "region", "data-label": title }, table);
  const left_out = make("p", { class: "muted" });
  const details = make("details", {}, worded("summary", "exhibit.table"), scroll, left_out);
  const png = createButton("exhibit.png", () => savePng(body, `${file}.png`));
  const save = createButton("exhibit.csv", () => {
    const all = words && numbers(words);
    if (!all) return;
    const header = all.columns.map(({ name }) => name);
    saveText(csv([header, ...all.lines]), `${file}.csv`, "text/csv");
  });
  const tools = make("p", { class: "shown__tools" }, png, save);
  const element = make("figure", { class: "exhibit" });
  const caption = make("figcaption", {}, make("strong", { "data-text": title }));
  if (about) caption.append(" ", worded("span", about, { class: "muted" }));
  element.append(caption, body, make("div", { class: "exhibit__foot" }, details, tools));

  const fill = () => {
    const all = details.open && words ? numbers(words) : null;
    const columns = all?.columns.filter(({ words }) => words !== "") ?? [];
    const head = columns.map(({ words }) => make("th", { scope: "col" }, words));
    const lines = (all?.lines ?? []).slice(0, MOST_LINES).map(([first, ...rest]) => {
      const cells = rest.slice(0, columns.length - 1).map((cell) => make("td", {}, String(cell)));
      return make("tr", {}, make("th", { scope: "row" }, String(first)), ...cells);
    });
    table.replaceChildren(make("thead", {}, make("tr", {}, ...head)), make("tbody", {}, ...lines));
    const more = (all?.lines.length ?? 0) - lines.length;
    left_out.hidden = more <= 0;
    if (words && more > 0) write(left_out, words.t("exhibit.table.more", { count: words.format.integer(more) }));
  };
  details.addEventListener("toggle", fill);

  return {
    element,
    caption,
    body,
    /** To be called when the numbers are others. @param {Ui} ui */
    show(ui) {
      words = ui;
      const all = numbers(ui);
      png.disabled = save.disabled = all === null;
      // Numbers that the picture shows already are for the file only.
      details.hidden = all?.columns.every(({ words }) => words === "") ?? false;
      fill();
    },
  };
}
