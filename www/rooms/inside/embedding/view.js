/**
 * Many images as points in two dimensions, by the features that a layer gives them; the images behind points that are
 * pointed at or surrounded.
 *
 * @module
 */

import { styleMap } from "lit-html/directives/style-map.js";
import { classNames } from "../../../run/class-names.js";
import { isTraining, stepOf } from "../../../run/phase.js";
import { choice, createFigureCard, smallButton } from "../../../ui/figure-card.js";
import { roundTicks, short } from "../../../ui/figure/axes.js";
import { CLASS_COLOURS } from "../../../ui/figure/colour.js";
import { boxIn, valueOn } from "../../../ui/figure/frame.js";
import { listenForLasso } from "../../../ui/figure/lasso.js";
import { paintDigit } from "../../../ui/figure/pixels.js";
import { createPoints } from "../../../ui/figure/points.js";
import { kindWords } from "../../../ui/kind-words.js";
import { scrubber } from "../../../ui/scrubber.js";
import { attached, html, kept, live, nothing, painted, share, svg } from "../../../ui/template.js";
import { caught } from "./lasso.js";
import { boundsOf } from "./projection.js";
import { COUNTS, METHODS, MIN_DISTS, MOST_CHOSEN, NEIGHBOURS, isUmapCurrent, shownOf } from "./state.js";
import { pointsSvg } from "./svg.js";

/** @typedef {import("../../../ui/ui.js").Ui} Ui */
/** @typedef {import("../../../ui/figure/points.js").Points} Points */
/** @typedef {import("../../../page/state.js").State} State */
/** @typedef {import("./actions.js").EmbeddingActions & import("../../../page/looking.js").LookingActions} Actions */
/** @typedef {import("./state.js").Embedding} Embedding */
/** @typedef {import("./state.js").Shown} Shown */

/**
 * @typedef {object} Slice
 * @property {Embedding} embedding
 * @property {State["run"]} run
 * @property {State["looking"]} looking
 * @property {State["data"]["summary"]} dataset
 * @property {boolean} inked whether there is a drawing
 */

const SPLITS = /** @type {const} */ (["test", "train"]);
/** Two classes share a shape, and differ in colour. */
const SHAPES = /** @type {const} */ (["dot", "square", "triangle", "diamond", "cross"]);
const GLYPHS = [..."●■▲◆✕"];
const POINT_PX = 3;
const TALLEST_PX = 620;

/** A class's colour and shape. @param {number} of */
const markOf = (of) => ({
  colour: CLASS_COLOURS[of % CLASS_COLOURS.length],
  shape: SHAPES[of % SHAPES.length],
  glyph: GLYPHS[of % GLYPHS.length],
});

/**
 * The points of the classes on show.
 * @param {Shown} shown
 * @param {number[]} hidden classes
 * @param {number[]} chosen indices of images
 */
function visible({ features: { indices, labels }, points }, hidden, chosen) {
  const places = Array.from(labels.keys()).filter((i) => !hidden.includes(labels[i]));
  const x = Float32Array.from(places, (i) => points[2 * i]);
  const wanted = new Set(chosen);
  return {
    x,
    y: Float32Array.from(places, (i) => points[2 * i + 1]),
    kind: Uint8Array.from(places, (i) => labels[i]),
    index: Uint32Array.from(places, (i) => indices[i]),
    order: Uint32Array.from(x.keys()).sort((a, b) => x[a] - x[b]),
    faint: chosen.length ? Uint8Array.from(places, (i) => (wanted.has(indices[i]) ? 0 : 1)) : undefined,
  };
}

