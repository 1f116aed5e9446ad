/**
 * The network's editor: its layers one below the other, each to be set, moved, removed, and added to.
 *
 * @module
 */

import { make } from "../../../ui/dom.js";
import { KINDS, insert, layerAt, move, newLayer, pathOf, placeOf, remove, setIn } from "../../../run/network-edit.js";
import { createRow } from "./row.js";
import { familyOf, kindWords, layerWords } from "./words.js";

/** @typedef {import("../../../run/network-edit.js").Spec} Spec */
/** @typedef {import("../../../run/network-edit.js").LayerSpec} LayerSpec */
/** @typedef {import("../../../run/network-edit.js").Place} Place */
/** @typedef {import("./row.js").Entry} Entry */
/** @typedef {import("./row.js").Row} Row */
/** @typedef {import("../../../page/rendering.js").Ui} Ui */

/**
 * @typedef {object} EditorState
 * @property {Spec} spec
 * @property {readonly number[]} input shape of the image
 * @property {ReadonlyMap<string, {output_shape: readonly number[], parameters: number}>} results by path, as far as known
 * @property {{path: string, message: string} | null} problem
 * @property {Ui} ui
 */

/**
 * @param {HTMLElement} list
 * @param {object} actions
 * @param {(spec: Spec, key?: string) => void} actions.change shows the network too, before it returns;
 *   changes of the same key are one to whoever takes them back
 * @param {() => void} actions.settle
 * @param {(words: string) => void} actions.say for those who listen to the page
 * @returns {(state: EditorState) => void}
 */
export function createEditor(list, { change, settle, say }) {
  /** @type {Map<string, Row>} */
  let rows = new Map();
  /** @type {EditorState} */
  let state;

  const adder = createAdder((kind, place) => {
    const { spec, ui } = state;
    const added = insert(spec, place, newLayer(kind, spec, place, inputAt(place)));
    change(added.spec);
    const layer = layerWords(ui.t, /** @type {LayerSpec} */ (layerAt(added.spec, added.path)));
    say(ui.t("network.said.added", { layer }));
    rowOf(added.path)?.adds.focus();
  });

  const actions = {
    settle,
    add: adder.open,
    set(
      /** @type {string} */ path,
      /** @type {Record<string, number | string>} */ settings,
      /** @type {string} */ key,
    ) {
      change(setIn(state.spec, path, settings), key);
    },
    move(/** @type {string} */ path, /** @type {-1 | 1} */ by) {
      const moved = move(state.spec, path, by);
      if (!moved) return;
      change(moved.spec);
      focusTool(rowOf(moved.path), by < 0 ? "up" : "down");
      const layer = layerWords(state.ui.t, /** @type {LayerSpec} */ (layerAt(moved.spec, moved.path)));
      say(state.ui.t("network.said.moved", { layer, above: wordsAbove(moved.path) }));
    },
    remove(/** @type {string} */ path) {
      const { spec, ui } = state;
      const layer = layerWords(ui.t, /** @type {LayerSpec} */ (layerAt(spec, path)));
      const at = [...rows.values()].findIndex(({ element }) => element.dataset.path === path);
      change(remove(spec, path));
      const after = [...rows.values()].slice(0, at + 1).reverse();
      const next = rowOf(path) ?? after[0];
      focusTool(next, "remove");
      say(ui.t("network.said.removed", { layer }));
    },
  };

  /** @param {Row | undefined} row @param {string} tool where it has none, what adds */
  const focusTool = (row, tool) => {
    const button = /** @type {HTMLElement | null | undefined} */ (row?.element.querySelector(`[data-tool=${tool}]`));
    (button ?? row?.adds)?.focus();
  };

  /** The line of a layer. @param {string} path */
  const rowOf = (path) => rows.get(keyOf({ type: "layer", path }, layerAt(state.spec, path)));

  /** What a layer comes after, in words. @param {string} path */
  const wordsAbove = (path) => {
    const { list: at, index } = placeOf(path);
    const above = index > 0 ? layerAt(state.spec, pathOf({ list: at, index: index - 1 })) : null;
    return above ? layerWords(state.ui.t, above) : state.ui.t(at ? "network.said.start" : "network.input");
  };

  /** The shape that goes into a layer at the place, as far as known. @param {Place} place @returns {readonly number[] | undefined} */
  const inputAt = ({ list: at, index }) => {
    if (index > 0) return state.results.get(pathOf({ list: at, index: index - 1 }))?.output_shape;
    return at ? inputAt(placeOf(at.slice(0, at.lastIndexOf(".")))) : state.input;
  };

  return (next) => {
    state = next;
    const { spec, results, problem, ui } = next;
    const entries = entriesOf(spec);
    /** @type {Map<string, Row>} */
    const shown = new Map();
    for (const entry of entries) {
      const key = keyOf(entry, entry.layer);
      const row = rows.get(key) ?? createRow(entry, actions);
      shown.set(key, row);
      const own = entry.type === "layer" || entry.type === "image";
      row.update(entry, {
        ui,
        result:
          entry.type === "image"
            ? { output_shape: next.input, parameters: 0 }
            : own
              ? (results.get(entry.path) ?? null)
              : null,
        problem: entry.type === "layer" && problem?.path === entry.path ? problem.message : null,
        isFirst: entry.path === "0",
        isLast: entry.path === String(spec.layers.length - 1),
      });
    }
    const same = shown.size === rows.size && [...shown.keys()].every((key) => rows.has(key));
    rows = shown;
    // Putting a line in its place again would take the focus from it.
    if (!same || list.childElementCount !== shown.size)
      list.replaceChildren(...[...shown.values()].map(({ element }) => element));
    adder.update(ui);
  };
}

