/**
 * The images themselves, a page at a time, all or of one class; one of them can be chosen.
 *
 * @module
 */

import { make, write } from "../../../ui/dom.js";
import { inkTable, paintDigit } from "../../../ui/figure/pixels.js";
import { readTheme } from "../../../ui/figure/theme.js";
import { IMAGES_A_PAGE } from "./state.js";
import { createButton, createChoice, createFigure } from "../../../ui/figure-card.js";

/** @typedef {import("../../../page/rendering.js").Ui} Ui */
/** @typedef {import("./state.js").Explore} Explore */
/** @typedef {import("./state.js").Page} Page */
/** @typedef {import("./state.js").Split} Split */
/** @typedef {{explore: Explore, names: string[]}} Slice */

const CLASSES = [...Array(10).keys()];
/** @type {Record<string, number>} */
const STEPS = { ArrowLeft: -1, ArrowRight: 1 };

/**
 * @param {object} actions
 * @param {(wish: {split?: Split, class?: number | null, first?: number}) => void} actions.browse
 * @param {(place: number) => void} actions.choose
 * @param {() => void} actions.reveal brings the enlarged image in sight
 */
export function createBrowse(actions) {
  /** @type {Slice | undefined} */
  let latest;
  const splits = createChoice("explore.split", /** @type {Split[]} */ (["train", "test"]), (split) =>
    actions.browse({ split }),
  );
  const classes = createChoice("explore.class", [null, ...CLASSES], (chosen) => actions.browse({ class: chosen }));
  const total = () => latest?.explore.page?.total ?? 0;
  const turn = (/** @type {number} */ pages) => {
    const count = Math.ceil(total() / IMAGES_A_PAGE);
    const now = Math.floor((latest?.explore.first ?? 0) / IMAGES_A_PAGE);
    actions.browse({ first: ((now + pages + count) % count) * IMAGES_A_PAGE });
  };
  const turns = [
    createButton("explore.previous", () => turn(-1)),
    createButton("explore.next", () => turn(1)),
    createButton("explore.random", () => turn(1 + Math.floor(Math.random() * (total() / IMAGES_A_PAGE - 1)))),
  ];
  const place = make("p", { class: "muted number" });
  const images = createImages(actions);
  const figure = createFigure(
    {
      title: "explore.browse",
      about: "explore.browse.about",
      file: "digit-lab-images",
      numbers: ({ t }) => {
        const { page } = latest?.explore ?? {};
        if (!page || !latest) return null;
        const { names } = latest;
        const pixels = Array.from({ length: 784 }, (_, i) => ({ name: `pixel_${i}`, words: "" }));
        return {
          columns: [
            { name: "index", words: t("explore.index") },
            { name: "class", words: t("explore.label") },
            ...pixels,
          ],
          get lines() {
            return [...page.indices].map((index, i) => [
              index,
              names[page.labels[i]],
              ...page.images.subarray(i * 784, (i + 1) * 784),
            ]);
          },
        };
      },
    },
    images.element,
  );
  figure.caption.after(
    make("div", { class: "exhibit__choices" }, splits.element, classes.element),
    make("div", { class: "exhibit__choices" }, make("span", { class: "buttons" }, ...turns), place),
  );

  return {
    element: figure.element,
    /** @param {Slice} slice @param {Ui} ui */
    show(slice, ui) {
      latest = slice;
      const { explore, names } = slice;
      const { page } = explore;
      const { t, format } = ui;
      splits.show(explore.split, (split) => t(`explore.split.${split}`));
      classes.show(explore.class, (of) => (of === null ? t("explore.all") : names[of]));
      for (const button of turns) button.disabled = total() <= IMAGES_A_PAGE;
      const [from, to, of] = [
        Math.min(explore.first + 1, total()),
        Math.min(explore.first + IMAGES_A_PAGE, total()),
        total(),
      ].map(format.integer);
      write(place, page ? t("explore.place", { from, to, of }) : "\u00a0");
      images.show(slice, ui);
      figure.show(ui);
    },
  };
}

/**
 * A grid of small images, with the arrow keys to go about in it.
 * @param {{choose: (place: number) => void, reveal: () => void}} actions
 */
function createImages({ choose, reveal }) {
  const cells = Array.from({ length: IMAGES_A_PAGE }, (_, i) => {
    const canvas = make("canvas", { width: "28", height: "28", "aria-hidden": "true" });
    const label = make("span", { "aria-hidden": "true" });
    const cell = make("li", { role: "option", tabindex: "-1" }, canvas, label);
    cell.addEventListener("click", () => {
      choose(i);
      reveal();
    });
    return { cell, canvas, label };
  });
  const element = make("ol", { class: "images", role: "listbox", "data-label": "explore.images" });
  element.append(...cells.map(({ cell }) => cell));
  let count = 0;
  element.addEventListener("keydown", (event) => {
    const from = cells.findIndex(({ cell }) => cell === event.target);
    if (event.key === "Enter" || event.key === " ") choose(from);
    else {
      // As many as stand in a row on this screen.
      const across = getComputedStyle(element).gridTemplateColumns.split(" ").length;
      const down = { ArrowUp: -across, ArrowDown: across }[event.key];
      const to = from + (STEPS[event.key] ?? down ?? NaN);
      if (!(to >= 0 && to < count)) return;
      choose(to);
      cells[to].cell.focus();
    }
    event.preventDefault();
  });
  /** @type {[Page | null, import("../../../ui/figure/theme.js").Theme] | undefined} */
  let painted;

  return {
    element,
    /** @param {Slice} slice @param {Ui} ui */
    show({ explore: { page, chosen }, names }, ui) {
      const ink = inkTable();
      count = page?.indices.length ?? 0;
      const theme = readTheme();
      const afresh = painted?.[0] !== page || painted[1] !== theme;
      const same = (/** @type {number} */ i) => chosen?.split === page?.split && chosen?.index === page?.indices[i];
      const on_page = cells.findIndex((_, i) => i < count && same(i));
      cells.forEach(({ cell, canvas, label }, i) => {
        const there = page !== null && i < count;
        cell.classList.toggle("images__none", !there);
        cell.setAttribute("aria-selected", String(i === on_page));
        cell.tabIndex = there && i === Math.max(0, on_page) ? 0 : -1;
        if (!there) return canvas.getContext("2d")?.clearRect(0, 0, 28, 28);
        const name = names[page.labels[i]];
        write(label, name);
        cell.setAttribute("aria-label", ui.t("explore.image", { index: page.indices[i], name }));
        if (afresh) paintDigit(canvas, page.images.subarray(i * 784, (i + 1) * 784), ink);
      });
      painted = [page, theme];
    },
  };
}
