/**
 * A line of the network's editor: a layer with its settings, or a place where layers may be put.
 *
 * @module
 */

import { styleMap } from "lit-html/directives/style-map.js";
import { fieldsOf, isNamed, nameOf, valueOf } from "../../../run/network-edit.js";
import { kindWords } from "../../../ui/kind-words.js";
import { html, live, nothing } from "../../../ui/template.js";
import { familyMark, familyOf, layerWords, shapeWords } from "./words.js";

/** @typedef {import("../../../run/network-edit.js").LayerSpec} LayerSpec */
/** @typedef {import("../../../run/network-edit.js").Field} Field */
/** @typedef {import("../../../run/network-edit.js").Place} Place */
/** @typedef {import("../../../ui/ui.js").Ui} Ui */

/**
 * What a line stands for. `place`: where a layer goes that is added here.
 * @typedef {object} Entry
 * @property {"image" | "layer" | "shortcut" | "end"} type
 * @property {string} path of the layer; of the block, for its shortcut and its end
 * @property {number} depth
 * @property {LayerSpec | null} layer null: the image
 * @property {Place} place
 */

/**
 * @typedef {object} RowState
 * @property {{output_shape: readonly number[], parameters: number} | null} result null: not known
 * @property {string | null} problem why the layer does not fit
 * @property {boolean} lit whether it is pointed at
 * @property {boolean} isFirst
 * @property {boolean} isLast
 * @property {unknown} adder the choice of a layer to be added here; null: not asked for
 */

/**
 * @typedef {object} RowActions
 * @property {{of: string, text: string} | null} typing what the field in use holds, `of` the field's path and name
 * @property {(path: string, settings: Record<string, number | string>, key: string) => void} set
 * @property {() => void} settle what was set is meant so
 * @property {(path: string, by: -1 | 1) => void} move
 * @property {(path: string) => void} remove
 * @property {(entry: Entry) => void} add asks which layer goes to the entry's place
 */

/**
 * @param {Entry} entry
 * @param {RowState} state
 * @param {RowActions} actions
 * @param {Ui} ui
 */
export function rowView(entry, state, actions, ui) {
  const { t, format } = ui;
  const { type, path, depth, layer } = entry;
  const own = type === "layer" ? layer : null;
  const { result, problem, isFirst, isLast, adder } = state;
  const family = own ? familyOf(own.kind) : type === "image" ? "shape" : "";
  const fields = own ? fieldsOf(own.kind) : [];
  const has_name = own !== null && isNamed(own.kind);
  const adds = t(`network.add.${own?.kind === "residual" ? "block" : type}`, wordsOf(entry, ui));
  const words = own ? layerWords(t, own) : "";
  return html`
    <li
      class="edit"
      data-type=${type}
      data-path=${path}
      data-depth=${depth}
      data-problem=${problem !== null}
      data-lit=${state.lit ? "true" : nothing}
      data-lines=${fields.length ? "settings" : has_name ? "name" : "one"}
      style=${styleMap({ "--depth": String(depth) })}
    >
      <div class="edit__head">
        ${family ? familyMark(family) : nothing}
        <span class="edit__kind">${lineWords(entry, ui)}</span>
        ${own && has_name ? nameInput(path, own, actions, ui) : nothing}
      </div>
      ${
        own && fields.length
          ? html`<div class="edit__fields">${fields.map((field) => numberInput(path, own, field, actions, ui))}</div>`
          : nothing
      }
      <p class="edit__result number">
        <span>${shapeWords(result?.output_shape ?? [])}</span>
        ${
          result?.parameters
            ? html`<span>${t("network.learned.short", { count: format.integer(result.parameters) })}</span>`
            : nothing
        }
      </p>
      <div class="edit__tools">
        ${tool("+", "add", adds, () => actions.add(entry), { expanded: adder !== null })}
        ${
          own
            ? html`${tool("↑", "up", t("network.up", { layer: words }), () => actions.move(path, -1), { off: isFirst })}
              ${tool("↓", "down", t("network.down", { layer: words }), () => actions.move(path, 1), { off: isLast })}
              ${tool("×", "remove", t("network.remove", { layer: words }), () => actions.remove(path))}`
            : nothing
        }
      </div>
      <p class="edit__problem problem">${problem ?? ""}</p>
      ${adder}
    </li>
  `;
}

