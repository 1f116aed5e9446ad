/**
 * What the network can do: the latest test, and a row an epoch.
 *
 * @module
 */

import { short } from "../../../ui/figure/axes.js";
import { make, part, write } from "../../../ui/dom.js";
import { epochCsv } from "./csv.js";
import { saveText } from "../../../ui/figure/save.js";
import { UNKNOWN } from "../../../ui/format.js";

/** @typedef {import("../../../page/state.js").State} State */
/** @typedef {import("../../../page/rendering.js").Ui} Ui */

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

/**
 * @param {HTMLElement} element
 * @returns {(slice: Slice, ui: Ui) => void}
 */
export function createResults(element) {
  const [accuracy, words, rows, scroll, table, download] = [
    "accuracy",
    "words",
    "rows",
    "scroll",
    "table",
    "download",
  ].map((name) => part(element, name));
  /** @type {State["epochs"]} */
  let shown = [];
  download.addEventListener("click", () => saveText(epochCsv(shown), FILE_NAME, "text/csv"));

  return ({ epochs, evaluation, summary }, { t, format }) => {
    if (evaluation) {
      const count = format.integer(evaluation.count);
      const wrong = format.integer(Math.round((1 - evaluation.accuracy) * evaluation.count));
      write(accuracy, format.accuracy(evaluation.accuracy));
      write(words, `${t("results.headline")} · ${t("results.wrong", { wrong, count })}`);
    } else {
      write(accuracy, "");
      write(words, t("results.none"));
    }

    const validated = (summary?.validation_count ?? 0) > 0 || epochs.some((epoch) => epoch.validation_loss !== null);
    table.dataset.validation = String(validated);
    const row = (/** @type {string[]} */ cells) => {
      const [first, ...rest] = cells.filter((_, i) => validated || !VALIDATION.includes(i));
      return make("tr", {}, make("th", { scope: "row" }, first), ...rest.map((cell) => make("td", {}, cell)));
    };
    const filled = epochs.map((epoch, i) =>
      row([
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
      ]),
    );
    const planned = summary?.config.epochs ?? Infinity;
    const free = Math.max(0, Math.min(MOST_EMPTY_ROWS, planned) - epochs.length);
    const empty = Array.from({ length: free }, (_, i) =>
      row([format.integer(epochs.length + i + 1), ...Array(9).fill(UNKNOWN)]),
    );
    rows.replaceChildren(...filled, ...empty);
    // To the latest; but not away from where somebody looks across a narrow screen.
    if (epochs.length !== shown.length) scroll.scrollTop = scroll.scrollHeight;
    shown = epochs;
    download.hidden = epochs.length === 0;
  };
}
