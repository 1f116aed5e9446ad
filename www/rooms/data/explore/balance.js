/**
 * How many images there are of each class, to train on and to test with.
 *
 * @module
 */

import { createFigureCard } from "../../../ui/figure-card.js";
import { UNKNOWN } from "../../../ui/format.js";
import { html, share } from "../../../ui/template.js";

/** @typedef {import("../../../ui/ui.js").Ui} Ui */
/** @typedef {import("../../../api/protocol.js").Statistics} Statistics */
/** @typedef {import("./view.js").Slice} Slice */

const SPLITS = /** @type {const} */ (["train", "test"]);

/** @param {Statistics} statistics @param {number} of a class */
const shareOf = ({ class_counts, count }, of) => class_counts[of] / Math.max(1, count);

/**
 * @param {{browse: (wish: {class: number}) => void}} actions
 * @returns {import("./view.js").Figure}
 */
export function createBalance({ browse }) {
  const card = createFigureCard({
    title: "explore.balance",
    about: "explore.balance.about",
    file: "digit-lab-classes",
  });
  return ({ explore, names }, ui) => {
    const { t, format } = ui;
    const { train, test } = explore.statistics;
    const there = [...names.keys()].filter((of) => names[of]);
    const shares = [train, test].flatMap((known) => there.map((of) => (known ? shareOf(known, of) : 0)));
    const most = Math.max(0.1, ...shares);
    const keys = SPLITS.map(
      (split) => html`
        <span><i class="balance__key balance__fill--${split}"></i><span>${t(`explore.split.${split}`)}</span></span>
      `,
    );
    const rows = there.map((of) => {
      const bars = SPLITS.map((split) => {
        const known = explore.statistics[split];
        const words = known
          ? `${format.integer(known.class_counts[of])} · ${format.accuracy(shareOf(known, of))}`
          : UNKNOWN;
        const filled = share(known ? shareOf(known, of) / most : 0);
        return html`
          <span class="balance__bar"
            ><span class="balance__fill balance__fill--${split}" style=${filled}></span
            ><span class="balance__count number">${words}</span></span
          >
        `;
      });
      return html`
        <li class="balance__row">
          <a
            href="#explore-browse"
            class="balance__name"
            title=${t("explore.balance.browse", { name: names[of] })}
            aria-current=${explore.class === of}
            @click=${() => browse({ class: of })}
            >${names[of]}</a
          >
          ${bars}
        </li>
      `;
    });
    const counts = train ? there.map((of) => train.class_counts[of]) : [];
    const range = { least: format.integer(Math.min(...counts)), most: format.integer(Math.max(...counts)) };
    const picture = html`
      <p class="balance__keys">${keys}</p>
      <ol class="balance">
        ${rows}
      </ol>
      <p class="muted">${train ? t("explore.balance.range", range) : "\u00a0"}</p>
    `;
    return card(ui, train && test && numbersOf(train, test, names, there, ui), picture);
  };
}

/**
 * @param {Statistics} train
 * @param {Statistics} test
 * @param {string[]} names
 * @param {number[]} there classes that have images
 * @param {Ui} ui
 * @returns {import("../../../ui/figure-card.js").Numbers}
 */
function numbersOf(train, test, names, there, { t }) {
  const rounded = (/** @type {Statistics} */ statistics, /** @type {number} */ of) =>
    Number(shareOf(statistics, of).toPrecision(4));
  return {
    columns: [
      { name: "class", words: t("explore.label") },
      { name: "train", words: t("explore.split.train") },
      { name: "train_share", words: t("explore.share.train") },
      { name: "test", words: t("explore.split.test") },
      { name: "test_share", words: t("explore.share.test") },
    ],
    lines: there.map((of) => [
      names[of],
      train.class_counts[of],
      rounded(train, of),
      test.class_counts[of],
      rounded(test, of),
    ]),
  };
}