/** Lines of one key look alike but for their values. @param {{type: string, path: string}} entry @param {LayerSpec | null | undefined} layer */
const keyOf = ({ type, path }, layer) => `${path} ${type} ${layer?.kind ?? ""}`;

/** @param {Spec} spec @returns {Entry[]} */
function entriesOf({ layers }) {
  /** @type {Entry[]} */
  const entries = [{ type: "image", path: "image", depth: 0, layer: null, place: { list: "", index: 0 } }];
  const run = (/** @type {readonly LayerSpec[]} */ inList, /** @type {string} */ list, /** @type {number} */ depth) => {
    for (const [index, layer] of inList.entries()) {
      const path = pathOf({ list, index });
      const after = { list, index: index + 1 };
      if (layer.kind !== "residual") {
        entries.push({ type: "layer", path, depth, layer, place: after });
        continue;
      }
      const [body, shortcut] = [`${path}.layers`, `${path}.shortcut`];
      entries.push({ type: "layer", path, depth, layer, place: { list: body, index: 0 } });
      run(layer.layers, body, depth + 1);
      entries.push({ type: "shortcut", path, depth: depth + 1, layer, place: { list: shortcut, index: 0 } });
      run(layer.shortcut ?? [], shortcut, depth + 1);
      entries.push({ type: "end", path, depth, layer, place: after });
    }
  };
  run(layers, "", 0);
  return entries;
}

/**
 * The kinds of layers to choose from, shown below the line whose "+" was pressed.
 * @param {(kind: import("../../../run/network-edit.js").Kind, place: Place) => void} choose
 */
function createAdder(choose) {
  const panel = make("div", { class: "adder", role: "group" });
  /** @type {{row: Row, place: Place} | null} */
  let opened = null;

  const chips = KINDS.map((kind) => {
    const words = make("span");
    const mark = make("i", { class: "family", "data-family": familyOf(kind), "aria-hidden": "true" });
    const button = make("button", { type: "button", class: "chip" }, mark, words);
    button.addEventListener("click", () => {
      const place = opened?.place;
      close();
      if (place) choose(kind, place);
    });
    panel.append(button);
    return { kind, words };
  });

  const close = () => {
    opened?.row.adds.setAttribute("aria-expanded", "false");
    opened = null;
    panel.remove();
  };
  panel.addEventListener("keydown", ({ key }) => {
    if (key !== "Escape") return;
    const button = opened?.row.adds;
    close();
    button?.focus();
  });

  return {
    /** Opens it, or closes it where it is open already. @param {Row} row @param {Place} place */
    open(row, place) {
      const again = opened?.row === row;
      close();
      if (again) return;
      opened = { row, place };
      row.element.append(panel);
      row.adds.setAttribute("aria-expanded", "true");
      panel.querySelector("button")?.focus();
    },
    /** @param {Ui} ui */
    update({ t }) {
      panel.setAttribute("aria-label", t("network.add.choose"));
      for (const { kind, words } of chips) words.textContent = kindWords(t, kind);
      // What it was opened for may have gone, or stand elsewhere.
      if (opened && !opened.row.element.isConnected) close();
    },
  };
}
