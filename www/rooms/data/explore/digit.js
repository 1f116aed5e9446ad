/**
 * One image as the numbers that it is: as stored, as the run changes it at random, and as the network
 * takes it.
 *
 * @module
 */

import { make, write } from "../../../ui/dom.js";
import { UNKNOWN } from "../../../ui/format.js";
import { gradient } from "../../../ui/figure/colour.js";
import { inkTable, paint } from "../../../ui/figure/pixels.js";
import { readTheme } from "../../../ui/figure/theme.js";
import { createValueGrid } from "../../../ui/figure/value-grid.js";
import { explain } from "../../../i18n/index.js";
import { same } from "./state.js";
import { createButton, createFigure, worded } from "../../../ui/figure-card.js";

/** @typedef {import("../../../page/rendering.js").Ui} Ui */
/** @typedef {import("./state.js").Explore} Explore */
/** @typedef {{explore: Explore, names: string[]}} Slice */
/** @typedef {"stored" | "changed" | "input"} Stage */

const STAGES = /** @type {const} */ (["stored", "changed", "input"]);
/** A cell holds four digits that a class can read from afar; it grows where there is room. */
const CELL_PX = { least: 23, most: 30 };

/** @param {{drawAgain: () => void}} actions */
export function createDigit(actions) {
  /** @type {{slice: Slice, ui: Ui} | undefined} */
  let latest;
  /** @type {Stage} */
  let stage = "stored";
  /** @type {number | null} */
  let pointed = null;

  const canvas = make("canvas", { role: "img" });
  const scroll = make("div", { class: "pixels" }, canvas);
  const reading = make("p", { class: "number reading--line", role: "status" });
  const bar = make("span", { class: "scale__bar" });
  const ends = [make("span"), make("span")];
  const scale = make("div", { class: "scale" }, bar, make("span", { class: "scale__ends number" }, ...ends));
  const draw_grid = createValueGrid(canvas, (cell) => {
    pointed = cell;
    read();
  });
  const tiles = STAGES.map((name) =>
    createTile(name, () => {
      stage = name;
      draw();
    }),
  );
  const again = createButton("explore.again", actions.drawAgain);
  const note = make("p", { class: "muted" });
  const formula = make("p", { class: "muted number" });
  const stages = make("div", { class: "stages" }, ...tiles.map(({ element }) => element));

  const figure = createFigure(
    {
      title: "explore.digit",
      about: "explore.digit.about",
      file: "digit-lab-pixels",
      numbers: ({ t }) => {
        const { stored, changed, input } = valuesOf(latest?.slice);
        if (!stored) return null;
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
      },
    },
    scroll,
    scale,
  );
  const title = make("p", { class: "number" });
  figure.caption.after(title, stages, make("div", { class: "exhibit__choices" }, again, note), formula);
  figure.body.after(reading);
  new ResizeObserver(() => draw()).observe(scroll);

  /** What is known of the pixel that is pointed at. */
  function read() {
    if (!latest) return;
    const { t } = latest.ui;
    const { stored, changed, input } = valuesOf(latest.slice);
    if (!stored) return write(reading, "\u00a0");
    if (pointed === null) return write(reading, t("explore.pixel.none"));
    const params = { row: Math.floor(pointed / 28), column: pointed % 28, stored: stored[pointed] };
    const parts = [t("explore.pixel", params)];
    if (changed) parts.push(t("explore.pixel.changed", { changed: changed[pointed] }));
    if (input) parts.push(t("explore.pixel.input", { input: exact(input[pointed]) }));
    write(reading, parts.join(" · "));
  }

  function draw() {
    if (!latest || !scroll.clientWidth) return;
    const { slice, ui } = latest;
    const { explore, names } = slice;
    const { t, format } = ui;
    const values = valuesOf(slice);
    if (!values[stage]) stage = "stored";
    const ink = inkTable();
    for (const tile of tiles) tile.show(values, stage, ink, ui);

    const { chosen, input } = explore;
    const params = chosen && { name: names[chosen.label], index: format.integer(chosen.index) };
    write(title, chosen && params ? t(`explore.chosen.${chosen.split}`, params) : "\u00a0");
    again.hidden = values.changed === null;
    write(note, noteOf(explore, values, ui));
    const kind = values.input && input ? input.input_kind : null;
    const constants = input && { mean: format.loss(input.mean), std: format.loss(input.std) };
    write(formula, kind && constants ? t(`explore.formula.${kind}`, constants) : "\u00a0");

    const shown = values[stage];
    canvas.hidden = !shown;
    if (shown) {
      const [low, high] = rangeOf(shown, stage, values);
      const width = Math.min(CELL_PX.most, Math.max(CELL_PX.least, Math.floor(scroll.clientWidth / 28)));
      const word = stage === "input" ? rough(low < 0) : String;
      // What may have a sign and a point needs the room of a digit more.
      const font = width * (stage === "input" ? 0.36 : 0.42);
      draw_grid({ columns: 28, values: shown, word, table: ink, low, high, width, height: width, font }, readTheme());
      canvas.setAttribute("aria-label", t("explore.pixels.label", { name: params?.name ?? "" }));
      bar.style.background = gradient(ink);
      const words = stage === "input" ? exact : String;
      write(ends[0], words(low));
      write(ends[1], words(high));
    }
    read();
    figure.show(ui);
  }

  return {
    element: figure.element,
    /** @param {Slice} slice @param {Ui} ui */
    show(slice, ui) {
      latest = { slice, ui };
      draw();
    },
  };
}

/**
 * @param {Slice | undefined} slice
 * @returns {Record<Stage, ArrayLike<number> | null>} what is known, and of the image that is chosen
 */
function valuesOf(slice) {
  const { chosen, input } = slice?.explore ?? {};
  const current = chosen && input && same(input.digit, chosen) ? input : null;
  return { stored: chosen?.image ?? null, changed: current?.augmented ?? null, input: current?.input ?? null };
}

/**
 * The ends of the colours: all that bytes can be, and the same on the network's scale.
 * @param {ArrayLike<number>} shown
 * @param {Stage} stage
 * @param {Record<Stage, ArrayLike<number> | null>} values
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

/** @param {Explore} explore @param {Record<Stage, ArrayLike<number> | null>} values @param {Ui} ui */
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
 * @param {() => void} press
 */
function createTile(stage, press) {
  const canvas = make("canvas", { class: "digit", width: "28", height: "28", "aria-hidden": "true" });
  const button = worded("button", `explore.stage.${stage}`, { type: "button", class: "pick" });
  const range = make("span", { class: "muted number" });
  button.addEventListener("click", press);
  canvas.addEventListener("click", () => button.disabled || press());
  return {
    element: make("div", { class: "stage" }, canvas, button, range),
    /**
     * @param {Record<Stage, ArrayLike<number> | null>} values
     * @param {Stage} pressed
     * @param {import("../../../ui/figure/colour.js").ColourTable} ink
     * @param {Ui} ui
     */
    show(values, pressed, ink, { t }) {
      const shown = values[stage];
      button.disabled = shown === null;
      button.setAttribute("aria-pressed", String(stage === pressed));
      canvas.classList.toggle("stage__none", shown === null);
      if (!shown) {
        canvas.getContext("2d")?.clearRect(0, 0, 28, 28);
        return write(range, UNKNOWN);
      }
      const [low, high] = rangeOf(shown, stage, values);
      paint(canvas, shown, 28, 28, ink, low, high);
      const all = Array.from(shown);
      const words = stage === "input" ? exact : String;
      write(range, t("explore.range", { low: words(Math.min(...all)), high: words(Math.max(...all)) }));
    },
  };
}
