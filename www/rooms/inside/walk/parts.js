/**
 * What the walk's views have in common: a layer's title, a frame in a map, and buttons that move the chosen value.
 *
 * @module
 */

import { smallButton } from "../../../ui/figure-card.js";
import { kindWords } from "../../../ui/kind-words.js";
import { html } from "../../../ui/template.js";

/** @typedef {import("../../../ui/ui.js").Ui} Ui */

/** A layer's name, if it has one, and its kind. @param {{name: string, kind: string} | undefined} layer @param {Ui} ui */
export function titleOf(layer, { t }) {
  if (!layer) return t("walk.probabilities");
  return [layer.name, kindWords(t, layer.kind)].filter(Boolean).join(" · ");
}

/**
 * A frame around a part of a map.
 * @param {import("./structure.js").Area} area in the map's values
 * @param {{height: number, width: number}} map
 */
export function boxView({ top, left, height, width }, map) {
  const share = (/** @type {number} */ part, /** @type {number} */ whole) => `${((100 * part) / whole).toFixed(3)}%`;
  const style = [
    `top:${share(top, map.height)}`,
    `left:${share(left, map.width)}`,
    `height:${share(height, map.height)}`,
    `width:${share(width, map.width)}`,
  ].join(";");
  return html`<span class="walk__box" style=${style} aria-hidden="true"></span>`;
}

/** Buttons that move the chosen value. @param {import("./view.js").Actions} actions @param {import("./layer.js").Chosen} chosen @param {{height: number, width: number}} map @param {Ui} ui */
export function moveButtons(actions, { walk }, { height, width }, { t }) {
  const { unit, row, column } = walk.place;
  const move = (/** @type {number} */ by) => {
    const count = height * width;
    const next = (Math.min(row, height - 1) * width + Math.min(column, width - 1) + by + count) % count;
    actions.choosePlace({ unit, row: Math.floor(next / width), column: next % width });
  };
  const button = (/** @type {string} */ sign, /** @type {string} */ label, /** @type {number} */ by) =>
    html`<button type="button" class="button button--small" aria-label=${label} @click=${() => move(by)}>
      ${sign}
    </button>`;
  return html`
    <span class="buttons">
      ${button("←", t("walk.sum.back"), -1)} ${button("→", t("walk.sum.on"), 1)}
      ${smallButton(t(walk.sliding ? "walk.slide.stop" : "walk.slide"), actions.slide)}
    </span>
  `;
}
