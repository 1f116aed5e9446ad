/**
 * What the parts of the network's view call a layer, its settings and its shapes.
 *
 * @module
 */

import { isKey, refusal } from "../../../i18n/index.js";
import { kindWords } from "../../../ui/kind-words.js";
import { fieldsOf, nameOf, valueOf } from "../../../run/network-edit.js";
import { html } from "../../../ui/template.js";

/** @typedef {import("../../../run/network-edit.js").LayerSpec} LayerSpec */
/** @typedef {import("../../../i18n/index.js").Translate} Translate */
/** @typedef {NonNullable<import("../../../api/protocol.js").NetworkReport["problem"]>} Misfit */

/** Kinds of one colour. */
const FAMILIES = /** @type {Record<string, string>} */ ({
  conv2d: "convolution",
  linear: "linear",
  batch_norm: "norm",
  relu: "activation",
  gelu: "activation",
  tanh: "activation",
  sigmoid: "activation",
  max_pool2d: "pool",
  avg_pool2d: "pool",
  global_avg_pool: "pool",
  dropout: "dropout",
  residual: "residual",
});

/** @param {string} kind */
export const familyOf = (kind) => FAMILIES[kind] ?? "shape";

/** The colour that a family's layers have everywhere. @param {string} family */
export const familyMark = (family) => html`<i class="family" data-family=${family} aria-hidden="true"></i>`;

/** Why a layer does not fit. @param {Translate} t @param {Misfit} misfit */
export function misfitWords(t, { message, reason, params }) {
  return refusal(t, { code: "network-invalid", message, params: { ...params, reason } });
}

/** What to call a layer in a sentence: its name, or its kind. @param {Translate} t @param {LayerSpec} layer */
export const layerWords = (t, layer) => nameOf(layer) || kindWords(t, layer.kind);

/** "16×28×28"; empty for none. @param {readonly number[]} shape */
export const shapeWords = (shape) => shape.join("×");

/**
 * How a layer is set, as far as its output does not show it: "5×5, stride 2, padding 1".
 * @param {Translate} t
 * @param {import("../../../ui/format.js").Formatter} format
 * @param {LayerSpec} layer
 */
export function settingWords(t, format, layer) {
  const words = fieldsOf(layer.kind).map((field) => {
    const value = valueOf(layer, field);
    switch (field.name) {
      case "kernel":
      case "size":
        return `${value}×${value}`;
      case "stride":
        return value === 1 ? "" : t("network.stride", { value });
      case "padding":
        return value === 0 ? "" : t("network.padding", { value });
      case "rate":
        return format.percent(value);
      default:
        return "";
    }
  });
  return words.filter(Boolean).join(", ");
}

/** A label short enough to stand at a block: "conv 5×5". @param {Translate} t @param {LayerSpec} layer */
export function blockWords(t, layer) {
  const key = `network.block.${layer.kind}`;
  if (!isKey(key)) return kindWords(t, layer.kind);
  const values = fieldsOf(layer.kind).map((field) => [field.name, valueOf(layer, field)]);
  return t(key, Object.fromEntries(values));
}

/** One that fits into a shortcut's small box: "1×1". @param {LayerSpec} layer */
export function chipWords(layer) {
  switch (layer.kind) {
    case "conv2d":
      return `${layer.kernel}×${layer.kernel}`;
    case "batch_norm":
      return "BN";
    case "linear":
      return "FC";
    case "relu":
      return "ReLU";
    default:
      return layer.kind.slice(0, 4);
  }
}
