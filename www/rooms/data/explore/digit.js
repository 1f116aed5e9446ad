/**
 * One image as the numbers that it is: as stored, as the run changes it at random, and as the network
 * takes it.
 *
 * @module
 */

import { styleMap } from "lit-html/directives/style-map.js";
import { explain } from "../../../i18n/index.js";
import { choice, createFigureCard, smallButton } from "../../../ui/figure-card.js";
import { gradient } from "../../../ui/figure/colour.js";
import { paint } from "../../../ui/figure/pixels.js";
import { createValueGrid } from "../../../ui/figure/value-grid.js";
import { UNKNOWN } from "../../../ui/format.js";
import { attached, html, kept, live, nothing, painted } from "../../../ui/template.js";
import { linkToImage } from "./link.js";
import { same } from "./state.js";

/** @typedef {import("../../../ui/ui.js").Ui} Ui */
/** @typedef {import("./state.js").Explore} Explore */
/** @typedef {"stored" | "changed" | "input"} Stage */

const STAGES = /** @type {const} */ (["stored", "changed", "input"]);
/** A cell holds four digits that a class can read from afar; it grows where there is room. */
const CELL_PX = { least: 23, most: 30 };

/** @param {{drawAgain: () => void, show: (split: import("./state.js").Split, number: number) => Promise<void>}} actions @returns {import("./view.js").Figure} */
export function createDigit({ drawAgain, show }) {
  const card = createFigureCard({ title: "explore.digit", about: "explore.digit.about", file: "digit-lab-pixels" });
  const grid = kept(gridOf);
  /** @type {Stage} */
  let stage = "stored";
  /** @type {number | null} */
  let pointed = null;

  return ({ explore, names }, ui) => {
    const { t, format, ink, theme } = ui;
    const { chosen, input } = explore;
    const values = valuesOf(explore);
    if (!values[stage]) stage = "stored";
    const shown = values[stage];
    const gridOn = (/** @type {HTMLCanvasElement} */ canvas) =>
      createValueGrid(canvas, (cell) => {
        pointed = cell;
        ui.redraw();
      });
    const tiles = STAGES.map((name) => {
      const press = () => {
        stage = name;
        ui.redraw();
      };
      return tile(name, values, name === stage, press, ui);
    });
    const params = chosen && { name: names[chosen.label], index: format.integer(chosen.index) };
    const constants = values.input && input && { mean: format.loss(input.mean), std: format.loss(input.std) };
    const above = html`
      <p class="number">${chosen && params ? t(`explore.chosen.${chosen.split}`, params) : "\u00a0"}</p>
      ${chosen ? chooserView(chosen, show, ui) : nothing}
      <div class="stages">${tiles}</div>
      <div class="card__choices">
        ${values.changed ? smallButton(t("explore.again"), drawAgain) : nothing}
        <p class="muted">${noteOf(explore, values, ui)}</p>
      </div>
      <p class="muted number">${input && constants ? t(`explore.formula.${input.input_kind}`, constants) : "\u00a0"}</p>
    `;
    const ends = shown ? rangeOf(shown, stage, values).map(stage === "input" ? exact : String) : ["", ""];
    const picture = html`
      <div class="pixels">
        <canvas
          role="img"
          aria-label=${t("explore.pixels.label", { name: params?.name ?? "" })}
          ${attached(gridOn, grid(shown, stage, values.stored, values.changed, ink), theme)}
        ></canvas>
      </div>
      <div class="scale">
        <span class="scale__bar" style=${styleMap({ background: gradient(ink) })}></span
        ><span class="scale__ends number">${ends.map((end) => html`<span>${end}</span>`)}</span>
      </div>
    `;
    const below = html`<p class="number reading--line" role="status">${readingOf(values, pointed, ui)}</p>`;
    return card(ui, values.stored && numbersOf(values.stored, values, ui), picture, { above, below });
  };
}

/**
 * Any image by its number, and its address.
 * @param {import("./state.js").Digit} chosen
 * @param {(split: import("./state.js").Split, number: number) => Promise<void>} show
 * @param {Ui} ui
 */
function chooserView({ split, index }, show, { t }) {
  const typed = (/** @type {Event & {currentTarget: HTMLInputElement}} */ { currentTarget }) => {
    const number = Number(currentTarget.value);
    if (currentTarget.value !== "" && Number.isFinite(number)) void show(split, number);
  };
  const splits = /** @type {const} */ (["train", "test"]);
  return html`
    <div class="card__choices">
      ${choice(
        t("explore.split"),
        splits,
        split,
        (name) => t(`explore.split.${name}`),
        (name) => show(name, index),
      )}
      <label>
        ${t("explore.number")}
        <input type="number" class="explore__number" min="0" .value=${live(String(index))} @change=${typed} />
      </label>
      <a class="link" href=${linkToImage({ split, index })}>${t("explore.link")}</a>
    </div>
  `;
}

