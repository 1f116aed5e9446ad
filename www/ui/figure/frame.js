/**
 * Two axes with their ticks, grid and names on a canvas. Knows nothing of what is drawn between them.
 *
 * @module
 */

/** @typedef {import("./theme.js").Theme} Theme */

/**
 * @typedef {object} Axis
 * @property {[number, number]} range
 * @property {number[]} ticks
 * @property {(tick: number) => string} word
 * @property {string} name
 * @property {boolean} [log]
 */

/**
 * @typedef {object} Box the room between the axes, in CSS pixels
 * @property {number} left
 * @property {number} top
 * @property {number} width
 * @property {number} height
 */

/** @param {number} width of the canvas @param {number} height @returns {Box} */
export function boxIn(width, height) {
  return { left: 50, top: 22, width: width - 62, height: height - 66 };
}

/**
 * Where a value lies on an axis, as a part of its length.
 * @param {Pick<Axis, "range" | "log">} axis
 * @param {number} value
 */
export function shareOn({ range: [from, to], log }, value) {
  const scaled = log ? (/** @type {number} */ x) => Math.log(Math.max(x, from)) : Number;
  return (scaled(value) - scaled(from)) / (scaled(to) - scaled(from));
}

/**
 * The value at a part of the length of an axis that is not logarithmic.
 * @param {Pick<Axis, "range">} axis
 * @param {number} share
 */
export function valueOn({ range: [from, to] }, share) {
  return from + share * (to - from);
}

/**
 * @param {CanvasRenderingContext2D} context in CSS pixels
 * @param {Box} box
 * @param {Axis} across
 * @param {Axis} up its name stands above it
 * @param {Theme} theme
 */
export function drawFrame(context, { left, top, width, height }, across, up, theme) {
  context.save();
  context.font = `12px ${theme.font}`;
  context.textBaseline = "middle";
  for (const tick of up.ticks) {
    const y = Math.round(top + height * (1 - shareOn(up, tick)));
    context.fillStyle = theme.line;
    context.fillRect(left, y, width, 1);
    context.fillStyle = theme.muted;
    context.textAlign = "right";
    context.fillText(up.word(tick), left - 6, y);
  }
  for (const tick of across.ticks) {
    const x = Math.round(left + width * shareOn(across, tick));
    context.fillStyle = theme.line;
    context.fillRect(x, top, 1, height);
    context.fillStyle = theme.muted;
    context.textAlign = "center";
    context.fillText(across.word(tick), x, top + height + 12);
  }
  context.fillStyle = theme.text;
  context.textAlign = "left";
  context.fillText(up.name, 0, 8);
  context.textAlign = "center";
  context.fillText(across.name, left + width / 2, top + height + 33, width);
  context.restore();
}
