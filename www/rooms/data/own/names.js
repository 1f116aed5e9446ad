/**
 * What the classes are called, to be changed.
 *
 * @module
 */

import { classNames, KNOWN_NAMES } from "../../../run/class-names.js";
import { make, write } from "../../../ui/dom.js";

/** @typedef {import("../../../api/protocol.js").DatasetSummary} DatasetSummary */
/** @typedef {import("../../../page/rendering.js").Ui} Ui */

const KNOWN = /** @type {(keyof typeof KNOWN_NAMES)[]} */ (Object.keys(KNOWN_NAMES));
/** As Rust has it. */
const MOST_LETTERS = "40";

/** @param {{rename: (names: readonly string[]) => void}} actions */
export function createNames(actions) {
  const fields = Array.from({ length: 10 }, (_, id) => {
    const input = make("input", { id: `own-name-${id}`, maxlength: MOST_LETTERS, autocomplete: "off" });
    const label = make("label", { for: input.id }, String(id));
    input.addEventListener("change", () => actions.rename(fields.map(({ input }) => input.value)));
    return { input, row: make("li", {}, label, input) };
  });
  const sets = KNOWN.map((set) => {
    const button = make("button", { type: "button", class: "button button--small", "data-text": `own.names.${set}` });
    button.addEventListener("click", () => actions.rename(KNOWN_NAMES[set]));
    return button;
  });
  const about = make("p", { class: "muted" });
  const element = make(
    "div",
    { class: "own__names" },
    make("h3", { "data-text": "own.names" }),
    about,
    make("ol", { class: "own__fields" }, ...fields.map(({ row }) => row)),
    make("p", { class: "buttons" }, ...sets),
  );

  return {
    element,
    /** @param {DatasetSummary | null} summary @param {Ui} ui */
    show(summary, { t }) {
      write(about, t(summary ? "own.names.about" : "own.names.waiting"));
      const names = classNames(summary);
      fields.forEach(({ input, row }, id) => {
        const empty = !summary || (summary.train_class_counts[id] === 0 && summary.test_class_counts[id] === 0);
        row.hidden = summary !== null && empty;
        input.disabled = empty;
        if (document.activeElement !== input) input.value = names[id];
      });
      for (const button of sets) button.disabled = summary === null;
    },
  };
}
