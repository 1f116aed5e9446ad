/**
 * A line of the network's editor: a layer with its settings, or a place where layers may be put.
 *
 * A line is made once and then brought up to date, never made anew while it stands: what a visitor
 * is typing in stays as it is, and so does the focus.
 *
 * @module
 */

import { make, write } from "../../../ui/dom.js";
import { fieldsOf, isNamed, nameOf, valueOf } from "../../../run/network-edit.js";
import { familyOf, kindWords, layerWords, shapeWords } from "./words.js";

/** @typedef {import("../../../run/network-edit.js").LayerSpec} LayerSpec */
/** @typedef {import("../../../run/network-edit.js").Field} Field */
/** @typedef {import("../../../run/network-edit.js").Place} Place */
/** @typedef {import("../../../page/rendering.js").Ui} Ui */

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
 * @property {Ui} ui
 * @property {{output_shape: readonly number[], parameters: number} | null} result null: not known
 * @property {string | null} problem why the layer does not fit
 * @property {boolean} isFirst
 * @property {boolean} isLast
 */

/**
 * @typedef {object} RowActions
 * @property {(path: string, settings: Record<string, number | string>, key: string) => void} set
 * @property {() => void} settle what was set is meant so
 * @property {(path: string, by: -1 | 1) => void} move
 * @property {(path: string) => void} remove
 * @property {(row: Row, place: Place) => void} add asks which layer goes to the place
 */

/** @typedef {{element: HTMLLIElement, adds: HTMLButtonElement, update: (entry: Entry, state: RowState) => void}} Row */

/** @param {Entry} entry @param {RowActions} actions @returns {Row} */
export function createRow(entry, actions) {
  let current = entry;
  const { layer } = entry;
  const element = make("li", { class: "edit", "data-type": entry.type, "data-lines": "one" });
  const kind = make("span", { class: "edit__kind" });
  const head = make("div", { class: "edit__head" }, kind);
  const family = entry.type === "layer" && layer ? familyOf(layer.kind) : entry.type === "image" ? "shape" : "";
  if (family) head.prepend(make("i", { class: "family", "data-family": family, "aria-hidden": "true" }));
  const result = make("p", { class: "edit__result number" });
  const tools = make("div", { class: "edit__tools" });
  const problem = make("p", { class: "edit__problem problem" });
  element.append(head, result, tools, problem);

  const tool = (/** @type {string} */ sign, /** @type {() => void} */ act) => {
    const button = make("button", { type: "button", class: "tool" }, make("span", { "aria-hidden": "true" }, sign));
    button.addEventListener("click", act);
    tools.append(button);
    return button;
  };
  const adds = tool("+", () => actions.add(row, current.place));
  adds.setAttribute("aria-expanded", "false");
  const own = entry.type === "layer" && layer ? layerParts(layer) : null;

  /** @param {LayerSpec} layer */
  function layerParts(layer) {
    const up = tool("↑", () => actions.move(current.path, -1));
    const down = tool("↓", () => actions.move(current.path, 1));
    const remove = tool("×", () => actions.remove(current.path));
    [up.dataset.tool, down.dataset.tool, remove.dataset.tool] = ["up", "down", "remove"];
    const name = isNamed(layer.kind) ? nameInput() : null;
    if (name) head.append(name);
    const fields = fieldsOf(layer.kind).map((field) => numberInput(field));
    if (fields.length) result.before(make("div", { class: "edit__fields" }, ...fields.map(({ label }) => label)));
    // Settings need a line of their own; a name alone leaves it to what comes out.
    element.dataset.lines = fields.length ? "settings" : name ? "name" : "one";
    return { up, down, remove, name, fields };
  }

  function nameInput() {
    const input = make("input", { class: "edit__name", spellcheck: "false", autocomplete: "off", maxlength: "40" });
    const shown = () => (current.layer ? nameOf(current.layer) : "");
    input.addEventListener("change", () => {
      const name = input.value.trim();
      if (name && name !== shown()) actions.set(current.path, { name }, "");
    });
    input.addEventListener("blur", () => (input.value = shown()));
    return input;
  }

  /** @param {Field} field */
  function numberInput(field) {
    const { name, least, most, step } = field;
    const range = { min: String(least), max: String(most), step: String(step) };
    const input = make("input", { type: "number", inputmode: step === 1 ? "numeric" : "decimal", ...range });
    input.autocomplete = "off";
    const words = make("span");
    input.addEventListener("input", () => {
      const value = input.valueAsNumber;
      const fits = value >= least && value <= most && (step !== 1 || Number.isInteger(value));
      input.setAttribute("aria-invalid", String(!fits));
      if (fits) actions.set(current.path, { [name]: value }, `${current.path}.${name}`);
    });
    input.addEventListener("change", actions.settle);
    // What was no such number is forgotten, and the layer's own shown again.
    input.addEventListener("blur", () => show());
    const show = () => {
      const value = current.layer ? Number(valueOf(current.layer, field).toPrecision(7)) : Number.NaN;
      if (input.valueAsNumber !== value) input.value = String(value);
      input.setAttribute("aria-invalid", "false");
    };
    return { field, input, words, show, label: make("label", {}, words, input) };
  }

  /** @type {Row} */
  const row = {
    element,
    adds,
    update(next, { ui, result: found, problem: why, isFirst, isLast }) {
      current = next;
      const { t, format } = ui;
      element.dataset.path = next.path;
      element.dataset.problem = String(why !== null);
      element.dataset.depth = String(next.depth);
      element.style.setProperty("--depth", String(next.depth));
      write(kind, lineWords(next, ui));
      write(problem, why ?? "");
      const parts = [shapeWords(found?.output_shape ?? [])];
      if (found?.parameters) parts.push(t("network.learned.short", { count: format.integer(found.parameters) }));
      result.replaceChildren(...parts.filter(Boolean).map((words) => make("span", {}, words)));
      say(
        adds,
        t(
          `network.add.${next.type === "layer" && next.layer?.kind === "residual" ? "block" : next.type}`,
          wordsOf(next, ui),
        ),
      );
      if (!own || !next.layer) return;
      const layer = layerWords(t, next.layer);
      say(own.up, t("network.up", { layer }));
      say(own.down, t("network.down", { layer }));
      say(own.remove, t("network.remove", { layer }));
      // Not disabled: a button that stops working under the hand keeps the focus.
      own.up.setAttribute("aria-disabled", String(isFirst));
      own.down.setAttribute("aria-disabled", String(isLast));
      if (own.name) {
        own.name.setAttribute("aria-label", t("network.name", { layer }));
        if (own.name !== document.activeElement) own.name.value = nameOf(next.layer);
      }
      for (const { field, input, words, show } of own.fields) {
        const name = t(/** @type {import("../../../i18n/index.js").Key} */ (`network.field.${field.name}`));
        write(words, name);
        input.setAttribute("aria-label", t("network.field.of", { field: name, layer }));
        if (input !== document.activeElement) show();
      }
    },
  };
  return row;
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

/** A button's name, also for those who point at it. @param {HTMLElement} button @param {string} words */
function say(button, words) {
  button.setAttribute("aria-label", words);
  button.title = words;
}
