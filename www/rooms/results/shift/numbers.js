/**
 * The measurements as lines of a chart and as a table. Pure.
 *
 * @module
 */

import { formatSetting, settingsOf } from "../../../run/settings.js";
import { digest } from "../../../ui/setting-words.js";
import { DISTANCES } from "./state.js";

/** @typedef {import("../../../ui/ui.js").Ui} Ui */
/** @typedef {import("./state.js").Measurement} Measurement */
/** @typedef {import("./state.js").Shift} Shift */

const NEAREST_MEAN = { colour: "#7a7f87", dash: [6, 4] };
const OTHERS = settingsOf("augmentation").filter(({ name }) => name !== "shift");

/**
 * The random changes that the training images went through: "shift 3 px · Rotation 10".
 * @param {Measurement["config"]} config
 * @param {Pick<Ui, "t">} ui
 */
export function augmentationWords(config, { t }) {
  const shift = config.shift > 0 ? t("shift.trained.shift", { px: formatSetting("shift", config.shift) }) : "";
  return [shift, digest(t, OTHERS, config)].filter(Boolean).join(" · ") || t("shift.trained.none");
}

/**
 * @param {Measurement} measurement
 * @param {Pick<Ui, "t" | "format">} ui
 */
export function measurementWords({ config, step, count }, { t, format }) {
  const preset = config.network ? t("shift.own", { preset: config.preset }) : config.preset;
  const augmentation = augmentationWords(config, { t });
  return t("shift.line", { preset, augmentation, step: format.integer(step), count: format.integer(count) });
}

/**
 * @param {Pick<Shift, "kept" | "template">} shift
 * @param {readonly string[]} colours
 * @param {Pick<Ui, "t" | "format">} ui
 * @returns {import("../../../ui/figure/line-card.js").Chart}
 */
export function chartOf({ kept, template }, colours, ui) {
  const { t, format } = ui;
  const networks = kept.map((one, i) => ({
    name: measurementWords(one, ui),
    x: DISTANCES,
    y: one.accuracies,
    colour: colours[one.colour],
    dots: true,
    width: i === kept.length - 1 ? 2.5 : 1.5,
  }));
  const mean = template && {
    name: t("shift.template", { count: format.integer(template.count) }),
    x: DISTANCES,
    y: template.accuracies,
    dots: true,
    ...NEAREST_MEAN,
  };
  return {
    title: t("shift.figure"),
    across: t("shift.across"),
    up: t("shift.up"),
    scale: "share",
    lines: mean ? [...networks, mean] : networks,
  };
}

/**
 * A line for each shift, a column for each measurement.
 * @param {Pick<Shift, "kept" | "template">} shift
 * @param {Pick<Ui, "t" | "format">} ui
 * @returns {import("../../../ui/figure-card.js").Numbers | null}
 */
export function numbersOf({ kept, template }, ui) {
  if (kept.length === 0 && !template) return null;
  const { t, format } = ui;
  const networks = kept.map((one) => {
    const { config, step, count } = one;
    const augmentation = OTHERS.filter(({ name }) => config[name] !== 0).map(({ name }) => `${name}${config[name]}`);
    const traits = [`shift${config.shift}`, ...augmentation, `seed${config.seed}`, `step${step}`, `images${count}`];
    const own = config.network ? ["own"] : [];
    return { name: [config.preset, ...own, ...traits].join("_"), words: measurementWords(one, ui) };
  });
  const means = template
    ? [
        {
          name: `nearest_mean_images${template.count}`,
          words: t("shift.template", { count: format.integer(template.count) }),
        },
      ]
    : [];
  return {
    columns: [{ name: "shift_px", words: t("shift.across") }, ...networks, ...means],
    lines: DISTANCES.map((distance, i) => [
      distance,
      ...kept.map(({ accuracies }) => accuracies[i]),
      ...(template ? [template.accuracies[i]] : []),
    ]),
  };
}
