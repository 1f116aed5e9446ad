/**
 * How far each image of two classes is from the mean of its own and from that of the other, as a point
 * that has its image behind it.
 *
 * @module
 */

import { roundTicks, short } from "../../../ui/figure/axes.js";
import { make, write } from "../../../ui/dom.js";
import { against, behind, imageOf, inOrder, tally } from "./error-picture.js";
import { inkTable, paintDigit } from "../../../ui/figure/pixels.js";
import { explain } from "../../../i18n/index.js";
import { createPoints } from "../../../ui/figure/points.js";
import { readTheme } from "../../../ui/figure/theme.js";
import { createButton, createChoice, createFigure } from "../../../ui/figure-card.js";

/** @typedef {import("../../../page/rendering.js").Ui} Ui */
/** @typedef {import("../../../ui/figure/points.js").Points} Points */
/** @typedef {import("./state.js").Explore} Explore */
/** @typedef {import("./state.js").Split} Split */
/** @typedef {{explore: Explore, names: string[]}} Slice */
/** @typedef {NonNullable<Explore["curves"]>} Curves */

const SPLITS = /** @type {Split[]} */ (["test", "train"]);

/**
 * @param {object} actions
 * @param {(split: Split) => void} actions.compareIn
 * @param {(index: number | null) => void} actions.point
 * @param {() => void} actions.chooseBehind
 * @param {() => void} actions.reveal brings the enlarged image in sight
 */
