/**
 * Loss (or the gradient's norm), accuracy and learning rate over the steps, one above the other:
 * the run in hand and those kept. They share the x axis, the part of it in view, and the place
 * pointed at. The axis spans the whole run from the start, so that the curve grows into it and
 * nothing shifts.
 *
 * @module
 */

import { pointAt, smoothed } from "../../../run/curves.js";
import { short } from "../../../ui/figure/axes.js";
import { createPlot } from "../../../ui/figure/plot.js";
import { attached, html, kept } from "../../../ui/template.js";
import { isNear, linesOf, measureOf, pictureOf, wholeOf } from "./picture.js";
import { placeOf, zoomBy } from "./state.js";
import { chartTools, logSwitch, measureChoice } from "./tools.js";

/** @typedef {import("./state.js").Chart} Chart */
/** @typedef {import("../../../ui/ui.js").Ui} Ui */
/** @typedef {import("./picture.js").Kind} Kind */
/** @typedef {import("./picture.js").Slice} Slice */
/** @typedef {import("../../../ui/figure/plot.js").Picture} Picture */

const KINDS = /** @type {const} */ (["loss", "accuracy", "rate"]);

/** What the arrow and sign keys do to the part in view. */
const KEYS = /** @type {Record<string, {scale?: number, move?: number}>} */ ({
  "+": { scale: 1 / 2 },
  "=": { scale: 1 / 2 },
  "-": { scale: 2 },
  ArrowLeft: { move: -1 / 4 },
  ArrowRight: { move: 1 / 4 },
});

/**
 * @param {(action: import("./state.js").ChartAction) => void} dispatch
 * @returns {(slice: Slice, ui: Ui) => import("../../../ui/template.js").Template}
 */
export function createCurves(dispatch) {
  /** @type {[number, number]} */
  let whole = [0, 1];
  let near = false;
  /** @type {Chart["zoom"]} the latest asked for: a key may be pressed again before it is drawn */
  let view = null;
  const zoom = (/** @type {Chart["zoom"]} */ zoom) => {
    view = zoom;
    dispatch({ type: "chart-zoomed", zoom });
  };
  const plotOn = (/** @type {HTMLElement} */ holder) => {
    const point = (/** @type {number | null} */ x) => dispatch({ type: "chart-cursor", x });
    const plot = createPlot(holder, { zoom, whole: () => zoom(null), point });
    /** @type {Picture | undefined} */
    let drawn;
    return (
      /** @type {Picture} */ picture,
      /** @type {Ui["theme"]} */ theme,
      /** @type {number | null} */ cursor,
      /** @type {string} */ words,
    ) => {
      if (picture !== drawn) plot.draw(picture, theme);
      drawn = picture;
      plot.point(cursor, words);
    };
  };
  const pressed = (/** @type {KeyboardEvent} */ event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const change = KEYS[event.key];
    const [from, to] = whole;
    if (change) zoom(zoomBy(view ?? { from, to }, { from, to }, change));
    else if (event.key === "Escape" || event.key === "Home") zoom(null);
    else return;
    event.preventDefault();
  };
  /** Drawn again only when more has changed than the place that is pointed at. */
  const pictures = kept(
    (/** @type {Slice} */ slice, /** @type {Ui} */ { theme, format }, /** @type {unknown[]} */ ..._parts) => {
      const lines = linesOf(slice);
      whole = wholeOf(lines);
      near = isNear(lines, near);
      return KINDS.map((kind) => pictureOf(kind, slice, { lines, whole, near, theme, format }));
    },
    2,
  );

  return (slice, ui) => {
    const { chart, curves } = slice;
    const { t, format, theme } = ui;
    view = chart.zoom;
    const { cursor: _, ...look } = chart;
    const pictured = pictures(slice, ui, curves, slice.kept, slice.summary, theme, format, ...Object.values(look));
    const [loss, accuracy, rate] = KINDS.map((kind, i) => {
      const { step, ...reading } = readingOf(kind, slice, ui);
      // Said once: the line goes through all of the charts.
      const words = step && kind === "loss" ? t("curves.at", { step: format.integer(step) }) : "";
      const plot = attached(plotOn, pictured[i], theme, chart.cursor, words);
      return { reading, plot, label: describe(kind, slice, ui) };
    });
    const validated = curves.marks.some(({ split }) => split === "validation");
    const key = (/** @type {string} */ kind, /** @type {string} */ words) =>
      html`<span><i class="key key--${kind}"></i><span>${words}</span></span>`;
    return html`
      <figure class="curve curve--loss">
        <figcaption>
          ${measureChoice(chart, ui, dispatch)} ${logSwitch("loss", chart, ui, dispatch)} ${readingView(loss.reading)}
        </figcaption>
        <div
          class="curve__plot"
          role="img"
          tabindex="0"
          aria-label=${loss.label}
          @keydown=${pressed}
          ${loss.plot}
        ></div>
      </figure>
      <figure class="curve curve--accuracy">
        <figcaption><strong>${t("curves.accuracy")}</strong> ${readingView(accuracy.reading)}</figcaption>
        <div class="curve__plot" role="img" aria-label=${accuracy.label} ${accuracy.plot}></div>
      </figure>
      <details class="curve curve--small" open>
        <summary>
          <strong>${t("curves.rate")}</strong>
          <span class="reading number"><span>${rate.reading.training}</span></span>
        </summary>
        ${logSwitch("rate", chart, ui, dispatch)}
        <div class="curve__plot" role="img" aria-label=${rate.label} ${rate.plot}></div>
      </details>
      <p class="keys" aria-hidden="true">
        ${key("step", t("curves.training"))} ${key("smooth", t("curves.smooth"))}
        ${validated ? key("validation", t("curves.validation")) : ""} ${key("test", t("curves.test"))}
      </p>
      ${chartTools(chart, ui, dispatch)}
    `;
  };
}

