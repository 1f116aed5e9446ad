/**
 * How many images there are of each class, to train on and to test with.
 *
 * @module
 */

import { make, write } from "../../../ui/dom.js";
import { UNKNOWN } from "../../../ui/format.js";
import { createFigure, worded } from "../../../ui/figure-card.js";

/** @typedef {import("../../../page/rendering.js").Ui} Ui */
/** @typedef {import("../../../api/protocol.js").Statistics} Statistics */
/** @typedef {{explore: import("./state.js").Explore, names: string[]}} Slice */

const SPLITS = /** @type {const} */ (["train", "test"]);

/** @param {{browse: (wish: {class: number}) => void}} actions */
export function createBalance(actions) {
  /** @type {Slice | undefined} */
  let latest;
  const rows = Array.from({ length: 10 }, (_, of) => {
    const name = make("a", { href: "#explore-browse", class: "balance__name" });
    name.addEventListener("click", () => actions.browse({ class: of }));
    const bars = SPLITS.map((split) => {
      const fill = make("span", { class: `balance__fill balance__fill--${split}` });
      const count = make("span", { class: "balance__count number" });
      return { fill, count, line: make("span", { class: "balance__bar" }, fill, count) };
    });
    return { name, bars, element: make("li", { class: "balance__row" }, name, ...bars.map(({ line }) => line)) };
  });
  const keys = SPLITS.map((split) =>
    make(
      "span",
      {},
      make("i", { class: `balance__key balance__fill--${split}` }),
      worded("span", `explore.split.${split}`),
    ),
  );
  const even = make("p", { class: "muted" });
  const figure = createFigure(
    {
      title: "explore.balance",
      about: "explore.balance.about",
      file: "digit-lab-classes",
      numbers: ({ t }) => {
        const { train, test } = latest?.explore.statistics ?? {};
        if (!train || !test || !latest) return null;
        const { names } = latest;
        const share = (/** @type {Statistics} */ { class_counts, count }, /** @type {number} */ of) =>
          Number((class_counts[of] / Math.max(1, count)).toPrecision(4));
        return {
          columns: [
            { name: "class", words: t("explore.label") },
            { name: "train", words: t("explore.split.train") },
            { name: "train_share", words: t("explore.share.train") },
            { name: "test", words: t("explore.split.test") },
            { name: "test_share", words: t("explore.share.test") },
          ],
          lines: names
            .map((name, of) => [name, train.class_counts[of], share(train, of), test.class_counts[of], share(test, of)])
            .filter(([name]) => name),
        };
      },
    },
    make("p", { class: "balance__keys" }, ...keys),
    make("ol", { class: "balance" }, ...rows.map(({ element }) => element)),
    even,
  );

  return {
    element: figure.element,
    /** @param {Slice} slice @param {Ui} ui */
    show(slice, ui) {
      latest = slice;
      const { explore, names } = slice;
      const { t, format } = ui;
      const shares = SPLITS.map((split) => {
        const known = explore.statistics[split];
        return Array.from({ length: 10 }, (_, of) => (known?.count ? known.class_counts[of] / known.count : 0));
      });
      const most = Math.max(0.1, ...shares.flat());
      rows.forEach(({ name, bars, element }, of) => {
        element.hidden = !names[of];
        write(name, names[of]);
        name.title = t("explore.balance.browse", { name: names[of] });
        name.setAttribute("aria-current", String(explore.class === of));
        bars.forEach(({ fill, count }, i) => {
          const known = explore.statistics[SPLITS[i]];
          fill.style.setProperty("--share", String(shares[i][of] / most));
          write(
            count,
            known ? `${format.integer(known.class_counts[of])} · ${format.accuracy(shares[i][of])}` : UNKNOWN,
          );
        });
      });
      const { train } = explore.statistics;
      const counts = train ? [...train.class_counts].filter((_, of) => names[of]) : [];
      const params = { least: format.integer(Math.min(...counts)), most: format.integer(Math.max(...counts)) };
      write(even, train ? t("explore.balance.range", params) : "\u00a0");
      figure.show(ui);
    },
  };
}
