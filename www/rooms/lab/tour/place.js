/**
 * Where the card of the tour goes: beside the part that it explains, or else below it, or at the bottom of the window. Pure.
 *
 * @module
 */

/** To the edges of the window. */
const EDGE_PX = 12;
/** To the part, whose outline lies between. */
const GAP_PX = 16;

/**
 * @param {{left: number, right: number, top: number, bottom: number}} part in the window
 * @param {{width: number, height: number}} card
 * @param {{width: number, height: number}} view the window
 * @returns {{x: number, y: number}} of the card's upper left corner; the whole card is in the window if it is large enough
 */
export function placeOf(part, card, view) {
  const lowest = view.height - EDGE_PX - card.height;
  const within = (/** @type {number} */ at, /** @type {number} */ last) => Math.max(EDGE_PX, Math.min(at, last));
  const y = within(part.top, lowest);
  const right = part.right + GAP_PX;
  if (right + card.width + EDGE_PX <= view.width) return { x: right, y };
  const left = part.left - GAP_PX - card.width;
  if (left >= EDGE_PX) return { x: left, y };
  const below = part.bottom + GAP_PX;
  return { x: within(part.left, view.width - EDGE_PX - card.width), y: within(below, lowest) };
}