/** @param {Actions} actions @returns {(slice: Slice, ui: Ui) => import("../../../ui/template.js").Template} */
export function createEmbedding(actions) {
  const card = createFigureCard({ title: "embedding.figure", file: "digit-lab-embedding" });
  const visibleOf = kept(visible);
  const boundsKept = kept(boundsOf);
  /** The points that the canvas shows. @type {(Points & {index: Uint32Array}) | null} */
  let drawn = null;
  /** @type {import("../../../ui/figure/lasso.js").Path} */
  let path = [];
  let finger = false;
  let redraw = () => {};

  const pointsOn = (/** @type {HTMLCanvasElement} */ canvas) => {
    listenForLasso(canvas, {
      finger: () => finger,
      draw(line) {
        path = line;
        redraw();
      },
      done(line) {
        if (!drawn) return;
        const { across, up, x, y, index } = drawn;
        const box = boxIn(canvas.clientWidth, canvas.clientHeight);
        const corners = line.map(
          ([px, py]) =>
            /** @type {[number, number]} */ ([
              valueOn(across, (px - box.left) / box.width),
              valueOn(up, 1 - (py - box.top) / box.height),
            ]),
        );
        actions.chooseImages(caught(x, y, corners).map((i) => index[i]));
      },
    });
    const point = (/** @type {number | null} */ at) => {
      // What was last touched stays in sight.
      if (drawn && at !== null && !path.length) actions.point(drawn.index[at]);
    };
    const paint = createPoints(canvas, (width) => Math.min(width, TALLEST_PX), point, point);
    return (/** @type {Points | null} */ points, /** @type {Ui["theme"]} */ theme) => points && paint(points, theme);
  };

  return (slice, ui) => {
    const { embedding, run, looking, dataset, inked } = slice;
    const { t, theme } = ui;
    const { method, hidden, chosen, pointed } = embedding;
    redraw = ui.redraw;
    const names = classNames(dataset);
    const shown = shownOf(embedding);
    const points = shown && visibleOf(shown, hidden, chosen);
    const bounds = shown && (shown.bounds ?? boundsKept(shown.points));
    const axis = (/** @type {"x" | "y"} */ of) => axisOf(embedding, of, bounds, ui);
    const [across, up] = [axis("x"), axis("y")];
    const ringed =
      points && pointed !== null ? [...points.index.keys()].filter((i) => points.index[i] === pointed) : [];
    const stars = shown?.drawing ? [{ at: shown.drawing, text: t("embedding.drawing.mark") }] : [];
    drawn = points && {
      ...points,
      ...{ across, up, ringed, stars, lines: [], words: [], size: POINT_PX },
      kinds: names.map((_, of) => ({ ...markOf(of), edge: theme.dark ? undefined : theme.muted })),
    };
    const picture = html`
      <p class="embedding__keys" role="group" aria-label=${t("embedding.classes")}>
        ${names.map((name, of) => keyView(name, of, hidden, actions))}
      </p>
      <div
        class="embedding__plot"
        data-finger=${finger}
        aria-busy=${method === "pca" ? embedding.seen?.at !== looking.at : Boolean(embedding.umap?.running)}
      >
        <canvas
          role="img"
          aria-label=${t("embedding.label")}
          aria-describedby="embedding-reading"
          ?hidden=${!shown}
          ${attached(pointsOn, drawn, theme)}
        ></canvas>
        <svg class="embedding__lasso" aria-hidden="true">
          ${svg`<polygon points=${path.map((corner) => corner.join(",")).join(" ")}></polygon>`}
        </svg>
        ${shown ? nothing : html`<p class="muted">${t("embedding.waiting")}</p>`}
      </div>
    `;
    const beside = {
      about: aboutOf(slice, shown, ui),
      above: html`${settingsView(slice, actions, ui)} ${methodView(slice, actions, ui)}`,
      below: html`
        <div class="embedding__side">
          ${toolsView(slice, shown, names, finger, actions, ui, () => {
            finger = !finger;
            ui.redraw();
          })}
          ${behindView(embedding, names, actions, ui)} ${galleryView(embedding, names, actions, ui)}
          <p class="muted">
            ${shown?.drawing ? t(`embedding.drawing.${method}`) : inked ? nothing : t("embedding.drawing.none")}
          </p>
        </div>
      `,
      svg: () =>
        drawn
          ? pointsSvg({
              ...{ ...drawn, across, up, stars, theme },
              kinds: names.map((name, of) => ({ name, colour: markOf(of).colour })),
            })
          : "",
      ...(shown && { tensor: () => ({ shape: [shown.points.length / 2, 2], data: shown.points }) }),
    };
    return html`
      <h2 id="embedding-title">${t("embedding.title")}</h2>
      <p class="muted embedding__about">${t("embedding.about")}</p>
      ${scrubber(looking, stepOf(run), actions, ui)} ${card(ui, shown && numbersOf(shown, names, ui), picture, beside)}
    `;
  };
}

