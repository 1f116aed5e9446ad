/**
 * Ways to bring a picture; the picture with a box around each digit and its reading; one of them large, as the network
 * sees it.
 *
 * @module
 */

import { explain } from "../../../i18n/index.js";
import { classNames } from "../../../run/class-names.js";
import { bars, likeliest } from "../../../ui/figure/bars.js";
import { paintDigit } from "../../../ui/figure/pixels.js";
import { fileButton } from "../../../ui/file-button.js";
import { attached, html, nothing, painted } from "../../../ui/template.js";
import { hasCamera } from "./camera.js";

/** @typedef {import("../../../ui/ui.js").Ui} Ui */
/** @typedef {import("./state.js").Picture} Picture */

/**
 * @typedef {object} Slice
 * @property {Picture} picture
 * @property {import("../../../page/state.js").Data["summary"]} summary of the images, for the classes' names
 */

/**
 * @typedef {object} Actions
 * @property {(file: File) => void} take
 * @property {(index: number) => void} choose
 * @property {() => void} lay puts the chosen digit onto the pad
 * @property {() => void} close
 * @property {ReturnType<typeof import("./camera.js").createCamera>} camera
 */

/**
 * @param {Actions} actions
 * @returns {(slice: Slice, ui: Ui) => import("../../../ui/template.js").Template}
 */
export function createPicture(actions) {
  const { camera, close } = actions;
  return ({ picture, summary }, ui) => {
    const { t } = ui;
    const { seen, problem, reading } = picture;
    const names = classNames(summary);
    return html`
      <h2 id="picture-title" tabindex="-1">${t("picture.title")}</h2>
      <p class="muted">${t("picture.hint")}</p>
      <p class="buttons">
        ${ways(actions, ui)}
        <button type="button" class="button button--small" @click=${close}>${t("picture.close")}</button>
      </p>
      ${picture.camera === "off" ? nothing : viewfinder(picture, camera, ui)}
      <p class="problem" role="alert" ?hidden=${!problem}>${problem ? explain(t, "error", problem) : nothing}</p>
      <p class="picture__status" role="status">
        ${reading !== null ? t("picture.reading") : seen ? summaryOf(seen, ui) : nothing}
      </p>
      ${seen ? html`${page(actions, picture, names, ui)} ${details(actions, picture, names, ui)}` : nothing}
    `;
  };
}

/** @param {Actions} actions @param {Ui} ui */
function ways({ take, camera }, { t }) {
  const chosen = (/** @type {Event & {currentTarget: HTMLInputElement}} */ { currentTarget }) => {
    const [file] = currentTarget.files ?? [];
    currentTarget.value = "";
    if (file) take(file);
  };
  return html`
    ${fileButton(t("picture.file"), "image/*", false, take)}
    ${
      // On a phone its own camera program is better than a viewfinder on a page.
      matchMedia("(pointer: coarse)").matches
        ? html`<label class="button button--small file-button">
            ${t("picture.camera")}
            <input type="file" class="hidden" accept="image/*" capture="environment" @change=${chosen} />
          </label>`
        : hasCamera()
          ? html`<button type="button" class="button button--small" @click=${camera.open}>
              ${t("picture.camera")}
            </button>`
          : nothing
    }
  `;
}

/** @param {Picture} picture @param {Actions["camera"]} camera @param {Ui} ui */
function viewfinder({ camera: phase }, camera, { t }) {
  return html`
    <div class="viewfinder">
      <video
        autoplay
        playsinline
        .muted=${true}
        aria-label=${t("picture.viewfinder")}
        ${attached(camera.attach, phase)}
      ></video>
      <p class="buttons">
        <button
          type="button"
          class="button button--small button--main"
          ?disabled=${phase !== "on"}
          @click=${camera.shoot}
        >
          ${t(phase === "on" ? "picture.shoot" : "picture.asking")}
        </button>
        <button type="button" class="button button--small" @click=${camera.close}>${t("picture.cancel")}</button>
      </p>
    </div>
  `;
}

/** What was found and what was done to find it. @param {NonNullable<Picture["seen"]>} seen @param {Ui} ui */
function summaryOf({ places, found, ink, lines, slant }, { t, format }) {
  if (found === 0) return t("picture.none");
  const words = [found === 1 ? t("picture.found.one") : t("picture.found", { count: format.integer(found) })];
  if (found > places.length) words.push(t("picture.first", { count: format.integer(places.length) }));
  words.push(t(`picture.ink.${ink}`));
  if (lines > 0) words.push(t("picture.lines", { count: format.integer(lines) }));
  const degrees = Math.round((Math.atan(slant) * 180) / Math.PI);
  if (degrees !== 0) words.push(t("picture.turned", { degrees: format.integer(Math.abs(degrees)) }));
  return words.join(" ");
}

/**
 * The picture with its digits.
 * @param {Actions} actions @param {Picture} picture @param {readonly string[]} names @param {Ui} ui
 */
function page({ choose }, { seen, readings, chosen }, names, { t, format }) {
  if (!seen) return nothing;
  const { preview, places } = seen;
  const paint = (/** @type {HTMLCanvasElement} */ canvas) => {
    canvas.width = preview.width;
    canvas.height = preview.height;
    canvas.getContext("2d")?.drawImage(preview, 0, 0);
  };
  const boxes = places.map(({ left, top, width, height }, index) => {
    const { probabilities } = readings[index] ?? {};
    const digit = probabilities && likeliest(probabilities);
    const name = digit === undefined ? "?" : names[digit];
    const percent = digit === undefined || !probabilities ? "–" : format.percent(probabilities[digit]);
    const part = (/** @type {number} */ value) => `${(100 * value).toFixed(3)}%`;
    const place = `left:${part(left)};top:${part(top)};width:${part(width)};height:${part(height)}`;
    return html`
      <li class="found__digit" style=${place}>
        <button
          type="button"
          class="found__box"
          aria-pressed=${index === chosen}
          aria-label=${t("picture.digit", { number: index + 1, count: places.length, digit: name, percent })}
          @click=${() => choose(index)}
        >
          <span class="found__name">${name}</span>
        </button>
      </li>
    `;
  });
  return html`
    <div class="found">
      <canvas role="img" aria-label=${t("picture.image")} ${painted(paint, preview)}></canvas>
      <ol class="found__digits">
        ${boxes}
      </ol>
    </div>
  `;
}

/**
 * The chosen digit.
 * @param {Actions} actions @param {Picture} picture @param {readonly string[]} names @param {Ui} ui
 */
function details({ lay }, { seen, readings, chosen }, names, ui) {
  const { t, ink } = ui;
  if (!seen?.places.length) return nothing;
  const reading = readings[chosen];
  if (!reading) return html`<p class="muted">${t("draw.waiting")}</p>`;
  const paint = (/** @type {HTMLCanvasElement} */ canvas) => paintDigit(canvas, reading.input, ink);
  return html`
    <div class="picture__digit">
      <figure class="sees">
        <canvas
          class="digit"
          width="28"
          height="28"
          role="img"
          aria-label=${t("picture.sees")}
          ${painted(paint, reading.input, ink)}
        ></canvas>
        <figcaption class="muted">${t("picture.sees")}</figcaption>
      </figure>
      ${bars({ label: t("picture.answer"), values: reading.probabilities, names }, ui)}
    </div>
    <p class="muted" ?hidden=${reading.step !== 0}>${t("draw.untrained")}</p>
    <p class="buttons">
      <button type="button" class="button button--small" @click=${lay}>${t("picture.lay")}</button>
    </p>
  `;
}
