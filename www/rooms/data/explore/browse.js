/**
 * The images themselves, a page at a time, all or of one class; one of them can be chosen.
 *
 * @module
 */

import { choice, createFigureCard, smallButton } from "../../../ui/figure-card.js";
import { paintDigit } from "../../../ui/figure/pixels.js";
import { html, painted } from "../../../ui/template.js";
import { IMAGES_A_PAGE } from "./state.js";

/** @typedef {import("../../../ui/ui.js").Ui} Ui */
/** @typedef {import("./state.js").Page} Page */
/** @typedef {import("./state.js").Split} Split */
/** @typedef {import("./view.js").Slice} Slice */

const SPLITS = /** @type {Split[]} */ (["train", "test"]);
const CLASSES = [...Array(10).keys()];
/** @type {Record<string, number>} */
const STEPS = { ArrowLeft: -1, ArrowRight: 1 };

/**
 * @typedef {object} Actions
 * @property {(wish: {split?: Split, class?: number | null, first?: number}) => void} browse
 * @property {(place: number) => void} choose
 * @property {() => void} reveal brings the enlarged image in sight
 */

/** @param {Actions} actions @returns {import("./view.js").Figure} */
export function createBrowse(actions) {
  const { browse } = actions;
  const card = createFigureCard({
    title: "explore.browse",
    about: "explore.browse.about",
    file: "digit-lab-images",
  });
  return (slice, ui) => {
    const { explore, names } = slice;
    const { t, format } = ui;
    const { page, first } = explore;
    const total = page?.total ?? 0;
    const turn = (/** @type {number} */ pages) => {
      const count = Math.ceil(total / IMAGES_A_PAGE);
      browse({ first: ((Math.floor(first / IMAGES_A_PAGE) + pages + count) % count) * IMAGES_A_PAGE });
    };
    const elsewhere = () => 1 + Math.floor(Math.random() * (total / IMAGES_A_PAGE - 1));
    const few = total <= IMAGES_A_PAGE;
    const splits = choice(
      t("explore.split"),
      SPLITS,
      explore.split,
      (split) => t(`explore.split.${split}`),
      (split) => browse({ split }),
    );
    const classes = choice(
      t("explore.class"),
      [null, ...CLASSES],
      explore.class,
      (of) => (of === null ? t("explore.all") : names[of]),
      (of) => browse({ class: of }),
    );
    const [from, to, of] = [Math.min(first + 1, total), Math.min(first + IMAGES_A_PAGE, total), total].map(
      format.integer,
    );
    const above = html`
      <div class="card__choices">${splits} ${classes}</div>
      <div class="card__choices">
        <span class="buttons">
          ${smallButton(t("explore.previous"), () => turn(-1), few)}
          ${smallButton(t("explore.next"), () => turn(1), few)}
          ${smallButton(t("explore.random"), () => turn(elsewhere()), few)}
        </span>
        <p class="muted number">${page ? t("explore.place", { from, to, of }) : "\u00a0"}</p>
      </div>
    `;
    return card(ui, page && numbersOf(page, names, ui), imagesView(slice, actions, ui), { above });
  };
}

/** @param {Page} page @param {string[]} names @param {Ui} ui @returns {import("../../../ui/figure-card.js").Numbers} */
function numbersOf(page, names, { t }) {
  const pixels = Array.from({ length: 784 }, (_, i) => ({ name: `pixel_${i}`, words: "" }));
  return {
    columns: [{ name: "index", words: t("explore.index") }, { name: "class", words: t("explore.label") }, ...pixels],
    get lines() {
      return [...page.indices].map((index, i) => [
        index,
        names[page.labels[i]],
        ...page.images.subarray(i * 784, (i + 1) * 784),
      ]);
    },
  };
}

/**
 * A grid of small images, with the arrow keys to go about in it.
 * @param {Slice} slice
 * @param {Actions} actions
 * @param {Ui} ui
 */
function imagesView({ explore: { page, chosen }, names }, { choose, reveal }, { t, ink }) {
  const count = page?.indices.length ?? 0;
  const on_page = chosen?.split === page?.split ? [...(page?.indices ?? [])].indexOf(chosen?.index ?? -1) : -1;
  const pressed = (/** @type {KeyboardEvent & {currentTarget: HTMLElement}} */ event) => {
    const list = event.currentTarget;
    const cells = /** @type {HTMLElement[]} */ ([...list.children]);
    const from = cells.findIndex((cell) => cell === event.target);
    if (event.key === "Enter" || event.key === " ") choose(from);
    else {
      // As many as stand in a row on this screen.
      const across = getComputedStyle(list).gridTemplateColumns.split(" ").length;
      const down = { ArrowUp: -across, ArrowDown: across }[event.key];
      const to = from + (STEPS[event.key] ?? down ?? NaN);
      if (!(to >= 0 && to < count)) return;
      choose(to);
      cells[to].focus();
    }
    event.preventDefault();
  };
  const cells = Array.from({ length: IMAGES_A_PAGE }, (_, i) => {
    const known = page && i < count ? page : null;
    const name = known ? names[known.labels[i]] : "";
    const paint = (/** @type {HTMLCanvasElement} */ canvas) => {
      if (known) paintDigit(canvas, known.images.subarray(i * 784, (i + 1) * 784), ink);
      else canvas.getContext("2d")?.clearRect(0, 0, 28, 28);
    };
    const pick = () => {
      choose(i);
      reveal();
    };
    return html`
      <li
        role="option"
        class=${known ? "" : "images__none"}
        tabindex=${known && i === Math.max(0, on_page) ? 0 : -1}
        aria-selected=${i === on_page}
        aria-label=${known ? t("explore.image", { index: known.indices[i], name }) : ""}
        @click=${pick}
      >
        <canvas width="28" height="28" aria-hidden="true" ${painted(paint, known, ink)}></canvas>
        <span aria-hidden="true">${name}</span>
      </li>
    `;
  });
  return html`<ol class="images" role="listbox" aria-label=${t("explore.images")} @keydown=${pressed}>
    ${cells}
  </ol>`;
}
