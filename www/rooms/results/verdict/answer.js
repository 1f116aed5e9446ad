/**
 * An image and what it was taken for, in words and by a sign.
 *
 * @module
 */

/** @typedef {import("../../../ui/ui.js").Ui} Ui */
/** @typedef {{index: number, label: number, prediction: number, names: string[]}} Answer */

/** Never by colour alone. @param {Pick<Answer, "label" | "prediction">} answer */
export function signOf({ label, prediction }) {
  return label === prediction ? "✓" : "✗";
}

/** @param {Answer} answer @param {Ui} ui */
export function answerWords({ index, label, prediction, names }, { t, format }) {
  const params = { number: format.integer(index + 1), truth: names[label], prediction: names[prediction] };
  return t(label === prediction ? "verdict.answer.right" : "verdict.answer.wrong", params);
}
