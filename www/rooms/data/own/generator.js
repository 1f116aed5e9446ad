/**
 * The generator of digits: knobs for how much its digits differ, a preview, and data sets made of them.
 *
 * @module
 */

import { make, write } from "../../../ui/dom.js";
import { inkTable, paint } from "../../../ui/figure/pixels.js";
import { savePng } from "../../../ui/figure/save.js";

/** @typedef {import("../../../api/protocol.js").Knob} Knob */
/** @typedef {keyof import("../../../api/protocol.js").Variation} KnobName */
/** @typedef {import("../../../page/rendering.js").Ui} Ui */
/** @typedef {import("./view.js").OwnSlice} OwnSlice */

/**
 * @typedef {object} GeneratorActions
 * @property {(setting: Partial<import("./state.js").Setting>) => void} turn
 * @property {() => void} asUsual
 * @property {() => void} drawDigits
 * @property {() => void} mixDigits
 */

/** Pixels between two digits of the preview. */
const GAP = 2;
const CLASSES = 10;

/** @param {GeneratorActions} actions */
export function createGenerator(actions) {
  const button = (/** @type {string} */ words, /** @type {() => void} */ act) => {
    const made = make("button", { type: "button", class: "button button--small", "data-text": words });
    made.addEventListener("click", act);
    return made;
  };
  const knobs = make("div", { class: "own__knobs" });
  /** @type {{name: KnobName, label: HTMLElement, slider: HTMLInputElement, value: HTMLElement}[]} */
  let rows = [];
  let setting = /** @type {OwnSlice["own"]["setting"]} */ ({ variation: null, seed: 0, share: 0 });

  const canvas = make("canvas", { role: "img", width: "1", height: "1", "data-label": "own.preview" });
  const seed = make("output", { class: "number muted" });
  const other = button("own.other", () => actions.turn({ seed: setting.seed + 1 }));
  const usual = button("own.usual", actions.asUsual);
  const png = button("own.png", () => savePng(canvas, "digit-lab-generated.png"));
  const draw = button("own.draw", actions.drawDigits);
  const share = make("input", { type: "range", id: "own-mix", min: "0", max: "100", step: "5" });
  const percent = make("output", { class: "number", for: "own-mix" });
  share.addEventListener("input", () => actions.turn({ share: Number(share.value) / 100 }));
  const mix = button("own.mix", actions.mixDigits);
  const element = make(
    "div",
    { class: "own__generator" },
    make("h3", { "data-text": "own.generator" }),
    make("p", { class: "muted", "data-text": "own.generator.about" }),
    knobs,
    make("figure", {}, canvas, make("figcaption", { class: "buttons" }, other, usual, png, seed)),
    make("p", { class: "buttons" }, draw),
    make(
      "p",
      { class: "own__mix" },
      make("label", { for: "own-mix", "data-text": "own.mix.share" }),
      make("span", { class: "own__slider" }, share, percent),
      mix,
    ),
  );

  /** @param {Knob[]} known */
  const build = (known) => {
    rows = known.map(({ name, from, to }) => {
      const id = `own-knob-${name}`;
      const slider = make("input", { type: "range", id, min: String(from), max: String(to), step: "0.1" });
      slider.addEventListener("input", () => {
        if (setting.variation) actions.turn({ variation: { ...setting.variation, [name]: Number(slider.value) } });
      });
      const value = make("output", { class: "number", for: id });
      return { name: /** @type {KnobName} */ (name), label: make("label", { for: id }), slider, value };
    });
    const cells = rows.map(({ label, slider, value }) =>
      make("div", {}, label, make("span", { class: "own__slider" }, slider, value)),
    );
    knobs.replaceChildren(...cells);
  };

  return {
    element,
    /** @param {OwnSlice} slice @param {boolean} busy @param {Ui} ui */
    show({ own, ready }, busy, ui) {
      const { t, format } = ui;
      setting = own.setting;
      if (rows.length !== own.knobs.length) build(own.knobs);
      for (const { name, label, slider, value } of rows) {
        write(label, t(`own.knob.${name}`));
        const factor = setting.variation?.[name] ?? 1;
        slider.value = String(factor);
        write(value, `× ${factor.toFixed(1)}`);
      }
      if (own.sketch) paintDigits(canvas, own.sketch);
      write(seed, t("own.seed", { seed: setting.seed }));
      for (const control of [other, usual, png]) control.disabled = own.sketch === null;
      share.value = String(Math.round(100 * setting.share));
      write(percent, format.percent(setting.share));
      for (const control of [draw, mix]) control.disabled = busy || !ready;
    },
  };
}

/**
 * A column a class, on one canvas.
 * @param {HTMLCanvasElement} canvas
 * @param {import("../../../api/protocol.js").Samples} samples of every class the same number
 */
function paintDigits(canvas, { images, labels }) {
  const [side, lines] = [28 + GAP, labels.length / CLASSES];
  const [width, height] = [CLASSES * side - GAP, lines * side - GAP];
  const pixels = new Uint8Array(width * height);
  const filled = Array(CLASSES).fill(0);
  labels.forEach((label, i) => {
    const line = filled[label]++;
    for (let row = 0; row < 28; row++) {
      const from = i * 784 + row * 28;
      pixels.set(images.subarray(from, from + 28), (line * side + row) * width + label * side);
    }
  });
  paint(canvas, pixels, width, height, inkTable(), 0, 255);
}
