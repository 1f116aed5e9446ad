/**
 * What the network can do: the latest test, and a row an epoch.
 *
 * @module
 */

import { make, part, write } from "../dom.js";
import { UNKNOWN } from "../format.js";

/** @typedef {import("../state.js").State} State */
/** @typedef {import("../rendering.js").Ui} Ui */

/** Rows kept free for epochs to come, so that the table does not grow under the eye. */
const MOST_EMPTY_ROWS = 3;

/**
 * @param {HTMLElement} element
 * @returns {(slice: {epochs: State["epochs"], evaluation: State["evaluation"], planned: number}, ui: Ui) => void}
 */
export function createResults(element) {
  const [accuracy, words, rows, scroll] = ["accuracy", "words", "rows", "scroll"].map((name) => part(element, name));
  let shown = 0;

  return ({ epochs, evaluation, planned }, { t, format }) => {
    if (evaluation) {
      const count = format.integer(evaluation.count);
      const wrong = format.integer(Math.round((1 - evaluation.accuracy) * evaluation.count));
      write(accuracy, format.accuracy(evaluation.accuracy));
      write(words, `${t("results.headline")} · ${t("results.wrong", { wrong, count })}`);
    } else {
      write(accuracy, "");
      write(words, t("results.none"));
    }

    const filled = epochs.map((epoch, i) => {
      const time_ms = epoch.elapsed_ms - (epochs[i - 1]?.elapsed_ms ?? 0);
      return row([
        format.integer(epoch.epoch),
        format.loss(epoch.train_loss),
        format.accuracy(epoch.train_accuracy),
        format.loss(epoch.test_loss),
        format.accuracy(epoch.test_accuracy),
        format.duration(time_ms),
      ]);
    });
    const free = Math.max(0, Math.min(MOST_EMPTY_ROWS, planned) - epochs.length);
    const empty = Array.from({ length: free }, (_, i) => {
      return row([format.integer(epochs.length + i + 1), ...Array(5).fill(UNKNOWN)]);
    });
    rows.replaceChildren(...filled, ...empty);
    if (epochs.length !== shown) scroll.scrollTop = scroll.scrollHeight;
    shown = epochs.length;
  };
}

/** @param {string[]} cells */
function row([first, ...rest]) {
  return make("tr", {}, make("th", { scope: "row" }, first), ...rest.map((cell) => make("td", {}, cell)));
}