/** @param {ArrayLike<number>} stored @param {Values} values @param {Ui} ui @returns {import("../../../ui/figure-card.js").Numbers} */
function numbersOf(stored, { changed, input }, { t }) {
  return {
    columns: [
      { name: "row", words: t("explore.row") },
      { name: "column", words: t("explore.column") },
      { name: "stored", words: t("explore.stage.stored") },
      { name: "changed", words: t("explore.stage.changed") },
      { name: "input", words: t("explore.stage.input") },
    ],
    get lines() {
      return Array.from(stored, (value, i) => [
        Math.floor(i / 28),
        i % 28,
        value,
        changed?.[i] ?? "",
        input ? Number(input[i].toPrecision(6)) : "",
      ]);
    },
  };
}

/**
 * @param {ArrayLike<number> | null} shown
 * @param {Stage} stage
 * @param {ArrayLike<number> | null} stored
 * @param {ArrayLike<number> | null} changed
 * @param {import("../../../ui/figure/colour.js").ColourTable} table
 */
function gridOf(shown, stage, stored, changed, table) {
  if (!shown) return null;
  const [low, high] = rangeOf(shown, stage, { stored, changed, input: null });
  const word = stage === "input" ? rough(low < 0) : String;
  return (/** @type {number} */ room) => {
    const width = Math.min(CELL_PX.most, Math.max(CELL_PX.least, Math.floor(room / 28)));
    // What may have a sign and a point needs the room of a digit more.
    const font = width * (stage === "input" ? 0.36 : 0.42);
    return { columns: 28, values: shown, word, table, low, high, width, height: width, font };
  };
}

/** What is known of the pixel that is pointed at. @param {Values} values @param {number | null} pointed @param {Ui} ui */
function readingOf({ stored, changed, input }, pointed, { t }) {
  if (!stored) return "\u00a0";
  if (pointed === null) return t("explore.pixel.none");
  const params = { row: Math.floor(pointed / 28), column: pointed % 28, stored: stored[pointed] };
  const parts = [t("explore.pixel", params)];
  if (changed) parts.push(t("explore.pixel.changed", { changed: changed[pointed] }));
  if (input) parts.push(t("explore.pixel.input", { input: exact(input[pointed]) }));
  return parts.join(" · ");
}

/** @typedef {Record<Stage, ArrayLike<number> | null>} Values what is known of the image that is chosen */

/** @param {Explore} explore @returns {Values} */
function valuesOf({ chosen, input }) {
  const current = chosen && input && same(input.digit, chosen) ? input : null;
  return { stored: chosen?.image ?? null, changed: current?.augmented ?? null, input: current?.input ?? null };
}

/**
 * The ends of the colours: all that bytes can be, and the same on the network's scale.
 * @param {ArrayLike<number>} shown
 * @param {Stage} stage
 * @param {Values} values
 * @returns {[number, number]}
 */
function rangeOf(shown, stage, { stored, changed }) {
  if (stage !== "input") return [0, 255];
  const all = Array.from(shown);
  const bytes = Array.from(changed ?? stored ?? []);
  const [low, high] = [Math.min(...all), Math.max(...all)];
  const [from, to] = [Math.min(...bytes), Math.max(...bytes)];
  const unit = to > from ? (high - low) / (to - from) : 0;
  return [low - from * unit, high + (255 - to) * unit];
}

/** @param {Explore} explore @param {Values} values @param {Ui} ui */
function noteOf({ chosen, failed }, values, { t }) {
  if (failed.input) return t("explore.input.failed", { message: explain(t, "error", failed.input) });
  if (!values.input || !chosen) return t("explore.input.waiting");
  if (values.changed) return t("explore.changed");
  return t(chosen.split === "test" ? "explore.unchanged.test" : "explore.unchanged");
}

/** @param {number} value */
function exact(value) {
  return value.toFixed(4).replace("-", "−");
}

/** Short enough for a cell. @param {boolean} signed */
function rough(signed) {
  return (/** @type {number} */ value) =>
    value
      .toFixed(signed ? 1 : 2)
      .replace(/^-(?=0\.0$)/, "")
      .replace("-", "−");
}

/**
 * @param {Stage} stage
 * @param {Values} values
 * @param {boolean} pressed
 * @param {() => void} press
 * @param {Ui} ui
 */
function tile(stage, values, pressed, press, { t, ink }) {
  const shown = values[stage];
  const draw = (/** @type {HTMLCanvasElement} */ canvas) => {
    if (!shown) return canvas.getContext("2d")?.clearRect(0, 0, 28, 28);
    const [low, high] = rangeOf(shown, stage, values);
    paint(canvas, shown, 28, 28, ink, low, high);
  };
  const all = Array.from(shown ?? []);
  const words = stage === "input" ? exact : String;
  const range = t("explore.range", { low: words(Math.min(...all)), high: words(Math.max(...all)) });
  return html`
    <div class="stage">
      <canvas
        class="digit ${shown ? "" : "stage__none"}"
        width="28"
        height="28"
        aria-hidden="true"
        @click=${() => shown && press()}
        ${painted(draw, shown, ink)}
      ></canvas>
      <button type="button" class="pick" ?disabled=${!shown} aria-pressed=${pressed} @click=${press}>
        ${t(`explore.stage.${stage}`)}
      </button>
      <span class="muted number">${shown ? range : UNKNOWN}</span>
    </div>
  `;
}
