/**
 * What an image got for each of the ten classes, as bars with the classes' names and numbers. The likeliest stands out
 * by weight and by colour.
 *
 * @module
 */

import { areWords } from "../../run/class-names.js";
import { html, share } from "../template.js";

/**
 * @param {object} bars
 * @param {string} bars.label of the list
 * @param {ArrayLike<number> | null} bars.values probabilities, unless `most` says otherwise; null: not known yet
 * @param {readonly string[]} bars.names of the classes
 * @param {number} [bars.top] the class that stands out, the one of the largest value if it is left out
 * @param {number} [bars.truth] the class that it is
 * @param {number} [bars.most] the value of a full bar
 * @param {(value: number | null) => string} [bars.word] a value as a number
 * @param {(id: number) => boolean} [bars.shown] whether a class is shown
 * @param {boolean} [bars.columns] upright bars, side by side
 * @param {import("../ui.js").Ui} ui
 */
export function bars(bars, { format }) {
  const { label, values, names, truth, most = 1, word = format.percent, shown, columns } = bars;
  const top = values ? (bars.top ?? likeliest(values)) : -1;
  const rows = Array.from({ length: 10 }, (_, id) => {
    const value = values?.[id] ?? null;
    const kind = `${id === top ? " bar--top" : ""}${id === truth ? " bar--truth" : ""}`;
    const filled = share(Math.min(1, (value ?? 0) / most));
    return html`
      <li class="bar${kind}" title=${names[id] ?? ""} ?hidden=${shown?.(id) === false}>
        <span class="bar__digit">${names[id]}</span>
        <span class="bar__track" aria-hidden="true"><span class="bar__fill" style=${filled}></span></span>
        <span class="bar__value">${word(value)}</span>
      </li>
    `;
  });
  return html`
    <ol class="bars${columns ? " bars--columns" : ""}" data-words=${areWords(names)} aria-label=${label}>
      ${rows}
    </ol>
  `;
}

/**
 * @param {ArrayLike<number>} probabilities
 * @returns {number} the class that has the highest
 */
export function likeliest(probabilities) {
  let best = 0;
  for (let id = 1; id < probabilities.length; id++) {
    if (probabilities[id] > probabilities[best]) best = id;
  }
  return best;
}
