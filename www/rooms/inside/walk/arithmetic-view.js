/**
 * The arithmetic of the chosen value, with the numbers of this network.
 *
 * @module
 */

import { html, nothing } from "../../../ui/template.js";
import { arithmeticOf, flattened, inputOf } from "./arithmetic.js";

/** Channels whose products are written out; the rest is summed. */
const MOST_WINDOWS = 4;
/** Products of a linear layer that are written out: the largest. */
const MOST_PRODUCTS = 12;

/**
 * @param {import("./state.js").Walk} walk
 * @param {import("./state.js").Seen} seen
 * @param {import("../../../page/state.js").State["run"]} run
 * @param {import("./actions.js").WalkActions} actions
 * @param {import("../../../ui/ui.js").Ui} ui
 */
export function arithmeticView({ layer: number, place }, seen, { summary }, { choosePlace }, { t, format }) {
  const output = seen.activations.get(number);
  if (!summary || !output) return nothing;
  const layer = flattened(summary.spec.layers)[number];
  const input = seen.activations.get(inputOf(summary.layers, number));
  const [, units, height = 1, width = 1] = output.shape;
  const within = {
    unit: Math.min(place.unit, units - 1),
    row: Math.min(place.row, height - 1),
    column: Math.min(place.column, width - 1),
  };
  const found = input && arithmeticOf(layer, input, output, seen.parameters, within);
  if (!found) return html`<p class="muted">${t("walk.sum.none")}</p>`;
  const isVector = output.shape.length === 2;
  const shown =
    isVector && found.windows.length > 1
      ? [...found.windows].sort((a, b) => Math.abs(b.sum) - Math.abs(a.sum)).slice(0, MOST_PRODUCTS)
      : found.windows.slice(0, MOST_WINDOWS);
  const rest = found.windows.length - shown.length;
  const restSum =
    found.windows.reduce((sum, { sum: own }) => sum + own, 0) - shown.reduce((sum, own) => sum + own.sum, 0);
  const value = output.data[(within.unit * height + within.row) * width + within.column];
  const move = (/** @type {number} */ by) => {
    const next = (within.row * width + within.column + by + height * width) % (height * width);
    choosePlace({ unit: within.unit, row: Math.floor(next / width), column: next % width });
  };
  const cell = (/** @type {number} */ value) => html`<td class="number">${format.signed(value)}</td>`;
  const grid = (/** @type {number[]} */ values, /** @type {number} */ size) => html`
    <table class="walk__grid">
      <tbody>
        ${Array.from(
          { length: size },
          (_, row) =>
            html`<tr>
              ${values.slice(row * size, (row + 1) * size).map(cell)}
            </tr>`,
        )}
      </tbody>
    </table>
  `;
  return html`
    <h4>${t("walk.sum")}</h4>
    <p>
      ${
        isVector
          ? t("walk.sum.unit", { unit: within.unit })
          : t("walk.sum.place", { unit: within.unit, row: within.row, column: within.column })
      }
      ${
        isVector
          ? nothing
          : html`<span class="buttons">
              <button
                type="button"
                class="button button--small"
                aria-label=${t("walk.sum.back")}
                @click=${() => move(-1)}
              >
                ←
              </button>
              <button type="button" class="button button--small" aria-label=${t("walk.sum.on")} @click=${() => move(1)}>
                →
              </button>
            </span>`
      }
    </p>
    <div class="walk__windows">
      ${shown.map(
        ({ channel, size, values, weights, sum }) => html`
          <div class="walk__window">
            <span class="muted">${t("walk.sum.channel", { channel })}</span>
            ${grid(values, size)}
            ${found.kind === "sum" ? html`<span aria-hidden="true">×</span>${grid(weights, size)}` : nothing}
            ${found.kind === "sum" ? html`<span class="number">= ${format.signed(sum)}</span>` : nothing}
          </div>
        `,
      )}
    </div>
    ${rest > 0 ? html`<p class="muted">${t("walk.sum.rest", { count: rest, sum: format.signed(restSum) })}</p>` : nothing}
    <p class="number walk__total">
      ${t(`walk.sum.${found.kind}`, {
        bias: format.signed(found.bias),
        value: format.signed(found.value),
        shown: format.signed(value),
      })}
    </p>
  `;
}
