/**
 * What the network can do: the latest test, and a row an epoch.
 *
 * @module
 */

import { short } from "../../../ui/figure/axes.js";
import { saveText } from "../../../ui/figure/save.js";
import { UNKNOWN } from "../../../ui/format.js";
import { attached, html } from "../../../ui/template.js";
import { epochCsv } from "./csv.js";

/** @typedef {import("../../../page/state.js").State} State */
/** @typedef {import("../../../ui/ui.js").Ui} Ui */

/**
 * @typedef {object} Slice
 * @property {State["epochs"]} epochs
 * @property {State["evaluation"]} evaluation
 * @property {import("../../../api/protocol.js").RunSummary | null} summary
 */

const FILE_NAME = "digit-lab-epochs.csv";

/** Rows kept free for epochs to come, so that the table does not grow under the eye. */
const MOST_EMPTY_ROWS = 3;

/** The columns of the validation images, for runs that hold some out. */
const VALIDATION = [3, 4];

/** @returns {(slice: Slice, ui: Ui) => import("../../../ui/template.js").Template} */
export function createResults() {
  return (slice, ui) => {
    const { epochs, evaluation, summary } = slice;
    const { t, format } = ui;
    const validated = (summary?.validation_count ?? 0) > 0 || epochs.some((epoch) => epoch.validation_loss !== null);
    const planned = summary?.config.epochs ?? Infinity;
    const free = Math.max(0, Math.min(MOST_EMPTY_ROWS, planned) - epochs.length);
    const rows = [
      ...epochs.map((_, i) => cellsOf(epochs, i, ui)),
      ...Array.from({ length: free }, (_, i) => [format.integer(epochs.length + i + 1), ...Array(9).fill(UNKNOWN)]),
    ].map((cells) => {
      const [first, ...rest] = cells.filter((_, i) => validated || !VALIDATION.includes(i));
      return html`<tr>
        <th scope="row">${first}</th>
        ${rest.map((cell) => html`<td>${cell}</td>`)}
      </tr>`;
    });
    const download = () => saveText(epochCsv(epochs), FILE_NAME, "text/csv");
    return html`
      <h2 id="results-title">${t("results.title")}</h2>
      <p class="headline">
        <strong class="number">${evaluation ? format.accuracy(evaluation.accuracy) : ""}</strong>
        <span>${headline(evaluation, ui)}</span>
      </p>
      <div
        class="scroll scroll--wide"
        tabindex="0"
        role="region"
        aria-label=${t("results.epochs")}
        ${attached(scrollToLatest, epochs.length)}
      >
        <table class="results">
          <thead>
            ${header(validated, ui)}
          </thead>
          <tbody>
            ${rows}
          </tbody>
        </table>
      </div>
      <p class="buttons">
        <button type="button" class="link" ?hidden=${epochs.length === 0} @click=${download}>
          ${t("results.download")}
        </button>
      </p>
    `;
  };
}

/** A new epoch's row is in sight; but nobody is led away from where they look. @param {HTMLElement} scroll */
function scrollToLatest(scroll) {
  return () => requestAnimationFrame(() => (scroll.scrollTop = scroll.scrollHeight));
}

/** @param {State["evaluation"]} evaluation @param {Ui} ui */
function headline(evaluation, { t, format }) {
  if (!evaluation) return t("results.none");
  const count = format.integer(evaluation.count);
  const wrong = format.integer(Math.round((1 - evaluation.accuracy) * evaluation.count));
  return `${t("results.headline")} · ${t("results.wrong", { wrong, count })}`;
}

/** @param {boolean} validated @param {Ui} ui */
function header(validated, { t }) {
  const groups = /** @type {const} */ (["training", "validation", "test"]).filter(
    (name) => validated || name !== "validation",
  );
  return html`
    <tr>
      <th scope="col" rowspan="2">${t("results.epoch")}</th>
      ${groups.map((name) => html`<th scope="colgroup" colspan="2">${t(`results.${name}`)}</th>`)}
      <th scope="col" rowspan="2">${t("results.rate")}</th>
      <th scope="col" rowspan="2">${t("results.time")}</th>
      <th scope="col" rowspan="2">${t("results.speed")}</th>
    </tr>
    <tr>
      ${groups.map(
        () => html`
          <th scope="col">${t("results.loss")}</th>
          <th scope="col">${t("results.accuracy")}</th>
        `,
      )}
    </tr>
  `;
}

/** @param {State["epochs"]} epochs @param {number} i @param {Ui} ui */
function cellsOf(epochs, i, { format }) {
  const epoch = epochs[i];
  return [
    format.integer(epoch.epoch),
    format.loss(epoch.train_loss),
    format.accuracy(epoch.train_accuracy),
    format.loss(epoch.validation_loss),
    format.accuracy(epoch.validation_accuracy),
    format.loss(epoch.test_loss),
    format.accuracy(epoch.test_accuracy),
    short(epoch.learning_rate),
    format.duration(epoch.elapsed_ms - (epochs[i - 1]?.elapsed_ms ?? 0)),
    format.integer(epoch.images_per_second),
  ];
}
