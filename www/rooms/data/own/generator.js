/**
 * The generator of digits: knobs for how much its digits differ, a preview, and data sets made of them.
 *
 * @module
 */

import { smallButton } from "../../../ui/figure-card.js";
import { paint } from "../../../ui/figure/pixels.js";
import { savePng } from "../../../ui/figure/save.js";
import { html, live, painted } from "../../../ui/template.js";

/** @typedef {import("../../../api/protocol.js").Knob} Knob */
/** @typedef {import("../../../ui/ui.js").Ui} Ui */
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

/** @param {OwnSlice} slice @param {boolean} busy @param {GeneratorActions} actions @param {Ui} ui */
export function generatorView({ own, ready }, busy, actions, ui) {
  const { t, format, ink } = ui;
  const { setting, sketch } = own;
  const draw = (/** @type {HTMLCanvasElement} */ canvas) => sketch && paintDigits(canvas, sketch, ink);
  const none = sketch === null;
  const save = () => {
    const canvas = document.querySelector(".own__generator canvas");
    if (canvas) savePng(/** @type {HTMLCanvasElement} */ (canvas), "digit-lab-generated.png");
  };
  const off = busy || !ready;
  return html`
    <div class="own__generator">
      <h3>${t("own.generator")}</h3>
      <p class="muted">${t("own.generator.about")}</p>
      <div class="own__knobs">${own.knobs.map((knob) => knobView(knob, setting, actions.turn, ui))}</div>
      <figure>
        <canvas role="img" width="1" height="1" aria-label=${t("own.preview")} ${painted(draw, sketch, ink)}></canvas>
        <figcaption class="buttons">
          ${smallButton(t("own.other"), () => actions.turn({ seed: setting.seed + 1 }), none)}
          ${smallButton(t("own.usual"), actions.asUsual, none)} ${smallButton(t("own.png"), save, none)}
          <output class="number muted">${t("own.seed", { seed: setting.seed })}</output>
        </figcaption>
      </figure>
      <p class="buttons">${smallButton(t("own.draw"), actions.drawDigits, off)}</p>
      <p class="own__mix">
        <label for="own-mix">${t("own.mix.share")}</label>
        ${slider("own-mix", [0, 100, 5], Math.round(100 * setting.share), format.percent(setting.share), (value) =>
          actions.turn({ share: value / 100 }),
        )}
        ${smallButton(t("own.mix"), actions.mixDigits, off)}
      </p>
    </div>
  `;
}

/**
 * @param {string} id
 * @param {[number, number, number]} range least, most, step
 * @param {number} value
 * @param {string} words the value as it is written beside it
 * @param {(value: number) => void} slide
 */
function slider(id, [least, most, step], value, words, slide) {
  const slid = (/** @type {Event & {currentTarget: HTMLInputElement}} */ { currentTarget }) =>
    slide(Number(currentTarget.value));
  return html`
    <span class="own__slider">
      <input type="range" id=${id} min=${least} max=${most} step=${step} .value=${live(String(value))} @input=${slid} />
      <output class="number" for=${id}>${words}</output>
    </span>
  `;
}

/** @param {Knob} knob @param {import("./state.js").Setting} setting @param {GeneratorActions["turn"]} turn @param {Ui} ui */
function knobView({ name: given, from, to }, { variation }, turn, { t }) {
  const name = /** @type {keyof import("../../../api/protocol.js").Variation} */ (given);
  const id = `own-knob-${name}`;
  const factor = variation?.[name] ?? 1;
  const slide = (/** @type {number} */ value) => variation && turn({ variation: { ...variation, [name]: value } });
  return html`
    <div>
      <label for=${id}>${t(`own.knob.${name}`)}</label>
      ${slider(id, [from, to, 0.1], factor, `× ${factor.toFixed(1)}`, slide)}
    </div>
  `;
}

/**
 * A column a class, on one canvas.
 * @param {HTMLCanvasElement} canvas
 * @param {import("../../../api/protocol.js").Samples} samples of every class the same number
 * @param {import("../../../ui/figure/colour.js").ColourTable} ink
 */
function paintDigits(canvas, { images, labels }, ink) {
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
  paint(canvas, pixels, width, height, ink, 0, 255);
}
