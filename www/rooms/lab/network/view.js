/**
 * The network: which one, its blocks, its layers, and their editor.
 *
 * @module
 */

import { part, write } from "../../../ui/dom.js";
import { UNKNOWN } from "../../../ui/format.js";
import { explain } from "../../../i18n/index.js";
import { layerAt } from "../../../run/network-edit.js";
import { writeNetwork } from "../../../run/network-text.js";
import { drawBlocks } from "./blocks.js";
import { createChoice, isOwn, presetOf } from "./choice.js";
import { createEditor } from "./editor.js";
import { createNetworkText } from "./json.js";
import { createPointing } from "./pointing.js";
import { fillTable, totalsOf } from "./table.js";
import { kindWords, layerWords, settingWords, shapeWords } from "./words.js";

/** @typedef {import("../../../api/protocol.js").LayerSummary} LayerSummary */
/** @typedef {import("../../../api/protocol.js").Preset} Preset */
/** @typedef {import("../../../api/protocol.js").RunSummary} RunSummary */
/** @typedef {import("../../../api/protocol.js").Spec} Spec */
/** @typedef {NonNullable<import("../../../api/protocol.js").NetworkReport["problem"]>} Problem */
/** @typedef {import("../../../page/rendering.js").Ui} Ui */

/**
 * @typedef {object} NetworkSlice
 * @property {RunSummary | null} summary of the run there is
 * @property {import("../../../page/state.js").Draft} draft
 * @property {boolean} begun whether a new network would end a run
 * @property {boolean} busy training
 * @property {Preset[]} presets
 */

/** Shape of an image, as every network here gets it. */
const IMAGE = [1, 28, 28];
/** Edits that can be taken back. */
const MOST_UNDONE = 50;

/**
 * @param {HTMLElement} element
 * @param {object} actions
 * @param {(spec: Spec) => void} actions.editNetwork
 * @param {() => void} actions.apply
 * @param {() => void} actions.revert
 * @param {(name: string) => void} actions.choosePreset
 * @returns {(slice: NetworkSlice, ui: Ui) => void}
 */
