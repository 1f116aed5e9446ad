/**
 * A figure as a card: its title, a sentence that says what it shows, its picture as PNG or SVG, and its numbers as a
 * table, as CSV and as `.npy`.
 *
 * @module
 */

import { npy } from "../api/npy.js";
import { csv } from "./csv.js";
import { saveBlob, savePng, saveText } from "./figure/save.js";

import { html, nothing } from "./template.js";

/** @typedef {import("../i18n/index.js").Key} Key */
/** @typedef {import("./template.js").Template} Template */
/** @typedef {import("./ui.js").Ui} Ui */

/**
 * Numbers as a table.
 * @typedef {object} Numbers
 * @property {{name: string, words: string}[]} columns `name`: in the file, the same in every language; without
 *   words, for the file only
 * @property {(string | number)[][]} lines where there are many, computed when they are read
 */

/**
 * What a card may have beside its picture and its numbers.
 * @typedef {object} Beside
 * @property {string} [about] another sentence
 * @property {unknown} [above] what stands above the picture
 * @property {unknown} [below] what stands below the picture
 * @property {() => string} [svg] the picture as the text of an SVG file, where it is made of lines
 * @property {() => import("../api/npy.js").Tensor} [tensor] the numbers as an array, where they are one
 */

/** More lines than these are for the file only. */
const MOST_LINES = 300;

/**
 * A small button.
 * @param {string} words
 * @param {() => void} press
 * @param {boolean} [disabled]
 */
export function smallButton(words, press, disabled = false) {
  return html`
    <button type="button" class="button button--small" ?disabled=${disabled} @click=${press}>${words}</button>
  `;
}

/**
 * Buttons of which one is pressed.
 * @template {string | number | null} T
 * @param {string} label
 * @param {readonly T[]} values
 * @param {T} chosen
 * @param {(value: T) => string} words of a value's button; empty: it has none
 * @param {(value: T) => void} choose
 */
export function choice(label, values, chosen, words, choose) {
  const buttons = values.map((value) => {
    const name = words(value);
    return html`
      <button
        type="button"
        class="pick"
        data-value=${String(value)}
        aria-pressed=${value === chosen}
        ?hidden=${name === ""}
        @click=${() => choose(value)}
      >
        ${name}
      </button>
    `;
  });
  return html`<span class="picks" role="group" aria-label=${label}>${buttons}</span>`;
}

/**
 * @param {object} what
 * @param {Key} what.title
 * @param {Key} [what.about] one sentence
 * @param {string} what.file name of its files, without their endings
 * @param {string} [what.kind] for the style sheet
 * @returns {(ui: Ui, numbers: Numbers | null, picture: unknown, beside?: Beside) => Template}
 *   `numbers`: null while they are not known
 */
export function createFigureCard({ title, about, file, kind }) {
  let open = false;
  return (ui, all, picture, beside = {}) => {
    const { t } = ui;
    const { svg, tensor } = beside;
    const sentence = beside.about ?? (about && t(about));
    // Numbers that the picture shows already are for the file only.
    const columns = all?.columns.filter(({ words }) => words !== "") ?? [];
    const toggled = (/** @type {Event & {currentTarget: HTMLDetailsElement}} */ { currentTarget }) => {
      if (currentTarget.open === open) return;
      open = currentTarget.open;
      ui.redraw();
    };
    const save = () => {
      if (!all) return;
      const header = all.columns.map(({ name }) => name);
      saveText(csv([header, ...all.lines]), `${file}.csv`, "text/csv");
    };
    return html`
      <figure class=${kind ? `card card--${kind}` : "card"}>
        <figcaption>
          <strong>${t(title)}</strong> ${sentence ? html`<span class="muted">${sentence}</span>` : nothing}
        </figcaption>
        ${beside.above}
        <div class="shown">${picture}</div>
        ${beside.below}
        <div class="card__foot">
          <details ?hidden=${all !== null && columns.length === 0} @toggle=${toggled}>
            <summary>${t("figure.table")}</summary>
            ${open && all ? table(t(title), columns, all.lines, ui) : nothing}
          </details>
          <p class="shown__tools">
            <button
              type="button"
              class="button button--small"
              ?disabled=${!all}
              @click=${(/** @type {any} */ event) => savePicture(event, file)}
            >
              ${t("figure.png")}
            </button>
            ${svg ? smallButton(t("figure.svg"), () => saveText(svg(), `${file}.svg`, "image/svg+xml")) : nothing}
            ${smallButton(t("figure.csv"), save, !all)}
            ${tensor ? smallButton(t("figure.npy"), () => saveBlob(new Blob([npy(tensor())]), `${file}.npy`)) : nothing}
          </p>
        </div>
      </figure>
    `;
  };
}

/** @param {Event & {currentTarget: HTMLElement}} event @param {string} file */
function savePicture({ currentTarget }, file) {
  const picture = /** @type {HTMLElement} */ (currentTarget.closest("figure")?.querySelector(".shown"));
  savePng(picture, `${file}.png`);
}

/**
 * @param {string} title
 * @param {Numbers["columns"]} columns
 * @param {Numbers["lines"]} lines
 * @param {Ui} ui
 */
function table(title, columns, lines, { t, format }) {
  const rows = lines.slice(0, MOST_LINES).map(([first, ...rest]) => {
    const cells = rest.slice(0, columns.length - 1).map((cell) => html`<td>${cell}</td>`);
    return html`<tr>
      <th scope="row">${first}</th>
      ${cells}
    </tr>`;
  });
  const more = lines.length - rows.length;
  return html`
    <div class="scroll" tabindex="0" role="region" aria-label=${title}>
      <table>
        <thead>
          <tr>
            ${columns.map(({ words }) => html`<th scope="col">${words}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${rows}
        </tbody>
      </table>
    </div>
    ${more > 0 ? html`<p class="muted">${t("figure.table.more", { count: format.integer(more) })}</p>` : nothing}
  `;
}
