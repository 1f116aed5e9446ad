/**
 * The network as text, to be read, copied, and changed.
 *
 * @module
 */

import { part, write } from "../../../ui/dom.js";
import { readNetwork, writeNetwork } from "../../../run/network-text.js";

/** @typedef {import("../../../run/network-edit.js").Spec} Spec */
/** @typedef {import("../../../page/rendering.js").Ui} Ui */

/**
 * @param {HTMLElement} element
 * @param {(spec: Spec) => void} change
 * @returns {(spec: Spec, ui: Ui) => void}
 */
export function createNetworkText(element, change) {
  const area = /** @type {HTMLTextAreaElement} */ (part(element, "json"));
  const apply = /** @type {HTMLButtonElement} */ (part(element, "json-apply"));
  const restore = /** @type {HTMLButtonElement} */ (part(element, "json-restore"));
  const problem = part(element, "json-problem");
  let written = "";
  /** @type {Ui} */
  let ui;

  const isOwn = () => area.value !== written;
  const show = () => {
    if (area.value !== written) area.value = written;
    report(null);
    settle();
  };
  const settle = () => {
    apply.disabled = restore.disabled = !isOwn();
    area.rows = Math.min(Math.max(area.value.split("\n").length, 4), 24);
  };
  const report = (/** @type {import("../../../run/network-text.js").TextProblem | null} */ found) => {
    area.setAttribute("aria-invalid", String(found !== null));
    write(problem, found ? ui.t(`network.json.${found.code}`, { line: found.line, ...found.params }) : "");
  };

  area.addEventListener("input", () => {
    report(null);
    settle();
  });
  restore.addEventListener("click", show);
  apply.addEventListener("click", () => {
    const read = readNetwork(area.value);
    if ("spec" in read) {
      // Said in the page's own way from here on, also if it is the network there was.
      written = area.value = writeNetwork(read.spec);
      change(read.spec);
      return show();
    }
    report(read.problem);
    const lines = area.value.split("\n");
    const start = lines.slice(0, read.problem.line - 1).join("\n").length + (read.problem.line > 1 ? 1 : 0);
    area.focus();
    area.setSelectionRange(start, start + (lines[read.problem.line - 1]?.length ?? 0));
  });

  return (spec, next) => {
    ui = next;
    const text = writeNetwork(spec);
    if (text === written) return settle();
    const own = isOwn();
    written = text;
    // What the visitor is writing stays.
    if (own) settle();
    else show();
  };
}
