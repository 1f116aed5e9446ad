/**
 * Images side by side with their labels: one of each class, the first of the file, or a batch of the run in hand.
 *
 * @module
 */

import { explain } from "../../../i18n/index.js";
import { classNames } from "../../../run/class-names.js";
import { choice, createFigureCard, smallButton } from "../../../ui/figure-card.js";
import { paintDigit } from "../../../ui/figure/pixels.js";
import { html, nothing, painted } from "../../../ui/template.js";
import { ARRANGEMENTS, COUNTS } from "./state.js";

/** @typedef {import("../../../ui/ui.js").Ui} Ui */
/** @typedef {{batch: import("./state.js").Batch, data: import("../../../page/state.js").Data, config: import("../../../api/protocol.js").RunConfig | null}} Slice */

/**
 * @param {object} actions
 * @param {(wish: Partial<import("./state.js").Wish>) => void} actions.wish
 * @param {(split: import("./state.js").Split, index: number) => Promise<void>} actions.show enlarges an image
 * @param {() => void} actions.reveal
 * @returns {(slice: Slice, ui: Ui) => import("../../../ui/template.js").Template}
 */
export function createBatch({ wish, show, reveal }) {
  const card = createFigureCard({ title: "batch.figure", file: "digit-lab-batch", kind: "batch" });
  return ({ batch, data, config }, ui) => {
    const { t, format } = ui;
    const { shown, problem, wish: wanted } = batch;
    const names = classNames(data.summary);
    const shuffled = wanted.arrangement === "shuffled";
    const arrangements = choice(
      t("batch.arrangement"),
      ARRANGEMENTS,
      wanted.arrangement,
      (name) => t(`batch.${name}`),
      (arrangement) => wish({ arrangement }),
    );
    const splits = choice(
      t("explore.split"),
      /** @type {const} */ (["train", "test"]),
      wanted.split,
      (name) => t(`explore.split.${name}`),
      (split) => wish({ split }),
    );
    const counts = choice(t("batch.count"), COUNTS, wanted.count, String, (count) => wish({ count }));
    const batches = shown?.batches ?? 0;
    const turn = (/** @type {number} */ by) => wish({ number: (wanted.number + by + batches) % batches });
    const leaf = html`
      <span class="buttons">
        ${smallButton(t("explore.previous"), () => turn(-1), !batches)}
        ${smallButton(t("explore.next"), () => turn(1), !batches)}
      </span>
    `;
    const above = html`
      <div class="card__choices">
        ${arrangements} ${shuffled ? nothing : splits} ${wanted.arrangement === "each" ? nothing : counts}
        ${shuffled ? leaf : nothing}
      </div>
      <p class="number">${problem ? explain(t, "error", problem) : wordsOf(batch, config, ui)}</p>
    `;
    const open = (/** @type {number} */ index) => {
      void show(shown?.batches ? "train" : wanted.split, index).then(reveal);
    };
    const cells = (shown?.indices ?? []).map((index, i) => {
      const name = names[shown?.labels[i] ?? 0];
      const paint = (/** @type {HTMLCanvasElement} */ canvas) => {
        if (shown) paintDigit(canvas, shown.images.subarray(i * 784, (i + 1) * 784), ui.ink);
      };
      return html`
        <li>
          <button
            type="button"
            class="thumb"
            aria-label=${t("explore.image", { index: format.integer(index), name })}
            @click=${() => open(index)}
          >
            <canvas width="28" height="28" aria-hidden="true" ${painted(paint, shown, ui.ink)}></canvas>
            <span aria-hidden="true">${name}</span>
          </button>
        </li>
      `;
    });
    const columns = (shown?.indices.length ?? 0) <= 16 ? Math.ceil(Math.sqrt(shown?.indices.length ?? 1)) : 8;
    const across = wanted.arrangement === "each" ? 5 : columns;
    const picture = html`<ol class="batch" style="--across:${across}" aria-label=${t("batch.figure")}>
      ${cells}
    </ol>`;
    const numbers = shown && {
      columns: [
        { name: "index", words: t("explore.index") },
        { name: "class", words: t("explore.label") },
      ],
      lines: shown.indices.map((index, i) => [index, names[shown.labels[i]]]),
    };
    return html`
      <h2 id="batch-title">${t("batch.title")}</h2>
      ${card(ui, numbers, picture, { about: t(`batch.about.${wanted.arrangement}`), above })}
    `;
  };
}

/** @param {import("./state.js").Batch} batch @param {Slice["config"]} config @param {Ui} ui */
function wordsOf({ shown, wish }, config, { t, format }) {
  if (wish.arrangement === "shuffled" && !config) return t("batch.no-run");
  if (!shown) return "\u00a0";
  const { indices, batch_size, batches } = shown;
  const count = format.integer(indices.length);
  if (!batches) return t("batch.shape", { count, shape: `[${indices.length}, 1, 28, 28]` });
  return t("batch.place", {
    count,
    number: format.integer(wish.number + 1),
    batches: format.integer(batches),
    shape: `[${batch_size}, 1, 28, 28]`,
  });
}