export function createErrors(actions) {
  /** @type {{slice: Slice, ui: Ui} | undefined} */
  let latest;
  let sorted = false;
  /** @type {{curves: Curves, sorted: boolean, places: import("./error-picture.js").Places} | undefined} */
  let placed;

  const splits = createChoice("explore.split", SPLITS, actions.compareIn);
  const kinds = createChoice("explore.errors.as", ["points", "curves"], (chosen) => {
    sorted = chosen === "curves";
    draw();
  });
  const canvas = make("canvas", { role: "img" });
  const holder = make("div", { class: "errors__plot" }, canvas);
  const image = make("canvas", { class: "digit errors__image", width: "28", height: "28", role: "img" });
  const said = make("p", { class: "number", role: "status" });
  const enlarge = createButton("explore.enlarge", () => {
    actions.chooseBehind();
    actions.reveal();
  });
  const beside = make("div", { class: "errors__behind" }, image, make("div", {}, said, enlarge));
  const keys = ["a", "b"].map((side) => make("span", { class: `errors__key errors__key--${side}` }));
  const verdict = make("p", { class: "number" });
  const figure = createFigure(
    {
      title: "explore.errors",
      file: "digit-lab-template-errors",
      numbers: ({ t }) => {
        const curves = latest && current(latest.slice.explore);
        if (!curves || !latest) return null;
        const { names } = latest.slice;
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
      },
    },
    make("p", { class: "errors__keys" }, ...keys),
    holder,
  );
  const about = make("span", { class: "muted" });
  figure.caption.append(" ", about);
  figure.caption.after(make("div", { class: "exhibit__choices" }, splits.element, kinds.element), verdict);
  figure.body.after(beside);

  /** @param {number | null} point */
  const imageAt = (point) => {
    const curves = latest && current(latest.slice.explore);
    return curves && point !== null ? behind(curves, point).index : null;
  };
  const paint = createPoints(
    canvas,
    (width) => Math.min(width, 540),
    // What was last touched stays in sight.
    (point) => point !== null && actions.point(imageAt(point)),
    (point) => actions.point(imageAt(point)),
  );

  const draw = () => {
    if (!latest) return;
    const { slice, ui } = latest;
    const { explore, names } = slice;
    const { t, format } = ui;
    const params = { a: names[explore.pair[0]], b: names[explore.pair[1]] };
    splits.show(explore.curve_split, (split) => t(`explore.split.${split}`));
    kinds.show(sorted ? "curves" : "points", (kind) =>
      t(kind === "curves" ? "explore.errors.curves" : "explore.errors.points"),
    );
    write(about, t(sorted ? "explore.errors.about.curves" : "explore.errors.about.points", params));
    keys.forEach((key, i) => {
      const name = i === 0 ? params.a : params.b;
      write(key, `${"●✕"[i]} ${t(sorted ? "explore.error.to" : "explore.errors.images", { name })}`);
    });
    const curves = current(explore);
    canvas.hidden = !curves;
    const problem = explore.failed.curves;
    write(verdict, curves ? verdictOf(curves, params, ui) : problem ? explain(t, "error", problem) : "\u00a0");
    if (curves) {
      if (placed?.curves !== curves || placed.sorted !== sorted) {
        placed = { curves, sorted, places: sorted ? inOrder(curves) : against(curves) };
      }
      const theme = readTheme();
      const picture = sorted
        ? sortedPicture(placed.places, curves, params, ui)
        : pointPicture(placed.places, params, ui);
      const found = explore.pointed === null ? null : imageOf(curves, explore.pointed);
      const count = curves.of_a.indices.length + curves.of_b.indices.length;
      const ringed = found === null ? [] : sorted ? [found, found + count] : [found];
      const shapes = /** @type {const} */ (["dot", "cross"]);
      const of_kinds = shapes.map((shape, i) => ({ shape, colour: theme.sides[i] }));
      paint({ ...placed.places, ...picture, kinds: of_kinds, ringed }, theme);
      canvas.setAttribute("aria-label", `${t("explore.errors.label", params)} ${verdictOf(curves, params, ui)}`);
    }
    drawBehind(slice, curves, format, t);
    figure.show(ui);
  };

  /** @param {Slice} slice @param {Curves | null} curves @param {Ui["format"]} format @param {Ui["t"]} t */
  const drawBehind = ({ explore, names }, curves, format, t) => {
    const { pointed, behind: digit } = explore;
    const known = digit && digit.index === pointed && digit.split === explore.curve_split ? digit : null;
    const found = curves && pointed !== null ? imageOf(curves, pointed) : null;
    enlarge.disabled = !known;
    const label = known
      ? t("explore.image", { index: known.index, name: names[known.label] })
      : t("explore.behind.none");
    image.setAttribute("aria-label", label);
    if (known) paintDigit(image, known.image, inkTable());
    else if (pointed === null) image.getContext("2d")?.clearRect(0, 0, 28, 28);
    if (!curves || found === null) return write(said, t("explore.behind.none"));
    const { index, to_a, to_b, of_a, right } = behind(curves, found);
    const [a, b] = [names[curves.a], names[curves.b]];
    const words = {
      index: format.integer(index),
      name: of_a ? a : b,
      a,
      b,
      to_a: to_a.toFixed(4),
      to_b: to_b.toFixed(4),
    };
    write(said, `${t("explore.behind", words)} ${right ? t("explore.behind.right") : t("explore.behind.wrong")}`);
  };

  return {
    element: figure.element,
    /** @param {Slice} slice @param {Ui} ui */
    show(slice, ui) {
      latest = { slice, ui };
      draw();
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
 * @param {{a: string, b: string}} names
 * @param {Ui} ui
 * @returns {Pick<Points, "across" | "up" | "lines" | "words">}
 */
function sortedPicture({ y }, { of_a, of_b }, { a, b }, { t }) {
  const [count_a, count_b] = [of_a.indices.length, of_b.indices.length];
  const up = errorAxis(y, t("explore.error"), 1.15);
  const range = /** @type {[number, number]} */ ([0, Math.max(1, count_a + count_b)]);
  const top = up.range[1];
  return {
    across: { range, ticks: roundTicks(range, 6), word: String, name: t("explore.errors.order") },
    up,
    lines: [{ from: [count_a, 0], to: [count_a, top] }],
    words: [
      { at: [count_a / 2, top * 0.96], text: t("explore.errors.images", { name: a }), align: "center" },
      { at: [count_a + count_b / 2, top * 0.96], text: t("explore.errors.images", { name: b }), align: "center" },
    ],
  };
}
