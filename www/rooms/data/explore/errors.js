/**
 * How far each image of two classes is from the mean of its own and from that of the other, as a point
 * that has its image behind it.
 *
 * @module
 */

import { explain } from "../../../i18n/index.js";
import { choice, createFigureCard, smallButton } from "../../../ui/figure-card.js";
import { roundTicks, short } from "../../../ui/figure/axes.js";
import { paintDigit } from "../../../ui/figure/pixels.js";
import { createPoints } from "../../../ui/figure/points.js";
import { attached, html, kept, painted } from "../../../ui/template.js";
import { against, behind, byNumber, imageOf, inOrder, tally } from "./error-picture.js";

/** @typedef {import("../../../ui/ui.js").Ui} Ui */
/** @typedef {import("../../../ui/figure/points.js").Points} Points */
/** @typedef {import("./state.js").Explore} Explore */
/** @typedef {import("./state.js").Split} Split */
/** @typedef {import("./view.js").Slice} Slice */
/** @typedef {NonNullable<Explore["curves"]>} Curves */
/** @typedef {Explore["curve_kind"]} Kind */

const SPLITS = /** @type {Split[]} */ (["test", "train"]);
const KINDS = /** @type {Kind[]} */ (["points", "curves", "number"]);
/** @type {Record<Kind, (curves: Curves) => import("./error-picture.js").Places>} */
const PLACES = { points: against, curves: inOrder, number: byNumber };

/**
 * @param {object} actions
 * @param {(split: Split) => void} actions.compareIn
 * @param {(kind: Kind) => void} actions.compareAs
 * @param {(index: number | null) => void} actions.point
 * @param {() => void} actions.chooseBehind
 * @param {() => void} actions.reveal brings the enlarged image in sight
 * @returns {import("./view.js").Figure}
 */
export function createErrors(actions) {
  const card = createFigureCard({ title: "explore.errors", file: "digit-lab-template-errors" });
  const placesIn = kept((/** @type {Curves} */ curves, /** @type {Kind} */ kind) => PLACES[kind](curves));
  /** @type {Curves | null} */
  let shown = null;

  const pointsOn = (/** @type {HTMLCanvasElement} */ canvas) => {
    const imageAt = (/** @type {number | null} */ point) =>
      shown && point !== null ? behind(shown, point).index : null;
    const paint = createPoints(
      canvas,
      (width) => Math.min(width, 540),
      // What was last touched stays in sight.
      (point) => point !== null && actions.point(imageAt(point)),
      (point) => actions.point(imageAt(point)),
    );
    return (/** @type {Points | null} */ points, /** @type {Ui["theme"]} */ theme) => points && paint(points, theme);
  };

  return (slice, ui) => {
    const { explore, names } = slice;
    const { t, theme } = ui;
    const params = { a: names[explore.pair[0]], b: names[explore.pair[1]] };
    const curves = (shown = current(explore));
    const kind = explore.curve_kind;
    const sorted = kind !== "points";
    const splits = choice(
      t("explore.split"),
      SPLITS,
      explore.curve_split,
      (split) => t(`explore.split.${split}`),
      actions.compareIn,
    );
    const kinds = choice(t("explore.errors.as"), KINDS, kind, (kind) => t(`explore.errors.${kind}`), actions.compareAs);
    const problem = explore.failed.curves;
    const verdict = curves ? verdictOf(curves, params, ui) : problem ? explain(t, "error", problem) : "\u00a0";
    const keys = [params.a, params.b].map((name, i) => {
      const words = t(sorted ? "explore.error.to" : "explore.errors.images", { name });
      return html`<span class="errors__key errors__key--${"ab"[i]}">${"●✕"[i]} ${words}</span>`;
    });
    const above = html`
      <div class="card__choices">${splits} ${kinds}</div>
      <p class="number">${verdict}</p>
    `;
    const points = curves && pointsOf(curves, placesIn(curves, kind), kind, explore.pointed, params, ui);
    const picture = html`
      <p class="errors__keys">${keys}</p>
      <div class="errors__plot">
        <canvas
          role="img"
          aria-label="${t("explore.errors.label", params)} ${verdict}"
          ?hidden=${!curves}
          ${attached(pointsOn, points, theme)}
        ></canvas>
      </div>
    `;
    const about = t(`explore.errors.about.${kind}`, params);
    const below = behindView(slice, curves, actions, ui);
    return card(ui, curves && numbersOf(curves, names, ui), picture, { about, above, below });
  };
}

