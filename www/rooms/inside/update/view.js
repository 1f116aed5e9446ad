/**
 * One update by hand: the forward pass of a few images, their loss, the gradients that reach the layers, what the
 * parameters change by, and the loss after that.
 *
 * @module
 */

import { classNames } from "../../../run/class-names.js";
import { stepOf } from "../../../run/phase.js";
import { lossesOf, outputsOf, softmax } from "../../../run/softmax.js";
import { bars } from "../../../ui/figure/bars.js";
import { createFigureCard, smallButton } from "../../../ui/figure-card.js";
import { paintDigit } from "../../../ui/figure/pixels.js";
import { mosaic, planeView, signedScale } from "../../../ui/figure/plane.js";
import { kindWords } from "../../../ui/kind-words.js";
import { html, live, nothing, painted } from "../../../ui/template.js";
import { MOST_IMAGES } from "./state.js";

/** @typedef {import("./state.js").Computed} Computed */
/** @typedef {import("./state.js").Captured} Captured */
/** @typedef {import("../../../ui/ui.js").Ui} Ui */
/** @typedef {{update: import("./state.js").Update} & Pick<import("../../../page/state.js").State, "run" | "data">} Slice */

/** Maps of a gradient that are drawn. */
const FEW = 8;

/** @param {import("./actions.js").UpdateActions} actions @returns {(slice: Slice, ui: Ui) => import("../../../ui/template.js").Template} */
export function createUpdate(actions) {
  const figures = [createForward(), createBackward(), createChange(), createAfter()];
  return (slice, ui) => {
    const { update, run } = slice;
    const { t, format } = ui;
    const { computed, indices, problem } = update;
    const behind = computed && computed.step !== stepOf(run);
    return html`
      <h2 id="update-title">${t("update.title")}</h2>
      <p class="muted walk__about">${t("update.about")}</p>
      <div class="update__wishes">
        <label>
          ${t("update.images")}
          <input
            type="text"
            inputmode="numeric"
            autocomplete="off"
            .value=${live(problem ?? indices.join(", "))}
            aria-invalid=${problem !== null}
            @change=${(/** @type {any} */ { target }) => actions.type(target.value)}
          />
        </label>
        ${smallButton(t("update.random"), actions.draw)}
        ${behind ? smallButton(t("update.again"), actions.compute) : nothing}
        ${
          computed
            ? html`<span class="muted number">${t("update.of", { step: format.integer(computed.step) })}</span>`
            : nothing
        }
      </div>
      ${
        problem === null
          ? nothing
          : html`<p class="problem" role="alert">
              ${t("update.problem", {
                most: MOST_IMAGES,
                last: format.integer((slice.data.summary?.train_count ?? 1) - 1),
              })}
            </p>`
      }
      ${
        computed && run.summary
          ? html`<div class="cards">
              ${figures.map((figure) => figure({ computed, names: classNames(slice.data.summary), layers: run.summary?.layers ?? [] }, ui))}
            </div>`
          : html`<p class="muted">${t("walk.waiting")}</p>`
      }
    `;
  };
}

/** @typedef {{computed: Computed, names: readonly string[], layers: readonly import("../../../api/protocol.js").LayerSummary[]}} Shown */

/** @param {Computed} computed @param {number} i @param {readonly string[]} names @param {Ui} ui */
function imageView({ pixels, labels, indices }, i, names, { t, ink }) {
  const own = pixels.subarray(i * 784, (i + 1) * 784);
  const draw = (/** @type {HTMLCanvasElement} */ canvas) => paintDigit(canvas, own, ink);
  const words = t("update.image", { index: indices[i], name: names[labels[i]] });
  return html`
    <span class="update__image">
      <canvas
        class="digit"
        role="img"
        aria-label=${words}
        width="28"
        height="28"
        ${painted(draw, pixels, ink)}
      ></canvas>
      <span>${words}</span>
    </span>
  `;
}

