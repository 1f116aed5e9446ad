/**
 * One image, large, with what the classifier gave it for each class.
 *
 * @module
 */

import { make, write } from "../../../ui/dom.js";
import { inkTable, paintDigit } from "../../../ui/figure/pixels.js";
import { choiceOf } from "./numbers.js";
import { createButton, worded } from "../../../ui/figure-card.js";
import { signOf } from "./answer.js";

/** @typedef {import("../../../page/rendering.js").Ui} Ui */
/** @typedef {import("./state.js").Classifier} Classifier */
/** @typedef {import("./view.js").Slice} Slice */

/** @type {Record<string, number>} */
const STEPS = { ArrowLeft: -1, ArrowRight: 1 };

/**
 * @param {object} actions
 * @param {() => void} actions.leave
 * @param {(by: number) => void} actions.leaf
 * @param {(index: number) => void} actions.lookInside
 */
export function createChosen(actions) {
  let index = 0;
  const canvas = make("canvas", { class: "digit enlarged", width: "28", height: "28", role: "img" });
  const title = make("h3", { id: "chosen-title" });
  const answer = make("p", { class: "enlarged__answer number", role: "status" });
  const measure = make("p", { class: "muted" });
  const list = make("ol", { class: "bars" });
  const [previous, next] = [
    createButton("verdict.previous", () => actions.leaf(-1)),
    createButton("verdict.next", () => actions.leaf(1)),
  ];
  const inside = createButton("verdict.inside", () => actions.lookInside(index));
  inside.classList.add("button--main");
  const close = createButton("verdict.close", actions.leave);
  const element = make(
    "dialog",
    { class: "large", "aria-labelledby": title.id },
    make("div", { class: "row" }, title, close),
    make("div", { class: "large__body" }, canvas, make("div", {}, answer, measure, list)),
    make("p", { class: "buttons" }, previous, next, inside),
  );
  element.addEventListener("close", actions.leave);
  element.addEventListener("click", ({ target }) => {
    // The dialog itself is what is beside its content: its backdrop.
    if (target === element) actions.leave();
  });
  element.addEventListener("keydown", (event) => {
    const by = STEPS[event.key];
    if (by) actions.leaf(by);
  });
  const rows = Array.from({ length: 10 }, () => {
    const [name, fill, value] = [
      make("span", { class: "bar__digit" }),
      make("span", { class: "bar__fill" }),
      make("span", { class: "bar__value" }),
    ];
    const track = make("span", { class: "bar__track", "aria-hidden": "true" }, fill);
    return { name, fill, value, row: make("li", { class: "bar" }, name, track, value) };
  });
  list.append(...rows.map(({ row }) => row));

  return {
    element,
    /** @param {Slice} slice @param {Ui} ui */
    show({ assessment, names, summary }, ui) {
      const { chosen, scores, classes } = assessment;
      const cases = chosen?.page.cases;
      if (!chosen || !cases) {
        if (element.open) element.close();
        return;
      }
      const { at, page } = chosen;
      const { t, format } = ui;
      index = cases.indices[at];
      const label = cases.labels[at];
      const values = scores[page.classifier]?.values.subarray(index * 10, index * 10 + 10) ?? null;
      // The scores may be newer than the list that it was chosen from.
      const prediction = values ? choiceOf(values, page.classifier, classes) : cases.predictions[at];
      paintDigit(canvas, cases.images.subarray(at * 784, (at + 1) * 784), inkTable());
      canvas.setAttribute("aria-label", t("verdict.image.of", { truth: names[label] }));
      write(title, t("verdict.image.number", { number: format.integer(index + 1) }));
      const right = label === prediction;
      element.dataset.right = String(right);
      const words = t(right ? "verdict.chosen.right" : "verdict.chosen.wrong", {
        truth: names[label],
        prediction: names[prediction],
      });
      write(answer, `${signOf({ label, prediction })} ${words}`);
      write(measure, t(`verdict.scores.${page.classifier}`));
      list.setAttribute("aria-label", t(`verdict.scores.${page.classifier}`));
      showScores(values, page.classifier, { label, prediction, names }, ui);
      // A class without images says nothing, unless it is what this one is taken for.
      rows.forEach(({ row }, i) => (row.hidden = !summary?.train_class_counts[i] && i !== prediction));
      previous.disabled = at === 0;
      next.disabled = at === cases.indices.length - 1;
      if (!element.open) element.showModal();
    },
  };

  /**
   * @param {Float32Array | null} values
   * @param {Classifier} classifier
   * @param {{label: number, prediction: number, names: string[]}} what
   * @param {Ui} ui
   */
  function showScores(values, classifier, { label, prediction, names }, { format }) {
    const all = classifier === "network" ? 1 : Math.max(...(values?.filter(Number.isFinite) ?? [1]));
    const words = classifier === "network" ? format.probability : format.loss;
    rows.forEach(({ row, name, fill, value }, i) => {
      write(name, names[i]);
      fill.style.setProperty("--share", String(Math.min(1, (values?.[i] ?? 0) / all)));
      write(value, words(values?.[i]));
      row.classList.toggle("bar--top", i === prediction && values !== null);
      row.classList.toggle("bar--truth", i === label);
    });
  }
}