/** @param {Embedding} embedding @param {"x" | "y"} of @param {import("./state.js").Bounds | null} bounds @param {Ui} ui */
function axisOf({ method, seen }, of, bounds, { t, format }) {
  const number = of === "x" ? 1 : 2;
  const range = bounds?.[of] ?? /** @type {[number, number]} */ ([-1, 1]);
  const name =
    method === "pca"
      ? t("embedding.axis.pca", { number, share: format.share(seen?.explained[number - 1]) })
      : t("embedding.axis.umap", { number });
  // UMAP's coordinates have no unit and no meaning.
  return { range, ticks: method === "pca" ? roundTicks(range, 6) : [], word: short, name };
}

/** Of which network and layer the picture is. @param {Slice} slice @param {Shown | null} shown @param {Ui} ui */
function aboutOf({ embedding: { method, seen, basis }, run: { summary } }, shown, ui) {
  const { t, format } = ui;
  const layer = shown && summary?.layers[shown.features.number];
  if (!shown || !layer) return "\u00a0";
  const { step, width, labels } = shown.features;
  const what = t("embedding.shown", {
    count: format.integer(labels.length),
    width: format.integer(width),
    layer: titleOf(layer, ui),
    step: format.integer(step),
  });
  if (method === "umap" || !seen || !basis) return what;
  const both = format.share(seen.explained[0] + seen.explained[1]);
  return `${what} ${t("embedding.explained", { share: both, step: format.integer(basis.step) })}`;
}

/** A layer's name, if it has one, and its kind. @param {{name: string, kind: string}} layer @param {Ui} ui */
function titleOf({ name, kind }, { t }) {
  return [name, kindWords(t, kind)].filter(Boolean).join(" · ");
}

/**
 * A select of numbers with its label.
 * @param {string} label
 * @param {readonly number[]} values
 * @param {number} chosen
 * @param {(value: number) => string} words
 * @param {(value: number) => void} choose
 */
function select(label, values, chosen, words, choose) {
  return html`
    <label>
      ${label}
      <select @change=${(/** @type {any} */ { target }) => choose(Number(target.value))}>
        ${values.map((value) => html`<option value=${value} ?selected=${value === chosen}>${words(value)}</option>`)}
      </select>
    </label>
  `;
}

/** Which images, which layer, which method. @param {Slice} slice @param {Actions} actions @param {Ui} ui */
function settingsView({ embedding: { wish, method }, run: { summary } }, actions, ui) {
  const { t, format } = ui;
  const layers = summary?.layers ?? [];
  const layerChosen = (/** @type {any} */ { target }) =>
    actions.wish({ layer: target.value === "" ? null : Number(target.value) });
  return html`
    <div class="card__choices embedding__settings">
      ${choice(t("embedding.method"), METHODS, method, (name) => t(`embedding.method.${name}`), actions.chooseMethod)}
      ${choice(
        t("embedding.split"),
        SPLITS,
        wish.split,
        (split) => t(`embedding.split.${split}`),
        (split) => actions.wish({ split }),
      )}
      ${select(t("embedding.count"), COUNTS, wish.count, format.integer, (count) => actions.wish({ count }))}
      <label>
        ${t("embedding.layer")}
        <select .value=${live(wish.layer === null ? "" : String(wish.layer))} @change=${layerChosen}>
          <option value="">${t("embedding.layer.last")}</option>
          ${layers.map(
            (layer, number) => html`
              <option value=${number} ?selected=${number === wish.layer}>
                ${titleOf(layer, ui)} (${layer.output_shape.join(" × ")})
              </option>
            `,
          )}
        </select>
      </label>
    </div>
  `;
}

