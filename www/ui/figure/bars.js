/**
 * Ten probabilities as bars with the names of their classes and percentages. The likeliest stands out by weight
 * and by colour.
 *
 * @module
 */

import { areWords } from "../../run/class-names.js";
import { make, write } from "../dom.js";

/**
 * @param {HTMLElement} list an empty `<ol>`
 * @returns {(probabilities: ArrayLike<number> | null, names: readonly string[], percent: (value: number | null) => string, truth?: number) => void}
 */
export function createBars(list) {
  const rows = Array.from({ length: 10 }, () => {
    const name = make("span", { class: "bar__digit" });
    const bar = make("span", { class: "bar__fill" });
    const value = make("span", { class: "bar__value" });
    const row = make(
      "li",
      { class: "bar" },
      name,
      make("span", { class: "bar__track", "aria-hidden": "true" }, bar),
      value,
    );
    list.append(row);
    return { row, name, bar, value };
  });

  return (probabilities, names, percent, truth) => {
    list.dataset.words = String(areWords(names));
    const top = probabilities ? likeliest(probabilities) : -1;
    rows.forEach(({ row, name, bar, value }, digit) => {
      write(name, names[digit]);
      row.title = names[digit];
      bar.style.setProperty("--share", String(probabilities?.[digit] ?? 0));
      write(value, percent(probabilities?.[digit] ?? null));
      row.classList.toggle("bar--top", digit === top);
      row.classList.toggle("bar--truth", digit === truth);
    });
  };
}

/**
 * @param {ArrayLike<number>} probabilities
 * @returns {number} the digit that has the highest
 */
export function likeliest(probabilities) {
  let best = 0;
  for (let digit = 1; digit < probabilities.length; digit++) {
    if (probabilities[digit] > probabilities[best]) best = digit;
  }
  return best;
}
