/**
 * One image, large, with what the classifier gave it for each class.
 *
 * @module
 */

import { choiceOf } from "../../../run/choices.js";
import { bars } from "../../../ui/figure/bars.js";
import { smallButton } from "../../../ui/figure-card.js";
import { paintDigit } from "../../../ui/figure/pixels.js";
import { attached, html, nothing, painted } from "../../../ui/template.js";
import { signOf } from "./answer.js";

/** @typedef {import("../../../ui/ui.js").Ui} Ui */
/** @typedef {import("./view.js").Slice} Slice */

/** @type {Record<string, number>} */
const STEPS = { ArrowLeft: -1, ArrowRight: 1 };

/**
 * @typedef {object} Actions
 * @property {() => void} leave
 * @property {(by: number) => void} leaf
 * @property {(index: number) => void} lookInside
 */

/**
 * @param {Actions} actions
 * @returns {(slice: Slice, ui: Ui) => import("../../../ui/template.js").Template}
 */
export function createChosen(actions) {
  const { leave, leaf } = actions;
  // The dialog itself is what is beside its content: its backdrop.
  const clicked = (/** @type {Event} */ { target, currentTarget }) => target === currentTarget && leave();
  const pressed = (/** @type {KeyboardEvent} */ { key }) => STEPS[key] && leaf(STEPS[key]);

  return (slice, ui) => {
    const { chosen } = slice.assessment;
    const open = chosen?.page.cases ? true : false;
    return html`
      <dialog
        class="large"
        aria-labelledby="chosen-title"
        data-right=${open ? isRight(slice) : nothing}
        @close=${leave}
        @click=${clicked}
        @keydown=${pressed}
        ${attached(openedAs, open)}
      >
        ${open ? content(slice, actions, ui) : nothing}
      </dialog>
    `;
  };
}

/** @param {HTMLDialogElement} dialog */
function openedAs(dialog) {
  return (/** @type {boolean} */ open) => {
    // It opens only where it is in the document.
    if (open) queueMicrotask(() => dialog.open || dialog.showModal());
    else if (dialog.open) dialog.close();
  };
}

/** The image that is chosen, and what it got. @param {Slice} slice */
function answerOf({ assessment: { chosen, scores, classes } }) {
  const { at, page } = /** @type {NonNullable<Slice["assessment"]["chosen"]>} */ (chosen);
  const cases = /** @type {import("../../../api/protocol.js").Cases} */ (page.cases);
  const index = cases.indices[at];
  const values = scores[page.classifier]?.values?.subarray(index * 10, index * 10 + 10) ?? null;
  // The scores may be newer than the list that it was chosen from.
  const prediction = values ? choiceOf(values, page.classifier, classes) : cases.predictions[at];
  return { at, cases, index, values, prediction, label: cases.labels[at], classifier: page.classifier };
}

/** @param {Slice} slice */
function isRight(slice) {
  const { label, prediction } = answerOf(slice);
  return label === prediction;
}

/** @param {Slice} slice @param {Actions} actions @param {Ui} ui */
function content(slice, { leave, leaf, lookInside }, ui) {
  const { names, summary } = slice;
  const { t, format, ink } = ui;
  const { at, cases, index, values, prediction, label, classifier } = answerOf(slice);
  const paint = (/** @type {HTMLCanvasElement} */ canvas) =>
    paintDigit(canvas, cases.images.subarray(at * 784, (at + 1) * 784), ink);
  const words = t(label === prediction ? "verdict.chosen.right" : "verdict.chosen.wrong", {
    truth: names[label],
    prediction: names[prediction],
  });
  const measure = t(`verdict.scores.${classifier}`);
  const scores = bars(
    {
      label: measure,
      values,
      names,
      top: prediction,
      truth: label,
      most: classifier === "network" ? 1 : Math.max(...(values?.filter(Number.isFinite) ?? [1])),
      word: classifier === "network" ? format.probability : format.loss,
      // A class without images says nothing, unless it is what this one is taken for.
      shown: (id) => !!summary?.train_class_counts[id] || id === prediction,
    },
    ui,
  );
  return html`
    <div class="row">
      <h3 id="chosen-title">${t("verdict.image.number", { number: format.integer(index + 1) })}</h3>
      ${smallButton(t("verdict.close"), leave)}
    </div>
    <div class="large__body">
      <canvas
        class="digit enlarged"
        width="28"
        height="28"
        role="img"
        aria-label=${t("verdict.image.of", { truth: names[label] })}
        ${painted(paint, cases, at, ink)}
      ></canvas>
      <div>
        <p class="enlarged__answer number" role="status">${signOf({ label, prediction })} ${words}</p>
        <p class="muted">${measure}</p>
        ${scores}
      </div>
    </div>
    <p class="buttons">
      ${smallButton(t("verdict.previous"), () => leaf(-1), at === 0)}
      ${smallButton(t("verdict.next"), () => leaf(1), at === cases.indices.length - 1)}
      <button type="button" class="button button--small button--main" @click=${() => lookInside(index)}>
        ${t("verdict.inside")}
      </button>
    </p>
  `;
}