/** @typedef {{training: string, validation: string, test: string}} Reading */

/** @param {Reading} reading */
function readingView({ training, validation, test }) {
  const value = (/** @type {string} */ kind, /** @type {string} */ text) =>
    text && html`<span class="reading__${kind}"><i class="key key--${kind}"></i><span>${text}</span></span>`;
  return html`
    <span class="reading" aria-hidden="true">
      ${value("smooth", training)} ${value("validation", validation)} ${value("test", test)}
    </span>
  `;
}

/**
 * The run's values where the visitor points, or the latest.
 * @param {Kind} kind
 * @param {Slice} slice
 * @param {Ui} ui
 * @returns {Reading & {step: number | undefined}} `step`: the one that the values are of
 */
function readingOf(kind, { curves, chart, summary }, { format }) {
  const { steps } = curves;
  const place = (/** @type {number} */ step) => placeOf(step, chart.images, summary);
  const at = chart.cursor === null ? steps.length - 1 : pointAt(steps, chart.cursor, place);
  const step = steps[at];
  const measure = measureOf(kind, chart);
  const show = { loss: format.loss, accuracy: format.accuracy, rate: short }[kind];
  const values = kind === "rate" ? curves.learning_rates : smoothed(curves, measure, chart.window);
  const told = kind === "rate" || (kind === "loss" && measure !== "losses") ? [] : curves.marks;
  const latest = (/** @type {"validation" | "test"} */ split) => {
    const mark = told.findLast((mark) => mark.split === split && mark.step <= step);
    return mark && kind !== "rate" ? show(mark[kind]) : "";
  };
  return { step, training: at < 0 ? "" : show(values[at]), validation: latest("validation"), test: latest("test") };
}

/** @param {Kind} kind @param {Slice} slice @param {Ui} ui */
function describe(kind, { curves, chart, summary, kept }, { t, format }) {
  const name = t(kind === "loss" ? `curves.${chart.measure}` : `curves.${kind}`);
  const values = smoothed(curves, measureOf(kind, chart), kind === "rate" ? 1 : chart.window);
  const show = { loss: format.loss, accuracy: format.accuracy, rate: short }[kind];
  const total = format.integer(summary?.total_steps);
  const last = values.at(-1);
  const said = t("curves.describe", { name, total, value: last === undefined ? "–" : show(last) });
  const others = kept.filter((run) => run.visible).length;
  return [
    said,
    others ? t("curves.describe.kept", { count: others }) : "",
    kind === "loss" ? t("curves.describe.keys") : "",
  ].join(" ");
}
