/**
 * The images: where they come from, how far their loading is, samples and counts.
 *
 * @module
 */

import { make, part, write } from "../dom.js";
import { inkTable, paintDigit } from "../figure/pixels.js";
import { explain } from "../i18n/index.js";

/** @typedef {import("../state.js").Data} Data */
/** @typedef {import("../rendering.js").Ui} Ui */

/** Places in the grid. */
const PLACES = 24;

/**
 * @param {HTMLElement} element
 * @param {{more: () => void, generate: () => void, retry: () => void}} actions
 * @returns {(slice: {data: Data, subset: number | null | undefined}, ui: Ui) => void} `subset`: how many the run uses
 */
export function createData(element, actions) {
  const parts = {
    name: part(element, "name"),
    about: part(element, "about"),
    progress: part(element, "progress"),
    bar: part(element, "bar"),
    fill: part(element, "fill"),
    stage: part(element, "stage"),
    amount: part(element, "amount"),
    counts: part(element, "counts"),
    rescue: part(element, "rescue"),
    problem: part(element, "problem"),
    images: part(element, "images"),
    mirrors: part(element, "mirrors"),
  };
  const more = /** @type {HTMLButtonElement} */ (part(element, "more"));
  more.addEventListener("click", actions.more);
  part(element, "generate").addEventListener("click", actions.generate);
  part(element, "retry").addEventListener("click", actions.retry);
  const drawSamples = createSamples(part(element, "samples"));
  const drawClasses = createClasses(part(element, "histogram"));

  return ({ data, subset }, ui) => {
    const { t, format } = ui;
    const { phase, summary } = data;
    element.dataset.phase = phase;
    write(parts.name, phase === "failed" ? t("data.failed") : t(`data.source.${data.source}`));
    write(parts.about, phase === "failed" ? "" : t(`data.about.${data.source}`));

    parts.progress.hidden = phase === "ready" || phase === "failed";
    parts.fill.style.setProperty("--share", String(data.fraction));
    parts.bar.setAttribute("aria-valuenow", String(Math.round(data.fraction * 100)));
    const { stage, amount } = describe(data, ui);
    write(parts.stage, stage);
    write(parts.amount, amount);

    parts.counts.hidden = phase !== "ready" || !summary;
    if (summary) {
      const { width, height } = summary;
      const [train, test] = [format.integer(summary.train_count), format.integer(summary.test_count)];
      const counts = t("data.counts", { train, test, width, height });
      const used = subset ? t("data.subset", { count: format.integer(subset) }) : "";
      write(parts.counts, `${counts} ${used}`);
    }

    parts.rescue.hidden = phase !== "failed";
    if (data.problem) write(parts.problem, explain(t, "error", data.problem));
    parts.images.hidden = phase === "failed";
    more.disabled = !data.samples;
    drawSamples(data.samples);
    drawClasses(summary, ui);

    parts.mirrors.hidden = data.notices.length === 0;
    const title = data.notices.some(({ code }) => code === "mirror-failed") ? "data.mirrors" : "data.storage";
    write(part(element, "mirrors-title"), t(title, { count: data.notices.length }));
    const list = data.notices.map((notice) => make("li", {}, explain(t, "notice", notice)));
    part(element, "mirrors-list").replaceChildren(...list);
  };
}

/**
 * @param {Data} data
 * @param {Ui} ui
 * @returns {{stage: string, amount: string}}
 */
function describe({ progress }, { t, format }) {
  if (!progress?.stage) return { stage: t("data.idle"), amount: "" };
  const { stage, file = "", origin = "", loaded, total } = progress;
  const words = t(`data.stage.${stage}`, { file, origin });
  if (loaded === undefined) return { stage: words, amount: "" };
  if (stage === "generate") {
    const params = { loaded: format.integer(loaded), total: format.integer(total) };
    return { stage: words, amount: t("data.amount.images", params) };
  }
  const params = { loaded: format.megabytes(loaded), total: format.megabytes(total) };
  return { stage: words, amount: t(total ? "data.amount.bytes" : "data.amount.some", params) };
}

/**
 * @param {HTMLElement} list
 * @returns {(samples: Data["samples"]) => void}
 */
function createSamples(list) {
  const cells = Array.from({ length: PLACES }, () => {
    const canvas = make("canvas", { width: "28", height: "28", "aria-hidden": "true" });
    const label = make("span");
    list.append(make("li", {}, canvas, label));
    return { canvas, label };
  });

  return (samples) => {
    const ink = inkTable();
    cells.forEach(({ canvas, label }, i) => {
      const known = samples && i < samples.labels.length;
      write(label, known ? String(samples.labels[i]) : "\u00a0");
      if (known) paintDigit(canvas, samples.images.subarray(i * 784, (i + 1) * 784), ink);
      else canvas.getContext("2d")?.clearRect(0, 0, 28, 28);
    });
  };
}

/**
 * @param {HTMLElement} list
 * @returns {(summary: Data["summary"], ui: Ui) => void}
 */
function createClasses(list) {
  const bars = Array.from({ length: 10 }, (_, digit) => list.appendChild(make("li", {}, String(digit))));
  return (summary, { t, format }) => {
    const counts = summary?.train_class_counts ?? [];
    const most = Math.max(1, ...counts);
    bars.forEach((bar, digit) => {
      bar.style.setProperty("--share", String((counts[digit] ?? 0) / most));
      const words = t("data.class", { digit, count: format.integer(counts[digit]) });
      bar.title = words;
      bar.setAttribute("aria-label", words);
    });
  };
}