export function createNetwork(element, actions) {
  const find = (/** @type {string} */ name) => part(element, name);
  const button = (/** @type {string} */ name) => /** @type {HTMLButtonElement} */ (part(element, name));
  const [waiting, content, blocks, caption] = ["waiting", "content", "blocks", "caption"].map(find);
  const [table, layers, total, list, said, problemText, pending, note] = [
    "table",
    "layers",
    "total",
    "editor",
    "said",
    "problem",
    "pending",
    "note",
  ].map(find);
  const [edit, undo, back, apply, discard] = ["edit", "undo", "back", "apply", "discard"].map(button);

  /** @type {{slice: NetworkSlice, ui: Ui} | undefined} */
  let latest;
  /** @type {Spec} the network on the page: for a moment newer than the slice's */
  let spec = { layers: [] };
  /** @type {Spec | null} the slice's */
  let given = null;
  /** @type {Spec[]} */
  let past = [];
  let lastKey = "";
  let editing = false;

  /** @param {Spec} next @param {string} [key] */
  const change = (next, key = "") => {
    if (!key || key !== lastKey) past = [...past, spec].slice(-MOST_UNDONE);
    lastKey = key;
    adopt(next);
  };
  /** @param {Spec} next */
  const adopt = (next) => {
    spec = next;
    actions.editNetwork(next);
    draw();
  };
  const say = (/** @type {string} */ words) => write(said, words);

  const showChoice = createChoice(element, actions.choosePreset);
  const showEditor = createEditor(list, { change, settle: () => (lastKey = ""), say });
  const showText = createNetworkText(find("text"), change);
  const pointing = createPointing(element, blocks, (path) => write(caption, describe(path)));

  edit.addEventListener("click", () => {
    editing = !editing;
    draw();
  });
  undo.addEventListener("click", () => {
    const before = past.pop();
    lastKey = "";
    if (before) adopt(before);
    if (latest) say(latest.ui.t("network.said.undone"));
    if (undo.disabled) edit.focus();
  });
  back.addEventListener("click", () => {
    const preset = presetOf(latest?.slice);
    if (preset) change(preset.spec);
    edit.focus();
  });
  apply.addEventListener("click", () => actions.apply());
  discard.addEventListener("click", () => {
    actions.revert();
    edit.focus();
  });

  /** A block in words. @param {string | null} path */
  const describe = (path) => {
    if (!latest) return "";
    const { slice, ui } = latest;
    const { t, format } = ui;
    if (path === "image") return `${t("network.input")} · ${shapeWords(IMAGE)}`;
    const layer = path && layerAt(spec, path);
    if (!layer) return t("network.blocks");
    const rows = known(slice);
    const row = rows.find((row) => row.path === path);
    const setting = settingWords(t, format, layer);
    const kind = setting ? `${kindWords(t, layer.kind)} ${setting}` : kindWords(t, layer.kind);
    const words = ["name" in layer ? layer.name : "", kind];
    if (row) {
      const { parameters } = totalsOf(row, rows);
      words.push(shapeWords(row.output_shape));
      if (parameters) words.push(t("network.learned", { count: format.integer(parameters) }));
    }
    return words.filter(Boolean).join(" · ");
  };

  /** What to call the layer that does not fit. @param {Problem} problem @param {Ui["t"]} t */
  const wordsAt = ({ path, layer }, t) => {
    const found = path ? layerAt(spec, path) : undefined;
    return found ? layerWords(t, found) : layer;
  };

  /** Rows of the layers as they stand now: the trainer's answer may be to what stood there before. @param {NetworkSlice} slice */
  const known = ({ draft }) =>
    (draft.description?.layers ?? []).filter(({ path, kind }) => layerAt(spec, path)?.kind === kind);

  const draw = () => {
    if (!latest) return;
    const { slice, ui } = latest;
    const found = slice.draft.description?.problem ?? null;
    // The answer may be to a network that the layer was part of, and no longer is.
    const problem = found && (found.path === "" || layerAt(spec, found.path)) ? found : null;
    // A block whose layers do not fit has a row, but no shape of its own.
    const rows = known(slice).map((row) =>
      row.kind === "residual" && row.path === problem?.path ? { ...row, output_shape: [] } : row,
    );
    element.dataset.editing = String(editing);
    showChoice(slice, spec, ui);
    drawButtons(slice, ui);
    drawTheBlocks(slice, rows, problem, ui);
    drawLayers(slice, rows, problem, ui);
    drawPending(slice, found, ui);
    showText(spec, ui);
    pointing.refresh();
  };

  /** @param {NetworkSlice} slice @param {Ui} ui */
  const drawButtons = (slice, { t }) => {
    write(edit, t(editing ? "network.done" : "network.edit"));
    edit.setAttribute("aria-expanded", String(editing));
    undo.disabled = past.length === 0;
    undo.hidden = !editing && past.length === 0;
    back.hidden = !isOwn(slice, spec);
    write(back, t("network.back", { preset: slice.draft.config?.preset ?? "" }));
  };

  /** @param {NetworkSlice} slice @param {LayerSummary[]} rows @param {Problem | null} problem @param {Ui} ui */
  const drawTheBlocks = ({ draft }, rows, problem, { t, format }) => {
    const shapes = new Map(rows.map(({ path, output_shape }) => [path, output_shape]));
    blocks.replaceChildren(drawBlocks({ layers: spec.layers, shapes, input: IMAGE, misfit: problem?.path ?? null }, t));
    const output = shapeWords(rows.findLast(({ depth }) => depth === 0)?.output_shape ?? []);
    const [count, parameters] = [rows.length, draft.description?.parameters].map(format.integer);
    const sentence = problem
      ? t("network.blocks.misfit", { layer: wordsAt(problem, t) })
      : t("network.blocks.label", { count, output, parameters });
    blocks.setAttribute("aria-label", sentence);
  };

  /** @param {NetworkSlice} slice @param {LayerSummary[]} rows @param {Problem | null} problem @param {Ui} ui */
  const drawLayers = ({ draft: { description } }, rows, problem, ui) => {
    table.hidden = editing;
    list.hidden = !editing;
    if (editing) {
      const result = (/** @type {LayerSummary} */ row) => ({ ...row, ...totalsOf(row, rows) });
      const results = new Map(rows.map((row) => [row.path, result(row)]));
      showEditor({ spec, input: IMAGE, results, problem, ui });
    } else {
      fillTable(layers, spec, rows, description?.macs ?? 0, problem, ui);
      write(total, problem ? UNKNOWN : ui.format.integer(description?.parameters));
    }
  };

  /** @param {NetworkSlice} slice @param {Problem | null} problem @param {Ui} ui */
  const drawPending = ({ summary, draft, begun, busy }, problem, ui) => {
    const { t } = ui;
    const refused = problem
      ? t("network.misfit", { layer: wordsAt(problem, t), message: problem.message })
      : refusal(draft, ui);
    const differs =
      summary !== null &&
      draft.changed &&
      (draft.config?.preset !== summary.config.preset || writeNetwork(spec) !== writeNetwork(summary.spec));
    pending.hidden = !refused && !(begun && differs);
    write(problemText, refused);
    write(note, begun ? t(busy ? "network.pending.busy" : "network.pending") : t("network.misfit.waits"));
    apply.hidden = !begun;
    apply.disabled = refused !== "" || busy || draft.problem !== null;
    discard.hidden = !draft.changed;
  };

  return (slice, ui) => {
    latest = { slice, ui };
    const { draft, summary } = slice;
    const next = draft.network ?? presetOf(slice)?.spec ?? summary?.spec ?? null;
    waiting.hidden = next !== null;
    content.hidden = next === null;
    if (!next) return;
    // Edits come back as they were sent, or as the trainer writes them. Anything else was not made here.
    if (next !== given) {
      given = next;
      if (writeNetwork(next) !== writeNetwork(spec)) [past, lastKey] = [[], ""];
      spec = next;
    }
    draw();
  };
}

/** What is wrong with the network beside its shapes, such as being too large. @param {NetworkSlice["draft"]} draft @param {Ui} ui */
function refusal({ problem }, { t }) {
  return problem?.code.startsWith("network") ? explain(t, "error", problem) : "";
}
