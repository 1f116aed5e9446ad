/**
 * Numbers as comma-separated values (RFC 4180). Pure.
 *
 * @module
 */

/** @typedef {string | number | null | undefined} Cell */

/**
 * @param {Cell[][]} lines the header among them
 * @returns {string} what there is not is left empty
 */
export function csv(lines) {
  return lines.map((line) => `${line.map(cell).join(",")}\r\n`).join("");
}

/** @param {Cell} value */
function cell(value) {
  const text = String(value ?? "");
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
