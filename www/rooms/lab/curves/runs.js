/**
 * The runs that the charts compare: a row each, with what tells it from the others and its values
 * where the visitor points, or its latest.
 *
 * @module
 */

import { placeOf } from "./state.js";
import { pointAt, smoothed } from "../../../run/curves.js";
import { make, part, write } from "../../../ui/dom.js";
import { UNKNOWN } from "../../../ui/format.js";
import { DASHES, letterOf } from "../../../ui/figure/theme.js";
import { namesOf } from "./names.js";

/** @typedef {import("./state.js").Chart} Chart */
/** @typedef {import("../../../run/curves.js").Curves} Curves */
/** @typedef {import("./kept.js").KeptRun} KeptRun */
/** @typedef {import("../../../page/rendering.js").Ui} Ui */

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
 * @typedef {object} Actions
 * @property {(action: import("./state.js").ChartAction) => void} chart
 * @property {(action: import("./kept.js").KeptAction) => void} kept
 */

/**
 * @param {HTMLElement} element
 * @param {Actions} actions
 * @returns {(slice: Slice, ui: Ui) => void}
 */
export function createRuns(element, actions) {
  const rows = part(element, "rows");
  part(element, "clear").addEventListener("click", () => actions.kept({ type: "kept-cleared" }));
  const own = createRow(null, actions);
  /** @type {Map<number, ReturnType<typeof createRow>>} */
  let known = new Map();
  /** @type {unknown[]} what the names were made from, and the names */
  let named = [];
  /** @type {string[]} */
  let names = [];

  return ({ curves, kept, chart, run, presets, source }, ui) => {
    element.hidden = kept.length === 0;
    if (element.hidden) return;
    const { summary } = run;
    const from = [kept, summary, run.learning_rate, presets, source, ui];
    if (!from.every((value, i) => Object.is(value, named[i]))) {
      named = from;
      const id = Math.max(...kept.map((other) => other.id)) + 1;
      const learning_rate = run.learning_rate ?? summary?.config.learning_rate ?? 0;
      const now = summary && { id, source, summary, learning_rate };
      names = namesOf(now ? [...kept, now] : kept, ui.t, presets);
      known = new Map(kept.map((other) => [other.id, known.get(other.id) ?? createRow(other, actions)]));
      const wanted = [own, ...known.values()].map(({ row }) => row);
      // Rows that stay must not lose the focus.
      for (const row of [...rows.children]) if (!wanted.some((other) => other === row)) row.remove();
      wanted.forEach((row, i) => rows.children[i] !== row && rows.insertBefore(row, rows.children[i] ?? null));
    }
    own.row.hidden = !summary;
    own.show({ curves, summary, visible: true }, names[kept.length] ?? "", chart, ui);
    kept.forEach((run, i) => known.get(run.id)?.show(run, names[i], chart, ui));
  };
}

/**
 * @param {KeptRun | null} run null: the one in hand
 * @param {Actions} actions
 */
function createRow(run, actions) {
  const [name, note] = [make("span", { class: "run__name" }), make("span", { class: "hidden" })];
  const [loss, accuracy, test] = [make("td"), make("td"), make("td")];
  const last = make("td", { class: "run__end" });
  const label = make("label", { class: "run" });
  const row = make("tr", {}, make("th", { scope: "row" }, label), loss, accuracy, test, last);
  /** @type {HTMLInputElement | undefined} */
  let box;
  /** @type {HTMLButtonElement | undefined} */
  let remove;
  if (run) {
    const { id } = run;
    box = make("input", { type: "checkbox" });
    box.addEventListener("change", () => actions.kept({ type: "kept-shown", id, visible: box?.checked ?? true }));
    remove = make("button", { type: "button", class: "run__remove" }, "×");
    remove.addEventListener("click", () => actions.kept({ type: "kept-removed", id }));
    last.append(remove);
    const emphasis = (/** @type {number | null} */ id) => () => actions.chart({ type: "chart-emphasis", id });
    row.addEventListener("pointerenter", emphasis(id));
    row.addEventListener("pointerleave", emphasis(null));
    row.addEventListener("focusin", emphasis(id));
    row.addEventListener("focusout", emphasis(null));
    label.append(box, swatch(run.colour), make("b", { class: "run__letter" }, letterOf(run.colour)), name);
  } else {
    row.className = "run--now";
    label.append(make("span"), swatch(-1), make("b"), name, note);
  }

  return {
    row,
    /**
     * @param {{curves: Curves, summary: import("../../../api/protocol.js").RunSummary | null, visible: boolean}} run
     * @param {string} called
     * @param {Chart} chart
     * @param {Ui} ui
     */
    show({ curves, summary, visible }, called, { cursor, images, window }, { t, format }) {
      write(name, called);
      if (box) box.checked = visible;
      else write(note, t("runs.now"));
      remove?.setAttribute("aria-label", t("runs.remove", { name: called }));
      row.dataset.visible = String(visible);

      const { steps } = curves;
      const place = (/** @type {number} */ step) => placeOf(step, images, summary);
      const at = cursor === null ? steps.length - 1 : pointAt(steps, cursor, place);
      // Where a run did not get to, it has no values.
      const there = at >= 0 && (cursor === null || cursor <= place(steps[at] + curves.stride));
      const value = (/** @type {"losses" | "accuracies"} */ measure) =>
        there ? smoothed(curves, measure, window)[at] : null;
      write(loss, format.loss(value("losses")));
      write(accuracy, format.accuracy(value("accuracies")));
      const mark = curves.marks.findLast(({ split, step }) => split === "test" && step <= steps[at]);
      write(test, mark && there ? format.accuracy(mark.accuracy) : UNKNOWN);
    },
  };
}

/** A piece of the run's line. @param {number} colour -1: the run in hand */
function swatch(colour) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const line = document.createElementNS("http://www.w3.org/2000/svg", "line");
  svg.setAttribute("class", "run__swatch");
  svg.setAttribute("viewBox", "0 0 30 8");
  svg.setAttribute("aria-hidden", "true");
  const stroke = colour < 0 ? "var(--accent)" : `var(--run-${colour + 1})`;
  const dash = colour < 0 ? "" : DASHES[colour].join(" ");
  line.setAttribute("style", `stroke: ${stroke}; stroke-dasharray: ${dash || "none"}`);
  for (const [name, value] of Object.entries({ x1: 0, x2: 30, y1: 4, y2: 4 })) line.setAttribute(name, String(value));
  svg.append(line);
  return svg;
}
