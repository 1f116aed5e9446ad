/**
 * The chosen layer, large: its maps, its weights, and the arithmetic of the chosen value.
 *
 * @module
 */

import { createFigureCard } from "../../../ui/figure-card.js";
import { mosaic, planeView, scaleBar, scaleOf, signedScale } from "../../../ui/figure/plane.js";
import { html, kept, nothing } from "../../../ui/template.js";
import { arithmeticView } from "./arithmetic-view.js";
import { flattened, inputOf } from "./structure.js";
import { boxView, titleOf } from "./parts.js";

/** @typedef {import("./state.js").Captured} Captured */
/** @typedef {import("./state.js").Place} Place */
/** @typedef {import("../../../ui/ui.js").Ui} Ui */

/**
 * @typedef {object} Chosen
 * @property {import("./state.js").Walk} walk
 * @property {import("./state.js").Seen} seen
 * @property {import("../../../api/protocol.js").RunSummary} summary
 * @property {readonly string[]} names of the classes
 */

/** Kernels that are drawn at once: more would be too small to be seen. */
const MOST_OUTPUTS = 64;
const MOST_INPUTS = 64;

/** @param {import("./view.js").Actions} actions @returns {(chosen: Chosen, ui: Ui) => unknown} */
export function createLayer(actions) {
  const maps = createMaps(actions);
  const kernels = createKernels(actions);
  const weights = createWeights();
  return (chosen, ui) => {
    const { walk, seen, summary } = chosen;
    const { t } = ui;
    if (!seen.activations.has(walk.layer) || seen.layer !== walk.layer)
      return html`<p class="muted">${t("walk.waiting")}</p>`;
    return html`
      <section class="walk__layer" aria-labelledby="walk-layer-title">
        <h3 id="walk-layer-title">${titleOf(summary.layers[walk.layer], ui)}</h3>
        <div class="cards">${maps(chosen, ui)} ${kernels(chosen, ui)} ${weights(chosen, ui)}</div>
        ${arithmeticView(chosen, actions, ui)}
      </section>
    `;
  };
}

/** The maps, of which one is chosen. @param {import("./view.js").Actions} actions */
function createMaps(actions) {
  const card = createFigureCard({ title: "walk.maps", file: "digit-lab-maps", kind: "walk-maps" });
  /** What is pointed at. @type {Place | null} */
  let pointed = null;

  return (/** @type {Chosen} */ { walk, seen, names }, /** @type {Ui} */ ui) => {
    const { t, format } = ui;
    const { shape, data } = /** @type {Captured} */ (seen.activations.get(walk.layer));
    const [, units, height = 1, width = 1] = shape;
    const isVector = shape.length === 2;
    const area = height * width;
    const all = scaleOf(data);
    const placeAt = (/** @type {MouseEvent} */ event, /** @type {number} */ unit) => {
      const box = /** @type {HTMLElement} */ (event.currentTarget).getBoundingClientRect();
      const along = (/** @type {number} */ at, /** @type {number} */ size, /** @type {number} */ count) =>
        Math.min(count - 1, Math.max(0, Math.floor((at / size) * count)));
      const row = along(event.clientY - box.top, box.height, height);
      return { unit, row, column: along(event.clientX - box.left, box.width, width) };
    };
    const point = (/** @type {Place | null} */ place) => {
      pointed = place;
      ui.redraw();
    };
    const pick = (/** @type {MouseEvent} */ event, /** @type {number} */ unit) => {
      // A key has no place: it stays where it was.
      const { row, column } = event.detail ? placeAt(event, unit) : walk.place;
      actions.choosePlace({ unit, row: Math.min(row, height - 1), column: Math.min(column, width - 1) });
    };
    const map = (/** @type {number} */ unit) => {
      const part = data.subarray(unit * area, (unit + 1) * area);
      const scale = walk.shared || isVector ? all : scaleOf(part);
      const { row, column } = walk.place;
      const isChosen = unit === walk.place.unit;
      const mark =
        isChosen && !isVector ? boxView({ top: row, left: column, height: 1, width: 1 }, { height, width }) : nothing;
      return html`
        <button
          type="button"
          class="walk__map"
          aria-label=${t("walk.map", { number: unit })}
          aria-pressed=${isChosen}
          @click=${(/** @type {MouseEvent} */ event) => pick(event, unit)}
          @pointermove=${(/** @type {MouseEvent} */ event) => point(placeAt(event, unit))}
          @pointerleave=${() => point(null)}
        >
          ${planeView(part, height, width, scale, "", data)}${mark}
        </button>
      `;
    };
    const at = pointed && pointed.unit < units && pointed.row < height && pointed.column < width ? pointed : walk.place;
    const place = { unit: at.unit, row: Math.min(at.row, height - 1), column: Math.min(at.column, width - 1) };
    const value = data[(place.unit * height + place.row) * width + place.column] ?? Number.NaN;
    const said = isVector
      ? t("walk.value.unit", { unit: place.unit, value: format.term(value) })
      : t("walk.value", { ...place, value: format.term(value) });
    const isClasses = isVector && units === names.length;
    const picture = html`
      <div class="walk__all" data-vector=${isVector} data-classes=${isClasses}>
        ${Array.from({ length: units }, (_, unit) =>
          isClasses ? html`<span class="walk__class">${map(unit)}<span>${names[unit]}</span></span>` : map(unit),
        )}
      </div>
    `;
    const columns = (isVector ? ["unit", "value"] : ["map", "row", "column", "value"]).map((name) => ({
      name,
      words: "",
    }));
    const numbers = {
      columns,
      get lines() {
        return Array.from(data, (value, i) =>
          isVector ? [i, value] : [Math.floor(i / area), Math.floor((i % area) / width), i % width, value],
        );
      },
    };
    return card(ui, numbers, picture, {
      about: t(isVector ? "walk.layer.vector" : "walk.layer.maps", { count: units }),
      above: html`
        <p class="walk__reading">
          <span class="number" role="status">${said}</span>
          ${
            isVector
              ? nothing
              : html`<label class="walk__shared">
                  <input
                    type="checkbox"
                    .checked=${walk.shared}
                    @change=${(/** @type {any} */ { target }) => actions.share(target.checked)}
                  />
                  ${t("walk.shared")}
                </label>`
          }
        </p>
      `,
      below: walk.shared || isVector ? scaleBar(all, ui) : html`<p class="muted">${t("walk.shared.not")}</p>`,
      tensor: () => ({ shape: shape.slice(1), data }),
    });
  };
}

