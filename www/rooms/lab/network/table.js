/**
 * The layers as a table: what comes out of each, what it learns, its share of the work.
 *
 * @module
 */

import { styleMap } from "lit-html/directives/style-map.js";
import { layerAt } from "../../../run/network-edit.js";
import { kindWords } from "../../../ui/kind-words.js";
import { UNKNOWN } from "../../../ui/format.js";
import { html, nothing, share } from "../../../ui/template.js";
import { familyMark, familyOf, misfitWords, settingWords, shapeWords } from "./words.js";

/** @typedef {import("../../../api/protocol.js").LayerSummary} LayerSummary */
/** @typedef {import("../../../run/network-edit.js").LayerSpec} LayerSpec */
/** @typedef {import("../../../ui/ui.js").Ui} Ui */

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
 * @param {object} table
 * @param {import("../../../run/network-edit.js").Spec} table.spec
 * @param {readonly LayerSummary[]} table.rows of the layers, as far as they fit
 * @param {import("../../../page/state.js").Draft["description"]} table.description
 * @param {import("./words.js").Misfit | null} table.problem
 * @param {string | null} table.pointed path of the layer that is pointed at
 * @param {Ui} ui
 */
export function tableView({ spec, rows, description, problem, pointed }, ui) {
  const { t, format } = ui;
  const lit = (/** @type {string} */ path) => (path === pointed ? "true" : nothing);
  const macs = description?.macs ?? 0;
  const faulty = problem && layerAt(spec, problem.path);
  const sentence = problem
    ? html`<tr class="layers__problem">
        <td colspan="4" class="problem">${misfitWords(t, problem)}</td>
      </tr>`
    : nothing;
  const body = rows.map((layer) => {
    const totals = totalsOf(layer, rows);
    const wrong = layer.path === problem?.path;
    return html`
      <tr
        data-path=${layer.path}
        data-learned=${layer.parameters > 0}
        data-problem=${wrong ? "true" : nothing}
        data-lit=${lit(layer.path)}
        style=${styleMap({ "--depth": String(layer.depth) })}
      >
        ${nameCell(layer, layerAt(spec, layer.path), ui)}
        <td>${shapeWords(layer.output_shape)}</td>
        <td>${totals.parameters ? format.integer(totals.parameters) : ""}</td>
        <td>${workView(macs ? totals.macs / macs : 0, layer.kind === "residual", ui)}</td>
      </tr>
      ${wrong ? sentence : nothing}
    `;
  });
  // The layer at fault has no row where its shape is not known.
  const rowless =
    faulty && problem && !rows.some(({ path }) => path === problem.path)
      ? html`<tr data-path=${problem.path} data-problem="true" data-lit=${lit(problem.path)}>
          <th scope="row">
            ${familyMark(familyOf(faulty.kind))}${"name" in faulty ? named(faulty.name) : ""}
            ${kindWords(t, faulty.kind)}
          </th>
          <td></td>
          <td></td>
          <td></td>
        </tr>`
      : nothing;
  const told = problem && rows.some(({ path }) => path === problem.path);
  return html`
    <table class="layers">
      <thead>
        <tr>
          <th scope="col">${t("network.layer")}</th>
          <th scope="col">${t("network.shape")}</th>
          <th scope="col">${t("network.parameters")}</th>
          <th scope="col">${t("network.share")}</th>
        </tr>
      </thead>
      <tbody>
        <tr data-path="image" data-learned="false" data-lit=${lit("image")}>
          <th scope="row">${familyMark("shape")}${t("network.input")}</th>
          <td>1×28×28</td>
          <td></td>
          <td></td>
        </tr>
        ${body} ${rowless} ${told ? nothing : sentence}
      </tbody>
      <tfoot>
        <tr>
          <th scope="row" colspan="2">${t("network.total")}</th>
          <td>${problem ? UNKNOWN : format.integer(description?.parameters)}</td>
          <td></td>
        </tr>
      </tfoot>
    </table>
  `;
}

/** @param {LayerSummary} layer @param {LayerSpec | undefined} spoken @param {Ui} ui */
function nameCell(layer, spoken, { t, format }) {
  const kind = [kindWords(t, layer.kind), spoken ? settingWords(t, format, spoken) : ""].filter(Boolean).join(" ");
  const details = layer.name ? [kind] : [];
  if (layer.path.includes(".shortcut.")) details.unshift(t("network.shortcut"));
  if (layer.weight_shape.length) details.push(t("network.weights", { shape: shapeWords(layer.weight_shape) }));
  if (spoken?.kind === "residual" && !spoken.shortcut?.length) details.push(t("network.shortcut.identity"));
  return html`
    <th scope="row">
      ${familyMark(familyOf(layer.kind))}${layer.name ? named(layer.name) : kind}
      ${details.length ? html`<small>${details.join(" · ")}</small>` : nothing}
    </th>
  `;
}

/** A name that may be broken after its dots. @param {string} name */
function named(name) {
  const parts = name.split(/(?<=[._])/).map((part, i) => (i > 0 ? html`<wbr />${part}` : part));
  return html`<strong>${parts}</strong>`;
}

/** @param {number} part @param {boolean} sum of what a block holds: no bar, for its layers have theirs @param {Ui} ui */
function workView(part, sum, { format }) {
  if (!part) return nothing;
  const words = part < 0.005 ? `<\u2009${format.percent(0.01)}` : format.percent(part);
  return sum ? words : html`<span class="share" style=${share(part)}>${words}</span>`;
}
