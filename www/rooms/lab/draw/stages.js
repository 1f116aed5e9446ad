/**
 * The stations from the drawing to the network's input. Fetched when somebody wants to see them.
 *
 * @module
 */

import { paint } from "../../../ui/figure/pixels.js";
import { html, live, painted } from "../../../ui/template.js";

/**
 * @param {object} slice
 * @param {import("../../../api/protocol.js").Prediction | null} slice.prediction
 * @param {boolean} slice.raw
 * @param {(raw: boolean) => void} slice.setRaw
 * @param {import("../../../ui/ui.js").Ui} ui
 */
export function stagesView({ prediction, raw, setRaw }, { t, ink }) {
  const stages = prediction?.stages;
  const input = prediction && { width: 28, height: 28, pixels: prediction.input };
  const all = /** @type {const} */ ([
    ["drawn", stages?.drawn],
    ["cropped", stages?.cropped],
    ["boxed", stages?.boxed],
    ["input", input],
  ]);
  // Raw, the network gets the pad as it lies.
  const shown = raw ? all.filter(([name]) => name === "drawn" || name === "input") : all;
  return html`
    <div class="stages">
      ${shown.map(
        ([name, bitmap]) => html`
          <figure class="stages__one" data-stage=${name}>
            <canvas
              class="digit"
              width="28"
              height="28"
              role="img"
              aria-label=${t(`draw.stages.${name}`)}
              ${painted(painter(bitmap, ink), bitmap, ink)}
            ></canvas>
            <figcaption class="muted">
              ${t(`draw.stages.${name}`)}
              ${bitmap ? html`<span class="number">${bitmap.width}×${bitmap.height}</span>` : ""}
            </figcaption>
          </figure>
        `,
      )}
    </div>
    <label class="check">
      <input
        type="checkbox"
        .checked=${live(raw)}
        @change=${(/** @type {Event & {target: HTMLInputElement}} */ event) => setRaw(event.target.checked)}
      />
      ${t("draw.raw")}
    </label>
    <p class="muted">${t("draw.stages.about")}</p>
  `;
}

/**
 * @param {import("../../../api/protocol.js").Bitmap | null | undefined} bitmap
 * @param {import("../../../ui/figure/colour.js").ColourTable} ink
 */
function painter(bitmap, ink) {
  return (/** @type {HTMLCanvasElement} */ canvas) => {
    if (bitmap) paint(canvas, bitmap.pixels, bitmap.width, bitmap.height, ink, 0, 255);
    else canvas.getContext("2d")?.clearRect(0, 0, canvas.width, canvas.height);
  };
}
