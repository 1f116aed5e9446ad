/**
 * The arithmetic of the chosen value, with the numbers of this network, and the pixels of the image that it depends on.
 *
 * @module
 */

import { planeView, scaleOf } from "../../../ui/figure/plane.js";
import { html, nothing } from "../../../ui/template.js";
import { arithmeticOf } from "./arithmetic.js";
import { boxView, moveButtons } from "./parts.js";
import { areaOf, fieldOf, flattened, inputOf, summandsOf } from "./structure.js";

/** @typedef {import("./arithmetic.js").Arithmetic} Arithmetic */
/** @typedef {import("./arithmetic.js").Window} Window */
/** @typedef {import("./state.js").Captured} Captured */
/** @typedef {import("./state.js").Place} Place */
/** @typedef {import("../../../ui/ui.js").Ui} Ui */

/** Channels whose products are written out: those of the largest sums. */
const MOST_WINDOWS = 4;
/** Products of a linear layer that are written out: the largest. */
const MOST_PRODUCTS = 12;
/** A window with longer rows is drawn, and not written out. */
const MOST_COLUMNS = 9;

/**
 * @param {import("./layer.js").Chosen} chosen
 * @param {import("./view.js").Actions} actions
 * @param {Ui} ui
 */
export function arithmeticView(chosen, actions, ui) {
  const { walk, seen, summary, names } = chosen;
  const { t, format } = ui;
  const number = walk.layer;
  const { layers } = summary;
  const specs = flattened(summary.spec.layers);
  const output = /** @type {Captured} */ (seen.activations.get(number));
  const isAnswer = number === layers.length;
  const isSum = specs[number]?.kind === "residual";
  const [from, otherFrom] = isSum
    ? summandsOf(layers, number)
    : [isAnswer ? number - 1 : inputOf(layers, number), null];
  const input = seen.activations.get(from);
  const other = otherFrom === null ? null : (seen.activations.get(otherFrom) ?? null);
  const [, units, height = 1, width = 1] = output.shape;
  const place = {
    unit: Math.min(walk.place.unit, units - 1),
    row: Math.min(walk.place.row, height - 1),
    column: Math.min(walk.place.column, width - 1),
  };
  const spec = isAnswer ? { kind: "softmax" } : specs[number];
  const found = input && arithmeticOf(spec, input, output, seen.parameters, place, other);
  const isVector = output.shape.length === 2;
  const title = html`
    <h4>${t("walk.sum")}</h4>
    <p class="walk__where">
      ${t(isVector ? "walk.sum.unit" : "walk.sum.place", place)}
      ${isVector ? nothing : moveButtons(actions, chosen, { height, width }, ui)}
    </p>
  `;
  const field = fieldView(chosen, place, ui);
  if (!found)
    return html`${title}
      <p class="muted">${t("walk.sum.none")}</p>
      ${field}`;
  const value = output.data[(place.unit * height + place.row) * width + place.column];
  return html`
    ${title}
    <div class="walk__windows" data-vector=${isVector}>
      ${field} ${windowsView(found, { input, isVector, names }, ui)}
    </div>
    <p class="number walk__total">${totalWords(found, value, ui)}</p>
  `;
}

/** The image, and in it the pixels that the value depends on. @param {import("./layer.js").Chosen} chosen @param {Place} place @param {Ui} ui */
function fieldView({ walk, seen, summary }, place, { t }) {
  const image = seen.activations.get(-1);
  if (!image || walk.layer >= summary.layers.length) return nothing;
  const [, , height, width] = image.shape;
  const area = areaOf(fieldOf(summary.layers, flattened(summary.spec.layers), walk.layer), place, { height, width });
  const words = t("walk.field", { height: area.height, width: area.width });
  return html`
    <figure class="walk__window">
      <figcaption class="muted">${words}</figcaption>
      <span class="walk__source">
        ${planeView(image.data, height, width, scaleOf(image.data), words)}${boxView(area, { height, width })}
      </span>
    </figure>
  `;
}

