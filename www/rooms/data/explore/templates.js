/**
 * The mean image of each class, and the difference of two of them.
 *
 * @module
 */

import { styleMap } from "lit-html/directives/style-map.js";
import { createFigureCard } from "../../../ui/figure-card.js";
import { diverging, gradient } from "../../../ui/figure/colour.js";
import { paint } from "../../../ui/figure/pixels.js";
import { html, kept, painted } from "../../../ui/template.js";

/** @typedef {import("../../../ui/ui.js").Ui} Ui */
/** @typedef {import("./state.js").Explore} Explore */
/** @typedef {Explore["templates"]} Templates */

const PIXELS = 784;

/** @param {Templates} templates @param {number} of a class */
function meanOf(templates, of) {
  return templates?.means.subarray(of * PIXELS, (of + 1) * PIXELS) ?? null;
}

/**
 * @param {Templates} templates
 * @param {number} of
 * @param {string} name
 * @param {string} kind a class of the style sheet
 * @param {Ui} ui
 */
function meanImage(templates, of, name, kind, { t, ink }) {
  const draw = (/** @type {HTMLCanvasElement} */ canvas) => {
    const mean = meanOf(templates, of);
    if (mean) paint(canvas, mean, 28, 28, ink, 0, 255);
  };
  return html`<canvas
    class=${kind}
    width="28"
    height="28"
    role="img"
    aria-label=${t("explore.mean.label", { name })}
    ${painted(draw, templates, of, ink)}
  ></canvas>`;
}

/**
 * @param {{browse: (wish: {class: number}) => void, compare: (pair: [number, number]) => void}} actions
 * @returns {import("./view.js").Figure}
 */
export function createMeans({ browse, compare }) {
  const card = createFigureCard({
    title: "explore.means",
    about: "explore.means.about",
    file: "digit-lab-mean-images",
  });
  return ({ explore: { templates, pair }, names }, ui) => {
    const { t, format } = ui;
    const there = [...names.keys()].filter((of) => names[of]);
    const tiles = there.map((of) => {
      const name = names[of];
      const sides = /** @type {const} */ (["A", "B"]).map((side, i) => {
        const press = () => {
          const other = pair[1 - i];
          // A class that is the other side's already gives that side the class it takes the place of.
          const rest = other === of ? pair[i] : other;
          compare(i === 0 ? [of, rest] : [rest, of]);
        };
        return html`<button
          type="button"
          class="side side--${side.toLowerCase()}"
          aria-pressed=${pair[i] === of}
          aria-label=${t("explore.compare.as", { name, side })}
          @click=${press}
        >
          ${side}
        </button>`;
      });
      return html`
        <li class="mean">
          ${meanImage(templates, of, name, "", ui)}
          <a
            href="#explore-browse"
            class="mean__name link"
            title=${t("explore.balance.browse", { name })}
            @click=${() => browse({ class: of })}
            >${name}</a
          >
          <span class="muted number">${templates ? format.integer(templates.counts[of]) : "\u00a0"}</span>
          <span class="sides">${sides}</span>
        </li>
      `;
    });
    const picture = html`<ol class="means">
      ${tiles}
    </ol>`;
    return card(ui, templates && meansOf(templates, there, names, ui), picture);
  };
}

/**
 * @param {Templates} templates
 * @param {number[]} there classes that have images
 * @param {string[]} names
 * @param {Ui} ui
 * @returns {import("../../../ui/figure-card.js").Numbers}
 */
function meansOf(templates, there, names, { t }) {
  return {
    columns: [
      { name: "row", words: t("explore.row") },
      { name: "column", words: t("explore.column") },
      ...there.map((of) => ({ name: names[of], words: names[of] })),
    ],
    get lines() {
      return Array.from({ length: PIXELS }, (_, i) => [
        Math.floor(i / 28),
        i % 28,
        ...there.map((of) => twoDigits(meanOf(templates, of)?.[i])),
      ]);
    },
  };
}

/** @returns {import("./view.js").Figure} */
export function createDifference() {
  const card = createFigureCard({
    title: "explore.difference",
    about: "explore.difference.about",
    file: "digit-lab-difference",
  });
  const differenceIn = kept(differenceOf);
  return ({ explore: { templates, pair }, names }, ui) => {
    const { t } = ui;
    const [a, b] = pair.map((of) => names[of]);
    const difference = differenceIn(templates, pair);
    const most = difference?.reduce((most, value) => Math.max(most, Math.abs(value)), 0) ?? 0;
    const draw = (/** @type {HTMLCanvasElement} */ canvas) => {
      if (difference) paint(canvas, difference, 28, 28, diverging, -(most || 1), most || 1);
    };
    const part = (/** @type {string} */ side, /** @type {unknown} */ image, /** @type {string} */ words) => html`
      <span class="difference__part"
        >${image}<span class="difference__name difference__name--${side}">${words}</span></span
      >
    `;
    const sign = (/** @type {string} */ sign) => html`<span class="difference__sign" aria-hidden="true">${sign}</span>`;
    const image = html`<canvas
      class="difference__image"
      width="28"
      height="28"
      role="img"
      aria-label=${t("explore.difference.label", { a, b })}
      ${painted(draw, difference)}
    ></canvas>`;
    const ends = [-most, 0, most].map((value) => html`<span>${value.toFixed(0).replace("-", "−")}</span>`);
    const picture = html`
      <div class="difference">
        ${part("a", meanImage(templates, pair[0], a, "difference__image", ui), `A: ${a}`)} ${sign("−")}
        ${part("b", meanImage(templates, pair[1], b, "difference__image", ui), `B: ${b}`)} ${sign("=")}
        ${part("difference", image, "A − B")}
      </div>
      <div class="scale">
        <span class="scale__bar" style=${styleMap({ background: gradient(diverging) })}></span>
        <span class="scale__ends number">${ends}</span>
        <span class="scale__ends">
          <span class="side-b">${t("explore.difference.more", { name: b })}</span>
          <span class="side-a">${t("explore.difference.more", { name: a })}</span>
        </span>
      </div>
    `;
    return card(ui, difference && numbersOf(difference, templates, pair, [a, b], ui), picture);
  };
}

/**
 * @param {Float32Array} difference
 * @param {Templates} templates
 * @param {[number, number]} pair
 * @param {string[]} names of the two
 * @param {Ui} ui
 * @returns {import("../../../ui/figure-card.js").Numbers}
 */
function numbersOf(difference, templates, [first, second], [a, b], { t }) {
  return {
    columns: [
      { name: "row", words: t("explore.row") },
      { name: "column", words: t("explore.column") },
      { name: `mean_${a}`, words: a },
      { name: `mean_${b}`, words: b },
      { name: "difference", words: t("explore.difference") },
    ],
    get lines() {
      return Array.from(difference, (value, i) => [
        Math.floor(i / 28),
        i % 28,
        twoDigits(meanOf(templates, first)?.[i]),
        twoDigits(meanOf(templates, second)?.[i]),
        twoDigits(value),
      ]);
    },
  };
}

/** @param {number | undefined} value */
function twoDigits(value) {
  return Number((value ?? 0).toFixed(2));
}

/** @param {Templates} templates @param {[number, number]} pair */
function differenceOf(templates, pair) {
  const [a, b] = pair.map((of) => meanOf(templates, of));
  return a && b && a.map((value, i) => value - b[i]);
}
