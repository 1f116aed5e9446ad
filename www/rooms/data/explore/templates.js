/**
 * The mean image of each class, and the difference of two of them.
 *
 * @module
 */

import { make, write } from "../../../ui/dom.js";
import { diverging, gradient } from "../../../ui/figure/colour.js";
import { inkTable, paint } from "../../../ui/figure/pixels.js";
import { createFigure, worded } from "../../../ui/figure-card.js";

/** @typedef {import("../../../page/rendering.js").Ui} Ui */
/** @typedef {import("./state.js").Explore} Explore */
/** @typedef {{explore: Explore, names: string[]}} Slice */

const PIXELS = 784;

/** @param {Explore} explore @param {number} of a class */
function meanOf({ templates }, of) {
  return templates?.means.subarray(of * PIXELS, (of + 1) * PIXELS) ?? null;
}

/** @param {{browse: (wish: {class: number}) => void, compare: (pair: [number, number]) => void}} actions */
export function createMeans(actions) {
  /** @type {Slice | undefined} */
  let latest;
  /** @type {[number, number]} */
  let pair = [0, 1];
  const tiles = Array.from({ length: 10 }, (_, of) => {
    const canvas = make("canvas", { width: "28", height: "28", role: "img" });
    const name = make("a", { href: "#explore-browse", class: "mean__name link" });
    name.addEventListener("click", () => actions.browse({ class: of }));
    const sides = ["a", "b"].map((side, i) => {
      const button = make("button", { type: "button", class: `side side--${side}` }, side.toUpperCase());
      button.addEventListener("click", () => {
        const other = pair[1 - i];
        // Who takes the other's class gives it the own.
        const kept = other === of ? pair[i] : other;
        actions.compare(i === 0 ? [of, kept] : [kept, of]);
      });
      return button;
    });
    const count = make("span", { class: "muted number" });
    const element = make("li", { class: "mean" }, canvas, name, count, make("span", { class: "sides" }, ...sides));
    return { canvas, name, count, sides, element };
  });
  const figure = createFigure(
    {
      title: "explore.means",
      about: "explore.means.about",
      file: "digit-lab-mean-images",
      numbers: ({ t }) => {
        if (!latest?.explore.templates) return null;
        const { explore, names } = latest;
        const shown = [...names.keys()].filter((of) => names[of]);
        return {
          columns: [
            { name: "row", words: t("explore.row") },
            { name: "column", words: t("explore.column") },
            ...shown.map((of) => ({ name: names[of], words: names[of] })),
          ],
          get lines() {
            return Array.from({ length: PIXELS }, (_, i) => [
              Math.floor(i / 28),
              i % 28,
              ...shown.map((of) => Number((meanOf(explore, of)?.[i] ?? 0).toFixed(2))),
            ]);
          },
        };
      },
    },
    make("ol", { class: "means" }, ...tiles.map(({ element }) => element)),
  );

  return {
    element: figure.element,
    /** @param {Slice} slice @param {Ui} ui */
    show(slice, ui) {
      latest = slice;
      const { explore, names } = slice;
      const { t, format } = ui;
      pair = explore.pair;
      const ink = inkTable();
      tiles.forEach(({ canvas, name, count, sides, element }, of) => {
        element.hidden = !names[of];
        const mean = meanOf(explore, of);
        const words = names[of];
        if (mean) paint(canvas, mean, 28, 28, ink, 0, 255);
        canvas.setAttribute("aria-label", t("explore.mean.label", { name: words }));
        write(name, words);
        name.title = t("explore.balance.browse", { name: words });
        write(count, mean ? format.integer(explore.templates?.counts[of]) : "\u00a0");
        sides.forEach((button, i) => {
          button.setAttribute("aria-pressed", String(pair[i] === of));
          const side = i === 0 ? "A" : "B";
          button.setAttribute("aria-label", t("explore.compare.as", { name: words, side }));
        });
      });
      figure.show(ui);
    },
  };
}

export function createDifference() {
  /** @type {Slice | undefined} */
  let latest;
  const pictures = ["a", "b", "difference"].map((name) => {
    const canvas = make("canvas", { width: "28", height: "28", role: "img", class: "difference__image" });
    const words = make("span", { class: `difference__name difference__name--${name}` });
    return { canvas, words, element: make("span", { class: "difference__part" }, canvas, words) };
  });
  const bar = make("span", { class: "scale__bar" });
  bar.style.background = gradient(diverging);
  const ends = Array.from({ length: 3 }, () => make("span"));
  const more = [make("span", { class: "side-b" }), make("span", { class: "side-a" })];
  const scale = make(
    "div",
    { class: "scale" },
    bar,
    make("span", { class: "scale__ends number" }, ...ends),
    make("span", { class: "scale__ends" }, ...more),
  );
  const signs = ["−", "="].map((sign) => make("span", { class: "difference__sign", "aria-hidden": "true" }, sign));
  const [a, b, c] = pictures;
  const figure = createFigure(
    {
      title: "explore.difference",
      about: "explore.difference.about",
      file: "digit-lab-difference",
      numbers: ({ t }) => {
        const difference = latest && differenceOf(latest.explore);
        if (!difference || !latest) return null;
        const { explore, names } = latest;
        const [first, second] = explore.pair;
        const two = (/** @type {number | undefined} */ value) => Number((value ?? 0).toFixed(2));
        return {
          columns: [
            { name: "row", words: t("explore.row") },
            { name: "column", words: t("explore.column") },
            { name: `mean_${names[first]}`, words: names[first] },
            { name: `mean_${names[second]}`, words: names[second] },
            { name: "difference", words: t("explore.difference") },
          ],
          get lines() {
            return Array.from(difference, (value, i) => [
              Math.floor(i / 28),
              i % 28,
              two(meanOf(explore, first)?.[i]),
              two(meanOf(explore, second)?.[i]),
              two(value),
            ]);
          },
        };
      },
    },
    make("div", { class: "difference" }, a.element, signs[0], b.element, signs[1], c.element),
    scale,
  );

  return {
    element: figure.element,
    /** @param {Slice} slice @param {Ui} ui */
    show(slice, ui) {
      latest = slice;
      const { explore, names } = slice;
      const { t } = ui;
      const [first, second] = explore.pair;
      const ink = inkTable();
      for (const [i, of] of explore.pair.entries()) {
        const mean = meanOf(explore, of);
        if (mean) paint(pictures[i].canvas, mean, 28, 28, ink, 0, 255);
        write(pictures[i].words, `${"AB"[i]}: ${names[of]}`);
        pictures[i].canvas.setAttribute("aria-label", t("explore.mean.label", { name: names[of] }));
      }
      const difference = differenceOf(explore);
      const most = difference?.reduce((most, value) => Math.max(most, Math.abs(value)), 0) ?? 0;
      if (difference) paint(c.canvas, difference, 28, 28, diverging, -(most || 1), most || 1);
      write(c.words, "A − B");
      const params = { a: names[first], b: names[second] };
      c.canvas.setAttribute("aria-label", t("explore.difference.label", params));
      [-most, 0, most].forEach((value, i) => write(ends[i], value.toFixed(0).replace("-", "−")));
      write(more[0], t("explore.difference.more", { name: names[second] }));
      write(more[1], t("explore.difference.more", { name: names[first] }));
      figure.show(ui);
    },
  };
}

/** @param {Explore} explore */
function differenceOf(explore) {
  const [a, b] = explore.pair.map((of) => meanOf(explore, of));
  return a && b && a.map((value, i) => value - b[i]);
}
