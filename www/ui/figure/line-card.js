/**
 * A line chart as a card. On the page it has the page's colours; saved as SVG, those of paper.
 *
 * @module
 */

import { createFigureCard } from "../figure-card.js";
import { html } from "../template.js";
import { linesSvg } from "./line-chart.js";
import { readTheme } from "./theme.js";

/** @typedef {import("../ui.js").Ui} Ui */
/** @typedef {Omit<import("./line-chart.js").Chart, "theme">} Chart */

const PAPER = { text: "#1d2127", muted: "#5d6570", line: "#d9d9d4", ground: "#ffffff", font: "sans-serif" };

/** Colours of lines that can be told apart on white and on black. */
export const LINE_COLOURS = [
  ...["#4a63d9", "#c8503c", "#0b8f79", "#a4680f", "#8b4fc2", "#2f86b8", "#b0487f", "#6a7b1c"],
];

/**
 * @param {Parameters<typeof createFigureCard>[0]} what
 * @returns {(ui: Ui, numbers: import("../figure-card.js").Numbers | null, chart: Chart) => import("../template.js").Template}
 */
export function createLineCard(what) {
  const card = createFigureCard({ kind: "lines", ...what });
  return (ui, numbers, chart) => card(ui, numbers, linesPicture(chart), { svg: () => linesOnPaper(chart) });
}

/** The chart on the page. @param {Chart} chart */
export function linesPicture(chart) {
  const size = matchMedia("(max-width: 40rem)").matches ? "narrow" : "wide";
  const source = `data:image/svg+xml,${encodeURIComponent(linesSvg({ ...chart, theme: readTheme() }, size))}`;
  return html`<img class="lines" src=${source} alt=${altOf(chart)} />`;
}

/** The chart as the text of an SVG file. @param {Chart} chart */
export function linesOnPaper(chart) {
  return linesSvg({ ...chart, theme: PAPER });
}

/** @param {Chart} chart */
function altOf({ title, lines }) {
  const names = lines.filter(({ x }) => x.length > 0).map(({ name }) => name);
  return [title, ...names].join(". ");
}
