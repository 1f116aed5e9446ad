/**
 * The network: the choice of a preset, its blocks, its layers, and their editor.
 *
 * @module
 */

import { explain } from "../../../i18n/index.js";
import { layerAt } from "../../../run/network-edit.js";
import { writeNetwork } from "../../../run/network-text.js";
import { kindWords } from "../../../ui/kind-words.js";
import { html, nothing } from "../../../ui/template.js";
import { blocksView } from "./blocks.js";
import { choiceView, isOwn, presetOf } from "./choice.js";
import { createNetworkText } from "./json.js";
import { createPointing } from "./pointing.js";
import { tableView, totalsOf } from "./table.js";
import { layerWords, misfitWords, settingWords, shapeWords } from "./words.js";

/** @typedef {import("../../../api/protocol.js").LayerSummary} LayerSummary */
/** @typedef {import("../../../api/protocol.js").Preset} Preset */
/** @typedef {import("../../../api/protocol.js").RunSummary} RunSummary */
/** @typedef {import("../../../api/protocol.js").Spec} Spec */
/** @typedef {NonNullable<import("../../../api/protocol.js").NetworkReport["problem"]>} Problem */
/** @typedef {import("../../../ui/ui.js").Ui} Ui */

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
/** The editor's code, fetched when somebody is about to edit. */
const fetchEditor = () => import("./editor.js");
const prefetchEditor = () => void fetchEditor().catch(() => {});
/** Edits that can be taken back. */
const MOST_UNDONE = 50;

/**
 * @param {Pick<import("../../../page/app.js").App, "editNetwork" | "apply" | "revert" | "choosePreset">} actions
 * @returns {(slice: NetworkSlice, ui: Ui) => import("../../../ui/template.js").Template}
 */