/**
 * @param {Curves} curves
 * @param {import("./error-picture.js").Places} places
 * @param {Kind} kind
 * @param {number | null} pointed index of an image
 * @param {{a: string, b: string}} names
 * @param {Ui} ui
 * @returns {Points}
 */
function pointsOf(curves, places, kind, pointed, names, ui) {
  const sorted = kind !== "points";
  const found = pointed === null ? null : imageOf(curves, pointed);
  const count = curves.of_a.indices.length + curves.of_b.indices.length;
  return {
    ...places,
    ...(sorted ? curvePicture(places, curves, kind, names, ui) : pointPicture(places, names, ui)),
    kinds: [
      { shape: "dot", colour: ui.theme.sides[0] },
      { shape: "cross", colour: ui.theme.sides[1] },
    ],
    ringed: found === null ? [] : sorted ? [found, found + count] : [found],
  };
}

/**
 * The image behind the point that is pointed at.
 * @param {Slice} slice
 * @param {Curves | null} curves
 * @param {{chooseBehind: () => void, reveal: () => void}} actions
 * @param {Ui} ui
 */
function behindView({ explore, names }, curves, { chooseBehind, reveal }, ui) {
  const { t, ink } = ui;
  const { pointed, behind: digit } = explore;
  const known = digit && digit.index === pointed && digit.split === explore.curve_split ? digit : null;
  const label = known ? t("explore.image", { index: known.index, name: names[known.label] }) : t("explore.behind.none");
  const paint = (/** @type {HTMLCanvasElement} */ canvas) => {
    // Until the next image is there, the one before stays.
    if (known) paintDigit(canvas, known.image, ink);
    else if (pointed === null) canvas.getContext("2d")?.clearRect(0, 0, 28, 28);
  };
  const enlarge = () => {
    chooseBehind();
    reveal();
  };
  return html`
    <div class="errors__behind">
      <canvas
        class="digit errors__image"
        width="28"
        height="28"
        role="img"
        aria-label=${label}
        ${painted(paint, known, pointed, ink)}
      ></canvas>
      <div>
        <p class="number" role="status">${behindWords(curves, pointed, names, ui)}</p>
        ${smallButton(t("explore.enlarge"), enlarge, !known)}
      </div>
    </div>
  `;
}

/** @param {Curves | null} curves @param {number | null} pointed @param {string[]} names @param {Ui} ui */
function behindWords(curves, pointed, names, { t, format }) {
  const found = curves && pointed !== null ? imageOf(curves, pointed) : null;
  if (!curves || found === null) return t("explore.behind.none");
  const { index, to_a, to_b, of_a, right } = behind(curves, found);
  const [a, b] = [names[curves.a], names[curves.b]];
  const errors = { to_a: to_a.toFixed(4), to_b: to_b.toFixed(4) };
  const words = t("explore.behind", { index: format.integer(index), name: of_a ? a : b, a, b, ...errors });
  return `${words} ${t(right ? "explore.behind.right" : "explore.behind.wrong")}`;
}

