/**
 * The first convolution from inside: its kernels, and what each finds in one test image.
 *
 * @module
 */

import { areDigits, classNames } from "../../../run/class-names.js";
import { make, part, write } from "../../../ui/dom.js";
import { createBars, likeliest } from "../../../ui/figure/bars.js";
import { diverging, gradient, viridis } from "../../../ui/figure/colour.js";
import { inkTable, paint, paintDigit } from "../../../ui/figure/pixels.js";

/** @typedef {import("../../../api/protocol.js").Inspection} Inspection */
/** @typedef {import("../../../api/protocol.js").Plane} Plane */
/** @typedef {import("../../../page/rendering.js").Ui} Ui */

/** Channels shown at most, of a wide layer the first ones. */
const MOST_TILES = 32;

/**
 * @param {HTMLElement} element
 * @param {{choose: (index: number) => void}} actions
 * @returns {(slice: {inside: import("../../../page/state.js").Inside, summary: import("../../../page/state.js").Data["summary"]}, ui: Ui) => void}
 */
export function createInside(element, actions) {
  const image = /** @type {HTMLCanvasElement} */ (part(element, "image"));
  const buttons = ["previous", "next", "random"].map((name) => /** @type {HTMLButtonElement} */ (part(element, name)));
  const drawBars = createBars(part(element, "bars"));
  const kernels = createTiles(part(element, "kernels"));
  const maps = createTiles(part(element, "maps"));
  const pair = part(element, "pair");
  const [filters, mapBar, mapLow] = ["filters", "map-bar", "map-low"].map((name) => part(element, name));
  part(element, "kernel-bar").style.background = gradient(diverging);
  mapBar.style.background = gradient(viridis);

  let [index, count] = [0, 0];
  const targets = [() => index + count - 1, () => index + 1, () => Math.floor(Math.random() * count)];
  buttons.forEach((button, i) => button.addEventListener("click", () => actions.choose(targets[i]() % count)));

  /** @type {Inspection | null} */
  let inspection = null;
  /** @type {Ui | undefined} */
  let words;
  /** @type {number | null} the kernel pointed at */
  let picked = null;

  const drawPair = () => {
    if (!words) return;
    if (picked !== null && picked >= (inspection?.kernels.shape[0] ?? Infinity)) picked = null;
    for (const tiles of [kernels, maps]) tiles.pick(picked);
    if (inspection?.layer === "") return write(pair, words.t("inside.none.convolution"));
    if (!inspection || picked === null) return write(pair, inspection ? words.t("inside.pair.none") : "");
    const { format, t } = words;
    const kernel = slicePlane(inspection.kernels, picked);
    const map = slicePlane(inspection.feature_maps, picked);
    const params = {
      number: picked + 1,
      least: format.signed(extreme(map, Math.min)),
      low: format.signed(extreme(kernel, Math.min)),
      high: format.signed(extreme(kernel, Math.max)),
      peak: format.magnitude(extreme(map, Math.max)),
    };
    write(pair, t("inside.pair", params));
  };
  for (const tiles of [kernels, maps]) {
    tiles.onPoint((tile) => {
      picked = tile;
      drawPair();
    });
  }

  return ({ inside, summary }, ui) => {
    [index, count, words, inspection] = [inside.index, summary?.test_count ?? 0, ui, inside.inspection];
    const names = classNames(summary);
    const { t, format } = ui;
    for (const button of buttons) button.disabled = count === 0;
    const number = format.integer(index + 1);
    write(part(element, "which"), count ? t("inside.image", { number, count: format.integer(count) }) : "\u00a0");
    filters.dataset.none = String(inspection?.layer === "");
    if (!inspection) {
      write(part(element, "verdict"), "\u00a0");
      write(part(element, "kernels-title"), t("inside.kernels", { layer: "conv1" }));
      write(pair, t("inside.waiting"));
      image.getContext("2d")?.clearRect(0, 0, 28, 28);
      image.setAttribute("aria-label", t("inside.none"));
      drawBars(null, names, format.percent);
      kernels.clear();
      maps.clear();
      return;
    }

    paintDigit(image, inspection.image, inkTable());
    const label = areDigits(names) ? "inside.label" : "inside.label.named";
    image.setAttribute("aria-label", t(label, { digit: names[inspection.label] }));
    write(part(element, "verdict"), verdict(inspection, names, ui));
    drawBars(inspection.probabilities, names, format.percent, inspection.label);

    drawPair();
    if (inspection.layer === "") return;
    write(part(element, "kernels-title"), t("inside.kernels", { layer: inspection.layer }));
    const most = inspection.kernels.data.reduce((most, weight) => Math.max(most, Math.abs(weight)), 0);
    // All zero is the middle of the map, too.
    kernels.draw(inspection.kernels, diverging, -(most || 1), most || 1);
    write(part(element, "kernel-low"), format.signed(-most));
    write(part(element, "kernel-high"), format.signed(most));

    // Behind a ReLU nothing is below zero; other activations have both signs.
    const peak = extreme(inspection.feature_maps.data, Math.max);
    const least = extreme(inspection.feature_maps.data, Math.min);
    const reach = Math.max(peak, -least);
    const signed = least < 0;
    maps.draw(inspection.feature_maps, signed ? diverging : viridis, signed ? -reach : 0, reach);
    mapBar.style.background = gradient(signed ? diverging : viridis);
    write(mapLow, signed ? format.signed(-reach) : "0");
    write(part(element, "map-middle"), signed ? "0" : "");
    write(part(element, "map-high"), signed ? format.signed(reach) : format.magnitude(reach));
    kernels.label((number) => t("inside.kernel", { number }));
    maps.label((number) => t("inside.map", { number }));
  };
}

