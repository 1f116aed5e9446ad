/**
 * The drawing of a network's blocks: the way of the data from the image to the ten answers.
 *
 * @module
 */

import { styleMap } from "lit-html/directives/style-map.js";
import { html, nothing, svg } from "../../../ui/template.js";
import { RISE, SUM_RADIUS, TALLEST, layOut } from "./geometry.js";
import { blockWords, familyOf } from "./words.js";

/** @typedef {import("./geometry.js").Block} Block */
/** @typedef {import("./geometry.js").Arc} Arc */
/** @typedef {import("../../../i18n/index.js").Translate} Translate */

/** From one shortcut to the one around it. */
const LEVEL = 24;
const LABEL_SIZE = 10.5;

/**
 * @typedef {object} Drawing
 * @property {readonly import("../../../run/network-edit.js").LayerSpec[]} layers
 * @property {ReadonlyMap<string, readonly number[]>} shapes what comes out of each layer, by path
 * @property {readonly number[]} input shape of the image
 * @property {string | null} misfit path of the layer that does not fit
 * @property {string | null} pointed path of the layer that is pointed at
 */

/**
 * Each part of a layer carries its path as `data-path`; the image's is "image".
 * @param {Drawing} drawing
 * @param {Translate} t
 */
export function blocksView({ layers, shapes, input, misfit, pointed }, t) {
  const { blocks, arcs, width, levels } = layOut(layers, shapes, input);
  const above = levels ? levels * LEVEL + 12 : 4;
  const axis = above + TALLEST / 2;
  const floor = above + TALLEST + 8;
  const labels = blocks.map(({ layer }) => (layer ? blockWords(t, layer) : t("network.input")));
  const sum = t("network.block.residual");
  const height = floor + Math.max(...[...labels, ...(arcs.length ? [sum] : [])].map(lengthOf)) + 4;
  const end = width - 2;
  /** @param {string} path @param {string} family @param {unknown} content */
  const part = (path, family, content) => svg`
    <g
      data-path=${path}
      data-family=${family}
      data-problem=${path === misfit ? "true" : nothing}
      data-lit=${path === pointed ? "true" : nothing}
    >${content}</g>
  `;
  const slabs = blocks.map((block, i) => {
    const middle = block.x + block.thickness / 2;
    const content = [hitArea(blocks, i, height), slab(block, axis), label(labels[i], middle, floor)];
    return part(block.path || "image", block.layer ? familyOf(block.layer.kind) : "shape", content);
  });
  return html`
    <svg
      viewBox="0 0 ${width} ${Math.ceil(height)}"
      style=${styleMap({ "min-width": `${width}px`, "max-width": `${Math.round(width * 1.3)}px` })}
      aria-hidden="true"
    >
      <path class="blocks__way" d="M${blocks[0].x} ${axis}H${end}"></path>
      <path class="blocks__tip" d="M${end + 1} ${axis}l-7 -3.5v7z"></path>
      ${slabs} ${arcs.map((arc) => shortcut(arc, { axis, floor, above, sum, height }, part))}
    </svg>
  `;
}

/** Everything between the blocks beside it belongs to a block: a sheet alone is too thin to be pointed at. @param {Block[]} blocks @param {number} i @param {number} height */
function hitArea(blocks, i, height) {
  const { x, thickness } = blocks[i];
  const before = i > 0 ? blocks[i - 1].x + blocks[i - 1].thickness : 0;
  const after = i + 1 < blocks.length ? blocks[i + 1].x : x + thickness + 12;
  const left = Math.max((before + x) / 2, x - 14);
  const right = Math.min((x + thickness + after) / 2, x + thickness + 14);
  return svg`<rect class="blocks__hit" x=${left} y="0" width=${right - left} height=${height}></rect>`;
}

/** Its front, its plane to the right, and its top. @param {Block} block @param {number} axis */
function slab({ x, thickness, height, depth, known }, axis) {
  const rise = depth * RISE;
  const [left, right] = [x - depth / 2, x + thickness - depth / 2];
  const [top, bottom] = [axis - height / 2 + rise / 2, axis + height / 2 + rise / 2];
  const face = (/** @type {string} */ name, /** @type {string} */ d) =>
    svg`<path class="blocks__face blocks__${name}" d=${d}></path>`;
  const front = `M${left} ${top}H${right}V${bottom}H${left}z`;
  if (!known) return face("ghost", front);
  return [
    face("plane", `M${right} ${top}l${depth} ${-rise}V${bottom - rise}L${right} ${bottom}z`),
    face("top", `M${left} ${top}l${depth} ${-rise}h${thickness}L${right} ${top}z`),
    face("front", front),
  ];
}

/**
 * The way around a residual block, and the circle in which both are added.
 * @param {Arc} arc
 * @param {{axis: number, floor: number, above: number, sum: string, height: number}} frame
 * @param {(path: string, family: string, content: unknown) => unknown} part
 */
function shortcut({ path, from, to, level, chips }, { axis, floor, above, sum, height }, part) {
  const top = above - level * LEVEL + 8;
  const round = 8;
  const way =
    `M${from} ${axis}V${top + round}q0 ${-round} ${round} ${-round}` +
    `H${to - round}q${round} 0 ${round} ${round}V${axis - SUM_RADIUS}`;
  const around = svg`
    <rect class="blocks__hit" x=${to - 7} y=${axis - 12} width="14" height=${height - axis + 12}></rect>
    <path class="blocks__arc" d=${way}></path>
    <circle class="blocks__fork" cx=${from} cy=${axis} r="2.2"></circle>
    <circle class="blocks__sum" cx=${to} cy=${axis} r=${SUM_RADIUS}></circle>
    <path class="blocks__plus" d="M${to - 3} ${axis}h6M${to} ${axis - 3}v6"></path>
    ${label(sum, to, floor)}
  `;
  const boxes = chips.map(({ path, layer, label: text, x, width }) => {
    const box = svg`
      <rect class="blocks__face blocks__front" x=${x} y=${top - 7} width=${width} height="14" rx="3"></rect>
      <text class="blocks__chip" x=${x + width / 2} y=${top + 3.2}>${text}</text>
    `;
    return part(path, familyOf(layer.kind), box);
  });
  return [part(path, "residual", around), boxes];
}

/** Upright under a block; Chinese stands, Latin lies. @param {string} text @param {number} x @param {number} y */
const label = (text, x, y) => svg`<text class="blocks__label" x=${x} y=${y} font-size=${LABEL_SIZE}>${text}</text>`;

/** About how long a label is. @param {string} text */
const lengthOf = (text) =>
  [...text].reduce((sum, character) => sum + (character > "\u2e80" ? LABEL_SIZE : LABEL_SIZE * 0.66), 0);
