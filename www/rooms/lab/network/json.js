/**
 * The network as text, to be read, copied, and changed.
 *
 * @module
 */

import { readNetwork, writeNetwork } from "../../../run/network-text.js";
import { html, live } from "../../../ui/template.js";

/** @typedef {import("../../../run/network-edit.js").Spec} Spec */
/** @typedef {import("../../../ui/ui.js").Ui} Ui */

/**
 * @param {(spec: Spec) => void} change
 * @returns {(spec: Spec, ui: Ui) => import("../../../ui/template.js").Template}
 */
export function createNetworkText(change) {
  /** What the visitor is writing; it stays, whatever the network becomes. @type {string | null} */
  let own = null;
  /** @type {import("../../../run/network-text.js").TextProblem | null} */
  let problem = null;

  return (spec, ui) => {
    const { t } = ui;
    const written = writeNetwork(spec);
    if (own === written) own = null;
    const text = own ?? written;
    const typed = (/** @type {Event & {currentTarget: HTMLTextAreaElement}} */ event) => {
      own = event.currentTarget.value;
      problem = null;
      ui.redraw();
    };
    const restore = () => {
      [own, problem] = [null, null];
      ui.redraw();
    };
    const apply = (/** @type {Event & {currentTarget: HTMLElement}} */ { currentTarget: button }) => {
      const read = readNetwork(text);
      if ("spec" in read) {
        // Written in the page's own way from here on, also if it is the network there was.
        [own, problem] = [null, null];
        change(read.spec);
        return;
      }
      ({ problem } = read);
      ui.redraw();
      const area = button.closest("details")?.querySelector("textarea");
      if (area) select(area, read.problem.line);
    };
    const rows = Math.min(Math.max(text.split("\n").length, 4), 24);
    return html`
      <details class="other">
        <summary>${t("network.json")}</summary>
        <textarea
          class="network__json"
          rows=${rows}
          wrap="off"
          spellcheck="false"
          autocomplete="off"
          aria-label=${t("network.json")}
          aria-describedby="network-json-problem"
          aria-invalid=${problem !== null}
          .value=${live(text)}
          @input=${typed}
        ></textarea>
        <p class="problem" id="network-json-problem" role="alert">
          ${problem ? t(`network.json.${problem.code}`, { line: problem.line, ...problem.params }) : ""}
        </p>
        <p class="buttons">
          <button type="button" class="button button--small" ?disabled=${own === null} @click=${apply}>
            ${t("network.json.apply")}
          </button>
          <button type="button" class="button button--small" ?disabled=${own === null} @click=${restore}>
            ${t("network.json.restore")}
          </button>
        </p>
      </details>
    `;
  };
}

/** Selects a line, counted from 1. @param {HTMLTextAreaElement} area @param {number} line */
function select(area, line) {
  const lines = area.value.split("\n");
  const start = lines.slice(0, line - 1).join("\n").length + (line > 1 ? 1 : 0);
  area.focus();
  area.setSelectionRange(start, start + (lines[line - 1]?.length ?? 0));
}
