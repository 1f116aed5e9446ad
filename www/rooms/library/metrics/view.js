/**
 * A run's metrics as files.
 *
 * @module
 */

import { smallButton } from "../../../ui/figure-card.js";
import { saveText } from "../../../ui/figure/save.js";
import { html } from "../../../ui/template.js";
import { epochsCsv, runJson, stepsCsv } from "./numbers.js";

/** @typedef {Pick<import("../../../page/state.js").State, "run" | "curves" | "epochs">} Slice */

/** @returns {(slice: Slice, ui: import("../../../ui/ui.js").Ui) => import("../../../ui/template.js").Template} */
export function createMetrics() {
  return ({ run, curves, epochs }, { t, format }) => {
    const { summary } = run;
    const name = `digit-lab-${summary?.config.preset ?? "run"}`;
    const none = curves.steps.length === 0;
    return html`
      <h2 id="metrics-title">${t("metrics.title")}</h2>
      <p class="muted">
        ${t("metrics.about", { steps: format.integer(curves.steps.at(-1) ?? 0), epochs: format.integer(epochs.length) })}
      </p>
      <p class="buttons">
        ${smallButton(t("metrics.steps"), () => saveText(stepsCsv(curves), `${name}-steps.csv`, "text/csv"), none)}
        ${smallButton(
          t("metrics.epochs"),
          () => saveText(epochsCsv(epochs), `${name}-epochs.csv`, "text/csv"),
          epochs.length === 0,
        )}
        ${smallButton(
          t("metrics.json"),
          () => summary && saveText(runJson(summary, curves, epochs), `${name}-run.json`, "application/json"),
          none,
        )}
      </p>
    `;
  };
}
