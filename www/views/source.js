/**
 * Other images than those in use: MNIST, generated digits, or the visitor's own four files, by drop
 * or picker.
 *
 * @module
 */

import { make, part, write } from "../dom.js";
import { FILE_NAMES, FILE_ROLES } from "../files.js";
import { explain } from "../i18n/index.js";

/** @typedef {import("../state.js").Data} Data */
/** @typedef {import("../rendering.js").Ui} Ui */

/**
 * @param {HTMLElement} element the data section
 * @param {{files: (files: File[]) => void, mnist: () => void, generated: () => void}} actions
 * @returns {(slice: {data: Data, training: boolean}, ui: Ui) => void}
 */
export function createSource(element, actions) {
  const other = /** @type {HTMLDetailsElement} */ (part(element, "other"));
  const drop = part(element, "drop");
  const input = /** @type {HTMLInputElement} */ (part(element, "files"));
  const buttons = ["mnist", "generated"].map((name) => /** @type {HTMLButtonElement} */ (part(element, name)));
  buttons[0].addEventListener("click", actions.mnist);
  buttons[1].addEventListener("click", actions.generated);
  input.addEventListener("change", () => {
    actions.files([...(input.files ?? [])]);
    // So that choosing the same file again, corrected, is a change too.
    input.value = "";
  });

  // Anywhere on the page: a file that misses the box would otherwise replace the page.
  addEventListener("dragover", (event) => {
    event.preventDefault();
    drop.dataset.over = "true";
  });
  addEventListener("dragleave", (event) => {
    if (!event.relatedTarget) drop.dataset.over = "false";
  });
  addEventListener("drop", (event) => {
    event.preventDefault();
    drop.dataset.over = "false";
    const files = [...(event.dataTransfer?.files ?? [])];
    if (files.length && !input.disabled) actions.files(files);
    // There it says why they cannot be taken now.
    else if (files.length) other.open = true;
  });

  const rows = FILE_ROLES.map((role) => {
    const row = make("li", {}, FILE_NAMES[role]);
    part(element, "roles").append(row);
    return { role, row };
  });

  let failed = false;
  return ({ data, training }, { t }) => {
    const busy = training || data.phase === "loading";
    for (const control of [...buttons, input]) control.disabled = busy;
    part(element, "busy").hidden = !training;
    part(element, "sources").hidden = data.phase === "failed";
    // Offered when it is the way out, and out of the way again once it has been.
    if ((data.phase === "failed") !== failed && data.phase !== "loading") {
      failed = data.phase === "failed";
      other.open = failed;
    }

    const { found, unknown } = data.picked;
    for (const { role, row } of rows) {
      row.dataset.found = String(role in found);
      write(row, found[role] ?? FILE_NAMES[role]);
    }
    /** @type {string[]} */
    const said = [];
    if (unknown.length) said.push(t("data.unknown", { files: unknown.join(", ") }));
    const missing = FILE_ROLES.filter((role) => !(role in found)).map((role) => FILE_NAMES[role]);
    if (missing.length && missing.length < FILE_ROLES.length)
      said.push(t("data.missing", { files: missing.join(", ") }));
    if (data.problem && data.phase === "ready") said.push(explain(t, "error", data.problem));
    write(part(element, "missing"), said.join(" "));
  };
}