/** What can be set of the method, and how far it is. @param {Slice} slice @param {Actions} actions @param {Ui} ui */
function methodView({ embedding, run, looking: { at } }, { pin, choose, layOut, stop }, { t, format }) {
  const { method, settings, seen, basis, umap } = embedding;
  if (method === "pca") {
    return html`
      <div class="card__choices">
        ${smallButton(t("embedding.basis.here"), () => pin(true), !seen || (basis?.pinned && basis.step === seen.features.step))}
        ${basis?.pinned ? smallButton(t("embedding.basis.newest"), () => pin(false)) : nothing}
        <span class="muted">
          ${basis ? t(basis.pinned ? "embedding.basis.pinned" : at === null ? "embedding.basis.now" : "embedding.basis.stays") : nothing}
        </span>
      </div>
    `;
  }
  const current = isUmapCurrent(embedding);
  const step = format.integer(umap?.features.step);
  const state = umap?.running
    ? html`
        <span
          class="track embedding__progress"
          role="progressbar"
          aria-label=${t("embedding.umap.progress")}
          aria-valuemin="0"
          aria-valuemax="100"
          aria-valuenow=${Math.round(umap.share * 100)}
        >
          <span class="track__fill" style=${share(umap.share)}></span>
        </span>
        ${smallButton(t("embedding.umap.stop"), stop)}
      `
    : html`
        ${smallButton(t(umap ? "embedding.umap.again" : "embedding.umap.start"), layOut, !seen || (current && umap?.ms !== null))}
        <span class="muted" role="status">
          ${
            umap?.ms
              ? t("embedding.umap.done", { step, seconds: format.magnitude(umap.ms / 1000) })
              : umap
                ? t("embedding.umap.stopped", { step })
                : nothing
          }
          ${isTraining(run) && !current ? t("embedding.umap.training") : nothing}
        </span>
      `;
  return html`
    <div class="card__choices embedding__settings">
      ${select(t("embedding.umap.neighbours"), NEIGHBOURS, settings.neighbours, String, (neighbours) => choose({ neighbours }))}
      ${select(t("embedding.umap.min-dist"), MIN_DISTS, settings.min_dist, String, (min_dist) => choose({ min_dist }))}
      ${state}
    </div>
    <p class="muted embedding__about">${t("embedding.umap.note")}</p>
  `;
}

/**
 * A class in the legend, which hides it or shows it.
 * @param {string} name
 * @param {number} of the class
 * @param {number[]} hidden
 * @param {Actions} actions
 */
function keyView(name, of, hidden, { hide }) {
  const { colour, glyph } = markOf(of);
  const isHidden = hidden.includes(of);
  const toggle = () => hide(isHidden ? hidden.filter((other) => other !== of) : [...hidden, of]);
  return html`
    <button type="button" class="embedding__key" aria-pressed=${!isHidden} @click=${toggle}>
      <span aria-hidden="true" style=${styleMap({ color: colour })}>${glyph}</span> <span>${name}</span>
    </button>
  `;
}

/**
 * How images are chosen.
 * @param {Slice} slice
 * @param {Shown | null} shown
 * @param {string[]} names
 * @param {boolean} finger
 * @param {Actions} actions
 * @param {Ui} ui
 * @param {() => void} toggle whether a finger draws the lasso
 */
