/**
 * The facts of the image that is enlarged: how it is stored, its shape in a batch, and the list of its values.
 *
 * @module
 */

import { factsOf } from "../../../run/image-facts.js";
import { createFigureCard } from "../../../ui/figure-card.js";
import { html, kept } from "../../../ui/template.js";

/** @typedef {import("../../../ui/ui.js").Ui} Ui */
/** @typedef {import("./state.js").Digit} Digit */

/** @returns {import("./view.js").Figure} */
export function createImageFacts() {
  const card = createFigureCard({
    title: "explore.one",
    about: "explore.one.about",
    file: "digit-lab-image-values",
  });
  const factsIn = kept(factsOf);
  return ({ explore: { chosen } }, ui) => {
    const { t, format } = ui;
    if (!chosen) return card(ui, null, html`<p class="muted">${t("explore.waiting")}</p>`);
    const { values, counts, min, max, mean } = factsIn(chosen.image);
    const rows = [
      [t("explore.one.mode"), t("explore.one.grey")],
      [t("explore.one.rgb"), t("explore.one.rgb.shape")],
      [t("explore.one.array"), "[28, 28]"],
      [t("explore.one.tensor"), "[1, 28, 28]"],
      [t("explore.one.batch"), "[N, 1, 28, 28]"],
      [t("explore.one.range"), t("explore.one.range.of", { min, max, mean: mean.toFixed(2) })],
      [t("explore.one.unique"), format.integer(values.length)],
    ];
    const picture = html`
      <table class="facts facts--one">
        <tbody>
          ${rows.map(
            ([name, fact]) =>
              html`<tr>
                <th scope="row">${name}</th>
                <td>${fact}</td>
              </tr>`,
          )}
        </tbody>
      </table>
      <p class="muted">${t("explore.one.list")}</p>
      <p class="number facts__values" data-count=${values.length}>[${values.join(", ")}]</p>
    `;
    const numbers = {
      columns: [
        { name: "value", words: t("explore.value") },
        { name: "pixels", words: t("explore.one.pixels") },
      ],
      lines: values.map((value) => [value, counts[value]]),
    };
    return card(ui, numbers, picture);
  };
}