/**
 * @param {Arithmetic} found
 * @param {{input: Captured, isVector: boolean, names: readonly string[]}} of
 * @param {Ui} ui
 */
function windowsView(found, { input, isVector, names }, ui) {
  const { t, format } = ui;
  const bySize = [...found.windows].sort((a, b) => Math.abs(b.sum) - Math.abs(a.sum));
  const isSoftmax = found.kind === "softmax";
  const most = isSoftmax ? found.windows.length : isVector ? MOST_PRODUCTS : MOST_WINDOWS;
  const shown = new Set(bySize.slice(0, most));
  const rest = found.windows.length - shown.size;
  const sumOf = (/** @type {Iterable<Window>} */ windows) => [...windows].reduce((sum, { sum: own }) => sum + own, 0);
  const left = sumOf(found.windows) - sumOf(shown);
  const [, , height = 1, width = 1] = input.shape;
  const all = scaleOf(input.data);
  /** The map that the window lies in. @param {number} channel */
  const source = (channel) =>
    found.window && height * width > 1
      ? html`<span class="walk__source">
          ${planeView(input.data.subarray(channel * height * width, (channel + 1) * height * width), height, width, all)}
          ${boxView({ ...found.window, height: found.window.size, width: found.window.size }, { height, width })}
        </span>`
      : nothing;
  const label = (/** @type {Window} */ { channel }, /** @type {number} */ i) => {
    if (found.kind === "branches") return t(i === 0 ? "walk.branch.main" : "walk.branch.shortcut");
    if (isSoftmax) return names[channel] ?? String(channel);
    return t(isVector ? "walk.sum.input" : "walk.sum.channel", { channel });
  };
  const windows = found.windows.filter((window) => shown.has(window));
  return html`
    ${windows.map((window, i) => {
      const { size, values, weights, sum } = window;
      const products = found.kind === "sum";
      return html`
        <div class="walk__window">
          <span class="muted">${label(window, i)}</span>
          ${source(window.channel)} ${gridView(values, size, ui)}
          ${products ? html`<span aria-hidden="true">×</span>${gridView(weights, size, ui)}` : nothing}
          ${products ? html`<span class="number">= ${format.term(sum)}</span>` : nothing}
          ${isSoftmax ? html`<span class="number">${t("walk.sum.power", { power: format.term(sum) })}</span>` : nothing}
        </div>
      `;
    })}
    ${rest > 0 ? html`<p class="muted">${t(isVector ? "walk.sum.rest.inputs" : "walk.sum.rest", { count: rest, sum: format.term(left) })}</p>` : nothing}
  `;
}

/** @param {number[]} values @param {number} size @param {Ui} ui */
function gridView(values, size, { format }) {
  if (size > MOST_COLUMNS) return nothing;
  const row = (/** @type {number} */ row) =>
    values.slice(row * size, (row + 1) * size).map((value) => html`<td class="number">${format.term(value)}</td>`);
  return html`
    <table class="walk__grid">
      <tbody>
        ${Array.from(
          { length: Math.ceil(values.length / size) },
          (_, at) =>
            html`<tr>
              ${row(at)}
            </tr>`,
        )}
      </tbody>
    </table>
  `;
}

/** How the numbers make the value. @param {Arithmetic} found @param {number} value that the layer has @param {Ui} ui */
function totalWords(found, value, { t, format }) {
  const { kind, bias, norm, windows } = found;
  const all = windows.reduce((sum, { sum: own }) => sum + own, 0);
  return t(`walk.sum.${kind}`, {
    bias: format.term(bias),
    value: format.term(found.value),
    shown: format.term(value),
    all: format.term(all),
    input: format.term(windows[0]?.values[0] ?? 0),
    mean: format.term(norm?.mean ?? 0),
    deviation: format.term(norm?.deviation ?? 0),
    scale: format.term(norm?.scale ?? 0),
  });
}
