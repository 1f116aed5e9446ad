import assert from "node:assert/strict";
import { test } from "node:test";
import { linesSvg, SIZES } from "../../www/ui/figure/line-chart.js";

const theme = { text: "#111", muted: "#555", line: "#ddd", ground: "#fff", font: "sans-serif" };
const chart = { title: "Loss", across: "step", up: "cross entropy", theme };

/** The places of a line's points. @param {string} svg @param {string} name */
function pointsOf(svg, name) {
  const [, path] = svg.match(new RegExp(`<title>${name}</title><path d="([^"]*)"`)) ?? [];
  return [...path.matchAll(/([ML])([\d.]+) ([\d.]+)/g)].map(([, pen, x, y]) => ({ pen, x: Number(x), y: Number(y) }));
}

/** The place of a tick on the upward axis. @param {string} svg @param {string} words */
const tickOf = (svg, words) => Number(svg.match(new RegExp(`y="([\\d.]+)"[^>]*text-anchor="end">${words}<`))?.[1]) - 4;

test("points lie where the ticks say, linear, logarithmic and in per cent", () => {
  for (const [scale, values, words] of /** @type {const} */ ([
    ["log", [1, 0.1, 0.01], ["1", "0.1", "0.01"]],
    ["linear", [0, 5, 10], ["0", "5", "10"]],
    ["share", [0.5, 0.8, 1], ["50%", "80%", "100%"]],
  ])) {
    const line = { name: "a", x: [0, 5, 10], y: values, colour: "#00f" };
    const svg = linesSvg({ ...chart, scale, lines: [line] });
    const points = pointsOf(svg, "a");
    assert.equal(points.length, 3);
    points.forEach(({ y }, i) => {
      const tick = tickOf(svg, words[i]);
      if (Number.isFinite(tick)) assert.ok(Math.abs(tick - y) < 0.02, `${scale} ${words[i]}: ${tick} ${y}`);
    });
    assert.ok(words.filter((word) => Number.isFinite(tickOf(svg, word))).length >= 2, svg);
    assert.ok(Math.abs(points[1].x - (points[0].x + points[2].x) / 2) < 0.02);
  }
});

test("what is no number interrupts the line, and everything stays inside", () => {
  for (const size of /** @type {const} */ (["wide", "narrow"])) {
    const line = { name: "a", x: [1, 2, 3, 4], y: [1, NaN, 2, 0], colour: "#00f" };
    const points = pointsOf(linesSvg({ ...chart, scale: "log", lines: [line] }, size), "a");
    assert.deepEqual(
      points.map(({ pen }) => pen),
      ["M", "M", "L"],
    );
    for (const { x, y } of points) assert.ok(x >= 0 && x <= SIZES[size][0] && y >= 0 && y <= SIZES[size][1]);
  }
});

test("a chart without points, and one with a single one, are drawn", () => {
  for (const scale of /** @type {const} */ (["log", "linear", "share"])) {
    for (const y of [[], [0.5]]) {
      const svg = linesSvg({
        ...chart,
        scale,
        lines: [{ name: "a", x: y.map(() => 3), y, colour: "#00f", dots: true }],
      });
      assert.doesNotMatch(svg, /NaN|Infinity|undefined/);
    }
  }
});

test("names are written as text", () => {
  const line = { name: '<script>"&', x: [1], y: [1], colour: "#00f" };
  const svg = linesSvg({ ...chart, scale: "linear", lines: [line] });
  assert.match(svg, /&lt;script>&quot;&amp;/);
  assert.doesNotMatch(svg, /<script/);
});
