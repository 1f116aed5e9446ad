/**
 * Where the images come from and how far their loading is, in words. Pure.
 *
 * @module
 */

/** @typedef {import("../page/state.js").Data} Data */
/** @typedef {Pick<import("./ui.js").Ui, "t" | "format">} Ui */
/** @typedef {import("../api/protocol.js").DatasetSummary} DatasetSummary */

/**
 * What the images are called, and in a few words what they are.
 * @param {Data} data
 * @param {Ui} ui
 * @returns {{name: string, about: string}}
 */
export function sourceWords({ source, summary }, { t, format }) {
  // While others are being loaded, those in use are not meant.
  const known = summary?.source === source ? summary : null;
  const share = format.percent(known && known.generated_count / known.train_count);
  return { name: known?.name || t(`data.source.${source}`), about: t(`data.about.${source}`, { share }) };
}

/** @param {DatasetSummary} summary @param {Ui} ui */
export function countWords({ train_count, test_count, width, height }, { t, format }) {
  return t("data.counts", { train: format.integer(train_count), test: format.integer(test_count), width, height });
}

/**
 * What was done to the images on the way in; empty if nothing.
 * @param {DatasetSummary} summary
 * @param {Ui} ui
 */
export function changeWords({ resized_from, inverted }, { t }) {
  const [height, width] = resized_from ?? [28, 28];
  const said = [resized_from ? t("data.resized", { width, height }) : "", inverted ? t("data.inverted") : ""];
  return said.filter(Boolean).join(" ");
}

/**
 * @param {Data} data
 * @param {Ui} ui
 * @returns {{stage: string, amount: string}}
 */
export function stageWords({ progress }, { t, format }) {
  if (!progress?.stage) return { stage: t("data.idle"), amount: "" };
  const { stage, file = "", origin = "", loaded, total } = progress;
  const words = t(`data.stage.${stage}`, { file, origin });
  if (loaded === undefined) return { stage: words, amount: "" };
  if (stage === "generate" || stage === "pictures") {
    const params = { loaded: format.integer(loaded), total: format.integer(total) };
    return { stage: words, amount: t("data.amount.images", params) };
  }
  const params = { loaded: format.megabytes(loaded), total: format.megabytes(total) };
  return { stage: words, amount: t(total ? "data.amount.bytes" : "data.amount.some", params) };
}
