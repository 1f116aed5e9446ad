/**
 * The network's layers, as a table.
 *
 * @module
 */

import { make, part, write } from "../dom.js";
import { isKey } from "../i18n/index.js";

/** @typedef {import("../protocol.js").RunSummary} RunSummary */
/** @typedef {import("../rendering.js").Ui} Ui */

/**
 * @param {HTMLElement} element
 * @returns {(slice: {summary: RunSummary | null}, ui: Ui) => void}
 */
export function createNetwork(element) {
  const [waiting, table, layers, total] = ["waiting", "table", "layers", "total"].map((name) => part(element, name));

  return ({ summary }, { t, format }) => {
    waiting.hidden = summary !== null;
    table.hidden = summary === null;
    if (!summary) return;
    const image = row("", t("network.input"), [1, 28, 28], null);
    const rows = summary.layers.map(({ name, kind, output_shape, parameters }) => {
      const key = `kind.${kind}`;
      return row(name, isKey(key) ? t(key) : kind, output_shape, parameters ? format.integer(parameters) : null);
    });
    layers.replaceChildren(image, ...rows);
    write(total, format.integer(summary.parameters));
  };
}

/**
 * @param {string} name
 * @param {string} kind
 * @param {number[]} shape
 * @param {string | null} parameters null: nothing in this layer is learned
 */
function row(name, kind, shape, parameters) {
  return make(
    "tr",
    { "data-learned": String(parameters !== null) },
    name ? make("th", { scope: "row" }, name) : make("td"),
    make("td", {}, kind),
    make("td", {}, shape.join("\u2009×\u2009")),
    make("td", {}, parameters ?? ""),
  );
}