export function createNetwork(actions) {
  /** The network on the page: for a moment newer than the slice's. @type {Spec} */
  let spec = { layers: [] };
  /** The slice's. @type {Spec | null} */
  let given = null;
  /** @type {Spec[]} */
  let past = [];
  let lastKey = "";
  let editing = false;
  let said = "";
  let redraw = () => {};

  /** @param {Spec} next @param {string} [key] */
  const change = (next, key = "") => {
    if (!key || key !== lastKey) past = [...past, spec].slice(-MOST_UNDONE);
    lastKey = key;
    adopt(next);
  };
  /** @param {Spec} next */
  const adopt = (next) => {
    spec = next;
    void actions.editNetwork(next);
    redraw();
  };
  const say = (/** @type {string} */ words) => {
    said = words;
    redraw();
  };
  /** @type {ReturnType<typeof import("./editor.js").createEditor> | null} */
  let editor = null;
  let unreachable = false;
  const edit = async () => {
    try {
      const { createEditor } = await fetchEditor();
      editor ??= createEditor({ change, settle: () => (lastKey = ""), say });
      editing = !editing;
      unreachable = false;
    } catch {
      unreachable = true;
    }
    redraw();
  };
  const text = createNetworkText(change);
  const pointing = createPointing(() => redraw());

  return (slice, ui) => {
    redraw = ui.redraw;
    const { t, format } = ui;
    const { draft, summary, begun, busy } = slice;
    const next = draft.network ?? presetOf(slice)?.spec ?? summary?.spec ?? null;
    const title = html`<h2 id="network-title">${t("network.title")}</h2>`;
    if (!next)
      return html`${title}
        <p class="muted">${t("network.waiting")}</p>`;
    // Edits come back as they were sent, or as the trainer writes them. Anything else was not made here.
    if (next !== given) {
      given = next;
      if (writeNetwork(next) !== writeNetwork(spec)) [past, lastKey] = [[], ""];
      spec = next;
    }

    const found = draft.description?.problem ?? null;
    // The answer may be to a network that the layer was part of, and no longer is.
    const problem = found && (found.path === "" || layerAt(spec, found.path)) ? found : null;
    // Rows of the layers as they stand now. A block whose layers do not fit has a row, but no shape of its own.
    const rows = (draft.description?.layers ?? [])
      .filter(({ path, kind }) => layerAt(spec, path)?.kind === kind)
      .map((row) => (row.kind === "residual" && row.path === problem?.path ? { ...row, output_shape: [] } : row));
    if (pointing.pointed() !== "image" && !layerAt(spec, pointing.pointed() ?? "")) pointing.forget();
    const pointed = pointing.pointed();

    const shapes = new Map(rows.map(({ path, output_shape }) => [path, output_shape]));
    const blocks = { layers: spec.layers, shapes, input: IMAGE, misfit: problem?.path ?? null, pointed };
    const output = shapeWords(rows.findLast(({ depth }) => depth === 0)?.output_shape ?? []);
    const [count, parameters] = [rows.length, draft.description?.parameters].map(format.integer);
    const label = problem
      ? t("network.blocks.misfit", { layer: wordsAt(spec, problem, t) })
      : t("network.blocks.label", { count, output, parameters });
    const results = new Map(rows.map((row) => [row.path, { ...row, ...totalsOf(row, rows) }]));
    const layers =
      editing && editor
        ? editor({ spec, input: IMAGE, results, problem, pointed }, ui)
        : tableView({ spec, rows, description: draft.description, problem, pointed }, ui);

    const refused = found
      ? t("network.misfit", { layer: wordsAt(spec, found, t), message: misfitWords(t, found) })
      : refusal(draft, ui);
    const differs =
      summary !== null &&
      draft.changed &&
      (draft.config?.preset !== summary.config.preset || writeNetwork(spec) !== writeNetwork(summary.spec));
    return html`
      ${title}
      <div
        class="network"
        data-editing=${editing}
        @pointerover=${pointing.holder.over}
        @pointerleave=${pointing.holder.leave}
        @focusin=${pointing.holder.focus}
      >
        ${choiceView(slice, spec, actions.choosePreset, ui)}
        <div
          class="blocks"
          role="img"
          tabindex="0"
          aria-label=${label}
          @blur=${pointing.drawing.blur}
          @keydown=${pointing.drawing.key}
        >
          ${blocksView(blocks, t)}
        </div>
        <p class="network__caption muted number">${describe(spec, rows, pointed, ui)}</p>
        <div class="network__bar">
          ${toolbar(slice, ui)} ${unreachable ? html`<p class="problem" role="alert">${t("room.failed")}</p>` : nothing}
          ${refused || (begun && differs) ? pendingView(refused) : nothing}
        </div>
        ${layers} ${text(spec, ui)}
        <p class="hidden" role="status">${said}</p>
      </div>
    `;

    /** @param {NetworkSlice} slice @param {Ui} ui */
    function toolbar(slice, ui) {
      const undo = () => {
        const before = past.pop();
        lastKey = "";
        if (before) adopt(before);
        say(t("network.said.undone"));
        if (past.length === 0) focusEdit();
      };
      const back = () => {
        const preset = presetOf(slice);
        if (preset) change(preset.spec);
        focusEdit();
      };
      const preset = draft.config?.preset ?? "";
      return html`
        <p class="buttons">
          <button
            type="button"
            class="button button--small network__edit"
            aria-expanded=${editing}
            @click=${() => void edit()}
            @pointerenter=${prefetchEditor}
            @focus=${prefetchEditor}
          >
            ${t(editing ? "network.done" : "network.edit")}
          </button>
          <button
            type="button"
            class="button button--small"
            ?hidden=${!editing && past.length === 0}
            ?disabled=${past.length === 0}
            @click=${undo}
          >
            ${t("network.undo")}
          </button>
          <button type="button" class="button button--small" ?hidden=${!isOwn(slice, spec)} @click=${back}>
            ${t("network.back", { preset })}
          </button>
        </p>
      `;
    }

    /** What keeps the network from being trained. @param {string} refused */
    function pendingView(refused) {
      const discard = () => {
        actions.revert();
        focusEdit();
      };
      return html`
        <div class="network__pending">
          <p class="problem" role="status">${refused}</p>
          <p class="muted">
            ${begun ? t(busy ? "network.pending.busy" : "network.pending") : t("network.misfit.waits")}
          </p>
          <p class="buttons">
            <button
              type="button"
              class="button button--small button--main"
              ?hidden=${!begun}
              ?disabled=${refused !== "" || busy || draft.problem !== null}
              @click=${() => void actions.apply()}
            >
              ${t("network.afresh")}
            </button>
            <button type="button" class="button button--small" ?hidden=${!draft.changed} @click=${discard}>
              ${t("network.discard")}
            </button>
          </p>
        </div>
      `;
    }
  };
}

/** The button that is always there, before another that had the focus goes. */
function focusEdit() {
  /** @type {HTMLElement | null} */ (document.querySelector("#network .network__edit"))?.focus();
}

/** What to call the layer that does not fit. @param {Spec} spec @param {Problem} problem @param {Ui["t"]} t */
function wordsAt(spec, { path, layer }, t) {
  const found = path ? layerAt(spec, path) : undefined;
  return found ? layerWords(t, found) : layer;
}

/**
 * A block in words.
 * @param {Spec} spec
 * @param {LayerSummary[]} rows
 * @param {string | null} path
 * @param {Ui} ui
 */
function describe(spec, rows, path, { t, format }) {
  if (path === "image") return `${t("network.input")} · ${shapeWords(IMAGE)}`;
  const layer = path && layerAt(spec, path);
  if (!layer) return t("network.blocks");
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
}

/** What is wrong with the network beside its shapes, such as being too large. @param {NetworkSlice["draft"]} draft @param {Ui} ui */
function refusal({ problem }, { t }) {
  return problem?.code.startsWith("network") ? explain(t, "error", problem) : "";
}