/** Every kernel of a convolution: a row for each map that it makes, a column for each input channel. @param {import("./view.js").Actions} actions */
function createKernels(actions) {
  const card = createFigureCard({ title: "walk.kernels", file: "digit-lab-kernels" });
  const drawn = kept(
    (
      /** @type {Captured} */ weight,
      /** @type {number} */ rows,
      /** @type {number} */ columns,
      /** @type {number} */ across,
    ) => {
      const [, inputs, height, width] = weight.shape;
      const size = columns * height * width;
      const shown = new Float32Array(rows * size);
      for (let output = 0; output < rows; output++) {
        const start = output * inputs * height * width;
        shown.set(weight.data.subarray(start, start + size), output * size);
      }
      return { whole: mosaic(shown, { height, width, columns: across }), scale: signedScale(weight.data) };
    },
  );
  return (/** @type {Chosen} */ { walk, seen }, /** @type {Ui} */ ui) => {
    const { t } = ui;
    const weight = seen.parameters.find(({ tensor, shape }) => tensor.endsWith(".weight") && shape.length === 4);
    if (!weight) return nothing;
    const [outputs, inputs, height, width] = weight.shape;
    const [rows, columns] = [Math.min(outputs, MOST_OUTPUTS), Math.min(inputs, MOST_INPUTS)];
    // A single input channel has its kernels in several columns.
    const wide = inputs === 1;
    const across = wide ? Math.min(8, rows) : columns;
    const { whole, scale } = drawn(weight, rows, columns, across);
    const { unit } = walk.place;
    const box = {
      top: (wide ? Math.floor(unit / across) : unit) * (height + 1) - 0.5,
      left: (wide ? (unit % across) * (width + 1) : 0) - 0.5,
      height: height + 1,
      width: wide ? width + 1 : whole.width + 1,
    };
    const pick = (/** @type {MouseEvent} */ event) => {
      const bounds = /** @type {HTMLElement} */ (event.currentTarget).getBoundingClientRect();
      const row = Math.floor(((event.clientY - bounds.top) / bounds.height) * Math.ceil(rows / (wide ? across : 1)));
      const column = wide ? Math.floor(((event.clientX - bounds.left) / bounds.width) * across) : 0;
      const chosen = wide ? row * across + column : row;
      if (chosen < outputs) actions.choosePlace({ ...walk.place, unit: chosen });
    };
    const picture = html`
      <div class="walk__weights" tabindex="0" role="region" aria-label=${t("walk.kernels")}>
        <div class="walk__mosaic" @click=${pick} style="--across:${whole.width}">
          ${planeView(whole.values, whole.height, whole.width, scale, t("walk.kernels"))}
          ${unit < rows ? boxView(box, whole) : nothing}
        </div>
      </div>
    `;
    const cut = rows < outputs || columns < inputs;
    const numbers = {
      columns: ["output", "input", "row", "column", "weight"].map((name) => ({ name, words: "" })),
      get lines() {
        const area = height * width;
        return Array.from(weight.data, (value, i) => [
          Math.floor(i / (inputs * area)),
          Math.floor(i / area) % inputs,
          Math.floor((i % area) / width),
          i % width,
          value,
        ]);
      },
    };
    const about = t(wide ? "walk.kernels.one" : "walk.kernels.about", { outputs, inputs, height, width });
    return card(ui, numbers, picture, {
      about: cut ? `${about} ${t("walk.kernels.cut", { rows, columns })}` : about,
      below: scaleBar(scale, ui),
      tensor: () => weight,
    });
  };
}

