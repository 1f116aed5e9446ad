/**
 * A button that copies a text, and says for a moment that it has.
 *
 * @module
 */

import { smallButton } from "./figure-card.js";

const SAID_MS = 2000;

/** @returns {(text: () => string, words: string, ui: import("./ui.js").Ui) => import("./template.js").Template} */
export function copyButton() {
  let copied = false;
  return (text, words, ui) => {
    const copy = async () => {
      await navigator.clipboard.writeText(text());
      copied = true;
      ui.redraw();
      setTimeout(() => {
        copied = false;
        ui.redraw();
      }, SAID_MS);
    };
    return smallButton(copied ? ui.t("figure.copied") : words, () => void copy());
  };
}
