/**
 * Weights as files: out, with the lines that load them elsewhere, and in.
 *
 * @module
 */

import { explain } from "../../../i18n/index.js";
import { hasBegun, hasNetwork, stepOf } from "../../../run/phase.js";
import { smallButton } from "../../../ui/figure-card.js";
import { fileButton } from "../../../ui/file-button.js";
import { scrubber } from "../../../ui/scrubber.js";
import { html, nothing } from "../../../ui/template.js";
import { FORMATS } from "./state.js";

/** @typedef {import("../../../ui/ui.js").Ui} Ui */
/** @typedef {{weights: import("./state.js").Weights} & Pick<import("../../../page/state.js").State, "run" | "looking">} Slice */
/** @typedef {import("./actions.js").WeightsActions & import("../../../page/looking.js").LookingActions} Actions */

/** What loads a file elsewhere. @type {Record<import("./state.js").WeightsFormat, (file: string) => string>} */
const LINES = {
  safetensors: (file) =>
    `from safetensors.torch import load_file\nmodel.load_state_dict(load_file("${file}"), strict=False)`,
  onnx: (file) =>
    `import onnxruntime\nsession = onnxruntime.InferenceSession("${file}")\nlogits, probabilities = session.run(None, {"image": images})  # float32 [N, 1, 28, 28], 0 to 1`,
  npz: (file) => `import numpy\nweights = numpy.load("${file}")\nweights["conv1.weight"].shape`,
};

/** @param {Actions} actions @returns {(slice: Slice, ui: Ui) => import("../../../ui/template.js").Template} */
export function createWeights({ save, load, lookAt, play }) {
  return ({ weights, run, looking }, ui) => {
    const { t, format } = ui;
    const { busy, saved, loaded, problem } = weights;
    const ready = hasNetwork(run);
    const savedAs = FORMATS.find((format) => saved?.endsWith(`.${format}`));
    const step = format.integer(looking.at ?? stepOf(run));
    return html`
      <h2 id="weights-title">${t("weights.title")}</h2>
      <div class="cards cards--weights">
        <div class="card">
          <h3>${t("weights.save")}</h3>
          <p class="muted">${t("weights.save.about")}</p>
          ${scrubber(looking, stepOf(run), { lookAt, play }, ui)}
          <p class="buttons">
            ${FORMATS.map((format) =>
              smallButton(t(`weights.save.${format}`, { step }), () => void save(format), !ready || busy !== null),
            )}
          </p>
          ${looking.at === null ? nothing : html`<p class="muted">${t("weights.save.half")}</p>`}
          ${
            saved && savedAs
              ? html`
                  <p role="status">${t("weights.saved", { file: saved })}</p>
                  <pre class="weights__lines"><code>${LINES[savedAs](saved)}</code></pre>
                `
              : nothing
          }
        </div>
        <div class="card">
          <h3>${t("weights.load")}</h3>
          <p class="muted">${t("weights.load.about")}</p>
          <p class="buttons">
            ${fileButton(
              t(busy === "loading" ? "weights.loading" : "weights.choose"),
              ".safetensors,.onnx,.npz",
              !ready || busy !== null,
              load,
            )}
          </p>
          ${hasBegun({ run }) ? html`<p class="muted">${t("weights.load.ends")}</p>` : nothing}
          ${loaded ? html`<p role="status">${t("weights.loaded", { file: loaded })}</p>` : nothing}
        </div>
      </div>
      ${
        problem
          ? html`<p class="problem" role="alert">${problem.file}: ${explain(t, "error", problem.report)}</p>`
          : nothing
      }
    `;
  };
}
