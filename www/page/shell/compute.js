/**
 * The badge that says what computes, and why.
 *
 * @module
 */

import { make, part, write } from "../../ui/dom.js";
import { explain, isKey } from "../../i18n/index.js";

/** @typedef {import("../state.js").Compute} Compute */
/** @typedef {import("../rendering.js").Ui} Ui */

/**
 * @param {HTMLElement} element
 * @returns {(slice: {compute: Compute}, ui: Ui) => void}
 */
export function createCompute(element) {
  const name = part(element, "name");
  const plain = part(element, "plain");
  const notices = part(element, "notices");
  const list = part(element, "list");

  // A panel that hangs over the page closes as one expects of it.
  document.addEventListener("pointerdown", (event) => {
    if (!element.contains(/** @type {Node} */ (event.target))) element.removeAttribute("open");
  });
  element.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !element.hasAttribute("open")) return;
    element.removeAttribute("open");
    element.querySelector("summary")?.focus();
  });

  return ({ compute }, ui) => {
    element.dataset.phase = compute.phase;
    const text = badge(compute, ui);
    write(name, text);
    name.title = text;
    const { report } = compute;
    write(plain, report ? sentence(compute, report, ui) : text);
    const said = compute.notices.map((notice) => explain(ui.t, "notice", notice));
    if (compute.workers?.reason) said.push(workersReason(compute.workers.reason, ui.t));
    if (compute.problem) said.push(explain(ui.t, "error", compute.problem));
    notices.hidden = said.length === 0;
    list.replaceChildren(...said.map((sentence) => make("li", {}, sentence)));
  };
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