function createForward() {
  const card = createFigureCard({ title: "update.forward", about: "update.forward.about", file: "digit-lab-forward" });
  return (/** @type {Shown} */ { computed, names }, /** @type {Ui} */ ui) => {
    const { t, format } = ui;
    const { trial, labels, indices } = computed;
    const { losses, mean } = lossesOf(trial.before, labels);
    const picture = html`
      <ol class="update__images">
        ${indices.map((_, i) => {
          const outputs = outputsOf(trial.before, i);
          const probabilities = softmax(outputs);
          const own = probabilities[labels[i]];
          return html`
            <li>
              ${imageView(computed, i, names, ui)}
              ${bars(
                { label: t("inside.probabilities"), values: probabilities, names, truth: labels[i], columns: true },
                ui,
              )}
              <span class="number">
                ${t("update.loss", { probability: format.loss(own), loss: format.loss(losses[i]) })}
              </span>
            </li>
          `;
        })}
      </ol>
      <p class="number"><b>${t("update.mean", { loss: format.loss(mean) })}</b></p>
    `;
    const numbers = {
      columns: [
        { name: "image", words: t("update.column.image") },
        { name: "class", words: t("update.column.class") },
        { name: "output", words: t("update.column.output") },
        { name: "probability", words: t("update.column.probability") },
      ],
      lines: indices.flatMap((index, i) => {
        const probabilities = softmax(outputsOf(trial.before, i));
        return [...outputsOf(trial.before, i)].map((output, id) => [
          index,
          names[id] ?? id,
          format.term(output),
          format.loss(probabilities[id]),
        ]);
      }),
    };
    return card(ui, numbers, picture);
  };
}

/** The root mean square. @param {ArrayLike<number>} values */
export function sizeOf(values) {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i] ** 2;
  return Math.sqrt(sum / values.length);
}

function createBackward() {
  const card = createFigureCard({
    title: "update.backward",
    about: "update.backward.about",
    file: "digit-lab-backward",
  });
  return (/** @type {Shown} */ { computed, layers }, /** @type {Ui} */ ui) => {
    const { t, format } = ui;
    // From the output back to the input, as the gradient is computed.
    const gradients = computed.gradients.toSorted((a, b) => b.number - a.number);
    const titleOf = (/** @type {number} */ number) =>
      layers[number]
        ? [layers[number].name, kindWords(t, layers[number].kind)].filter(Boolean).join(" · ")
        : t("walk.input");
    const picture = html`
      <div class="scroll" tabindex="0" role="region" aria-label=${t("update.backward")}>
        <table class="update__layers">
          <thead>
            <tr>
              <th scope="col">${t("update.column.layer")}</th>
              <th scope="col">${t("update.column.shape")}</th>
              <th scope="col">${t("update.column.size")}</th>
              <th scope="col">${t("update.column.maps")}</th>
            </tr>
          </thead>
          <tbody>
            ${gradients.map(
              (gradient) => html`
                <tr>
                  <th scope="row">${titleOf(gradient.number)}</th>
                  <td class="number">${gradient.shape.slice(1).join(" × ")}</td>
                  <td class="number">${format.magnitude(sizeOf(gradient.data))}</td>
                  <td>${firstOf(gradient)}</td>
                </tr>
              `,
            )}
          </tbody>
        </table>
      </div>
    `;
    const numbers = {
      columns: ["layer", "shape", "size"].map((name) => ({ name, words: "" })),
      lines: gradients.map(({ number, shape, data }) => [titleOf(number), shape.slice(1).join("x"), sizeOf(data)]),
    };
    return card(ui, numbers, picture);
  };
}

/** The gradient of the first image: some maps, or a row of values. @param {Captured} gradient `[n, …]` */
function firstOf(gradient) {
  const [, channels, height = 1, width = 1] = gradient.shape;
  const size = channels * height * width;
  const first = gradient.data.subarray(0, size);
  const scale = signedScale(first);
  if (height * width === 1) {
    const columns = Math.min(channels, 64);
    const rows = Math.ceil(channels / columns);
    const padded = new Float32Array(rows * columns).fill(Number.NaN);
    padded.set(first);
    return html`<span class="update__strip">${planeView(padded, rows, columns, scale, "", gradient)}</span>`;
  }
  const shown = Math.min(channels, FEW);
  const whole = mosaic(first.subarray(0, shown * height * width), { height, width, columns: shown });
  return html`<span class="update__maps" style="--maps:${shown}">
    ${planeView(whole.values, whole.height, whole.width, scale, "", gradient)}
  </span>`;
}

