/**
 * How the curves are drawn: the quantity of the first chart, scales, smoothing, the x axis.
 *
 * @module
 */

import { html, live } from "../../../ui/template.js";
import { WINDOWS } from "./state.js";

/** @typedef {import("./state.js").Chart} Chart */
/** @typedef {import("../../../ui/ui.js").Ui} Ui */
/** @typedef {(action: import("./state.js").ChartAction) => void} Dispatch */

/** @param {string} words @param {boolean} pressed @param {() => void} press */
const option = (words, pressed, press) =>
  html`<button type="button" aria-pressed=${pressed} @click=${press}>${words}</button>`;

/** The first chart's quantity. @param {Chart} chart @param {Ui} ui @param {Dispatch} dispatch */
export function measureChoice(chart, { t }, dispatch) {
  const measure = (/** @type {"loss" | "gradient_norm"} */ measure, /** @type {string} */ words) =>
    option(words, chart.measure === measure, () => dispatch({ type: "chart-measure", measure }));
  return html`
    <span class="choice" role="group" aria-label=${t("curves.first")}>
      ${measure("loss", t("curves.loss"))} ${measure("gradient_norm", t("curves.gradient"))}
    </span>
  `;
}

/** @param {"loss" | "rate"} of @param {Chart} chart @param {Ui} ui @param {Dispatch} dispatch */
export function logSwitch(of, chart, { t }, dispatch) {
  const log = chart.log[of];
  return html`
    <button
      type="button"
      class="switch"
      aria-label=${t(`curves.log.${of}`)}
      aria-pressed=${log}
      @click=${() => dispatch({ type: "chart-scale", of, log: !log })}
    >
      <span>${t("curves.log")}</span>
    </button>
  `;
}

/** @param {Chart} chart @param {Ui} ui @param {Dispatch} dispatch */
export function chartTools(chart, { t, format }, dispatch) {
  const place = WINDOWS.findIndex((steps) => steps >= chart.window);
  const last = WINDOWS.length - 1;
  const words =
    chart.window > 1 ? t("curves.window", { steps: format.integer(chart.window) }) : t("curves.window.none");
  const smooth = (/** @type {InputEvent & {currentTarget: HTMLInputElement}} */ { currentTarget }) =>
    dispatch({ type: "chart-smoothing", window: WINDOWS[Number(currentTarget.value)] });
  const axis = (/** @type {boolean} */ images, /** @type {string} */ words) =>
    option(words, chart.images === images, () => dispatch({ type: "chart-axis", images }));
  return html`
    <div class="chart-tools">
      <label class="smoothing"
        ><span>${t("curves.smoothing")}</span>
        <input
          type="range"
          min="0"
          max=${last}
          step="1"
          aria-valuetext=${words}
          .value=${live(String(place < 0 ? last : place))}
          @input=${smooth}
        />
        <span class="number">${words}</span></label
      >
      <span class="chart-tools__axis">
        <span class="choice" role="group" aria-label=${t("curves.axis")}>
          ${axis(false, t("curves.axis.steps"))} ${axis(true, t("curves.axis.images"))}
        </span>
        <button
          type="button"
          class="link"
          ?disabled=${chart.zoom === null}
          @click=${() => dispatch({ type: "chart-zoomed", zoom: null })}
        >
          ${t("curves.whole")}
        </button>
      </span>
    </div>
  `;
}
