/**
 * The layers as a table: what comes out of each, what it learns, its share of the work.
 *
 * @module
 */

import { make } from "../../../ui/dom.js";
import { layerAt } from "../../../run/network-edit.js";
import { familyOf, kindWords, settingWords, shapeWords } from "./words.js";

/** @typedef {import("../../../api/protocol.js").LayerSummary} LayerSummary */
/** @typedef {import("../../../page/rendering.js").Ui} Ui */

/**
 * A residual block's own row sums up what it holds.
 * @param {LayerSummary} row
 * @param {readonly LayerSummary[]} rows all of them
 * @returns {{parameters: number, macs: number}}
 */
export function totalsOf({ path, parameters, macs }, rows) {
  const held = rows.filter((row) => row.path.startsWith(`${path}.`));
  return held.reduce((sum, row) => ({ parameters: sum.parameters + row.parameters, macs: sum.macs + row.macs }), {
    parameters,
    macs,
  });
}

/**
 * @param {HTMLElement} body the table's
 * @param {import("../../../run/network-edit.js").Spec} spec
 * @param {readonly LayerSummary[]} layers as far as they fit
 * @param {number} macs of the whole network
 * @param {{path: string, message: string} | null} problem
 * @param {Ui} ui
 */
export function fillTable(body, spec, layers, macs, problem, ui) {
  const { t, format } = ui;
  const image = make("tr", { "data-path": "image", "data-learned": "false" });
  image.append(make("th", { scope: "row" }, mark("shape"), t("network.input")), make("td", {}, "1×28×28"));
  image.append(make("td"), make("td"));

  const rows = layers.map((layer) => {
    const spoken = layerAt(spec, layer.path);
    const totals = totalsOf(layer, layers);
    const kind = [kindWords(t, layer.kind), spoken ? settingWords(t, format, spoken) : ""].filter(Boolean).join(" ");
    const name = make("th", { scope: "row" }, mark(familyOf(layer.kind)));
    name.append(layer.name ? named(layer.name) : kind);
    const details = layer.name ? [kind] : [];
    if (layer.path.includes(".shortcut.")) details.unshift(t("network.shortcut"));
    if (layer.weight_shape.length) details.push(t("network.weights", { shape: shapeWords(layer.weight_shape) }));
    if (spoken?.kind === "residual" && !spoken.shortcut?.length) details.push(t("network.shortcut.identity"));
    if (details.length) name.append(" ", make("small", {}, details.join(" · ")));
    const row = make("tr", { "data-path": layer.path, "data-learned": String(layer.parameters > 0) });
    row.style.setProperty("--depth", String(layer.depth));
    row.append(
      name,
      make("td", {}, shapeWords(layer.output_shape)),
      make("td", {}, totals.parameters ? format.integer(totals.parameters) : ""),
      work(macs ? totals.macs / macs : 0, layer.kind === "residual", ui),
    );
    return row;
  });
  body.replaceChildren(image, ...rows);
  if (problem) markProblem(body, spec, problem, ui);
}

/** The colour that the layer's block has. @param {string} family */
const mark = (family) => make("i", { class: "family", "data-family": family, "aria-hidden": "true" });

/** A name that may be broken after its dots. @param {string} name */
function named(name) {
  const parts = name.split(/(?<=[._])/).flatMap((part) => [part, make("wbr")]);
  return make("strong", {}, ...parts.slice(0, -1));
}

/** @param {number} share @param {boolean} sum of what a block holds: no bar, for its layers have theirs @param {Ui} ui */
function work(share, sum, { format }) {
  if (!share) return make("td");
  const words = share < 0.005 ? `<\u2009${format.percent(0.01)}` : format.percent(share);
  if (sum) return make("td", {}, words);
  const bar = make("span", { class: "share" }, words);
  bar.style.setProperty("--share", String(share));
  return make("td", {}, bar);
}

/**
 * The layer at fault: its row if it has one, else one after those that fit.
 * @param {HTMLElement} body
 * @param {import("../../../run/network-edit.js").Spec} spec
 * @param {{path: string, message: string}} problem
 * @param {Ui} ui
 */
function markProblem(body, spec, { path, message }, { t }) {
  const faulty = layerAt(spec, path);
  const sentence = make("tr", { class: "layers__problem" });
  sentence.append(make("td", { colspan: "4", class: "problem" }, message));
  let row = [...body.children].find((child) => /** @type {HTMLElement} */ (child).dataset.path === path);
  if (!row && faulty) {
    row = make("tr", { "data-path": path });
    const name = "name" in faulty ? named(faulty.name) : "";
    row.append(make("th", { scope: "row" }, mark(familyOf(faulty.kind)), name, " ", kindWords(t, faulty.kind)));
    row.append(make("td"), make("td"), make("td"));
    body.append(row);
  }
  row?.setAttribute("data-problem", "true");
  if (row) row.after(sentence);
  else body.append(sentence);
}