function createChange() {
  const card = createFigureCard({ title: "update.change", about: "update.change.about", file: "digit-lab-update" });
  return (/** @type {Shown} */ { computed }, /** @type {Ui} */ ui) => {
    const { t, format } = ui;
    const { updates, learning_rate } = computed.trial;
    const headings = ["parameter", "value", "gradient", "change", "relative"];
    const rows = updates.map(({ name, value, gradient, change }) => [name, value, gradient, change, change / value]);
    const picture = html`
      <div class="scroll" tabindex="0" role="region" aria-label=${t("update.change")}>
        <table class="update__layers">
          <thead>
            <tr>
              ${[
                t("update.column.parameter"),
                t("update.column.value"),
                t("update.column.gradient"),
                t("update.column.change"),
                t("update.column.relative"),
              ].map((words) => html`<th scope="col">${words}</th>`)}
            </tr>
          </thead>
          <tbody>
            ${updates.map(
              ({ name, value, gradient, change }) => html`
                <tr>
                  <th scope="row">${name}</th>
                  ${[value, gradient, change].map(
                    (number) => html`<td class="number">${format.magnitude(number)}</td>`,
                  )}
                  <td class="number">${value > 0 ? format.probability(change / value) : "–"}</td>
                </tr>
              `,
            )}
          </tbody>
        </table>
      </div>
    `;
    const numbers = { columns: headings.map((name) => ({ name, words: "" })), lines: rows };
    return card(ui, numbers, picture, {
      about: t("update.change.about", { rate: format.magnitude(learning_rate) }),
    });
  };
}

function createAfter() {
  const card = createFigureCard({ title: "update.after", about: "update.after.about", file: "digit-lab-after" });
  return (/** @type {Shown} */ { computed, names }, /** @type {Ui} */ ui) => {
    const { t, format } = ui;
    const { trial, labels, indices } = computed;
    const [before, after] = [trial.before, trial.after].map((outputs) => lossesOf(outputs, labels));
    const own = (/** @type {Float32Array} */ outputs, /** @type {number} */ i) =>
      softmax(outputsOf(outputs, i))[labels[i]];
    const columns = [
      { name: "image", words: t("update.column.image") },
      { name: "probability_before", words: t("update.column.probability.before") },
      { name: "probability_after", words: t("update.column.probability.after") },
      { name: "loss_before", words: t("update.column.loss.before") },
      { name: "loss_after", words: t("update.column.loss.after") },
      { name: "difference", words: t("update.column.difference") },
    ];
    const lines = indices.map((_, i) => [
      own(trial.before, i),
      own(trial.after, i),
      before.losses[i],
      after.losses[i],
      after.losses[i] - before.losses[i],
    ]);
    const cells = (/** @type {(number | null)[]} */ values) =>
      values.map(
        (value, i) =>
          html`<td class="number">${value === null ? "" : i === 4 ? format.term(value) : format.loss(value)}</td>`,
      );
    const picture = html`
      <div class="scroll" tabindex="0" role="region" aria-label=${t("update.after")}>
        <table class="update__layers">
          <thead>
            <tr>
              ${columns.map(({ words }) => html`<th scope="col">${words}</th>`)}
            </tr>
          </thead>
          <tbody>
            ${lines.map(
              (line, i) =>
                html`<tr>
                  <th scope="row">${imageView(computed, i, names, ui)}</th>
                  ${cells(line)}
                </tr>`,
            )}
            <tr class="update__mean">
              <th scope="row">${t("update.column.mean")}</th>
              ${cells([null, null, before.mean, after.mean, after.mean - before.mean])}
            </tr>
          </tbody>
        </table>
      </div>
    `;
    const numbers = {
      columns: columns.map(({ name }) => ({ name, words: "" })),
      lines: lines.map((line, i) => [indices[i], ...line]),
    };
    return card(ui, numbers, picture);
  };
}
