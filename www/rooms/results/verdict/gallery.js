/**
 * Images with their answers: wrong ones, right ones, or those of a cell of the matrix; in random order.
 *
 * @module
 */

import { make, write } from "../../../ui/dom.js";
import { inkTable, paintDigit } from "../../../ui/figure/pixels.js";
import { readTheme } from "../../../ui/figure/theme.js";
import { createButton, createChoice, createFigure } from "../../../ui/figure-card.js";
import { answerWords, signOf } from "./answer.js";
import { createPager } from "./pager.js";

/** @typedef {import("../../../page/rendering.js").Ui} Ui */
/** @typedef {import("./state.js").Query} Query */
/** @typedef {import("./state.js").Page} Page */
/** @typedef {import("./view.js").Slice} Slice */

const KINDS = /** @type {Query["only"][]} */ (["wrong", "right", "all"]);

/**
 * @param {object} actions
 * @param {(query: Partial<Query>) => void} actions.list
 * @param {(cell: null) => void} actions.open
 * @param {(at: number) => void} actions.choose
 */
export function createGallery(actions) {
  /** @type {Slice | undefined} */
  let latest;
  const kinds = createChoice("verdict.gallery.kind", KINDS, (only) =>
    actions.list({ only, truth: null, prediction: null }),
  );
  const cell = make("span", { class: "gallery__cell" });
  const every = createButton("verdict.gallery.every", () => actions.open(null));
  const shuffle = createButton("verdict.gallery.shuffle", () => {
    actions.list({ seed: (latest?.assessment.gallery.query.seed ?? 0) + 1 });
  });
  const images = make("ol", { class: "gallery", "data-label": "verdict.gallery" });
  const none = make("p", { class: "muted" });
  const pager = createPager((first) => actions.list({ first }));
  pager.element.append(shuffle);
  const figure = createFigure(
    {
      title: "verdict.gallery",
      about: "verdict.gallery.about",
      file: "digit-lab-answers",
      numbers() {
        const page = latest?.assessment.gallery.page;
        if (!latest || !page?.cases) return null;
        const { names } = latest;
        const { indices, labels, predictions } = page.cases;
        return {
          columns: ["index", "class", "prediction"].map((name) => ({ name, words: "" })),
          lines: Array.from(indices, (index, i) => [index, names[labels[i]], names[predictions[i]]]),
        };
      },
    },
    images,
    none,
  );
  figure.caption.after(make("div", { class: "exhibit__choices" }, kinds.element, cell, every));
  figure.body.after(pager.element);
  images.addEventListener("click", ({ target }) => {
    const item = /** @type {Element} */ (target).closest("li");
    if (item) actions.choose([...images.children].indexOf(item));
  });
  /** @type {unknown[]} */
  let painted = [];

  return {
    element: figure.element,
    /** @param {Slice} slice @param {Ui} ui */
    show(slice, ui) {
      latest = slice;
      const { assessment, names } = slice;
      const { page, query } = assessment.gallery;
      const { t } = ui;
      const of_cell = query.truth !== null && query.prediction !== null;
      kinds.show(query.only, (only) => t(`verdict.gallery.${only}`));
      every.hidden = !of_cell;
      write(
        cell,
        of_cell
          ? t("verdict.gallery.cell", { truth: names[query.truth ?? 0], prediction: names[query.prediction ?? 0] })
          : "",
      );
      const { cases } = page ?? {};
      none.hidden = !cases || cases.total > 0;
      write(none, t("verdict.gallery.none"));
      const now = [page, names, ui, readTheme()];
      if (!now.every((one, i) => one === painted[i])) paint(page, names, ui);
      painted = now;
      pager.show(assessment.gallery, ui);
      figure.show(ui);
    },
  };

  /** @param {Page | null} page @param {string[]} names @param {Ui} ui */
  function paint(page, names, ui) {
    const ink = inkTable();
    const { cases } = page ?? {};
    const items = Array.from(cases?.indices ?? [], (index, i) => {
      const { labels, predictions, images: pixels } = /** @type {import("../../../api/protocol.js").Cases} */ (cases);
      const answer = { index, label: labels[i], prediction: predictions[i], names };
      const canvas = make("canvas", { width: "28", height: "28", "aria-hidden": "true" });
      paintDigit(canvas, pixels.subarray(i * 784, (i + 1) * 784), ink);
      const right = labels[i] === predictions[i];
      const words = right ? names[labels[i]] : `${names[labels[i]]} → ${names[predictions[i]]}`;
      const caption = make(
        "span",
        { "aria-hidden": "true" },
        make("span", { class: "answer__sign" }, signOf(answer)),
        ` ${words}`,
      );
      const button = make(
        "button",
        { type: "button", class: "thumb", "aria-label": answerWords(answer, ui) },
        canvas,
        caption,
      );
      return make("li", { "data-right": String(right) }, button);
    });
    const focused = [...images.children].findIndex((item) => item.contains(document.activeElement));
    images.replaceChildren(...items);
    if (focused >= 0) images.children[focused]?.querySelector("button")?.focus();
  }
}
