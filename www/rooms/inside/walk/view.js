/**
 * The way of one image through the network: every layer's maps, one layer large with its kernels, the arithmetic of one
 * value, and the pixels that the answer depends on.
 *
 * @module
 */

import { classNames } from "../../../run/class-names.js";
import { stepOf } from "../../../run/phase.js";
import { bars } from "../../../ui/figure/bars.js";
import { diverging, viridis } from "../../../ui/figure/colour.js";
import { paint, paintDigit } from "../../../ui/figure/pixels.js";
import { scrubber } from "../../../ui/scrubber.js";
import { html, nothing, painted } from "../../../ui/template.js";
import { kindWords } from "../../../ui/kind-words.js";
import { arithmeticView } from "./arithmetic-view.js";
import { METHODS } from "./state.js";

/** @typedef {import("./state.js").Walk} Walk */
/** @typedef {import("./state.js").Seen} Seen */
/** @typedef {import("./state.js").Captured} Captured */
/** @typedef {import("../../../ui/ui.js").Ui} Ui */
/** @typedef {import("../../../page/state.js").State} State */
/** @typedef {{walk: Walk, run: State["run"], data: State["data"], looking: State["looking"]}} Slice */
/** @typedef {import("./actions.js").WalkActions & import("../../../page/looking.js").LookingActions} Actions */

/** Maps of a layer that the walk shows; the chosen layer shows all of them. */
const FEW = 16;
/** Kernels' input channels that are shown in a row. */
const MOST_INPUTS = 32;

/** @param {Actions} actions @returns {(slice: Slice, ui: Ui) => import("../../../ui/template.js").Template} */
export function createWalk(actions) {
  return ({ walk, run, data, looking }, ui) => {
    const { t } = ui;
    const { seen } = walk;
    const layers = run.summary?.layers ?? [];
    return html`
      <h2 id="walk-title">${t("walk.title")}</h2>
      <p class="muted walk__about">${t("walk.about")}</p>
      ${chooserView(walk, data, actions, ui)} ${scrubber(looking, stepOf(run), actions, ui)}
      ${
        seen && run.summary
          ? html`
              <ol class="walk" aria-label=${t("walk.layers")} aria-busy=${seen.at !== looking.at}>
                ${[-1, ...layers.keys()].map((number) => stationView(number, layers, walk, seen, data, actions, ui))}
              </ol>
              <div class="walk__detail">
                ${layerView(walk, seen, run, actions, ui)} ${whyView(walk, seen, data, actions, ui)}
              </div>
            `
          : html`<p class="muted">${t("walk.waiting")}</p>`
      }
    `;
  };
}

/** @param {Walk} walk @param {State["data"]} data @param {Actions} actions @param {Ui} ui */
function chooserView({ split, index }, { summary }, { chooseImage }, { t, format }) {
  const count = (split === "test" ? summary?.test_count : summary?.train_count) ?? 0;
  const go = (/** @type {number} */ to) => count && chooseImage(split, ((to % count) + count) % count);
  const typed = (/** @type {any} */ { target }) => {
    const number = Math.round(Number(target.value));
    if (Number.isFinite(number) && number >= 0) go(Math.min(number, count - 1));
  };
  return html`
    <div class="walk__chooser">
      <div class="pills" role="group" aria-label=${t("walk.split")}>
        ${
          /** @type {const} */ (["test", "train"]).map(
            (name) => html`
              <button
                type="button"
                class="button button--small"
                aria-pressed=${name === split}
                @click=${() => chooseImage(name, 0)}
              >
                ${t(`walk.split.${name}`)}
              </button>
            `,
          )
        }
      </div>
      <label>
        ${t("walk.image")}
        <input type="number" min="0" max=${Math.max(0, count - 1)} .value=${String(index)} @change=${typed} />
      </label>
      <span class="muted number">${t("walk.of", { count: format.integer(count) })}</span>
      <span class="buttons">
        <button
          type="button"
          class="button button--small"
          aria-label=${t("walk.previous")}
          @click=${() => go(index - 1)}
        >
          ←
        </button>
        <button type="button" class="button button--small" aria-label=${t("walk.next")} @click=${() => go(index + 1)}>
          →
        </button>
        <button
          type="button"
          class="button button--small"
          @click=${() => go(Math.floor(Math.random() * Math.max(1, count)))}
        >
          ${t("walk.random")}
        </button>
      </span>
    </div>
  `;
}

/** A layer's name, if it has one, and its kind. @param {{name: string, kind: string}} layer @param {Ui} ui */
function titleOf({ name, kind }, { t }) {
  return [name, kindWords(t, kind)].filter(Boolean).join(" · ");
}

/** The least and the greatest value. @param {ArrayLike<number>} values @returns {[number, number]} */
function rangeOf(values) {
  let [low, high] = [Infinity, -Infinity];
  for (let i = 0; i < values.length; i++) {
    low = Math.min(low, values[i]);
    high = Math.max(high, values[i]);
  }
  return [low, high];
}

