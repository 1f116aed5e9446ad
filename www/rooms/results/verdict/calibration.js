/**
 * Whether the network is right as often as it is sure.
 *
 * @module
 */

import { createFigureCard } from "../../../ui/figure-card.js";
import { attached, html } from "../../../ui/template.js";
import { paintCalibration } from "./calibration-picture.js";

/** @typedef {import("../../../ui/ui.js").Ui} Ui */
/** @typedef {import("../../../api/protocol.js").Verdict} Verdict */
/** @typedef {import("./calibration-picture.js").Bins} Bins */

/** A distance of mean confidence and accuracy that is not worth a word. */
const NOTHING = 0.005;

/** @returns {(slice: import("./view.js").Slice, ui: Ui) => import("../../../ui/template.js").Template} */
export function createCalibration() {
  const card = createFigureCard({
    title: "verdict.calibration",
    about: "verdict.calibration.about",
    file: "digit-lab-calibration",
  });
  return ({ assessment }, ui) => {
    const { t } = ui;
    const verdict = assessment.assessed.network?.verdict ?? null;
    const bins = verdict?.calibration?.bins ?? null;
    const picture = html`
      <div class="plain">
        <canvas
          role="img"
          aria-label=${t("verdict.calibration")}
          ?hidden=${!bins}
          ${attached(pictureOn, bins, ui.t, ui.theme, ui)}
        ></canvas>
      </div>
    `;
    const below = html`<p class="card__reading number">${verdict && bins ? words(verdict, ui) : "\u00a0"}</p>`;
    return card(ui, bins && numbersOf(bins, ui), picture, { below });
  };
}

/** @param {HTMLCanvasElement} canvas as wide as what holds it */
function pictureOn(canvas) {
  let paint = () => {};
  new ResizeObserver(() => paint()).observe(/** @type {Element} */ (canvas.parentElement));
  return (
    /** @type {Bins | null} */ bins,
    /** @type {Ui["t"]} */ t,
    /** @type {Ui["theme"]} */ theme,
    /** @type {Ui} */ { format },
  ) => {
    const { percent, integer } = format;
    const words = { confidence: t("verdict.confidence"), accuracy: t("verdict.accuracy"), percent, integer };
    paint = () => void (bins && paintCalibration(canvas, bins, words, theme));
    paint();
  };
}

/** @param {Bins} bins @param {Ui} ui @returns {import("../../../ui/figure-card.js").Numbers} */
function numbersOf(bins, { t }) {
  const round = (/** @type {number | null | undefined} */ value) => (value ? Number(value.toFixed(4)) : (value ?? ""));
  return {
    columns: [
      { name: "from", words: t("verdict.from") },
      { name: "to", words: t("verdict.to") },
      { name: "count", words: t("verdict.images") },
      { name: "confidence", words: t("verdict.confidence") },
      { name: "accuracy", words: t("verdict.accuracy") },
    ],
    lines: bins.map(({ from, to, count, confidence, accuracy }) => [
      from,
      to,
      count,
      round(confidence),
      round(accuracy),
    ]),
  };
}

/** @param {Verdict} verdict @param {Ui} ui */
function words({ calibration, accuracy, count }, { t, format }) {
  const bins = calibration?.bins ?? [];
  const confidence = bins.reduce((sum, bin) => sum + bin.count * (bin.confidence ?? 0), 0) / count;
  const apart = confidence - accuracy;
  const kind = Math.abs(apart) < NOTHING ? "even" : apart > 0 ? "over" : "under";
  return t(`verdict.calibration.${kind}`, {
    error: format.accuracy(calibration?.error),
    confidence: format.accuracy(confidence),
    accuracy: format.accuracy(accuracy),
  });
}
