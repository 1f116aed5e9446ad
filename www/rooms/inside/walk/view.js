/**
 * The way of one image through the network: the choice of the image, every layer's maps, and one layer large.
 *
 * @module
 */

import { explain } from "../../../i18n/index.js";
import { classNames } from "../../../run/class-names.js";
import { stepOf } from "../../../run/phase.js";
import { choice, smallButton } from "../../../ui/figure-card.js";
import { mosaic, planeView, rangeOf, scaleOf } from "../../../ui/figure/plane.js";
import { scrubber } from "../../../ui/scrubber.js";
import { attached, html, live, nothing } from "../../../ui/template.js";
import { createLayer } from "./layer.js";
import { titleOf } from "./parts.js";
import { withProbabilities } from "./probabilities.js";
import { treeOf } from "./structure.js";

/** @typedef {import("./state.js").Walk} Walk */
/** @typedef {import("./state.js").Seen} Seen */
/** @typedef {import("./state.js").Captured} Captured */
/** @typedef {import("./structure.js").Node} Node */
/** @typedef {import("../../../ui/ui.js").Ui} Ui */
/** @typedef {import("../../../page/state.js").State} State */
/** @typedef {{walk: Walk} & Pick<State, "run" | "data" | "looking" | "drawing">} Slice */

/**
 * @typedef {import("./actions.js").WalkActions & import("../../../page/looking.js").LookingActions &
 *   {pad: import("../../../page/shared.js").Shared["pad"]}} Actions
 */

/** Maps of a layer that the walk shows; the chosen layer shows all of them. */
const FEW = 16;

/** @param {Actions} actions @returns {(slice: Slice, ui: Ui) => import("../../../ui/template.js").Template} */
export function createWalk(actions) {
  const layer = createLayer(actions);
  return (slice, ui) => {
    const { walk, run, looking } = slice;
    const { t } = ui;
    const { seen, problem } = walk;
    const layers = run.summary?.layers ?? [];
    // An empty pad is no image, and the one before is not what is chosen.
    const empty = walk.drawing && !slice.drawing.inked;
    const all = empty ? null : seen && withProbabilities(seen, layers.length);
    return html`
      <h2 id="walk-title">${t("walk.title")}</h2>
      <p class="muted walk__about">${t("walk.about")}</p>
      ${chooserView(slice, actions, ui)} ${scrubber(looking, stepOf(run), actions, ui)}
      ${
        problem
          ? html`<p class="problem" role="alert">
              ${explain(t, "error", problem)} ${smallButton(t("room.again"), actions.look)}
            </p>`
          : nothing
      }
      ${
        all && run.summary
          ? html`
              <ol class="walk" aria-label=${t("walk.layers")} aria-busy=${all.at !== looking.at}>
                ${inputView(all, slice, ui)}
                ${treeOf(layers).map((node) => nodeView(node, { layers, walk, seen: all, actions, ui }))}
                ${stationView(layers.length, { layers, walk, seen: all, actions, ui })}
              </ol>
              ${layer({ walk, seen: all, summary: run.summary, names: classNames(slice.data.summary) }, ui)}
            `
          : html`<p class="muted">${t(empty ? "walk.draw" : "walk.waiting")}</p>`
      }
    `;
  };
}

/** @param {Slice} slice @param {Actions} actions @param {Ui} ui */
function chooserView({ walk, data, drawing }, { chooseImage, chooseDrawing, pad }, { t, format, ink }) {
  const { split, index } = walk;
  const { summary } = data;
  const count = (split === "test" ? summary?.test_count : summary?.train_count) ?? 0;
  const go = (/** @type {number} */ to) => count && chooseImage(split, ((to % count) + count) % count);
  const typed = (/** @type {any} */ { target }) => {
    const number = Math.round(Number(target.value));
    if (Number.isFinite(number) && number >= 0) go(Math.min(number, count - 1));
  };
  const sources = /** @type {const} */ (["test", "train", "drawing"]);
  const source = walk.drawing ? "drawing" : split;
  const choose = (/** @type {typeof source} */ name) =>
    name === "drawing" ? chooseDrawing() : chooseImage(name, name === split ? index : 0);
  const step = (/** @type {string} */ sign, /** @type {string} */ label, /** @type {number} */ to) =>
    html`<button type="button" class="button button--small" aria-label=${label} @click=${() => go(to)}>
      ${sign}
    </button>`;
  const number = html`
    <label>
      ${t("walk.image")}
      <input type="number" min="0" max=${Math.max(0, count - 1)} .value=${live(String(index))} @change=${typed} />
    </label>
    <span class="muted number">${t("walk.of", { count: format.integer(count) })}</span>
    <span class="buttons">
      ${step("←", t("walk.previous"), index - 1)} ${step("→", t("walk.next"), index + 1)}
      ${smallButton(t("walk.random"), () => go(Math.floor(Math.random() * Math.max(1, count))))}
    </span>
  `;
  const paper = html`
    <div class="drawing__pad walk__pad">
      <canvas role="application" tabindex="0" aria-label=${t("draw.pad")} ${attached(pad.attach, ink)}></canvas>
      <p class="drawing__hint" ?hidden=${drawing.inked} aria-hidden="true">${t("draw.hint")}</p>
    </div>
    <span class="buttons">
      ${smallButton(t("draw.undo"), pad.undo, !drawing.undoable)}
      ${smallButton(t("draw.clear"), pad.clear, !drawing.inked)}
    </span>
  `;
  return html`
    <div class="walk__chooser">
      ${choice(t("walk.split"), sources, source, (name) => t(`walk.split.${name}`), choose)}
      ${walk.drawing ? paper : number}
    </div>
  `;
}

