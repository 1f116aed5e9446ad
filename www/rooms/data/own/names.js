/**
 * What the classes are called, to be changed.
 *
 * @module
 */

import { classNames, KNOWN_NAMES } from "../../../run/class-names.js";
import { smallButton } from "../../../ui/figure-card.js";
import { html } from "../../../ui/template.js";

/** @typedef {import("../../../api/protocol.js").DatasetSummary} DatasetSummary */
/** @typedef {import("../../../ui/ui.js").Ui} Ui */

const KNOWN = /** @type {(keyof typeof KNOWN_NAMES)[]} */ (Object.keys(KNOWN_NAMES));
/** As Rust has it. */
const MOST_LETTERS = "40";

/** What becomes of the names. @typedef {(names: readonly string[]) => readonly string[]} Renaming */

/** @param {DatasetSummary | null} summary @param {(renaming: Renaming) => void} rename @param {Ui} ui */
export function namesView(summary, rename, { t }) {
  const fields = classNames(summary).map((name, id) => {
    const empty = !summary || (summary.train_class_counts[id] === 0 && summary.test_class_counts[id] === 0);
    // Set only when it is another: what is being typed stays.
    return html`
      <li ?hidden=${summary !== null && empty}>
        <label for="own-name-${id}">${id}</label>
        <input
          id="own-name-${id}"
          maxlength=${MOST_LETTERS}
          autocomplete="off"
          ?disabled=${empty}
          .value=${name}
          @change=${(/** @type {any} */ { target }) => rename((names) => names.with(id, target.value))}
        />
      </li>
    `;
  });
  return html`
    <div class="own__names">
      <h3>${t("own.names")}</h3>
      <p class="muted">${t(summary ? "own.names.about" : "own.names.waiting")}</p>
      <ol class="own__fields">
        ${fields}
      </ol>
      <p class="buttons">
        ${KNOWN.map((set) => smallButton(t(`own.names.${set}`), () => rename(() => KNOWN_NAMES[set]), summary === null))}
      </p>
    </div>
  `;
}
