/**
 * Whether the network is right as often as it is sure.
 *
 * @module
 */

import { make, write } from "../../../ui/dom.js";
import { paintCalibration } from "./calibration-picture.js";
import { readTheme } from "../../../ui/figure/theme.js";
import { createFigure } from "../../../ui/figure-card.js";

/** @typedef {import("../../../page/rendering.js").Ui} Ui */
/** @typedef {import("../../../api/protocol.js").Verdict} Verdict */
/** @typedef {import("./view.js").Slice} Slice */

/** A distance of mean confidence and accuracy that is not worth a word. */
const NOTHING = 0.005;

export function createCalibration() {
  /** @type {{verdict: Verdict | null, ui: Ui} | undefined} */
  let latest;
  const canvas = make("canvas", { role: "img", "data-label": "verdict.calibration" });
  const reading = make("p", { class: "exhibit__reading number" });
  const figure = createFigure(
    {
      title: "verdict.calibration",
      about: "verdict.calibration.about",
      file: "digit-lab-calibration",
      numbers: ({ t }) => {
        const bins = latest?.verdict?.calibration?.bins;
        const round = (/** @type {number | undefined} */ value) => (value ? Number(value.toFixed(4)) : (value ?? ""));
        return bins
          ? {
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
            }
          : null;
      },
    },
    make("div", { class: "plain" }, canvas),
  );
  figure.body.after(reading);

  const paint = () => {
    const calibration = latest?.verdict?.calibration;
    if (!latest || !calibration) return;
    const { t, format } = latest.ui;
    const { percent, integer } = format;
    const words = { confidence: t("verdict.confidence"), accuracy: t("verdict.accuracy"), percent, integer };
    paintCalibration(canvas, calibration.bins, words, readTheme());
  };
  new ResizeObserver(paint).observe(figure.body);

  return {
    element: figure.element,
    /** @param {Slice} slice @param {Ui} ui */
    show({ assessment }, ui) {
      const verdict = assessment.assessed.network?.verdict ?? null;
      latest = { verdict, ui };
      canvas.hidden = !verdict?.calibration;
      write(reading, verdict?.calibration ? words(verdict, ui) : "\u00a0");
      paint();
      figure.show(ui);
    },
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