/** The colours of values: from 0 up, or of either sign around white. @param {ArrayLike<number>} values */
function scaleOf(values) {
  const [low, high] = rangeOf(values);
  const most = Math.max(Math.abs(low), Math.abs(high)) || 1;
  return low < 0 ? { table: diverging, low: -most, high: most } : { table: viridis, low: 0, high: most };
}

/**
 * The maps of an output as canvases; a vector is one canvas.
 * @param {Captured} captured `[1, …]`
 * @param {number} most maps
 */
function mapsView({ shape, data }, most) {
  const [, channels, height, width] = shape;
  const scale = scaleOf(data);
  if (height === undefined) return vectorView(data, scale);
  const area = height * width;
  return Array.from({ length: Math.min(channels, most) }, (_, unit) => {
    const draw = (/** @type {HTMLCanvasElement} */ canvas) =>
      paint(canvas, data.subarray(unit * area, (unit + 1) * area), width, height, scale.table, scale.low, scale.high);
    return html`<canvas width=${width} height=${height} ${painted(draw, data)}></canvas>`;
  });
}

/** @param {Float32Array} data @param {ReturnType<typeof scaleOf>} scale */
function vectorView(data, { table, low, high }) {
  const columns = data.length <= 10 ? 1 : Math.ceil(Math.sqrt(data.length / 4));
  const rows = Math.ceil(data.length / columns);
  const draw = (/** @type {HTMLCanvasElement} */ canvas) => {
    const padded = new Float32Array(columns * rows);
    padded.set(data);
    paint(canvas, padded, columns, rows, table, low, high);
  };
  return html`<canvas class="walk__vector" width=${columns} height=${rows} ${painted(draw, data)}></canvas>`;
}

/**
 * One layer on the way.
 * @param {number} number of the layer; -1: the input
 * @param {readonly any[]} layers
 * @param {Walk} walk
 * @param {Seen} seen
 * @param {State["data"]} data
 * @param {Actions} actions
 * @param {Ui} ui
 */
function stationView(number, layers, walk, seen, { summary }, { chooseLayer }, ui) {
  const { t, format } = ui;
  const captured = seen.activations.get(number);
  if (!captured) return nothing;
  const [low, high] = rangeOf(captured.data);
  const layer = layers[number];
  const shape = captured.shape.slice(1).join(" × ");
  const hidden = Math.max(0, (captured.shape.length === 4 ? captured.shape[1] : 0) - FEW);
  const title = layer ? titleOf(layer, ui) : t("walk.input");
  const range = html`<span class="muted number">${format.signed(low)} … ${format.signed(high)}</span>`;
  const maps = html`
    <span class="walk__maps" data-few=${captured.shape[1] <= 4 || captured.shape.length === 2}>
      ${mapsView(captured, FEW)}
    </span>
    ${hidden ? html`<span class="muted">${t("walk.more", { count: hidden })}</span>` : nothing}
  `;
  if (number < 0) {
    const name = classNames(summary)[seen.label];
    return html`<li class="walk__station"><b>${title}</b> <span class="muted">${name}</span>${maps}${range}</li>`;
  }
  return html`
    <li class="walk__station" data-depth=${layer.depth}>
      <button type="button" aria-pressed=${number === walk.layer} @click=${() => chooseLayer(number)}>
        <b>${title}</b> <span class="muted number">${shape}</span>${maps}${range}
      </button>
    </li>
  `;
}

/**
 * The chosen layer, large: all of its maps, its kernels, and the arithmetic of the chosen value.
 * @param {Walk} walk
 * @param {Seen} seen
 * @param {State["run"]} run
 * @param {Actions} actions
 * @param {Ui} ui
 */
function layerView(walk, seen, run, actions, ui) {
  const { t } = ui;
  const captured = seen.activations.get(walk.layer);
  const layer = run.summary?.layers[walk.layer];
  if (!captured || !layer || seen.layer !== walk.layer) return html`<p class="muted">${t("walk.waiting")}</p>`;
  const [, units, height = 1, width = 1] = captured.shape;
  const pick = (/** @type {MouseEvent} */ event, /** @type {number} */ unit) => {
    const box = /** @type {HTMLElement} */ (event.currentTarget).getBoundingClientRect();
    const along = (/** @type {number} */ at, /** @type {number} */ size, /** @type {number} */ count) =>
      Math.min(count - 1, Math.max(0, Math.floor((at / size) * count)));
    // A key has no place.
    const [row, column] = event.detail
      ? [along(event.clientY - box.top, box.height, height), along(event.clientX - box.left, box.width, width)]
      : [Math.floor(height / 2), Math.floor(width / 2)];
    actions.choosePlace({ unit, row, column });
  };
  const scale = scaleOf(captured.data);
  const map = (/** @type {number} */ unit) => {
    const area = height * width;
    const part = captured.data.subarray(unit * area, (unit + 1) * area);
    const draw = (/** @type {HTMLCanvasElement} */ canvas) =>
      paint(canvas, part, width, height, scale.table, scale.low, scale.high);
    return html`
      <button
        type="button"
        class="walk__map"
        aria-label=${t("walk.map", { number: unit })}
        aria-pressed=${unit === walk.place.unit}
        @click=${(/** @type {MouseEvent} */ event) => pick(event, unit)}
      >
        <canvas width=${width} height=${height} ${painted(draw, captured.data)}></canvas>
      </button>
    `;
  };
  return html`
    <section class="walk__layer" aria-labelledby="walk-layer-title">
      <h3 id="walk-layer-title">${titleOf(layer, ui)}</h3>
      <p class="muted">${t(captured.shape.length === 4 ? "walk.layer.maps" : "walk.layer.vector", { count: units })}</p>
      <div class="walk__all" data-vector=${captured.shape.length === 2}>
        ${Array.from({ length: units }, (_, unit) => map(unit))}
      </div>
      ${kernelsView(seen, walk.place.unit, ui)} ${arithmeticView(walk, seen, run, actions, ui)}
    </section>
  `;
}

