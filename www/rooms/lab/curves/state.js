/**
 * How the visitor looks at the curves: which part, how smooth, on which scale. Pure.
 *
 * @module
 */

/** Smoothing windows on offer, in steps. */
export const WINDOWS = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512];
const DEFAULT_WINDOW = 32;

/** The charts show no less than this, in steps or images. */
const LEAST_SPAN = 4;

/** @typedef {{from: number, to: number}} Span part of the x axis, in steps or images, as the axis says */

/**
 * @typedef {object} Chart
 * @property {Span | null} zoom null: the whole run
 * @property {number} window of the smoothing, in steps
 * @property {{loss: boolean, rate: boolean}} log whether the scale is logarithmic
 * @property {boolean} images whether x counts images seen, and not steps
 * @property {"loss" | "gradient_norm"} measure what the first chart shows
 * @property {number | null} emphasis id of the kept run to stand out
 * @property {number | null} cursor the place on the x axis that is pointed at
 */

/**
 * @typedef {{type: "chart-zoomed", zoom: Span | null} |
 *   {type: "chart-smoothing", window: number} |
 *   {type: "chart-scale", of: "loss" | "rate", log: boolean} |
 *   {type: "chart-axis", images: boolean} |
 *   {type: "chart-measure", measure: Chart["measure"]} |
 *   {type: "chart-emphasis", id: number | null} |
 *   {type: "chart-cursor", x: number | null}} ChartAction
 */

/** @returns {Chart} */
export function initialChart() {
  return {
    zoom: null,
    window: DEFAULT_WINDOW,
    log: { loss: true, rate: false },
    images: false,
    measure: "loss",
    emphasis: null,
    cursor: null,
  };
}

/**
 * @param {Chart} chart
 * @param {import("../state.js").LabAction} action
 * @returns {Chart}
 */
export function reduceChart(chart, action) {
  switch (action.type) {
    case "chart-zoomed":
      return { ...chart, zoom: action.zoom && spanOf(action.zoom) };
    case "chart-smoothing":
      return { ...chart, window: Math.max(1, action.window) };
    case "chart-scale":
      return { ...chart, log: { ...chart.log, [action.of]: action.log } };
    case "chart-axis":
      // Where a step lies among the images depends on the run, so there is no same part to stay in.
      return { ...chart, images: action.images, zoom: null, cursor: null };
    case "chart-measure":
      return { ...chart, measure: action.measure };
    case "chart-emphasis":
      return chart.emphasis === action.id ? chart : { ...chart, emphasis: action.id };
    case "chart-cursor":
      return chart.cursor === action.x ? chart : { ...chart, cursor: action.x };
    case "kept-removed":
    case "kept-cleared":
      // Whoever pointed at a run that is gone points at nothing.
      return chart.emphasis === null ? chart : { ...chart, emphasis: null };
    case "configured":
      return chart.zoom ? { ...chart, zoom: null } : chart;
    default:
      return chart;
  }
}

/**
 * Where a step lies on the x axis. An epoch's last batch may be smaller than the others.
 * @param {number} step
 * @param {boolean} images whether the axis counts images
 * @param {Pick<import("../../../api/protocol.js").RunSummary, "config" | "train_count" | "steps_per_epoch"> | null} run
 * @returns {number}
 */
export function placeOf(step, images, run) {
  if (!images || !run?.steps_per_epoch) return step;
  const epochs = Math.floor(step / run.steps_per_epoch);
  return epochs * run.train_count + (step - epochs * run.steps_per_epoch) * run.config.batch_size;
}

/**
 * The part of the x axis in view, so much nearer (or farther) and so much moved.
 * @param {Span} view
 * @param {Span} whole
 * @param {{scale?: number, move?: number}} change `scale` of the span's length; `move` as a share of that length
 * @returns {Span | null} null: the whole
 */
export function zoomBy(view, whole, { scale = 1, move = 0 }) {
  const length = Math.max(LEAST_SPAN, (view.to - view.from) * scale);
  if (length >= whole.to - whole.from) return null;
  const middle = (view.from + view.to) / 2 + move * length;
  const from = Math.min(Math.max(whole.from, middle - length / 2), whole.to - length);
  return { from, to: from + length };
}

/**
 * @param {Span} span its ends in any order
 * @returns {Span | null} null if nothing can be seen in it
 */
function spanOf({ from, to }) {
  const [low, high] = [Math.max(0, Math.min(from, to)), Math.max(from, to)];
  if (!Number.isFinite(high - low) || high <= 0) return null;
  const missing = Math.max(0, LEAST_SPAN - (high - low));
  const start = Math.max(0, low - missing / 2);
  return { from: start, to: Math.max(high, start + LEAST_SPAN) };
}
