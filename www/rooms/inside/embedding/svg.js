/**
 * Points between two axes as the text of an SVG file. Pure.
 *
 * @module
 */

import { boxIn, shareOn } from "../../../ui/figure/frame.js";
import { escaped } from "../../../ui/figure/xml.js";

/** @typedef {import("../../../ui/figure/frame.js").Axis} Axis */

const [WIDTH, HEIGHT, LEGEND] = [760, 600, 150];
/** Digits after the point, in the file's pixels. */
const PRECISION = 2;

/**
 * @typedef {object} Drawing
 * @property {ArrayLike<number>} x
 * @property {ArrayLike<number>} y
 * @property {ArrayLike<number>} kind an index into `kinds`
 * @property {{name: string, colour: string}[]} kinds
 * @property {Axis} across
 * @property {Axis} up
 * @property {{at: [number, number], text: string}[]} stars
 * @property {{text: string, muted: string, line: string, ground: string, font: string}} theme
 */

/**
 * A circle a point, in a group a kind.
 * @param {Drawing} drawing
 * @returns {string}
 */
export function pointsSvg({ x, y, kind, kinds, across, up, stars, theme }) {
  const box = boxIn(WIDTH, HEIGHT);
  const at = (/** @type {number} */ a, /** @type {number} */ b) =>
    [box.left + box.width * shareOn(across, a), box.top + box.height * (1 - shareOn(up, b))].map((place) =>
      Number(place.toFixed(PRECISION)),
    );
  const text = (/** @type {number[]} */ [px, py], /** @type {string} */ words, rest = "") =>
    `<text x="${px}" y="${py}" fill="${theme.text}"${rest}>${escaped(words)}</text>`;
  const groups = kinds.map(({ name, colour }, of) => {
    const circles = Array.from(x, (value, i) => {
      if (kind[i] !== of) return "";
      const [cx, cy] = at(value, y[i]);
      return `<circle cx="${cx}" cy="${cy}" r="2.5"/>`;
    });
    return `<g fill="${colour}" fill-opacity="0.85"><title>${escaped(name)}</title>${circles.join("")}</g>`;
  });
  const legend = kinds.map(({ name, colour }, of) => {
    const [px, py] = [WIDTH + 12, box.top + 12 + of * 22];
    return `<rect x="${px}" y="${py - 10}" width="12" height="12" fill="${colour}"/>${text([px + 20, py], name)}`;
  });
  const ticks = [
    ...across.ticks.map((tick) => {
      const [px] = at(tick, up.range[0]);
      return text([px, box.top + box.height + 16], across.word(tick), ' text-anchor="middle"');
    }),
    ...up.ticks.map((tick) => {
      const [, py] = at(across.range[0], tick);
      return text([box.left - 6, py + 4], up.word(tick), ' text-anchor="end"');
    }),
  ];
  const marks = stars.map(({ at: [a, b], text: words }) => {
    const [cx, cy] = at(a, b);
    const ring = `<circle cx="${cx}" cy="${cy}" r="7" fill="none" stroke="${theme.text}" stroke-width="2.5"/>`;
    return `${ring}${text([cx + 12, cy + 4], words, ' font-weight="600"')}`;
  });
  const frame = `<rect x="${box.left}" y="${box.top}" width="${box.width}" height="${box.height}" fill="none" stroke="${theme.line}"/>`;
  const full = WIDTH + LEGEND;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${full}" height="${HEIGHT}" viewBox="0 0 ${full} ${HEIGHT}" font-family="${escaped(theme.font)}" font-size="12">`,
    `<rect width="${full}" height="${HEIGHT}" fill="${theme.ground}"/>`,
    frame,
    text([0, 12], up.name),
    text([box.left + box.width / 2, box.top + box.height + 38], across.name, ' text-anchor="middle"'),
    ...ticks,
    ...groups,
    ...legend,
    ...marks,
    "</svg>",
  ].join("\n");
}
