/**
 * How to look at the curves: what the first chart shows, scales, smoothing, the x axis.
 *
 * @module
 */

import { WINDOWS } from "./state.js";
import { part, write } from "../../../ui/dom.js";

/** @typedef {import("./state.js").Chart} Chart */
/** @typedef {import("./state.js").ChartAction} ChartAction */
/** @typedef {import("../../../page/rendering.js").Ui} Ui */

/**
 * @param {HTMLElement} element
 * @param {{chart: (action: ChartAction) => void}} actions
 * @returns {(slice: {chart: Chart}, ui: Ui) => void}
 */
export function createChartTools(element, actions) {
  const slider = /** @type {HTMLInputElement} */ (part(element, "smoothing"));
  const window = part(element, "window");
  slider.max = String(WINDOWS.length - 1);
  slider.addEventListener("input", () =>
    actions.chart({ type: "chart-smoothing", window: WINDOWS[Number(slider.value)] }),
  );

  /** @type {((chart: Chart) => void)[]} */
  const buttons = [];
  const press = (
    /** @type {string} */ name,
    /** @type {(chart: Chart) => boolean} */ pressed,
    /** @type {(pressed: boolean) => ChartAction} */ action,
  ) => {
    const button = part(element, name);
    let was = false;
    button.addEventListener("click", () => actions.chart(action(was)));
    buttons.push((chart) => {
      was = pressed(chart);
      button.setAttribute("aria-pressed", String(was));
    });
  };
  for (const measure of /** @type {const} */ (["loss", "gradient_norm"])) {
    press(
      `measure-${measure}`,
      (chart) => chart.measure === measure,
      () => ({ type: "chart-measure", measure }),
    );
  }
  for (const of of /** @type {const} */ (["loss", "rate"])) {
    press(
      `log-${of}`,
      (chart) => chart.log[of],
      (was) => ({ type: "chart-scale", of, log: !was }),
    );
  }
  for (const images of [false, true]) {
    press(
      images ? "axis-images" : "axis-steps",
      (chart) => chart.images === images,
      () => ({ type: "chart-axis", images }),
    );
  }

  return ({ chart }, { t, format }) => {
    for (const show of buttons) show(chart);
    const place = WINDOWS.findIndex((steps) => steps >= chart.window);
    slider.value = String(place < 0 ? WINDOWS.length - 1 : place);
    const words =
      chart.window > 1 ? t("curves.window", { steps: format.integer(chart.window) }) : t("curves.window.none");
    write(window, words);
    slider.setAttribute("aria-valuetext", words);
  };
}
