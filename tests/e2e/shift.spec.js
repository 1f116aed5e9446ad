/** The Results room: accuracy against the shift of the test images. */

import { readFile } from "node:fs/promises";
import { expect, isAccessible, openWithFiles, says, test } from "./helpers.js";

/** @typedef {import("./helpers.js").Page} Page */

/** @param {Page} page */
function room(page) {
  const section = page.getByRole("region", { name: "Shifted images", exact: true });
  const button = (/** @type {string} */ name) => section.getByRole("button", { name, exact: true });
  return {
    section,
    button,
    measure: button("Measure"),
    chart: section.getByRole("img", { name: "Accuracy on shifted test images" }),
    rows: section.locator("tbody tr"),
    /** The table's cells as numbers, without the shifts. */
    async values() {
      const cells = section.locator("tbody tr");
      return cells.evaluateAll((rows) =>
        rows.map((row) => [...row.querySelectorAll("td")].map(({ textContent }) => Number(textContent))),
      );
    },
  };
}

/** Calls the page's trainer, as a script does. @param {Page} page @param {string} method @param {object} request */
async function ask(page, method, request) {
  return page.evaluate(async ([method, request]) => {
    const { trainer } = /** @type {any} */ (globalThis).digitLab;
    try {
      const answer = await trainer[/** @type {string} */ (method)](request);
      return { ...answer, ...(answer?.indices && { indices: [...answer.indices] }) };
    } catch (error) {
      return { code: /** @type {any} */ (error).code };
    }
  }, /** @type {[string, object]} */ ([method, request]));
}

test("measures when somebody wishes it, keeps what was measured, and proposes an augmentation", async ({ page }) => {
  await openWithFiles(page);
  await page.getByRole("link", { name: "Results" }).click();
  const { section, button, measure, chart, rows, values } = room(page);
  await says(section, "Convolution and pooling alone tolerate only small shifts");
  await says(section, "Nothing has been measured yet");
  await expect(button("CSV")).toBeDisabled();
  await expect(button("Clear")).toBeDisabled();

  await ask(page, "train", { max_steps: 3 });
  await expect(chart).toHaveCount(0);
  await measure.click();
  await expect(chart).toHaveAttribute("alt", /: no augmentation; step 3, 50 images\. Nearest mean; 50 images$/);
  await expect(measure).toBeEnabled();
  await section.getByText("As a table").click();
  await expect(rows).toHaveCount(9);
  const first = await values();
  // A class is a bar at a height of its own: the means tell all of them apart where they are, and not where they are not.
  expect(first.map((row) => row.length)).toEqual(Array(9).fill(2));
  expect(first[0][1]).toBe(1);
  expect(first[8][1]).toBeLessThan(1);
  const distances = [0, 1, 2, 3, 4, 5, 6, 7, 8];
  const answer = await ask(page, "shifted", { classifier: "network", distances, count: 2000 });
  expect(answer.step).toBe(3);
  expect(answer.count).toBe(50);
  expect(answer.accuracies).toEqual(first.map(([network]) => network));

  // A later network has a line of its own.
  await ask(page, "train", { max_steps: 5 });
  await section.getByRole("button", { name: "1,000", exact: true }).click();
  await measure.click();
  await expect(chart).toHaveAttribute("alt", /step 3, 50 images\. .*step 8, 50 images\. Nearest mean; 50 images$/);
  await expect(section.getByRole("columnheader")).toHaveCount(4);
  expect((await values()).map(([network]) => network)).toEqual(first.map(([network]) => network));

  const [file] = await Promise.all([page.waitForEvent("download"), button("CSV").click()]);
  const lines = (await readFile(await file.path())).toString().trim().split("\r\n");
  expect(lines.length).toBe(10);
  expect(lines[0]).toMatch(/^shift_px,\w.*_shift0_.*step3_images50,.*step8_images50,nearest_mean_images50$/);

  await isAccessible(page, "the figure", "#shift");

  // The run has begun: the augmentation is the next one's.
  await button("Set shift augmentation to 3 px").click();
  await says(section, "random shifts of up to 3 px; they are used from the next run on");
  await section.getByRole("link", { name: "To the training" }).click();
  await expect(page.getByRole("region", { name: "Train", exact: true })).toBeInViewport();
  await page.goBack();
  await expect(chart).toBeVisible();
  await button("Clear").click();
  await says(section, "Nothing has been measured yet");
  await expect(chart).toHaveCount(0);
});

test("a shift or a batch that there is not is refused with a code", async ({ page }) => {
  await openWithFiles(page);
  for (const distances of [[], [15], [-1], [0.5]]) {
    const refused = await ask(page, "shifted", { classifier: "template", distances, count: 10 });
    expect(refused.code, String(distances)).toBe("config-invalid");
  }
  const batch = await ask(page, "batch", { epoch: 0, number: 15 });
  expect(batch.count_of_batches).toBe(16);
  expect(batch.indices.length).toBe(1000 - 15 * 64);
  expect((await ask(page, "batch", { epoch: 0, number: 16 })).code).toBe("config-invalid");
});
