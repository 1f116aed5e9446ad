/**
 * Loss and accuracy over the run's steps, drawn by uPlot. The steps' axis spans the whole run from
 * the start, so that the curve grows into it and nothing shifts.
 *
 * @module
 */

import uPlot from "uplot";
import { make, write } from "../dom.js";

/** @typedef {import("../curves.js").Curves} Curves */
/** @typedef {import("../rendering.js").Ui} Ui */
/** @typedef {{curves: Curves, total_steps: number, steps_per_epoch: number}} Slice */

/** Losses below this are drawn at it: a logarithmic axis has no zero. */
const LEAST_LOSS = 1e-4;

/**
 * @param {HTMLElement} element
 * @param {"loss" | "accuracy"} kind
 * @returns {(slice: Slice, ui: Ui) => void}
 */
export function createCurve(element, kind) {
  const figure = /** @type {HTMLElement} */ (element.querySelector(`[data-part="${kind}"]`));
  const holder = /** @type {HTMLElement} */ (figure.querySelector(".curve__plot"));
  const [name, reading] = [make("span"), make("span")];
  figure.querySelector("figcaption")?.append(name, reading);
  /** @type {Slice} */
  let slice;
  /** @type {Ui} */
  let ui;
  /** @type {uPlot | undefined} */
  let plot;
  let theme = "";

  const read = () => {
    const { steps, smooth_losses, smooth_accuracies, tests } = slice.curves;
    const under = plot?.cursor.idx;
    const at = under ?? steps.length - 1;
    const show = kind === "loss" ? ui.format.loss : ui.format.accuracy;
    const value = show((kind === "loss" ? smooth_losses : smooth_accuracies)[at]);
    const where = typeof under === "number" ? `${ui.t("curves.at", { step: ui.format.integer(steps[at]) })} · ` : "";
    const test = tests.at(-1);
    const tested = test ? ` · ${ui.t("curves.test")} ${show(test[kind])}` : "";
    write(reading, steps.length ? `${where}${ui.t("curves.now")} ${value}${tested}` : "");
  };

  new ResizeObserver(() => {
    if (plot && holder.clientWidth) plot.setSize({ width: holder.clientWidth, height: holder.clientHeight });
  }).observe(holder);

  return (newSlice, newUi) => {
    [slice, ui] = [newSlice, newUi];
    const tokens = readTokens();
    if (!plot || theme !== JSON.stringify(tokens) + ui.language) {
      theme = JSON.stringify(tokens) + ui.language;
      plot?.destroy();
      plot = new uPlot(
        settings(kind, holder, tokens, () => slice, read, ui),
        [[], [], []],
        holder,
      );
    }
    const { curves } = slice;
    const [each, smooth] =
      kind === "loss" ? [curves.losses, curves.smooth_losses] : [curves.accuracies, curves.smooth_accuracies];
    plot.setData([curves.steps, kind === "loss" ? each.map(drawable) : each, smooth]);
    const title = ui.t(`curves.${kind}`);
    name.replaceChildren(make("strong", {}, title));
    if (kind === "loss") name.append(" ", make("span", { class: "muted" }, ui.t("curves.loss.note")));
    read();
    holder.setAttribute("role", "img");
    const value = (kind === "loss" ? ui.format.loss : ui.format.accuracy)(smooth.at(-1));
    holder.setAttribute(
      "aria-label",
      ui.t("curves.describe", { name: title, total: ui.format.integer(slice.total_steps), value }),
    );
  };
}

/** @param {number} loss */
function drawable(loss) {
  return Math.max(loss, LEAST_LOSS);
}

/** The theme's colours, as canvas needs them. */
function readTokens() {
  const style = getComputedStyle(document.documentElement);
  const token = (/** @type {string} */ name) => style.getPropertyValue(`--${name}`).trim();
  return {
    text: token("text"),
    muted: token("muted"),
    line: token("line"),
    accent: token("accent"),
    soft: token("accent-soft"),
    ground: token("ground"),
    font: `12px ${style.fontFamily}`,
  };
}

/**
 * @param {"loss" | "accuracy"} kind
 * @param {HTMLElement} holder
 * @param {ReturnType<typeof readTokens>} tokens
 * @param {() => Slice} slice the one to draw
 * @param {() => void} read
 * @param {Ui} ui
 * @returns {uPlot.Options}
 */