/**
 * @param {Inspection} inspection
 * @param {readonly string[]} names
 * @param {Ui} ui
 */
function verdict({ step, label, probabilities }, names, { t }) {
  if (step === 0) return t("inside.untrained");
  const digit = likeliest(probabilities);
  return t(digit === label ? "inside.right" : "inside.wrong", { digit: names[digit] });
}

/**
 * @param {ArrayLike<number>} values
 * @param {(a: number, b: number) => number} pick
 */
function extreme(values, pick) {
  let found = values[0] ?? 0;
  for (let i = 1; i < values.length; i++) found = pick(found, values[i]);
  return found;
}

/**
 * @param {Plane} plane `[n, …, height, width]`; of the axes between only the first entry is shown
 * @param {number} i
 */
function slicePlane({ shape, data }, i) {
  const [height, width] = shape.slice(-2);
  const stride = data.length / shape[0];
  return data.subarray(i * stride, i * stride + height * width);
}

/**
 * A grid of small images.
 * @param {HTMLElement} element
 */
function createTiles(element) {
  /** @type {HTMLCanvasElement[]} */
  let canvases = [];
  const indexOf = (/** @type {Event} */ event) => {
    const index = canvases.indexOf(/** @type {HTMLCanvasElement} */ (event.target));
    return index < 0 ? null : index;
  };
  const resize = (/** @type {number} */ count) => {
    if (canvases.length === count) return;
    canvases = Array.from({ length: count }, () => make("canvas", { role: "img", width: "1", height: "1" }));
    element.replaceChildren(...canvases);
  };
  resize(16);

  return {
    /** @param {(index: number | null) => void} listener told which tile is pointed at */
    onPoint(listener) {
      element.addEventListener("pointerover", (event) => listener(indexOf(event)));
      element.addEventListener("pointerleave", (event) => {
        // A finger that lifts leaves its choice; a mouse takes it along.
        if (event.pointerType === "mouse") listener(null);
      });
    },
    /** @param {number | null} picked */
    pick(picked) {
      canvases.forEach((canvas, i) => {
        canvas.dataset.picked = String(i === picked);
      });
    },
    /** @param {(number: number) => string} words */
    label(words) {
      canvases.forEach((canvas, i) => canvas.setAttribute("aria-label", words(i + 1)));
    },
    clear() {
      for (const canvas of canvases) canvas.getContext("2d")?.clearRect(0, 0, canvas.width, canvas.height);
    },
    /**
     * @param {Plane} plane
     * @param {import("../../../ui/figure/colour.js").ColourTable} table
     * @param {number} low
     * @param {number} high
     */
    draw(plane, table, low, high) {
      resize(Math.min(MOST_TILES, plane.shape[0]));
      const [height, width] = plane.shape.slice(-2);
      canvases.forEach((canvas, i) => {
        paint(canvas, slicePlane(plane, i), width, height, table, low, high);
      });
    },
  };
}
