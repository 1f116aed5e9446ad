/**
 * Activation maximisation: images that a unit, or each class, responds to most strongly.
 *
 * @module
 */

import { classNames } from "../../../run/class-names.js";
import { choice, createFigureCard, smallButton } from "../../../ui/figure-card.js";
import { paintDigit } from "../../../ui/figure/pixels.js";
import { kindWords } from "../../../ui/kind-words.js";
import { html, nothing, painted } from "../../../ui/template.js";

/** @typedef {import("../../../ui/ui.js").Ui} Ui */

/**
 * @typedef {{likes: import("./state.js").Likes, walk: import("../state.js").InsideState["walk"]} &
 *   Pick<import("../../../page/state.js").State, "run" | "data">} Slice
 */

/** @param {import("./actions.js").LikesActions} actions @returns {(slice: Slice, ui: Ui) => import("../../../ui/template.js").Template} */
export function createLikes({ wish, compute }) {
  const card = createFigureCard({ title: "likes.figure", about: "likes.note", file: "digit-lab-maximisation" });
  return ({ likes, walk, run, data }, ui) => {
    const { t, format, ink } = ui;
    const { of, mean, seed, computing, found } = likes;
    const names = classNames(data.summary);
    const layers = run.summary?.layers ?? [];
    const titleOf = (/** @type {number} */ number) =>
      [layers[number]?.name, layers[number] ? kindWords(t, layers[number].kind) : ""].filter(Boolean).join(" · ");
    const chosen = Math.min(walk.layer, layers.length - 1);
    const unitWords = t("likes.of.unit", { layer: titleOf(chosen), unit: walk.place.unit });
    const wishes = html`
      <div class="likes__wishes">
        ${choice(
          t("likes.of"),
          /** @type {const} */ (["classes", "unit"]),
          of,
          (value) => (value === "unit" ? unitWords : t("likes.of.classes")),
          (value) => wish({ of: value }),
        )}
        <label>
          ${t("likes.start")}
          <select
            @change=${(/** @type {any} */ { target }) =>
              wish({ mean: target.value === "" ? null : Number(target.value) })}
          >
            <option value="" ?selected=${mean === null}>${t("likes.noise")}</option>
            ${names.map(
              (name, id) => html`<option value=${id} ?selected=${mean === id}>${t("likes.mean", { name })}</option>`,
            )}
          </select>
        </label>
        <label>
          ${t("likes.seed")}
          <input
            type="number"
            min="0"
            max="4294967295"
            .value=${String(seed)}
            @change=${(/** @type {any} */ { target }) =>
              wish({ seed: Math.min(2 ** 32 - 1, Math.max(0, Math.round(Number(target.value) || 0))) })}
          />
        </label>
        ${smallButton(t(computing ? "likes.computing" : "likes.compute"), () => void compute(), computing || !run.summary)}
      </div>
    `;
    if (!found)
      return html`<h2 id="likes-title">${t("likes.title")}</h2>
        ${card(ui, null, nothing, { above: wishes })}`;
    const nameOf = (/** @type {number} */ unit) =>
      found.of === "classes" ? (names[unit] ?? String(unit)) : t("likes.unit", { unit });
    const picture = html`
      <ol class="likes__images">
        ${found.images.map(({ unit, pixels, value, before }) => {
          const draw = (/** @type {HTMLCanvasElement} */ canvas) => paintDigit(canvas, pixels, ink);
          const words = t("likes.value", { before: format.signed(before), value: format.signed(value) });
          return html`
            <li>
              <canvas
                class="digit"
                role="img"
                aria-label="${nameOf(unit)}: ${words}"
                width="28"
                height="28"
                ${painted(draw, pixels, ink)}
              ></canvas>
              <b>${nameOf(unit)}</b> <span class="muted number">${words}</span>
            </li>
          `;
        })}
      </ol>
    `;
    const numbers = {
      columns: [
        { name: "unit", words: t("likes.column.unit") },
        { name: "before", words: t("likes.column.before") },
        { name: "after", words: t("likes.column.after") },
      ],
      lines: found.images.map(({ unit, before, value }) => [nameOf(unit), before, value]),
    };
    const pixels = found.images.map(({ pixels }) => pixels);
    const tensor = () => {
      const all = new Uint8Array(pixels.length * 784);
      for (const [i, image] of pixels.entries()) all.set(image, i * 784);
      return { shape: [pixels.length, 28, 28], data: all };
    };
    return html`
      <h2 id="likes-title">${t("likes.title")}</h2>
      ${card(ui, numbers, picture, {
        above: wishes,
        below: html`<p class="muted">
          ${t("likes.by", { layer: titleOf(found.layer), step: format.integer(found.step) })}
        </p>`,
        tensor,
      })}
    `;
  };
}
