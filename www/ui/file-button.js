/**
 * A button that asks for a file.
 *
 * @module
 */

import { html } from "./template.js";

/**
 * @param {string} words
 * @param {string} accept the endings that are offered: ".zip"
 * @param {boolean} disabled
 * @param {(file: File) => void} take
 */
export function fileButton(words, accept, disabled, take) {
  const chosen = (/** @type {Event & {currentTarget: HTMLInputElement}} */ { currentTarget }) => {
    const [file] = currentTarget.files ?? [];
    // The same file may be chosen again.
    currentTarget.value = "";
    if (file) take(file);
  };
  return html`
    <label class="button button--small file-button">
      ${words}
      <input type="file" class="hidden" accept=${accept} ?disabled=${disabled} @change=${chosen} />
    </label>
  `;
}
