/**
 * An element of the page drawn on a canvas as it looks: grounds, borders, canvases, pictures and text. Browsers have no such
 * function; this one knows what the page's figures consist of, and nothing else.
 *
 * @module
 */

import { readTheme } from "./theme.js";

/** Screens show pictures at up to twice their size without a loss. */
const SCALE = 2;
const MARGIN_PX = 16;
const HATCH_PX = 4;
/** A smaller canvas is enlarged to at least this, its pixels sharp. */
const LEAST_SIDE_PX = 560;

/**
 * A canvas with its pixels enlarged, so that a picture of 28 × 28 is one to be seen.
 * @param {HTMLCanvasElement} source
 * @returns {HTMLCanvasElement}
 */
export function enlarged(source) {
  const times = Math.max(1, Math.ceil(LEAST_SIDE_PX / Math.max(1, source.width, source.height)));
  const { canvas, context } = blank(source.width * times, source.height * times);
  context.imageSmoothingEnabled = false;
  context.drawImage(source, 0, 0, canvas.width, canvas.height);
  return canvas;
}

/**
 * @param {HTMLElement} element as wide as its content, also where that is scrolled out of sight
 * @returns {HTMLCanvasElement}
 */
export function snapshot(element) {
  const bounds = element.getBoundingClientRect();
  const width = Math.max(bounds.width, element.scrollWidth);
  const height = Math.max(bounds.height, element.scrollHeight);
  const { canvas, context } = blank((width + 2 * MARGIN_PX) * SCALE, (height + 2 * MARGIN_PX) * SCALE);
  context.fillStyle = readTheme().ground;
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.scale(SCALE, SCALE);
  context.translate(MARGIN_PX - bounds.left, MARGIN_PX - bounds.top);
  drawElement(context, element);
  return canvas;
}

/** @param {number} width @param {number} height */
function blank(width, height) {
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(width);
  canvas.height = Math.round(height);
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  return { canvas, context };
}

/** @param {CanvasRenderingContext2D} context @param {Element} element */
function drawElement(context, element) {
  // Tools are for the page, not for the picture; what only a screen reader hears has no place in it.
  if (element.matches(".button, .hidden")) return;
  const style = getComputedStyle(element);
  const box = element.getBoundingClientRect();
  if (style.display === "none" || style.visibility === "hidden" || box.width === 0) return;
  context.save();
  context.globalAlpha *= Number(style.opacity);
  drawGround(context, box, style);
  drawBorders(context, box, style);
  if (element instanceof HTMLImageElement) {
    context.drawImage(element, box.left, box.top, box.width, box.height);
  } else if (element instanceof HTMLCanvasElement) {
    context.imageSmoothingEnabled = style.imageRendering !== "pixelated";
    context.drawImage(element, box.left, box.top, box.width, box.height);
  } else {
    for (const child of element.childNodes) {
      if (child instanceof Element) drawElement(context, child);
      else if (child instanceof Text) drawText(context, child, style);
    }
  }
  context.restore();
}

/** @param {CanvasRenderingContext2D} context @param {DOMRect} box @param {CSSStyleDeclaration} style */
function drawGround(context, box, style) {
  if (style.backgroundImage.startsWith("repeating-linear-gradient")) return hatch(context, box, style);
  const stops = [...style.backgroundImage.matchAll(/rgba?\([^)]*\)/g)].map(([colour]) => colour);
  if (style.backgroundImage.startsWith("linear-gradient(to right") && stops.length > 1) {
    const gradient = context.createLinearGradient(box.left, 0, box.right, 0);
    stops.forEach((colour, i) => gradient.addColorStop(i / (stops.length - 1), colour));
    context.fillStyle = gradient;
  } else context.fillStyle = style.backgroundColor;
  context.fillRect(box.left, box.top, box.width, box.height);
}

/** As the style sheet hatches bars. @param {CanvasRenderingContext2D} context @param {DOMRect} box @param {CSSStyleDeclaration} style */
function hatch(context, { left, top, width, height }, style) {
  const [colour] = style.backgroundImage.match(/rgba?\([^)]*\)/) ?? [style.color];
  context.save();
  context.beginPath();
  context.rect(left, top, width, height);
  context.clip();
  context.strokeStyle = colour;
  context.lineWidth = HATCH_PX / 2;
  for (let x = left; x < left + width + height; x += HATCH_PX * Math.SQRT2) {
    context.moveTo(x, top);
    context.lineTo(x - height, top + height);
  }
  context.stroke();
  context.restore();
  context.strokeStyle = colour;
  context.lineWidth = 1;
  context.strokeRect(left + 0.5, top + 0.5, width - 1, height - 1);
}

/** @param {CanvasRenderingContext2D} context @param {DOMRect} box @param {CSSStyleDeclaration} style */
function drawBorders(context, { left, top, right, bottom, width, height }, style) {
  const side = (/** @type {string} */ name) => ({
    px:
      style.getPropertyValue(`border-${name}-style`) === "none"
        ? 0
        : parseFloat(style.getPropertyValue(`border-${name}-width`)),
    colour: style.getPropertyValue(`border-${name}-color`),
  });
  const [above, below, before, after] = ["top", "bottom", "left", "right"].map(side);
  /** @type {[{px: number, colour: string}, number, number, number, number][]} */
  const bars = [
    [above, left, top, width, above.px],
    [below, left, bottom - below.px, width, below.px],
    [before, left, top, before.px, height],
    [after, right - after.px, top, after.px, height],
  ];
  for (const [{ px, colour }, ...bar] of bars) {
    if (px === 0) continue;
    context.fillStyle = colour;
    context.fillRect(...bar);
  }
}

/**
 * Line by line as the browser broke it, told by the places of the letters.
 * @param {CanvasRenderingContext2D} context
 * @param {Text} node
 * @param {CSSStyleDeclaration} style
 */
function drawText(context, node, style) {
  if (!node.data.trim()) return;
  context.font = `${style.fontStyle} ${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
  context.fillStyle = style.color;
  const range = document.createRange();
  /** @type {{text: string, box: DOMRect}[]} */
  const lines = [];
  let start = 0;
  for (const letter of node.data) {
    range.setStart(node, start);
    start += letter.length;
    range.setEnd(node, start);
    const box = range.getClientRects()[0];
    // White space that the page does not show has no place.
    if (!box || box.width === 0) continue;
    const line = lines.at(-1);
    if (line && Math.abs(line.box.top - box.top) < 1) line.text += letter;
    else lines.push({ text: letter, box });
  }
  for (const { text, box } of lines) {
    const { fontBoundingBoxAscent: ascent, fontBoundingBoxDescent: descent } = context.measureText(text);
    context.fillText(text.replace(/\s/g, " "), box.left, box.top + (box.height - ascent - descent) / 2 + ascent);
  }
}