function settings(kind, holder, tokens, slice, read, ui) {
  const axis = {
    stroke: tokens.muted,
    font: tokens.font,
    grid: { stroke: tokens.line, width: 1 },
    ticks: { show: false },
  };
  return {
    width: holder.clientWidth || 400,
    height: holder.clientHeight || 160,
    padding: [8, 26, 0, 0],
    legend: { show: false },
    cursor: { drag: { x: false, y: false }, points: { show: false }, y: false },
    scales: {
      x: { time: false, range: () => [0, Math.max(1, slice().total_steps)] },
      y:
        kind === "loss"
          ? { distr: 3, range: () => lossRange(slice().curves) }
          : { range: () => [slice().curves.zoomed ? 0.8 : 0, 1] },
    },
    axes: [
      {
        ...axis,
        size: 24,
        gap: 4,
        splits: () => epochSplits(slice()),
        values: (_, splits) => splits.map((step) => ui.format.integer(step)),
      },
      {
        ...axis,
        size: 46,
        gap: 6,
        ...(kind === "loss"
          ? { filter: powersOfTen, grid: { ...axis.grid, filter: powersOfTen }, values: lossLabels }
          : { splits: accuracySplits, values: (_, splits) => splits.map((value) => ui.format.percent(value)) }),
      },
    ],
    series: [
      {},
      { stroke: tokens.soft, width: 1.25, points: { show: false } },
      { stroke: tokens.accent, width: 2, points: { show: false } },
    ],
    hooks: {
      draw: [(plot) => drawTests(plot, slice().curves.tests, kind, tokens)],
      setCursor: [read],
    },
  };
}

/**
 * @param {Curves} curves
 * @returns {[number, number]} whole powers of ten around the smoothed losses and the tests
 */
function lossRange({ smooth_losses, tests }) {
  let least = 0.1;
  let most = 1;
  for (const loss of [...smooth_losses, ...tests.map((test) => test.loss)]) {
    least = Math.min(least, loss);
    most = Math.max(most, loss);
  }
  const below = Math.max(LEAST_LOSS, 10 ** Math.floor(Math.log10(least / 1.2)));
  return [below, Math.max(4, most * 1.2)];
}

/** @param {uPlot} _ @param {number[]} splits */
function powersOfTen(_, splits) {
  return splits.map((loss) => (Math.abs(Math.log10(loss) - Math.round(Math.log10(loss))) < 1e-9 ? loss : null));
}

/** @param {uPlot} _ @param {(number | null)[]} splits */
function lossLabels(_, splits) {
  return splits.map((loss) => (loss === null ? "" : String(Number(loss.toPrecision(1)))));
}

/** @param {uPlot} _ @param {number} _axis @param {number} low */
function accuracySplits(_, _axis, low) {
  return low > 0 ? [0.8, 0.85, 0.9, 0.95, 1] : [0, 0.25, 0.5, 0.75, 1];
}

/**
 * The ends of epochs; every second, fifth, … where there are many.
 * @param {Slice} slice
 */
function epochSplits({ total_steps, steps_per_epoch }) {
  if (!steps_per_epoch) return [0];
  const epochs = Math.ceil(total_steps / steps_per_epoch);
  const every = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000].find((n) => epochs / n <= 6) ?? 2000;
  const count = Math.floor(epochs / every);
  return Array.from({ length: count + 1 }, (_, i) => i * every * steps_per_epoch);
}

/**
 * Rings, so that they are told from the lines by shape.
 * @param {uPlot} plot
 * @param {Curves["tests"]} tests
 * @param {"loss" | "accuracy"} kind
 * @param {ReturnType<typeof readTokens>} tokens
 */
function drawTests(plot, tests, kind, tokens) {
  const { ctx } = plot;
  const ratio = devicePixelRatio;
  ctx.save();
  ctx.beginPath();
  ctx.strokeStyle = tokens.text;
  ctx.fillStyle = tokens.ground;
  ctx.lineWidth = 2 * ratio;
  for (const test of tests) {
    const [x, y] = [plot.valToPos(test.step, "x", true), plot.valToPos(test[kind], "y", true)];
    if (y > plot.bbox.top + plot.bbox.height) continue;
    ctx.moveTo(x + 4 * ratio, y);
    ctx.arc(x, y, 4 * ratio, 0, 2 * Math.PI);
  }
  ctx.fill();
  ctx.stroke();
  ctx.restore();
}
