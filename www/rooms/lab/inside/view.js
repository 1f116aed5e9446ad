/**
 * The first convolution from inside: its kernels, and what each finds in one test image.
 *
 * @module
 */

import { areDigits, classNames } from "../../../run/class-names.js";
import { bars, likeliest } from "../../../ui/figure/bars.js";
import { diverging, viridis } from "../../../ui/figure/colour.js";
import { paintDigit } from "../../../ui/figure/pixels.js";
import { colourBar } from "../../../ui/figure/colour-bar.js";
import { html, kept, painted } from "../../../ui/template.js";
import { slicePlane, tilesView } from "./tiles.js";

/** @typedef {import("../../../api/protocol.js").Inspection} Inspection */
/** @typedef {import("../../../ui/template.js").Template} Template */
/** @typedef {import("../../../ui/ui.js").Ui} Ui */

/** @typedef {{inside: import("./state.js").Inside, summary: import("../../../page/state.js").Data["summary"]}} Slice */

/**
 * @param {{choose: (index: number) => void}} actions
 * @returns {(slice: Slice, ui: Ui) => Template}
 */
export function createInside({ choose }) {
  const ranges = kept(rangesOf);
  /** The kernel that is pointed at. @type {number | null} */
  let picked = null;

  return ({ inside: { index, inspection }, summary }, ui) => {
    const { t, format } = ui;
    const count = summary?.test_count ?? 0;
    const names = classNames(summary);
    if (picked !== null && picked >= (inspection?.kernels.shape[0] ?? Infinity)) picked = null;
    const none = inspection?.layer === "";
    const pick = (/** @type {number | null} */ tile) => {
      picked = tile;
      ui.redraw();
    };
    const { most, least, reach } = ranges(inspection);
    const signed = least < 0;
    const map_table = signed ? diverging : viridis;
    // While there is nothing to be said of them, the scales have no numbers.
    const numbers = (/** @type {() => string} */ word) => (inspection && !none ? word() : "");
    const kernels = tilesView({
      plane: none ? null : (inspection?.kernels ?? null),
      table: diverging,
      // All zero is the middle of the colours, too.
      range: [-(most || 1), most || 1],
      picked,
      pick,
      label: (number) => t("inside.kernel", { number }),
    });
    const maps = tilesView({
      plane: none ? null : (inspection?.feature_maps ?? null),
      table: map_table,
      range: [signed ? -reach : 0, reach],
      picked,
      pick,
      label: (number) => t("inside.map", { number }),
    });
    return html`
      <h2 id="inside-title">${t("inside.title")}</h2>
      <div class="chosen">${chosenView(index, count, inspection, names, choose, ui)}</div>
      <div class="filters" data-none=${none}>
        <figure class="filters__kernels">
          <figcaption>
            <span>${t("inside.kernels", { layer: inspection?.layer || "conv1" })}</span>
            <span class="muted">${t("inside.kernels.note")}</span>
          </figcaption>
          ${kernels}
          ${colourBar(diverging, [numbers(() => format.signed(-most)), "0", numbers(() => format.signed(most))])}
          <p class="pair muted number">${pairWords(inspection, picked, ui)}</p>
        </figure>
        <figure class="filters__maps">
          <figcaption><span>${t("inside.maps")}</span> <span class="muted">${t("inside.maps.note")}</span></figcaption>
          ${maps}
          ${colourBar(map_table, [
            signed ? format.signed(-reach) : "0",
            signed ? "0" : "",
            numbers(() => (signed ? format.signed(reach) : format.magnitude(reach))),
          ])}
        </figure>
      </div>
    `;
  };
}

/**
 * The image, and what the network makes of it.
 * @param {number} index
 * @param {number} count of the test images
 * @param {Inspection | null} inspection
 * @param {readonly string[]} names
 * @param {(index: number) => void} choose
 * @param {Ui} ui
 */
