/**
 * The network's editor: its layers one below the other, each to be set, moved, removed, and added to.
 *
 * @module
 */

import { KINDS, insert, layerAt, move, newLayer, pathOf, placeOf, remove, setIn } from "../../../run/network-edit.js";
import { kindWords } from "../../../ui/kind-words.js";
import { html } from "../../../ui/template.js";
import { rowView } from "./row.js";
import { familyMark, familyOf, layerWords, misfitWords } from "./words.js";

/** @typedef {import("../../../run/network-edit.js").Spec} Spec */
/** @typedef {import("../../../run/network-edit.js").LayerSpec} LayerSpec */
/** @typedef {import("../../../run/network-edit.js").Place} Place */
/** @typedef {import("./row.js").Entry} Entry */
/** @typedef {import("../../../ui/ui.js").Ui} Ui */

/**
 * @typedef {object} EditorState
 * @property {Spec} spec
 * @property {readonly number[]} input shape of the image
 * @property {ReadonlyMap<string, {output_shape: readonly number[], parameters: number}>} results by path, as far as known
 * @property {import("./words.js").Misfit | null} problem
 * @property {string | null} pointed path of the layer that is pointed at
 */

/**
 * @param {object} actions
 * @param {(spec: Spec, key?: string) => void} actions.change changes of the same key are one when they are taken back
 * @param {() => void} actions.settle
 * @param {(words: string) => void} actions.say for those who listen to the page
 * @returns {(state: EditorState, ui: Ui) => import("../../../ui/template.js").Template}
 */
export function createEditor({ change, settle, say }) {
  /** Where the choice of a layer to be added is open: the key of an entry. @type {string | null} */
  let adding = null;
  /** @type {import("./row.js").RowActions["typing"]} */
  let typing = null;

  return (state, ui) => {
    const { spec } = state;
    const { t } = ui;
    /** @param {Pick<Entry, "path" | "type">} line @param {string} tool where there is none, the one that adds */
    const focus = (line, tool) => afterRendering(() => (toolOf(line, tool) ?? toolOf(line, "add"))?.focus());
    const lineOf = (/** @type {string} */ path) => ({ path, type: /** @type {const} */ ("layer") });

    /** @type {import("./row.js").RowActions} */
    const actions = {
      get typing() {
        return typing;
      },
      set typing(next) {
        typing = next;
      },
      settle,
      add(entry) {
        adding = adding === keyOf(entry) ? null : keyOf(entry);
        ui.redraw();
        afterRendering(() => document.querySelector(/** @type {"button"} */ ("#network .adder button"))?.focus());
      },
      set: (path, settings, key) => change(setIn(spec, path, settings), key),
      move(path, by) {
        const moved = move(spec, path, by);
        if (!moved) return;
        adding = null;
        change(moved.spec);
        focus(lineOf(moved.path), by < 0 ? "up" : "down");
        const layer = layerWords(t, /** @type {LayerSpec} */ (layerAt(moved.spec, moved.path)));
        say(t("network.said.moved", { layer, above: wordsAbove(moved.spec, moved.path, t) }));
      },
      remove(path) {
        const layer = layerWords(t, /** @type {LayerSpec} */ (layerAt(spec, path)));
        const before = entriesOf(spec);
        const at = before.findIndex((entry) => entry.type === "layer" && entry.path === path);
        const rest = remove(spec, path);
        adding = null;
        change(rest);
        focus(layerAt(rest, path) ? lineOf(path) : before[at - 1], "remove");
        say(t("network.said.removed", { layer }));
      },
    };
    /** @param {import("../../../run/network-edit.js").Kind} kind @param {Place} place */
    const choose = (kind, place) => {
      const added = insert(spec, place, newLayer(kind, spec, place, inputAt(state, place)));
      adding = null;
      change(added.spec);
      const layer = layerWords(t, /** @type {LayerSpec} */ (layerAt(added.spec, added.path)));
      say(t("network.said.added", { layer }));
      focus(lineOf(added.path), "add");
    };
    /** @param {Entry} entry */
    const close = (entry) => {
      adding = null;
      ui.redraw();
      focus(entry, "add");
    };
    const rows = entriesOf(spec).map((entry) => {
      const { type, path } = entry;
      const own = type === "layer" ? (state.results.get(path) ?? null) : null;
      const row = {
        result: type === "image" ? { output_shape: state.input, parameters: 0 } : own,
        problem: type === "layer" && state.problem?.path === path ? misfitWords(t, state.problem) : null,
        lit: path === state.pointed,
        isFirst: path === "0",
        isLast: path === String(spec.layers.length - 1),
        adder: adding === keyOf(entry) ? adderView(entry, choose, close, ui) : null,
      };
      return rowView(entry, row, actions, ui);
    });
    return html`<ol class="editor">
      ${rows}
    </ol>`;
  };
}

/** Once what has been asked for is drawn. @param {() => void} act */
const afterRendering = (act) => queueMicrotask(act);

/** @param {Pick<Entry, "path" | "type">} line @param {string} tool @returns {HTMLElement | null} */
const toolOf = ({ path, type }, tool) =>
  document.querySelector(`#network .edit[data-path="${path}"][data-type=${type}] [data-tool=${tool}]`);

/** @param {Entry} entry */
const keyOf = ({ type, path }) => `${path} ${type}`;

/** What a layer comes after, in words. @param {Spec} spec @param {string} path @param {Ui["t"]} t */
function wordsAbove(spec, path, t) {
  const { list, index } = placeOf(path);
  const above = index > 0 ? layerAt(spec, pathOf({ list, index: index - 1 })) : null;
  return above ? layerWords(t, above) : t(list ? "network.said.start" : "network.input");
}

/** The shape that goes into a layer at the place, as far as known. @param {EditorState} state @param {Place} place @returns {readonly number[] | undefined} */
function inputAt(state, { list, index }) {
  if (index > 0) return state.results.get(pathOf({ list, index: index - 1 }))?.output_shape;
  return list ? inputAt(state, placeOf(list.slice(0, list.lastIndexOf(".")))) : state.input;
}

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
 * @param {Entry} entry
 * @param {(kind: import("../../../run/network-edit.js").Kind, place: Place) => void} choose
 * @param {(entry: Entry) => void} close
 * @param {Ui} ui
 */
function adderView(entry, choose, close, { t }) {
  const chips = KINDS.map(
    (kind) => html`
      <button type="button" class="chip" @click=${() => choose(kind, entry.place)}>
        ${familyMark(familyOf(kind))}<span>${kindWords(t, kind)}</span>
      </button>
    `,
  );
  const pressed = (/** @type {KeyboardEvent} */ { key }) => key === "Escape" && close(entry);
  return html`
    <div class="adder" role="group" aria-label=${t("network.add.choose")} @keydown=${pressed}>${chips}</div>
  `;
}
