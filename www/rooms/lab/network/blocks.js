/**
 * The drawing of a network's blocks: the way of the data from the image to the ten answers.
 *
 * @module
 */

import { RISE, SUM_RADIUS, TALLEST, layOut } from "./geometry.js";
import { blockWords, familyOf } from "./words.js";

/** @typedef {import("./geometry.js").Block} Block */
/** @typedef {import("./geometry.js").Arc} Arc */
/** @typedef {import("../../../i18n/index.js").Translate} Translate */

const SVG = "http://www.w3.org/2000/svg";
/** From one shortcut to the one around it. */
const LEVEL = 24;
const LABEL_SIZE = 10.5;

/**
 * @typedef {object} Drawing
 * @property {readonly import("../../../run/network-edit.js").LayerSpec[]} layers
 * @property {ReadonlyMap<string, readonly number[]>} shapes what comes out of each layer, by path
 * @property {readonly number[]} input shape of the image
 * @property {string | null} misfit path of the layer that does not fit
 */

/**
 * Each part of a layer carries its path as `data-path`; the image's is "image".
 * @param {Drawing} drawing
 * @param {Translate} t
 * @returns {SVGSVGElement}
 */
export function drawBlocks({ layers, shapes, input, misfit }, t) {
  const { blocks, arcs, width, levels } = layOut(layers, shapes, input);
  const above = levels ? levels * LEVEL + 12 : 4;
  const axis = above + TALLEST / 2;
  const floor = above + TALLEST + 8;
  const labels = blocks.map(({ layer }) => (layer ? blockWords(t, layer) : t("network.input")));
  const sum = t("network.block.residual");
  const height = floor + Math.max(...[...labels, ...(arcs.length ? [sum] : [])].map(lengthOf)) + 4;

  const svg = element("svg", {
    viewBox: `0 0 ${width} ${Math.ceil(height)}`,
    style: `min-width: ${width}px; max-width: ${Math.round(width * 1.3)}px`,
    "aria-hidden": "true",
  });
  const end = width - 2;
  svg.append(
    element("path", { class: "blocks__way", d: `M${blocks[0].x} ${axis}H${end}` }),
    element("path", { class: "blocks__tip", d: `M${end + 1} ${axis}l-7 -3.5v7z` }),
  );
  for (const [i, block] of blocks.entries()) {
    const group = part(block.path || "image", block.layer ? familyOf(block.layer.kind) : "shape");
    if (block.path && block.path === misfit) group.dataset.problem = "true";
    const middle = block.x + block.thickness / 2;
    group.append(hitArea(blocks, i, height), ...slab(block, axis), label(labels[i], middle, floor));
    svg.append(group);
  }
  for (const arc of arcs)
    svg.append(...shortcut(arc, { axis, floor, above, sum, height, misfit: arc.path === misfit }));
  return svg;
}

/** Everything between the blocks beside it belongs to a block: a sheet alone is too thin to be pointed at. @param {Block[]} blocks @param {number} i @param {number} height */
function hitArea(blocks, i, height) {
  const { x, thickness } = blocks[i];
  const before = i > 0 ? blocks[i - 1].x + blocks[i - 1].thickness : 0;
  const after = i + 1 < blocks.length ? blocks[i + 1].x : x + thickness + 12;
  const left = Math.max((before + x) / 2, x - 14);
  const right = Math.min((x + thickness + after) / 2, x + thickness + 14);
  return element("rect", { class: "blocks__hit", x: left, y: 0, width: right - left, height });
}

/** Its front, its plane to the right, and its top. @param {Block} block @param {number} axis */
function slab({ x, thickness, height, depth, known }, axis) {
  const rise = depth * RISE;
  const [left, right] = [x - depth / 2, x + thickness - depth / 2];
  const [top, bottom] = [axis - height / 2 + rise / 2, axis + height / 2 + rise / 2];
  const face = (/** @type {string} */ name, /** @type {string} */ d) =>
    element("path", { class: `blocks__face blocks__${name}`, d });
  const front = `M${left} ${top}H${right}V${bottom}H${left}z`;
  if (!known) return [face("ghost", front)];
  return [
    face("plane", `M${right} ${top}l${depth} ${-rise}V${bottom - rise}L${right} ${bottom}z`),
    face("top", `M${left} ${top}l${depth} ${-rise}h${thickness}L${right} ${top}z`),
    face("front", front),
  ];
}

/**
 * The way around a residual block, and the circle in which both are added.
 * @param {Arc} arc
 * @param {{axis: number, floor: number, above: number, sum: string, height: number, misfit: boolean}} frame
 */
function shortcut({ path, from, to, level, chips }, { axis, floor, above, sum, height, misfit }) {
  const top = above - level * LEVEL + 8;
  const group = part(path, "residual");
  if (misfit) group.dataset.problem = "true";
  const round = 8;
  const way =
    `M${from} ${axis}V${top + round}q0 ${-round} ${round} ${-round}` +
    `H${to - round}q${round} 0 ${round} ${round}V${axis - SUM_RADIUS}`;
  group.append(
    element("rect", { class: "blocks__hit", x: to - 7, y: axis - 12, width: 14, height: height - axis + 12 }),
    element("path", { class: "blocks__arc", d: way }),
    element("circle", { class: "blocks__fork", cx: from, cy: axis, r: 2.2 }),
    element("circle", { class: "blocks__sum", cx: to, cy: axis, r: SUM_RADIUS }),
    element("path", { class: "blocks__plus", d: `M${to - 3} ${axis}h6M${to} ${axis - 3}v6` }),
    label(sum, to, floor),
  );
  const boxes = chips.map(({ path, layer, label: text, x, width }) => {
    const chip = part(path, familyOf(layer.kind));
    const box = { class: "blocks__face blocks__front", x, y: top - 7, width, height: 14, rx: 3 };
    chip.append(element("rect", box), written(text, { class: "blocks__chip", x: x + width / 2, y: top + 3.2 }));
    return chip;
  });
  return [group, ...boxes];
}

/** Upright under a block; Chinese stands, Latin lies. @param {string} text @param {number} x @param {number} y */
const label = (text, x, y) => written(text, { class: "blocks__label", x, y, "font-size": LABEL_SIZE });

/** @param {string} text @param {Record<string, string | number>} attributes */
function written(text, attributes) {
  const found = element("text", attributes);
  found.textContent = text;
  return found;
}

/** About how long a label is. @param {string} text */
const lengthOf = (text) =>
  [...text].reduce((sum, character) => sum + (character > "\u2e80" ? LABEL_SIZE : LABEL_SIZE * 0.66), 0);

/** @param {string} path @param {string} family */
const part = (path, family) => element("g", { "data-path": path, "data-family": family });

/**
 * @template {keyof SVGElementTagNameMap} K
 * @param {K} tag
 * @param {Record<string, string | number>} attributes
 * @returns {SVGElementTagNameMap[K]}
 */
function element(tag, attributes) {
  const made = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, String(value));
  return /** @type {SVGElementTagNameMap[K]} */ (made);
}