/** @param {Curves} curves @param {string[]} names @param {Ui} ui @returns {import("../../../ui/figure-card.js").Numbers} */
function numbersOf(curves, names, { t }) {
  const [a, b] = [names[curves.a], names[curves.b]];
  const lines = (/** @type {Curves["of_a"]} */ errors, /** @type {string} */ name) =>
    [...errors.indices].map((index, i) => [
      index,
      name,
      Number(errors.to_a[i].toPrecision(6)),
      Number(errors.to_b[i].toPrecision(6)),
    ]);
  return {
    columns: [
      { name: "index", words: t("explore.index") },
      { name: "class", words: t("explore.label") },
      { name: `error_to_${a}`, words: t("explore.error.to", { name: a }) },
      { name: `error_to_${b}`, words: t("explore.error.to", { name: b }) },
    ],
    get lines() {
      return [...lines(curves.of_a, a), ...lines(curves.of_b, b)];
    },
  };
}

/** The curves, if they are those that are asked for. @param {Explore} explore @returns {Curves | null} */
function current({ curves, pair: [a, b], curve_split }) {
  return curves?.a === a && curves.b === b && curves.split === curve_split ? curves : null;
}

/** @param {Curves} curves @param {{a: string, b: string}} names @param {Ui} ui */
function verdictOf(curves, names, { t, format }) {
  const { right_a, count_a, right_b, count_b, accuracy } = tally(curves);
  return t("explore.errors.tally", {
    ...names,
    right_a: format.integer(right_a),
    count_a: format.integer(count_a),
    right_b: format.integer(right_b),
    count_b: format.integer(count_b),
    accuracy: format.accuracy(accuracy),
  });
}

/**
 * @param {ArrayLike<number>} values
 * @param {string} name
 * @param {number} [room] as many times the greatest
 * @returns {import("../../../ui/figure/frame.js").Axis}
 */
function errorAxis(values, name, room = 1.05) {
  let most = 0.01;
  for (let i = 0; i < values.length; i++) most = Math.max(most, values[i]);
  const range = /** @type {[number, number]} */ ([0, most * room]);
  return { range, ticks: roundTicks(range, 6), word: short, name };
}

/**
 * @param {import("./error-picture.js").Places} places
 * @param {{a: string, b: string}} names
 * @param {Ui} ui
 * @returns {Pick<Points, "across" | "up" | "lines" | "words">}
 */
function pointPicture({ x, y }, { a, b }, { t }) {
  const most = errorAxis([...x, ...y], "");
  const end = most.range[1];
  return {
    across: { ...most, name: t("explore.error.to", { name: a }) },
    up: { ...most, name: t("explore.error.to", { name: b }) },
    lines: [{ from: [0, 0], to: [end, end] }],
    words: [
      { at: [end * 0.04, end * 0.94], text: t("explore.nearer", { name: a }), align: "left" },
      { at: [end * 0.96, end * 0.06], text: t("explore.nearer", { name: b }), align: "right" },
    ],
  };
}

/**
 * @param {import("./error-picture.js").Places} places
 * @param {Curves} curves
 * @param {Kind} kind
 * @param {{a: string, b: string}} names
 * @param {Ui} ui
 * @returns {Pick<Points, "across" | "up" | "lines" | "words">}
 */
function curvePicture({ y }, { of_a, of_b }, kind, { a, b }, { t }) {
  const [count_a, count_b] = [of_a.indices.length, of_b.indices.length];
  const up = errorAxis(y, t("explore.error"), 1.15);
  const range = /** @type {[number, number]} */ ([0, Math.max(1, count_a + count_b)]);
  const top = up.range[1];
  return {
    across: {
      range,
      ticks: roundTicks(range, 6),
      word: String,
      name: t(kind === "number" ? "explore.errors.in-file" : "explore.errors.order"),
    },
    up,
    lines: [{ from: [count_a, 0], to: [count_a, top] }],
    words: [
      { at: [count_a / 2, top * 0.96], text: t("explore.errors.images", { name: a }), align: "center" },
      { at: [count_a + count_b / 2, top * 0.96], text: t("explore.errors.images", { name: b }), align: "center" },
    ],
  };
}