function chosenView(index, count, inspection, names, choose, ui) {
  const { t, format, ink } = ui;
  const button = (
    /** @type {string} */ words,
    /** @type {string | null} */ label,
    /** @type {() => number} */ target,
  ) =>
    html`<button
      type="button"
      class="button button--small"
      aria-label=${label ?? words}
      ?disabled=${count === 0}
      @click=${() => choose(target() % count)}
    >
      ${words}
    </button>`;
  const which = count
    ? t("inside.image", { number: format.integer(index + 1), count: format.integer(count) })
    : "\u00a0";
  const image = inspection?.image ?? null;
  const paint = (/** @type {HTMLCanvasElement} */ canvas) => {
    if (image) paintDigit(canvas, image, ink);
    else canvas.getContext("2d")?.clearRect(0, 0, 28, 28);
  };
  const label = areDigits(names) ? "inside.label" : "inside.label.named";
  const described = inspection ? t(label, { digit: names[inspection.label] }) : t("inside.none");
  return html`
    <div class="chosen__which">
      <p class="number muted">${which}</p>
      <p class="buttons">
        ${button("←", t("inside.previous"), () => index + count - 1)} ${button("→", t("inside.next"), () => index + 1)}
        ${button(t("inside.random"), null, () => Math.floor(Math.random() * count))}
      </p>
    </div>
    <canvas
      class="digit"
      width="28"
      height="28"
      role="img"
      aria-label=${described}
      ${painted(paint, image, ink)}
    ></canvas>
    <div class="chosen__answer">
      <p>${inspection ? verdict(inspection, names, ui) : "\u00a0"}</p>
      ${bars(
        {
          label: t("inside.probabilities"),
          values: inspection?.probabilities ?? null,
          names,
          truth: inspection?.label,
          columns: true,
        },
        ui,
      )}
    </div>
  `;
}

/**
 * @param {Inspection} inspection
 * @param {readonly string[]} names
 * @param {Ui} ui
 */
function verdict({ step, label, probabilities }, names, { t }) {
  if (step === 0) return t("inside.untrained");
  const digit = likeliest(probabilities);
  return t(digit === label ? "inside.right" : "inside.wrong", { digit: names[digit] });
}

/** The values of the kernel that is pointed at, and of its feature map. @param {Inspection | null} inspection @param {number | null} picked @param {Ui} ui */
function pairWords(inspection, picked, { t, format }) {
  if (!inspection) return t("inside.waiting");
  if (inspection.layer === "") return t("inside.none.convolution");
  if (picked === null) return t("inside.pair.none");
  const kernel = slicePlane(inspection.kernels, picked);
  const map = slicePlane(inspection.feature_maps, picked);
  return t("inside.pair", {
    number: picked + 1,
    least: format.signed(extreme(map, Math.min)),
    low: format.signed(extreme(kernel, Math.min)),
    high: format.signed(extreme(kernel, Math.max)),
    peak: format.magnitude(extreme(map, Math.max)),
  });
}

/**
 * `most`: the largest weight's magnitude; `least`: of the feature maps, below 0 where the activation has both signs, which
 * a ReLU has not; `reach`: their largest magnitude.
 * @param {Inspection | null} inspection
 */
function rangesOf(inspection) {
  if (!inspection || inspection.layer === "") return { most: 0, least: 0, reach: 1 };
  const { kernels, feature_maps } = inspection;
  const most = kernels.data.reduce((most, weight) => Math.max(most, Math.abs(weight)), 0);
  const least = extreme(feature_maps.data, Math.min);
  return { most, least, reach: Math.max(extreme(feature_maps.data, Math.max), -least) };
}

/**
 * @param {ArrayLike<number>} values
 * @param {(a: number, b: number) => number} pick
 */
function extreme(values, pick) {
  let found = values[0] ?? 0;
  for (let i = 1; i < values.length; i++) found = pick(found, values[i]);
  return found;
}
