/**
 * The badge that says what computes, and why.
 *
 * @module
 */

import { explain, isKey } from "../../i18n/index.js";
import { attached, html, nothing } from "../../ui/template.js";

/** @typedef {import("../state.js").Compute} Compute */
/** @typedef {import("../../ui/ui.js").Ui} Ui */

/**
 * @param {Compute} compute
 * @param {Ui} ui
 */
export function computeBadge(compute, ui) {
  const { t } = ui;
  const { report, phase } = compute;
  const text = badge(compute, ui);
  const said = compute.notices.map((notice) => explain(t, "notice", notice));
  if (compute.workers?.reason) said.push(workersReason(compute.workers.reason, t));
  if (compute.problem) said.push(explain(t, "error", compute.problem));
  const notices = html`
    <h2>${t("compute.why")}</h2>
    <ul>
      ${said.map((sentence) => html`<li>${sentence}</li>`)}
    </ul>
  `;
  return html`
    <details class="compute" id="compute" data-phase=${phase} @keydown=${closeByEscape} ${attached(closeByPointer)}>
      <summary>
        <span class="compute__dot" aria-hidden="true"></span>
        <span class="hidden">${t("compute.label")}</span>
        <span class="compute__name" title=${text}>${text}</span>
      </summary>
      <div class="compute__more">
        <p>${report ? sentence(compute, report, ui) : text}</p>
        ${said.length > 0 ? notices : nothing}
        <p class="muted">${t("compute.choose")}</p>
      </div>
    </details>
  `;
}

/** A panel that hangs over the page closes when one presses beside it. @param {HTMLDetailsElement} panel */
function closeByPointer(panel) {
  document.addEventListener("pointerdown", (event) => {
    if (!panel.contains(/** @type {Node} */ (event.target))) panel.open = false;
  });
  return () => {};
}

/** @param {KeyboardEvent & {currentTarget: HTMLDetailsElement}} event */
function closeByEscape({ key, currentTarget: panel }) {
  if (key !== "Escape" || !panel.open) return;
  panel.open = false;
  panel.querySelector("summary")?.focus();
}

/**
 * @param {Compute} compute
 * @param {Ui} ui
 * @returns {string}
 */
function badge({ phase, progress, report, notices, workers }, { t, format }) {
  if (phase === "failed") return t("compute.failed");
  if (!report) {
    if (progress?.task === "device") return t("compute.device");
    if (!progress?.total) return t("compute.idle");
    return t("compute.module", { percent: format.percent((progress.loaded ?? 0) / progress.total) });
  }
  const name = t(`compute.${report.backend}`);
  const count = workers?.count ?? 1;
  const backend = count > 1 ? t("compute.workers", { backend: name, count }) : name;
  if (report.backend === "webgpu") {
    return report.adapter ? t("compute.with", { backend, adapter: report.adapter }) : backend;
  }
  const reason = report.requested === report.backend ? t("compute.asked") : firstReason(notices, t);
  return reason ? t("compute.because", { backend, reason }) : backend;
}

/** @param {Compute} compute @param {import("../../api/protocol.js").BackendReport} report @param {Ui} ui */
function sentence({ workers }, { backend }, { t }) {
  if (backend === "webgpu") return t("compute.plain.webgpu");
  const count = workers?.count ?? 1;
  return count > 1 ? t("compute.plain.workers", { count }) : t("compute.plain.cpu");
}

/** @param {string} reason @param {Ui["t"]} t */
function workersReason(reason, t) {
  return explain(t, "notice", { code: reason, message: reason });
}

/**
 * @param {Compute["notices"]} notices
 * @param {Ui["t"]} t
 */
function firstReason(notices, t) {
  const key = notices.map(({ code }) => `reason.${code}`).find(isKey);
  return key && t(/** @type {import("../../i18n/index.js").Key} */ (key));
}
