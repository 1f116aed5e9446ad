/**
 * Whether the recipe of lesson C gives the published figures: mean training loss and training accuracy of its three epochs,
 * and its test accuracy, over several seeds.
 *
 * @module
 */

import { launchBrowser } from "../../www/tools/browser.mjs";
import { openPage } from "../../www/tools/page.mjs";

/** As the tutorial prints them. */
const PUBLISHED = {
  train_loss: [0.2248, 0.066, 0.0472],
  train_accuracy: [0.9309, 0.9789, 0.9853],
  test_accuracy: [null, null, 0.9894],
};
/** The published figures are of one run: they lie within so many standard deviations of the mean. */
const MOST_DEVIATIONS = 3;

/** @typedef {keyof typeof PUBLISHED} Measure */
/** @typedef {{measure: Measure, epoch: number, published: number, mean: number, deviation: number, passed: boolean}} Compared */

/**
 * @param {string} address of the served site
 * @param {number} seeds
 * @param {(line: string) => void} log
 * @returns {Promise<Compared[]>}
 */
export async function comparePublished(address, seeds, log) {
  /** @type {import("../../www/api/protocol.js").EpochReport[][]} */
  const runs = [];
  const browser = await launchBrowser("none");
  try {
    for (let seed = 0; seed < seeds; seed++) {
      /** @type {import("../../www/api/protocol.js").EpochReport[]} */
      const epochs = [];
      const { page, call } = await openPage(browser, address, (event) => {
        if (event.event === "epoch") epochs.push(event);
      });
      await call("open", "ndarray");
      await call("loadDataset", { source: "mnist" });
      await call("configure", { preset: "simple", seed });
      await call("train");
      await page.close();
      runs.push(epochs);
      log(`seed ${seed}: ${epochs.map(({ test_accuracy }) => test_accuracy).join(", ")}`);
    }
  } finally {
    await browser.close();
  }
  return Object.entries(PUBLISHED).flatMap(([measure, figures]) =>
    figures.flatMap((published, epoch) => {
      if (published === null) return [];
      const values = runs.map((epochs) => epochs[epoch][/** @type {Measure} */ (measure)]);
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
      const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
      const deviation = Math.sqrt(squares / (values.length - 1));
      const passed = Math.abs(published - mean) <= MOST_DEVIATIONS * deviation;
      return [{ measure: /** @type {Measure} */ (measure), epoch: epoch + 1, published, mean, deviation, passed }];
    }),
  );
}
