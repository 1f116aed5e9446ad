/**
 * The runs that the charts compare: a row each, with what tells it from the others and its values
 * where the visitor points, or its latest. Fetched when a network trains for the first time.
 *
 * @module
 */

import { styleMap } from "lit-html/directives/style-map.js";
import { pointAt, smoothed } from "../../../run/curves.js";
import { DASHES, letterOf } from "../../../ui/figure/theme.js";
import { UNKNOWN } from "../../../ui/format.js";
import { html, kept as remembered, live, nothing } from "../../../ui/template.js";
import { namesOf } from "./names.js";
import { placeOf } from "./state.js";

/** @typedef {import("./state.js").Chart} Chart */
/** @typedef {import("../../../run/curves.js").Curves} Curves */
/** @typedef {import("./kept.js").KeptRun} KeptRun */
/** @typedef {import("../../../ui/ui.js").Ui} Ui */
/** @typedef {(action: import("./state.js").ChartAction | import("./kept.js").KeptAction) => void} Dispatch */

/**
 * @typedef {object} Slice
 * @property {Curves} curves
 * @property {KeptRun[]} kept
 * @property {Chart} chart
 * @property {import("../../../page/state.js").State["run"]} run
 * @property {import("../../../api/protocol.js").Preset[]} presets
 * @property {string | null} source of the images in use
 */

/**
 * @param {Dispatch} dispatch
 * @returns {(slice: Slice, ui: Ui) => import("../../../ui/template.js").Template}
 */
export function createRuns(dispatch) {
  const named = remembered(namesFor);
  return ({ curves, kept, chart, run, presets, source }, ui) => {
    if (kept.length === 0) return nothing;
    const { t } = ui;
    const { summary } = run;
    const names = named(kept, summary, run.learning_rate, presets, source, t);
    const values = (/** @type {Parameters<typeof valuesOf>[0]} */ run) => valuesOf(run, chart, ui);
    const now = html`
      <tr class="run--now" data-visible="true">
        <th scope="row">
          <label class="run">
            <span></span>${swatch(-1)}<b></b><span class="run__name">${names[kept.length]}</span>
            <span class="hidden">${t("runs.now")}</span>
          </label>
        </th>
        ${values({ curves, summary })}
        <td class="run__end"></td>
      </tr>
    `;
    return html`
      <p class="row">
        <strong>${t("runs.title")}</strong>
        <button type="button" class="link" @click=${() => dispatch({ type: "kept-cleared" })}>
          ${t("runs.clear")}
        </button>
      </p>
      <div class="scroll" tabindex="0" role="region" aria-label=${t("runs.title")}>
        <table class="runs">
          <thead>
            <tr>
              <th scope="col">${t("runs.run")}</th>
              <th scope="col">${t("runs.train_loss")}</th>
              <th scope="col">${t("runs.train_accuracy")}</th>
              <th scope="col">${t("runs.test_accuracy")}</th>
              <th scope="col"><span class="hidden">${t("runs.end")}</span></th>
            </tr>
          </thead>
          <tbody>
            ${summary ? now : nothing} ${kept.map((run, i) => keptRow(run, names[i], values(run), ui, dispatch))}
          </tbody>
        </table>
      </div>
    `;
  };
}

/**
 * The names of the runs kept, then of the one in hand.
 * @param {KeptRun[]} kept
 * @param {Slice["run"]["summary"]} summary
 * @param {number | null} rate in force
 * @param {Slice["presets"]} presets
 * @param {string | null} source
 * @param {Ui["t"]} t
 */
function namesFor(kept, summary, rate, presets, source, t) {
  const id = Math.max(...kept.map((other) => other.id)) + 1;
  const now = summary && { id, source, summary, learning_rate: rate ?? summary.config.learning_rate };
  return namesOf(now ? [...kept, now] : kept, t, presets);
}

/**
 * @param {KeptRun} run
 * @param {string} name
 * @param {unknown} values
 * @param {Ui} ui
 * @param {Dispatch} dispatch
 */
function keptRow({ id, colour, visible }, name, values, { t }, dispatch) {
  const emphasise = () => dispatch({ type: "chart-emphasis", id });
  const calm = () => dispatch({ type: "chart-emphasis", id: null });
  const show = (/** @type {Event & {currentTarget: HTMLInputElement}} */ { currentTarget }) =>
    dispatch({ type: "kept-shown", id, visible: currentTarget.checked });
  return html`
    <tr
      data-visible=${visible}
      @pointerenter=${emphasise}
      @pointerleave=${calm}
      @focusin=${emphasise}
      @focusout=${calm}
    >
      <th scope="row">
        <label class="run">
          <input type="checkbox" .checked=${live(visible)} @change=${show} />${swatch(colour)}<b class="run__letter"
            >${letterOf(colour)}</b
          ><span class="run__name">${name}</span>
        </label>
      </th>
      ${values}
      <td class="run__end">
        <button
          type="button"
          class="run__remove"
          aria-label=${t("runs.remove", { name })}
          @click=${() => dispatch({ type: "kept-removed", id })}
        >
          ×
        </button>
      </td>
    </tr>
  `;
}

/**
 * The run's values where the visitor points, or its latest.
 * @param {{curves: Curves, summary: import("../../../api/protocol.js").RunSummary | null}} run
 * @param {Chart} chart
 * @param {Ui} ui
 */
function valuesOf({ curves, summary }, { cursor, images, window }, { format }) {
  const { steps } = curves;
  const place = (/** @type {number} */ step) => placeOf(step, images, summary);
  const at = cursor === null ? steps.length - 1 : pointAt(steps, cursor, place);
  // Where a run did not get to, it has no values.
  const there = at >= 0 && (cursor === null || cursor <= place(steps[at] + curves.stride));
  const value = (/** @type {"losses" | "accuracies"} */ measure) =>
    there ? smoothed(curves, measure, window)[at] : null;
  const mark = curves.marks.findLast(({ split, step }) => split === "test" && step <= steps[at]);
  return html`
    <td>${format.loss(value("losses"))}</td>
    <td>${format.accuracy(value("accuracies"))}</td>
    <td>${mark && there ? format.accuracy(mark.accuracy) : UNKNOWN}</td>
  `;
}

/** A piece of the run's line. @param {number} colour -1: the run in hand */
function swatch(colour) {
  const style = styleMap({
    stroke: colour < 0 ? "var(--accent)" : `var(--run-${colour + 1})`,
    "stroke-dasharray": colour < 0 ? "none" : DASHES[colour].join(" ") || "none",
  });
  return html`<svg class="run__swatch" viewBox="0 0 30 8" aria-hidden="true">
    <line x1="0" x2="30" y1="4" y2="4" style=${style}></line>
  </svg>`;
}
