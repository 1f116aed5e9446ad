/**
 * The images: where they come from, how far their loading is, samples and counts.
 *
 * @module
 */

import { areWords, classNames } from "../../../run/class-names.js";
import { changeWords, countWords, sourceWords, stageWords } from "../../../ui/data-words.js";
import { make, part, write } from "../../../ui/dom.js";
import { inkTable, paintDigit } from "../../../ui/figure/pixels.js";
import { explain } from "../../../i18n/index.js";

/** @typedef {import("../../../page/state.js").Data} Data */
/** @typedef {import("../../../page/rendering.js").Ui} Ui */

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
    const { name, about } = sourceWords(data, ui);
    write(parts.name, phase === "failed" ? t("data.failed") : name);
    write(parts.about, phase === "failed" ? "" : about);

    parts.progress.hidden = phase === "ready" || phase === "failed";
    parts.fill.style.setProperty("--share", String(data.fraction));
    parts.bar.setAttribute("aria-valuenow", String(Math.round(data.fraction * 100)));
    const { stage, amount } = stageWords(data, ui);
    write(parts.stage, stage);
    write(parts.amount, amount);

    parts.counts.hidden = phase !== "ready" || !summary;
    if (summary) {
      const used = subset ? t("data.subset", { count: format.integer(subset) }) : "";
      write(parts.counts, [countWords(summary, ui), changeWords(summary, ui), used].filter(Boolean).join(" "));
    }

    parts.rescue.hidden = phase !== "failed";
    if (data.problem) write(parts.problem, explain(t, "error", data.problem));
    parts.images.hidden = phase === "failed";
    more.disabled = !data.samples;
    drawSamples(data.samples, classNames(summary));
    drawClasses(summary, ui);

    parts.mirrors.hidden = data.notices.length === 0;
    const title = data.notices.some(({ code }) => code === "mirror-failed") ? "data.mirrors" : "data.storage";
    write(part(element, "mirrors-title"), t(title, { count: data.notices.length }));
    const list = data.notices.map((notice) => make("li", {}, explain(t, "notice", notice)));
    part(element, "mirrors-list").replaceChildren(...list);
  };
}

/**
 * @param {HTMLElement} list
 * @returns {(samples: Data["samples"], names: readonly string[]) => void}
 */
function createSamples(list) {
  const cells = Array.from({ length: PLACES }, () => {
    const canvas = make("canvas", { width: "28", height: "28", "aria-hidden": "true" });
    const label = make("span");
    list.append(make("li", {}, canvas, label));
    return { canvas, label };
  });

  return (samples, names) => {
    const ink = inkTable();
    cells.forEach(({ canvas, label }, i) => {
      const known = samples && i < samples.labels.length;
      const name = known ? names[samples.labels[i]] : "\u00a0";
      write(label, name);
      label.title = name;
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
  const bars = Array.from({ length: 10 }, () => {
    const name = make("span");
    return { name, bar: list.appendChild(make("li", {}, name)) };
  });
  return (summary, { t, format }) => {
    const counts = summary?.train_class_counts ?? [];
    const most = Math.max(1, ...counts);
    const names = classNames(summary);
    list.dataset.words = String(areWords(names));
    bars.forEach(({ name, bar }, id) => {
      write(name, names[id]);
      bar.style.setProperty("--share", String((counts[id] ?? 0) / most));
      const words = t("data.class", { digit: names[id], count: format.integer(counts[id]) });
      bar.title = words;
      bar.setAttribute("aria-label", words);
    });
  };
}
