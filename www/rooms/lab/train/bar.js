/**
 * The run in one line, kept at the top of a narrow screen.
 *
 * @module
 */

import { buttonRole, buttonsReady } from "../../../run/controls.js";
import { runFraction } from "../../../run/phase.js";
import { html, share } from "../../../ui/template.js";
import { buttonLabel, statusWords } from "./words.js";

/** @typedef {import("./words.js").RunSlice} RunSlice */
/** @typedef {import("../../../ui/ui.js").Ui} Ui */

/**
 * @param {{press: () => void}} actions
 * @returns {(slice: RunSlice, ui: Ui) => import("../../../ui/template.js").Template}
 */
export function createBar({ press }) {
  return (slice, ui) => {
    const { run, evaluation } = slice;
    const { t, format } = ui;
    const icon = buttonRole(run) === "pause" ? "pause" : "train";
    const tested = evaluation && run.phase !== "finished";
    return html`
      <button type="button" class="button button--main" ?disabled=${!buttonsReady(slice).main} @click=${press}>
        <span class="icon" data-icon=${icon}></span><span>${buttonLabel(run, t)}</span>
      </button>
      <div class="runbar__text">
        <span>${statusWords(slice, ui)}</span>
        <span class="number">${tested ? `${t("curves.test")} ${format.accuracy(evaluation.accuracy)}` : ""}</span>
      </div>
      <div class="track" aria-hidden="true">
        <span class="track__fill" style=${share(run.phase === "none" ? slice.fraction : runFraction(run))}></span>
      </div>
    `;
  };
}