/** What a station is drawn of. @typedef {{layers: readonly import("../../../api/protocol.js").LayerSummary[], walk: Walk, seen: Seen, actions: Actions, ui: Ui}} Route */

/** A layer; of a residual block its branches, and then their sum. @param {Node} node @param {Route} route @returns {unknown} */
function nodeView({ number, branches }, route) {
  if (!branches) return stationView(number, route);
  const { t } = route.ui;
  const [main, shortcut] = branches;
  const branch = (/** @type {Node[]} */ nodes, /** @type {string} */ label) => html`
    <ol class="walk__branch" aria-label=${label}>
      ${
        nodes.length
          ? nodes.map((node) => nodeView(node, route))
          : html`<li class="muted walk__identity">${t("walk.identity")}</li>`
      }
    </ol>
  `;
  return html`
    <li class="walk__block">${branch(main, t("walk.branch.main"))} ${branch(shortcut, t("walk.branch.shortcut"))}</li>
    ${stationView(number, route)}
  `;
}

/** The image, as the network takes it. @param {Seen} seen @param {Slice} slice @param {Ui} ui */
function inputView(seen, { data }, { t, format }) {
  const captured = seen.activations.get(-1);
  if (!captured) return nothing;
  const name = seen.label === null ? t("walk.split.drawing") : classNames(data.summary)[seen.label];
  return html`
    <li class="walk__station">
      <b>${t("walk.input")}</b> <span class="muted">${name}</span>${thumbnails(captured)}${rangeView(captured, format)}
    </li>
  `;
}

/** One layer on the way. @param {number} number @param {Route} route */
function stationView(number, { layers, walk, seen, actions, ui }) {
  const { t, format } = ui;
  const captured = seen.activations.get(number);
  if (!captured) return nothing;
  const shape = captured.shape.slice(1).join(" × ");
  const hidden = captured.shape.length === 4 ? Math.max(0, captured.shape[1] - FEW) : 0;
  return html`
    <li class="walk__station">
      <button type="button" aria-pressed=${number === walk.layer} @click=${() => actions.chooseLayer(number)}>
        <b>${titleOf(layers[number], ui)}</b> <span class="muted number">${shape}</span>${thumbnails(captured)}
        ${hidden ? html`<span class="muted">${t("walk.more", { count: hidden })}</span>` : nothing}
        ${rangeView(captured, format)}
      </button>
    </li>
  `;
}

/** @param {Captured} captured @param {Ui["format"]} format */
function rangeView({ data }, format) {
  const [low, high] = rangeOf(data);
  return html`<span class="muted number">${format.signed(low)} … ${format.signed(high)}</span>`;
}

/**
 * The first maps of an output, as a single image: hundreds of small ones would cost more than all else. A vector is laid
 * out in columns.
 * @param {Captured} captured `[1, …]`
 */
function thumbnails(captured) {
  const { shape, data } = captured;
  const [, channels, height, width] = shape;
  const scale = scaleOf(data);
  if (height === undefined) {
    const columns = channels <= 10 ? 1 : Math.ceil(Math.sqrt(channels / 4));
    const rows = Math.ceil(channels / columns);
    const padded = new Float32Array(columns * rows).fill(Number.NaN);
    padded.set(data);
    return html`<span class="walk__maps" data-tall="true"
      >${planeView(padded, rows, columns, scale, "", captured)}</span
    >`;
  }
  const shown = Math.min(channels, FEW);
  const layout = { height, width, columns: Math.ceil(Math.sqrt(shown)) };
  const { values, ...size } = mosaic(data.subarray(0, shown * height * width), layout);
  return html`<span class="walk__maps">${planeView(values, size.height, size.width, scale, "", captured)}</span>`;
}