/**
 * A button with a sign and a name, also for those who point at it. `off`: not disabled, for a button that stops working
 * under the hand keeps the focus.
 * @param {string} sign
 * @param {string} name
 * @param {string} words
 * @param {() => void} act
 * @param {{expanded?: boolean, off?: boolean}} [state]
 */
function tool(sign, name, words, act, { expanded, off } = {}) {
  return html`
    <button
      type="button"
      class="tool"
      data-tool=${name}
      title=${words}
      aria-label=${words}
      aria-expanded=${expanded ?? nothing}
      aria-disabled=${off ?? nothing}
      @click=${act}
    >
      <span aria-hidden="true">${sign}</span>
    </button>
  `;
}

/** @param {string} path @param {LayerSpec} layer @param {RowActions} actions @param {Ui} ui */
function nameInput(path, layer, actions, ui) {
  const { t } = ui;
  const of = `${path}.name`;
  const shown = nameOf(layer);
  const changed = (/** @type {Event & {currentTarget: HTMLInputElement}} */ { currentTarget }) => {
    const name = currentTarget.value.trim();
    if (name && name !== shown) actions.set(path, { name }, "");
  };
  return html`
    <input
      class="edit__name"
      spellcheck="false"
      autocomplete="off"
      maxlength="40"
      aria-label=${t("network.name", { layer: layerWords(t, layer) })}
      .value=${live(actions.typing?.of === of ? actions.typing.text : shown)}
      @input=${(/** @type {Event & {currentTarget: HTMLInputElement}} */ { currentTarget }) =>
        (actions.typing = { of, text: currentTarget.value })}
      @change=${changed}
      @blur=${() => stopTyping(actions, ui)}
    />
  `;
}

/** @param {string} path @param {LayerSpec} layer @param {Field} field @param {RowActions} actions @param {Ui} ui */
function numberInput(path, layer, field, actions, ui) {
  const { t } = ui;
  const { name, least, most, step } = field;
  const of = `${path}.${name}`;
  const words = t(/** @type {import("../../../i18n/index.js").Key} */ (`network.field.${name}`));
  const typing = actions.typing?.of === of ? actions.typing.text : null;
  const fits = (/** @type {number} */ value) =>
    value >= least && value <= most && (step !== 1 || Number.isInteger(value));
  const typed = (/** @type {Event & {currentTarget: HTMLInputElement}} */ { currentTarget }) => {
    actions.typing = { of, text: currentTarget.value };
    const value = currentTarget.valueAsNumber;
    if (fits(value)) actions.set(path, { [name]: value }, of);
    else ui.redraw();
  };
  const value = Number(valueOf(layer, field).toPrecision(7));
  return html`
    <label
      ><span>${words}</span
      ><input
        type="number"
        inputmode=${step === 1 ? "numeric" : "decimal"}
        min=${least}
        max=${most}
        step=${step}
        autocomplete="off"
        aria-label=${t("network.field.of", { field: words, layer: layerWords(t, layer) })}
        aria-invalid=${typing !== null && !(typing !== "" && fits(Number(typing)))}
        .value=${live(typing ?? String(value))}
        @input=${typed}
        @change=${actions.settle}
        @blur=${() => stopTyping(actions, ui)}
    /></label>
  `;
}

/** What was typed and not taken is forgotten, and the layer's own shown again. @param {RowActions} actions @param {Ui} ui */
function stopTyping(actions, ui) {
  actions.typing = null;
  ui.redraw();
}

/** @param {Entry} entry @param {Ui} ui */
function lineWords({ type, layer }, { t }) {
  if (type === "image" || !layer) return t("network.input");
  if (type === "end") return t("network.end");
  if (type === "layer") return kindWords(t, layer.kind);
  const empty = layer.kind === "residual" && !layer.shortcut?.length;
  return t(empty ? "network.shortcut.identity" : "network.shortcut");
}

/** @param {Entry} entry @param {Ui} ui @returns {Record<string, string>} */
const wordsOf = ({ layer }, { t }) => ({ layer: layer ? layerWords(t, layer) : t("network.input") });