/** The weights of a linear layer: those of one unit as images of the maps that they belong to, or all of them. */
function createWeights() {
  const card = createFigureCard({ title: "walk.weights", file: "digit-lab-weights" });
  const drawn = kept((/** @type {Captured} */ weight, /** @type {number} */ unit, /** @type {string} */ maps) => {
    const [units, features] = weight.shape;
    const scale = signedScale(weight.data);
    if (!maps) return { whole: { values: weight.data, height: units, width: features }, scale };
    const [channels, height, width] = maps.split("×").map(Number);
    const own = weight.data.subarray(unit * features, (unit + 1) * features);
    const columns = Math.ceil(Math.sqrt((channels * height) / width));
    return { whole: mosaic(own, { height, width, columns }), scale };
  });
  return (/** @type {Chosen} */ { walk, seen, summary }, /** @type {Ui} */ ui) => {
    const { t } = ui;
    const weight = seen.parameters.find(({ tensor, shape }) => tensor.endsWith(".weight") && shape.length === 2);
    if (!weight) return nothing;
    const [units, features] = weight.shape;
    const unit = Math.min(walk.place.unit, units - 1);
    const maps = flattenedFrom(summary, walk.layer, seen);
    const { whole, scale } = drawn(weight, maps ? unit : 0, maps ? maps.join("×") : "");
    const picture = html`
      <div class="walk__weights" tabindex="0" role="region" aria-label=${t("walk.weights")}>
        <div class="walk__mosaic" style="--across:${whole.width}">
          ${planeView(whole.values, whole.height, whole.width, scale, t("walk.weights"))}
          ${maps ? nothing : boxView({ top: unit, left: 0, height: 1, width: features }, whole)}
        </div>
      </div>
    `;
    const numbers = {
      columns: ["unit", "input", "weight"].map((name) => ({ name, words: "" })),
      get lines() {
        return Array.from(weight.data, (value, i) => [Math.floor(i / features), i % features, value]);
      },
    };
    const about = maps
      ? t("walk.weights.maps", { unit, channels: maps[0], height: maps[1], width: maps[2] })
      : t("walk.weights.matrix", { units, features });
    return card(ui, numbers, picture, { about, below: scaleBar(scale, ui), tensor: () => weight });
  };
}

/**
 * The shape of the maps that a linear layer's inputs were before they were flattened; null: they were a vector.
 * @param {Chosen["summary"]} summary
 * @param {number} layer
 * @param {Chosen["seen"]} seen
 * @returns {[number, number, number] | null}
 */
function flattenedFrom(summary, layer, seen) {
  const specs = flattened(summary.spec.layers);
  for (let at = inputOf(summary.layers, layer); at >= 0; at = inputOf(summary.layers, at)) {
    if (specs[at].kind === "dropout") continue;
    if (specs[at].kind !== "flatten") return null;
    const [, channels, height, width] = seen.activations.get(inputOf(summary.layers, at))?.shape ?? [];
    return height !== undefined && height * width > 1 ? [channels, height, width] : null;
  }
  return null;
}
