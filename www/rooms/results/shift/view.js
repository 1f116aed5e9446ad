/**
 * Accuracy against the shift of the test images, as a chart of the measurements that were made.
 *
 * @module
 */

import { explain } from "../../../i18n/index.js";
import { formatSetting } from "../../../run/settings.js";
import { choice, createFigureCard, smallButton } from "../../../ui/figure-card.js";
import { LINE_COLOURS, linesOnPaper, linesPicture } from "../../../ui/figure/line-card.js";
import { html, nothing, share } from "../../../ui/template.js";
import { chartOf, numbersOf } from "./numbers.js";
import { COUNTS, PROPOSED_SHIFT } from "./state.js";

/** @typedef {import("../../../ui/ui.js").Ui} Ui */
/** @typedef {import("./actions.js").ShiftActions} Actions */

/**
 * @typedef {object} Slice
 * @property {import("./state.js").Shift} shift
 * @property {boolean} ready whether there is a network to be measured
 * @property {number | null} drafted shift of the augmentation in the settings; null: there are none
 * @property {number | null} trained the same of the run
 */

/** @param {Actions} actions @returns {(slice: Slice, ui: Ui) => import("../../../ui/template.js").Template} */
export function createShift(actions) {
  const card = createFigureCard({
    title: "shift.figure",
    about: "shift.figure.about",
    file: "digit-lab-shift",
    kind: "shift",
  });

  return (slice, ui) => {
    const { shift } = slice;
    const { t } = ui;
    const numbers = numbersOf(shift, ui);
    const chart = chartOf(shift, LINE_COLOURS, ui);
    const picture = numbers ? linesPicture(chart) : html`<p class="muted">${t("shift.none")}</p>`;
    return html`
      <h2 id="shift-title">${t("shift.title")}</h2>
      <p class="muted shift__about">${t("shift.about")} ${t("shift.about.training")}</p>
      ${augmentView(slice, actions, ui)}
      ${card(ui, numbers, picture, {
        above: html`${controlsView(slice, actions, ui)} ${stateView(shift, ui)}`,
        svg: () => linesOnPaper(chart),
      })}
    `;
  };
}

/** @param {Slice} slice @param {Actions} actions @param {Ui} ui */
function controlsView({ shift, ready }, { measure, choose, clear }, { t, format }) {
  const { count, kept, template, measuring } = shift;
  return html`
    <div class="card__choices">
      <span>
        <span class="muted">${t("shift.count")}</span>
        ${choice(t("shift.count"), COUNTS, count, format.integer, choose)}
      </span>
      <button
        type="button"
        class="button button--small"
        ?disabled=${!ready || measuring !== null}
        @click=${() => void measure()}
      >
        ${t("shift.measure")}
      </button>
      ${smallButton(t("shift.clear"), clear, (kept.length === 0 && !template) || measuring !== null)}
    </div>
  `;
}

/** @param {Slice["shift"]} shift @param {Ui} ui */
function stateView({ measuring, problem }, { t, format }) {
  const done = measuring ? measuring.loaded / (measuring.total || 1) : 0;
  const words = measuring ? t(`shift.measuring.${measuring.classifier}`, { percent: format.percent(done) }) : nothing;
  return html`
    <div class="shift__state">
      <span class="muted number" role="status">${words}</span>
      <span
        class="track shift__progress"
        role="progressbar"
        aria-label=${t("shift.progress")}
        aria-valuemin="0"
        aria-valuemax="100"
        aria-valuenow=${Math.round(100 * done)}
        ?hidden=${!measuring}
      >
        <span class="track__fill" style=${share(done)}></span>
      </span>
      <p class="problem" role="alert">${problem ? explain(t, "error", problem) : nothing}</p>
    </div>
  `;
}

/** @param {Slice} slice @param {Actions} actions @param {Ui} ui */
function augmentView({ drafted, trained }, { augment }, { t }) {
  if (drafted === null) return nothing;
  const px = formatSetting("shift", drafted);
  const words = drafted === trained ? t("shift.augmented", { px }) : t("shift.augmented.next", { px });
  return html`
    <p class="buttons shift__augment">
      ${
        drafted === 0
          ? smallButton(t("shift.augment", { px: PROPOSED_SHIFT }), () => void augment())
          : html`<span role="status">${words}</span>`
      }
      <a href="#train">${t("shift.train")}</a>
    </p>
  `;
}
