/**
 * A grid of small images: the channels of a layer.
 *
 * @module
 */

import { paint } from "../../../ui/figure/pixels.js";
import { html, painted } from "../../../ui/template.js";

/** @typedef {import("../../../api/protocol.js").Plane} Plane */

/** Channels shown at most, of a wide layer the first ones. */
const MOST_TILES = 32;
/** Tiles without images, until there are some. */
const FIRST_TILES = 16;

/**
 * @param {object} tiles
 * @param {Plane | null} tiles.plane null: not known yet
 * @param {import("../../../ui/figure/colour.js").ColourTable} tiles.table
 * @param {[number, number]} tiles.range the values of the table's ends
 * @param {number | null} tiles.picked the tile that is pointed at
 * @param {(tile: number | null) => void} tiles.pick
 * @param {(number: number) => string} tiles.label
 */
export function tilesView({ plane, table, range: [low, high], picked, pick, label }) {
  const count = plane ? Math.min(MOST_TILES, plane.shape[0]) : FIRST_TILES;
  const [height, width] = plane?.shape.slice(-2) ?? [1, 1];
  const canvases = Array.from({ length: count }, (_, i) => {
    const draw = (/** @type {HTMLCanvasElement} */ canvas) => {
      if (plane) paint(canvas, slicePlane(plane, i), width, height, table, low, high);
      else canvas.getContext("2d")?.clearRect(0, 0, canvas.width, canvas.height);
    };
    return html`<canvas
      role="img"
      width="1"
      height="1"
      aria-label=${label(i + 1)}
      data-picked=${i === picked}
      @pointerover=${() => pick(i)}
      ${painted(draw, plane, table, low, high)}
    ></canvas>`;
  });
  // A finger that lifts leaves its choice; a mouse takes it along.
  const left = (/** @type {PointerEvent} */ { pointerType }) => pointerType === "mouse" && pick(null);
  return html`<div class="tiles" @pointerleave=${left}>${canvases}</div>`;
}

/**
 * @param {Plane} plane `[n, …, height, width]`; of the axes between only the first entry is shown
 * @param {number} i
 */
export function slicePlane({ shape, data }, i) {
  const [height, width] = shape.slice(-2);
  const stride = data.length / shape[0];
  return data.subarray(i * stride, i * stride + height * width);
}
