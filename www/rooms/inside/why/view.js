/**
 * Why the network answers as it does: the pixels that its answer depends on, and the training images most like the image.
 *
 * @module
 */

import { classNames } from "../../../run/class-names.js";
import { stepLookedAt } from "../../../run/phase.js";
import { bars } from "../../../ui/figure/bars.js";
import { createFigureCard, smallButton } from "../../../ui/figure-card.js";
import { paintDigit } from "../../../ui/figure/pixels.js";
import { planeView, scaleBar, scaleOf } from "../../../ui/figure/plane.js";
import { html, nothing, painted } from "../../../ui/template.js";
import { METHODS } from "./state.js";

/** @typedef {import("../../../ui/ui.js").Ui} Ui */
/** `empty`: the drawing is chosen, and there is none. @typedef {{why: import("./state.js").Why, empty: boolean} & Pick<import("../../../page/state.js").State, "run" | "data" | "looking">} Slice */
/** @typedef {Pick<import("./actions.js").WhyActions, "chooseMethod" | "gather"> & {chooseImage: (split: "train", index: number) => void}} Actions */

/** @param {Actions} actions @returns {(slice: Slice, ui: Ui) => import("../../../ui/template.js").Template} */
export function createWhy(actions) {
  const attribution = createAttribution(actions);
  const nearest = createNearest(actions);
  return (slice, ui) => html`
    <h2 id="why-title">${ui.t("why.title")}</h2>
    <div class="cards cards--why">${attribution(slice, ui)} ${nearest(slice, ui)}</div>
  `;
}

/** @param {Actions} actions */
function createAttribution({ chooseMethod }) {
  const card = createFigureCard({ title: "why.attribution", file: "digit-lab-attribution" });
  return (/** @type {Slice} */ { why, data, empty }, /** @type {Ui} */ ui) => {
    const { t, format } = ui;
    const { seen, method, placeless } = why;
    const names = classNames(data.summary);
    const select = html`
      <label class="why__method">
        ${t("why.method")}
        <select @change=${(/** @type {any} */ { target }) => chooseMethod(target.value)}>
          ${METHODS.map((name) => html`<option value=${name} ?selected=${name === method}>${t(`why.${name}`)}</option>`)}
        </select>
      </label>
      ${placeless ? html`<p role="status">${t("why.no-maps")}</p>` : nothing}
    `;
    const note = t(`why.${method}.note`);
    if (!seen || empty) return card(ui, null, nothing, { above: select, about: note });
    const { result, image, label } = seen;
    const [height, width] = result.shape;
    const side = Math.round(Math.sqrt(image.length));
    const scale = scaleOf(result.data);
    const picture = html`
      <div class="why__pair">
        ${planeView(image, side, side, scaleOf(image), label === null ? t("why.drawing") : names[label])}
        ${planeView(result.data, height, width, scale, t(`why.${seen.method}`))}
      </div>
    `;
    const numbers = {
      columns: ["row", "column", "value"].map((name) => ({ name, words: "" })),
      get lines() {
        return Array.from(result.data, (value, i) => [Math.floor(i / width), i % width, value]);
      },
    };
    const sum = seen.method === "integrated-gradients" ? result.data.reduce((sum, value) => sum + value, 0) : null;
    const difference = format.signed(result.output - result.empty_output);
    const answer = html`
      ${scaleBar(scale, ui)}
      <p>
        ${t("why.of", { name: names[result.class], value: format.signed(result.output) })}
        ${sum === null ? nothing : t("why.sum", { sum: format.signed(sum), difference })}
      </p>
      ${bars(
        {
          label: t("inside.probabilities"),
          values: result.probabilities,
          names,
          ...(label !== null && { truth: label }),
          columns: true,
        },
        ui,
      )}
    `;
    return card(ui, numbers, picture, {
      about: note,
      above: select,
      below: answer,
      tensor: () => ({ shape: [height, width], data: result.data }),
    });
  };
}

/** @param {Actions} actions */
function createNearest({ gather, chooseImage }) {
  const card = createFigureCard({ title: "why.nearest", about: "why.nearest.about", file: "digit-lab-nearest" });
  return (/** @type {Slice} */ { why, data, run, looking, empty }, /** @type {Ui} */ ui) => {
    const { t, format, ink } = ui;
    const { features, progress, nearest } = why;
    const names = classNames(data.summary);
    const step = stepLookedAt({ run, looking });
    const stale = features && features.step !== step;
    const state = progress
      ? t("why.gathering", { percent: format.percent(progress.loaded / (progress.total || 1)) })
      : features
        ? t(stale ? "why.nearest.stale" : "why.nearest.of", {
            step: format.integer(features.step),
            now: format.integer(step),
          })
        : "";
    const above = html`
      <p class="why__state">
        <span role="status">${state}</span>
        ${
          progress || (features && !stale)
            ? nothing
            : smallButton(t(features ? "why.nearest.again" : "why.nearest.find"), () => void gather())
        }
      </p>
    `;
    if (!features || !nearest || empty) return card(ui, null, nothing, { above });
    const picture = html`
      <ol class="why__nearest">
        ${nearest.map(({ index, label, distance, pixels }) => {
          const draw = (/** @type {HTMLCanvasElement} */ canvas) => paintDigit(canvas, pixels, ink);
          const words = t("why.nearest.one", { index, name: names[label], distance: format.magnitude(distance) });
          return html`
            <li>
              <button type="button" class="why__one" title=${words} @click=${() => chooseImage("train", index)}>
                <canvas
                  class="digit"
                  role="img"
                  aria-label=${words}
                  width="28"
                  height="28"
                  ${painted(draw, pixels, ink)}
                ></canvas>
                <span>${names[label]}</span> <span class="muted number">${format.magnitude(distance)}</span>
              </button>
            </li>
          `;
        })}
      </ol>
    `;
    const numbers = {
      columns: [
        { name: "index", words: t("why.nearest.index") },
        { name: "label", words: t("why.nearest.label") },
        { name: "distance", words: t("why.nearest.distance") },
      ],
      lines: nearest.map(({ index, label, distance }) => [index, names[label], distance]),
    };
    return card(ui, numbers, picture, { above });
  };
}