/** The kernels that make the chosen map: one for each input channel. @param {Seen} seen @param {number} unit @param {Ui} ui */
function kernelsView({ parameters }, unit, { t }) {
  const weight = parameters.find(({ tensor, shape }) => tensor.endsWith(".weight") && shape.length === 4);
  if (!weight || unit >= weight.shape[0]) return nothing;
  const [, inputs, height, width] = weight.shape;
  const area = height * width;
  const [low, high] = rangeOf(weight.data);
  const most = Math.max(-low, high) || 1;
  const kernels = Array.from({ length: Math.min(inputs, MOST_INPUTS) }, (_, channel) => {
    const start = (unit * inputs + channel) * area;
    const part = weight.data.subarray(start, start + area);
    const draw = (/** @type {HTMLCanvasElement} */ canvas) =>
      paint(canvas, part, width, height, diverging, -most, most);
    return html`<canvas
      role="img"
      aria-label=${t("walk.kernel", { number: channel })}
      width=${width}
      height=${height}
      ${painted(draw, weight.data, unit)}
    ></canvas>`;
  });
  return html`
    <h4>${t("walk.kernels", { number: unit })}</h4>
    <div class="walk__kernels">${kernels}</div>
  `;
}

/** @param {Walk} walk @param {Seen} seen @param {State["data"]} data @param {Actions} actions @param {Ui} ui */
function whyView(walk, seen, { summary }, { chooseMethod }, ui) {
  const { t, format, ink } = ui;
  const names = classNames(summary);
  const image = seen.activations.get(-1);
  const why = seen.why;
  const drawImage = (/** @type {HTMLCanvasElement} */ canvas) => {
    if (!image) return;
    const [low, high] = rangeOf(image.data);
    const bytes = Uint8Array.from(image.data, (value) => ((value - low) / (high - low || 1)) * 255);
    paintDigit(canvas, bytes, ink);
  };
  const drawWhy = (/** @type {HTMLCanvasElement} */ canvas) => {
    if (!why) return;
    const [height, width] = why.result.shape;
    const scale = scaleOf(why.result.data);
    paint(canvas, why.result.data, width, height, scale.table, scale.low, scale.high);
  };
  const sum = why?.method === "integrated-gradients" ? why.result.data.reduce((sum, value) => sum + value, 0) : null;
  return html`
    <section class="walk__why" aria-labelledby="walk-why-title">
      <h3 id="walk-why-title">${t("walk.why")}</h3>
      <label>
        ${t("walk.why.method")}
        <select @change=${(/** @type {any} */ { target }) => chooseMethod(target.value)}>
          ${METHODS.map(
            (method) =>
              html`<option value=${method} ?selected=${method === walk.method}>${t(`walk.why.${method}`)}</option>`,
          )}
        </select>
      </label>
      ${
        why
          ? html`
              <div class="walk__pair">
                <canvas
                  role="img"
                  aria-label=${names[seen.label]}
                  width="28"
                  height="28"
                  ${painted(drawImage, image, ink)}
                ></canvas>
                <canvas
                  role="img"
                  aria-label=${t(`walk.why.${why.method}`)}
                  width="28"
                  height="28"
                  ${painted(drawWhy, why.result)}
                ></canvas>
              </div>
              <p>
                ${t("walk.why.of", { name: names[why.result.class], value: format.signed(why.result.output) })}
                ${
                  sum === null
                    ? nothing
                    : t("walk.why.sum", {
                        sum: format.signed(sum),
                        difference: format.signed(why.result.output - why.result.empty_output),
                      })
                }
              </p>
              ${bars(
                {
                  label: t("inside.probabilities"),
                  values: why.result.probabilities,
                  names,
                  truth: seen.label,
                  columns: true,
                },
                ui,
              )}
            `
          : html`<p class="muted">${t("walk.why.no-maps")}</p>`
      }
      <p class="muted">${t(`walk.why.${walk.method}.note`)}</p>
    </section>
  `;
}
