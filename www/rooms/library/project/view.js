/**
 * A run as one file, to go on with it on another machine.
 *
 * @module
 */

import { explain } from "../../../i18n/index.js";
import { hasBegun, hasNetwork } from "../../../run/phase.js";
import { smallButton } from "../../../ui/figure-card.js";
import { fileButton } from "../../../ui/file-button.js";
import { html, live, nothing } from "../../../ui/template.js";

/** @typedef {import("../../../ui/ui.js").Ui} Ui */
/** @typedef {{project: import("./state.js").ProjectState} & Pick<import("../../../page/state.js").State, "run">} Slice */

/** @param {import("./actions.js").ProjectActions} actions @returns {(slice: Slice, ui: Ui) => import("../../../ui/template.js").Template} */
export function createProject({ save, open, withImages }) {
  return ({ project, run }, { t }) => {
    const { busy, images, saved, opened, problem } = project;
    const toggled = (/** @type {any} */ { target }) => withImages(target.checked);
    const begun = hasNetwork(run) && hasBegun({ run });
    return html`
      <h2 id="project-title">${t("project.title")}</h2>
      <p class="muted">${t("project.about")}</p>
      <p class="buttons">
        ${smallButton(t(busy === "saving" ? "project.saving" : "project.save"), () => void save(), !begun || busy !== null)}
        <label class="project__images">
          <input type="checkbox" .checked=${live(images)} @change=${toggled} /> <span>${t("project.images")}</span>
        </label>
        ${fileButton(t(busy === "opening" ? "project.opening" : "project.open"), ".zip", busy !== null, open)}
      </p>
      ${saved ? html`<p role="status">${t("project.saved", { file: saved })}</p>` : nothing}
      ${opened ? html`<p role="status">${t("project.opened", { file: opened })}</p>` : nothing}
      ${
        problem
          ? html`<p class="problem" role="alert">${problem.file}: ${explain(t, "error", problem.report)}</p>`
          : nothing
      }
    `;
  };
}
