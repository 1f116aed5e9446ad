/**
 * Files for the visitor to keep: text, and figures as pictures.
 *
 * @module
 */

import { enlarged, snapshot } from "./snapshot.js";

/**
 * @param {string} text
 * @param {string} name of the file
 * @param {string} type such as "text/csv"
 */
export function saveText(text, name, type) {
  saveBlob(new Blob([text], { type }), name);
}

/**
 * @param {HTMLElement} source a canvas, whose pixels are kept as they are; or an element, which is drawn as it looks
 * @param {string} name of the file
 */
export function savePng(source, name) {
  const canvas = source instanceof HTMLCanvasElement ? enlarged(source) : snapshot(source);
  canvas.toBlob((blob) => blob && saveBlob(blob, name), "image/png");
}

/** @param {Blob} blob @param {string} name of the file */
export function saveBlob(blob, name) {
  const address = URL.createObjectURL(blob);
  const link = document.createElement("a");
  Object.assign(link, { href: address, download: name });
  link.click();
  // The browser reads it after this turn.
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
