/**
 * What tells stored runs from each other: the settings in which they differ, and their results. Pure.
 *
 * @module
 */

import { networkText } from "../../../run/link.js";
import { matters, SETTINGS } from "../../../run/settings.js";
import { valueInWords } from "../../../ui/setting-words.js";

/** @typedef {import("../../../api/protocol.js").StoredRun} StoredRun */
/** @typedef {import("../../../run/settings.js").SettingValue} SettingValue */
/** @typedef {import("../../../ui/ui.js").Ui} Ui */

/** A line of the table: a name, and a word for each run. @typedef {{name: string, values: string[]}} Line */

/**
 * @param {readonly StoredRun[]} runs
 * @param {Ui} ui
 * @returns {Line[]} the settings that are not the same in all runs; none if all are
 */
export function differing(runs, { t, format }) {
  const settings = SETTINGS.map((setting) => ({
    name: t(`settings.${setting.name}`),
    values: runs.map(({ config }) => {
      // A run that an earlier version stored has no value for a newer setting.
      const value = /** @type {SettingValue | undefined} */ (config[setting.name]);
      return value !== undefined && matters(setting, config, null) ? valueInWords(t, setting, value) : "–";
    }),
  }));
  const others = [
    { name: t("stored.network"), values: runs.map(({ config }) => config.preset) },
    {
      name: t("stored.layers"),
      values: runs.map(({ config }) => (config.network ? networkText(config.network) : t("stored.layers.preset"))),
    },
    { name: t("stored.data"), values: runs.map(({ data }) => dataWords(data, t)) },
    { name: t("stored.workers"), values: runs.map(({ workers }) => format.integer(workers)) },
    { name: t("stored.backend"), values: runs.map(({ backend }) => backend) },
  ];
  return [...others, ...settings].filter(({ values }) => new Set(values).size > 1);
}

/**
 * What became of them.
 * @param {readonly StoredRun[]} runs
 * @param {Ui} ui
 * @returns {Line[]}
 */
export function results(runs, { t, format }) {
  return [
    { name: t("stored.step"), values: runs.map(({ step }) => format.integer(step)) },
    { name: t("stored.accuracy"), values: runs.map(({ accuracy }) => format.accuracy(accuracy)) },
    { name: t("stored.loss"), values: runs.map(({ loss }) => format.loss(loss)) },
    { name: t("stored.time"), values: runs.map(({ elapsed_ms }) => format.duration(elapsed_ms)) },
  ];
}

/** @param {StoredRun["data"]} data @param {Ui["t"]} t */
export function dataWords(data, t) {
  return data ? data.name || t(`data.source.${data.source}`) : "–";
}
