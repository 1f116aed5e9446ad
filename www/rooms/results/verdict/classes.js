/**
 * Class by class: how many are read right, by the network and by the nearest mean.
 *
 * @module
 */

import { make, write } from "../../../ui/dom.js";
import { UNKNOWN } from "../../../ui/format.js";
import { CLASSIFIERS } from "./state.js";
import { createFigure } from "../../../ui/figure-card.js";

/** @typedef {import("../../../page/rendering.js").Ui} Ui */
/** @typedef {import("./view.js").Slice} Slice */

export function createClasses() {
  /** @type {Slice | undefined} */
  let latest;
  const keys = make(
    "p",
    { class: "balance__keys" },
    ...CLASSIFIERS.map((classifier) =>
      make(
        "span",
        {},
        make("span", { class: `balance__key balance__fill--${classifier}` }),
        make("span", { "data-text": `verdict.classifier.${classifier}` }),
      ),
    ),
  );
  const list = make("ol", { class: "balance balance--wide", "data-label": "verdict.classes" });
  const figure = createFigure(
    {
      title: "verdict.classes",
      about: "verdict.classes.about",
      file: "digit-lab-classes",
      numbers: ({ t }) => {
        const lines = latest && linesOf(latest);
        if (!latest || !lines?.length) return null;
        const { names } = latest;
        const words = Object.fromEntries(
          CLASSIFIERS.map((classifier) => [classifier, t(`verdict.classifier.${classifier}`)]),
        );
        const round = (/** @type {number | null | undefined} */ value) => value && Number(value.toFixed(6));
        return {
          columns: [
            { name: "class", words: t("verdict.class") },
            { name: "count", words: t("verdict.images") },
            { name: "network_correct", words: `${words.network}: ${t("verdict.correct")}` },
            { name: "network_accuracy", words: t("verdict.accuracy") },
            { name: "template_correct", words: `${words.template}: ${t("verdict.correct")}` },
            { name: "template_accuracy", words: t("verdict.accuracy") },
          ],
          lines: lines.map(({ of, count, network, template }) => [
            names[of],
            count,
            network?.correct ?? "",
            round(network?.accuracy) ?? "",
            template?.correct ?? "",
            round(template?.accuracy) ?? "",
          ]),
        };
      },
    },
    keys,
    list,
  );

  return {
    element: figure.element,
    /** @param {Slice} slice @param {Ui} ui */
    show(slice, ui) {
      latest = slice;
      const { format } = ui;
      const lines = linesOf(slice);
      if (list.children.length !== lines.length) list.replaceChildren(...lines.map(createLine));
      lines.forEach((line, i) => {
        const item = list.children[i];
        write(/** @type {HTMLElement} */ (item.querySelector(".balance__name")), slice.names[line.of]);
        for (const classifier of CLASSIFIERS) {
          const bar = /** @type {HTMLElement} */ (item.querySelector(`[data-classifier=${classifier}]`));
          const one = line[classifier];
          const [fill, counts, accuracy] = /** @type {HTMLElement[]} */ ([...bar.children]);
          fill.style.setProperty("--share", String(one?.accuracy ?? 0));
          write(counts, one ? `${format.integer(one.correct)} / ${format.integer(one.count)}` : UNKNOWN);
          write(accuracy, format.accuracy(one?.accuracy));
        }
      });
      figure.show(ui);
    },
  };
}

function createLine() {
  const bars = CLASSIFIERS.map((classifier) =>
    make(
      "span",
      { class: "balance__bar", "data-classifier": classifier },
      make("span", { class: `balance__fill balance__fill--${classifier}` }),
      make("span", { class: "number" }),
      make("span", { class: "number" }),
    ),
  );
  return make("li", { class: "balance__row" }, make("span", { class: "balance__name" }), ...bars);
}

/** Both classifiers' classes beside each other. @param {Slice} slice */
function linesOf({ assessment }) {
  const [network, template] = CLASSIFIERS.map((classifier) => assessment.assessed[classifier]?.verdict?.per_class);
  const there = (network ?? template ?? []).filter(({ count }) => count > 0);
  return there.map(({ class: of, count }) => ({
    of,
    count,
    network: network?.find((one) => one.class === of),
    template: template?.find((one) => one.class === of),
  }));
}
