/**
 * The accuracy of each class, by the network and by the nearest mean.
 *
 * @module
 */

import { createFigureCard } from "../../../ui/figure-card.js";
import { UNKNOWN } from "../../../ui/format.js";
import { html, share } from "../../../ui/template.js";
import { CLASSIFIERS } from "./state.js";

/** @typedef {import("../../../ui/ui.js").Ui} Ui */
/** @typedef {import("./view.js").Slice} Slice */

/** @returns {(slice: Slice, ui: Ui) => import("../../../ui/template.js").Template} */
export function createClasses() {
  const card = createFigureCard({
    title: "verdict.classes",
    about: "verdict.classes.about",
    file: "digit-lab-classes",
  });
  return (slice, ui) => {
    const { t, format } = ui;
    const lines = linesOf(slice);
    const keys = CLASSIFIERS.map(
      (classifier) => html`
        <span>
          <span class="balance__key balance__fill--${classifier}"></span>
          <span>${t(`verdict.classifier.${classifier}`)}</span>
        </span>
      `,
    );
    const rows = lines.map((line) => {
      const bars = CLASSIFIERS.map((classifier) => {
        const one = line[classifier];
        const counts = one ? `${format.integer(one.correct)} / ${format.integer(one.count)}` : UNKNOWN;
        return html`
          <span class="balance__bar">
            <span class="balance__fill balance__fill--${classifier}" style=${share(one?.accuracy ?? 0)}></span>
            <span class="number">${counts}</span>
            <span class="number">${format.accuracy(one?.accuracy)}</span>
          </span>
        `;
      });
      return html`<li class="balance__row"><span class="balance__name">${slice.names[line.of]}</span>${bars}</li>`;
    });
    const picture = html`
      <p class="balance__keys">${keys}</p>
      <ol class="balance balance--wide" aria-label=${t("verdict.classes")}>
        ${rows}
      </ol>
    `;
    return card(ui, lines.length ? numbersOf(lines, slice.names, ui) : null, picture);
  };
}

/** @param {ReturnType<typeof linesOf>} lines @param {string[]} names @param {Ui} ui @returns {import("../../../ui/figure-card.js").Numbers} */
function numbersOf(lines, names, { t }) {
  const [network, template] = CLASSIFIERS.map((classifier) => t(`verdict.classifier.${classifier}`));
  const round = (/** @type {number | null | undefined} */ value) => value && Number(value.toFixed(6));
  return {
    columns: [
      { name: "class", words: t("verdict.class") },
      { name: "count", words: t("verdict.images") },
      { name: "network_correct", words: `${network}: ${t("verdict.correct")}` },
      { name: "network_accuracy", words: t("verdict.accuracy") },
      { name: "template_correct", words: `${template}: ${t("verdict.correct")}` },
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
