/**
 * The run in one line, kept at the top of a narrow screen.
 *
 * @module
 */

import { part, write } from "../../ui/dom.js";
import { buttonLabel, buttonRole, buttonsReady, runFraction, statusWords } from "../../ui/run-words.js";

/** @typedef {import("../../ui/run-words.js").RunSlice} RunSlice */
/** @typedef {import("../rendering.js").Ui} Ui */

/**
 * @param {HTMLElement} element
 * @param {{press: () => void}} actions
 * @returns {(slice: RunSlice & {accuracy: number | undefined}, ui: Ui) => void}
 */
export function createRunbar(element, actions) {
  const button = /** @type {HTMLButtonElement} */ (part(element, "button"));
  const [icon, label, status, value, fill] = ["icon", "label", "status", "value", "fill"].map((name) =>
    part(element, name),
  );
  button.addEventListener("click", actions.press);

  return (slice, ui) => {
    const { run, accuracy } = slice;
    button.disabled = !buttonsReady(slice).main;
    icon.dataset.icon = buttonRole(run) === "pause" ? "pause" : "train";
    write(label, buttonLabel(run, ui.t));
    write(status, statusWords(slice, ui));
    const tested = accuracy === undefined || run.phase === "finished" ? "" : ui.format.accuracy(accuracy);
    write(value, tested && `${ui.t("curves.test")} ${tested}`);
    fill.style.setProperty("--share", String(run.phase === "none" ? slice.fraction : runFraction(run)));
  };
}