function toolsView({ embedding: { chosen, hidden } }, shown, names, finger, actions, { t }, toggle) {
  const ofClass = (/** @type {any} */ { target }) => {
    if (!shown || target.value === "") return;
    const { indices, labels } = shown.features;
    actions.chooseImages([...indices].filter((_, i) => labels[i] === Number(target.value)));
    target.value = "";
  };
  return html`
    <div class="card__choices embedding__settings">
      <span class="muted">${t("embedding.lasso")}</span>
      <button type="button" class="pick embedding__finger" aria-pressed=${finger} @click=${toggle}>
        ${t("embedding.lasso.finger")}
      </button>
      <label>
        ${t("embedding.choose")}
        <select @change=${ofClass}>
          <option value="">–</option>
          ${names.map((name, of) => html`<option value=${of}>${name}</option>`)}
        </select>
      </label>
      ${chosen.length ? smallButton(t("embedding.choose.none"), () => actions.chooseImages([])) : nothing}
      ${hidden.length ? smallButton(t("embedding.classes.all"), () => actions.hide([])) : nothing}
    </div>
  `;
}

/** The image behind the point that is pointed at. @param {Embedding} embedding @param {string[]} names @param {Actions} actions @param {Ui} ui */
function behindView({ pointed, behind }, names, { walk }, { t, ink, format }) {
  const known = behind !== null && behind.index === pointed ? behind : null;
  const words = known
    ? t("embedding.behind", { name: names[known.label], index: format.integer(known.index) })
    : t("embedding.behind.none");
  const paint = (/** @type {HTMLCanvasElement} */ canvas) => {
    // Until the next image is there, the one before stays.
    if (behind) paintDigit(canvas, behind.image, ink);
    else canvas.getContext("2d")?.clearRect(0, 0, 28, 28);
  };
  return html`
    <div class="embedding__behind">
      <canvas
        class="digit"
        width="28"
        height="28"
        role="img"
        aria-label=${words}
        ${painted(paint, behind, ink)}
      ></canvas>
      <div>
        <p class="number" id="embedding-reading" role="status">${words}</p>
        ${smallButton(t("embedding.walk"), () => known && walk(known.index), !known)}
      </div>
    </div>
  `;
}

/** The images that are chosen. @param {Embedding} embedding @param {string[]} names @param {Actions} actions @param {Ui} ui */
function galleryView({ chosen, gallery }, names, { walk }, { t, ink, format }) {
  if (chosen.length === 0) return nothing;
  const { indices, samples } = gallery ?? { indices: [], samples: null };
  const thumbs = indices.map((index, i) => {
    const name = names[samples?.labels[i] ?? 0];
    const paint = (/** @type {HTMLCanvasElement} */ canvas) =>
      samples && paintDigit(canvas, samples.images.subarray(i * 784, (i + 1) * 784), ink);
    return html`
      <li>
        <button
          type="button"
          class="thumb"
          aria-label=${t("embedding.gallery.image", { name, index: format.integer(index) })}
          @click=${() => walk(index)}
        >
          <canvas width="28" height="28" aria-hidden="true" ${painted(paint, samples, ink)}></canvas>
          <span aria-hidden="true">${name}</span>
        </button>
      </li>
    `;
  });
  const more = chosen.length > MOST_CHOSEN;
  const words = t("embedding.gallery.count", { count: format.integer(chosen.length) });
  return html`
    <p role="status">${words} ${more ? t("embedding.gallery.first", { count: MOST_CHOSEN }) : nothing}</p>
    <ol class="gallery" aria-label=${t("embedding.gallery")}>
      ${thumbs}
    </ol>
  `;
}

/** @param {Shown} shown @param {string[]} names @param {Ui} ui @returns {import("../../../ui/figure-card.js").Numbers} */
function numbersOf({ features: { indices, labels }, points }, names, { t }) {
  return {
    columns: [
      { name: "index", words: t("embedding.column.index") },
      { name: "label", words: t("embedding.column.class") },
      { name: "x", words: "x" },
      { name: "y", words: "y" },
    ],
    get lines() {
      return Array.from(indices, (index, i) => [
        index,
        names[labels[i]],
        Number(points[2 * i].toPrecision(6)),
        Number(points[2 * i + 1].toPrecision(6)),
      ]);
    },
  };
}
