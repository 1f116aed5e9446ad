/**
 * The run as a program for PyTorch, to read, to copy and to take along.
 *
 * @module
 */

import { reportOf } from "../../../api/errors.js";
import { explain } from "../../../i18n/index.js";
import { printed } from "../../../run/pytorch/printed.js";
import { trainPy } from "../../../run/pytorch/script.js";
import { copyButton } from "../../../ui/copy-button.js";
import { smallButton } from "../../../ui/figure-card.js";
import { saveBlob, saveText } from "../../../ui/figure/save.js";
import { html, kept, nothing } from "../../../ui/template.js";

/** @typedef {import("../../../ui/ui.js").Ui} Ui */
/** @typedef {Pick<import("../../../page/state.js").State, "run" | "data">} Slice */

/** The files' names; the program looks for the other one beside it. */
const [PROGRAM, START] = ["train.py", "train.npz"];

/** @param {Pick<import("../../../api/client.js").Trainer, "saveStart">} trainer @returns {(slice: Slice, ui: Ui) => import("../../../ui/template.js").Template} */
export function createPytorch(trainer) {
  let open = false;
  const copy = copyButton();
  const copyPrinted = copyButton();
  const printedIn = kept(printed);
  /** @type {import("../../../api/protocol.js").ErrorReport | null} */
  let problem = null;
  return ({ run: { summary }, data }, ui) => {
    const { t, language } = ui;
    const title = html`<h2 id="pytorch-title">${t("pytorch.title")}</h2>
      <p class="muted">${t("pytorch.about")}</p>`;
    if (!summary) return title;
    const program = () => trainPy(summary, { language, start: START, mnist: data.summary?.source === "mnist" });
    const text = printedIn(summary.spec.layers);
    const save = async () => {
      problem = null;
      try {
        const { file } = await trainer.saveStart();
        saveText(program(), PROGRAM, "text/x-python");
        saveBlob(new Blob([file]), START);
      } catch (error) {
        problem = reportOf(error);
      }
      ui.redraw();
    };
    const toggled = (/** @type {Event & {currentTarget: HTMLDetailsElement}} */ { currentTarget }) => {
      if (currentTarget.open === open) return;
      open = currentTarget.open;
      ui.redraw();
    };
    return html`
      ${title} ${data.summary?.source === "mnist" ? nothing : html`<p class="muted">${t("pytorch.images")}</p>`}
      <p class="buttons">
        ${smallButton(t("pytorch.save"), () => void save())} ${copy(program, t("pytorch.copy"), ui)}
      </p>
      ${problem ? html`<p class="problem" role="alert">${explain(t, "error", problem)}</p>` : nothing}
      <details @toggle=${toggled}>
        <summary>${t("pytorch.show")}</summary>
        ${open ? html`<pre class="weights__lines" tabindex="0"><code>${program()}</code></pre>` : nothing}
      </details>
      <div id="pytorch-printed">
        <h3>${t("pytorch.printed")}</h3>
        <pre class="weights__lines" tabindex="0" aria-label=${t("pytorch.printed")}><code>${text}</code></pre>
        <p class="buttons">${copyPrinted(() => text, t("pytorch.printed.copy"), ui)}</p>
      </div>
    `;
  };
}
