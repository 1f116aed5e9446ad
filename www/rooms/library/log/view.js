/**
 * The log of the training loop, to read, to copy and to save.
 *
 * @module
 */

import { batchLog, LOG_FORMATS } from "../../../run/batch-log.js";
import { STEP_COLUMNS, stepLines } from "../../../run/step-lines.js";
import { copyButton } from "../../../ui/copy-button.js";
import { csv } from "../../../ui/csv.js";
import { choice, smallButton } from "../../../ui/figure-card.js";
import { saveText } from "../../../ui/figure/save.js";
import { html, kept, live } from "../../../ui/template.js";
import { MOST_BATCHES } from "./state.js";

/** @typedef {import("../../../ui/ui.js").Ui} Ui */
/** @typedef {{log: import("./state.js").Log} & Pick<import("../../../page/state.js").State, "run" | "data" | "epochs">} Slice */

/** @param {import("./actions.js").LogActions} actions @returns {(slice: Slice, ui: Ui) => import("../../../ui/template.js").Template} */
export function createLog({ choose, space }) {
  const linesIn = kept(batchLog);
  const toldIn = kept(toldOf);
  const copy = copyButton();
  return ({ log: { format, every, told }, run: { summary }, data }, ui) => {
    const { t } = ui;
    const title = html`<h2 id="log-title">${t("log.title")}</h2>
      <p class="muted">${t("log.about")}</p>`;
    const formats = choice(t("log.format"), LOG_FORMATS, format, (name) => t(`log.format.${name}`), choose);
    const typed = (/** @type {Event & {currentTarget: HTMLInputElement}} */ { currentTarget }) =>
      space(Number(currentTarget.value));
    const wishes = html`
      <div class="card__choices">
        ${formats}
        <label>
          ${t("log.every")}
          <input
            type="number"
            class="log__every"
            min="1"
            max=${MOST_BATCHES}
            .value=${live(String(every))}
            @change=${typed}
          />
        </label>
      </div>
    `;
    if (!told || !summary)
      return html`${title} ${wishes}
        <p class="muted">${t("log.none")}</p>`;
    const text = linesIn(format, every, toldIn(told, summary, data.summary)).join("\n");
    const name = `digit-lab-${summary.config.preset}`;
    return html`
      ${title} ${wishes}
      <pre class="weights__lines log__lines" tabindex="0" aria-label=${t("log.title")}><code>${text}</code></pre>
      <p class="buttons">
        ${copy(() => text, t("log.copy"), ui)}
        ${smallButton(t("log.save"), () => saveText(`${text}\n`, `${name}-log.txt`, "text/plain"))}
        ${smallButton(t("log.steps"), () => saveText(everyStep(told), `${name}-every-step.csv`, "text/csv"))}
      </p>
    `;
  };
}

/**
 * @param {import("./state.js").ToldSoFar} told
 * @param {import("../../../api/protocol.js").RunSummary} summary
 * @param {import("../../../page/state.js").Data["summary"]} data
 * @returns {import("../../../run/batch-log.js").Told}
 */
function toldOf({ report, epochs }, { config, total_steps }, data) {
  return {
    losses: report.losses,
    steps_per_epoch: report.steps_per_epoch || Math.max(1, Math.round(total_steps / config.epochs)),
    batch_size: config.batch_size,
    train_count: config.subset ?? data?.train_count ?? 0,
    epochs: config.epochs,
    ended: epochs,
    test_count: data?.test_count ?? 0,
  };
}

/** A line for every step. @param {import("./state.js").ToldSoFar} told */
export function everyStep({ report }) {
  const steps = Array.from(report.losses, (_, i) => i + 1);
  return csv([STEP_COLUMNS, ...stepLines(steps, report)]);
}
