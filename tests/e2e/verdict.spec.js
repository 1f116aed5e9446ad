/** The Results room: the verdicts on all test images, and the images behind every number. */

import { readFile } from "node:fs/promises";
import {
  allPainted,
  expect,
  isAccessible,
  HAS_MNIST,
  lab,
  MNIST,
  NEEDS_MNIST,
  openWithFiles,
  says,
  test,
} from "./helpers.js";

/** @typedef {import("./helpers.js").Page} Page */

/** @param {Page} page */
function room(page) {
  const section = page.getByRole("region", { name: "Test results" });
  const figure = (/** @type {string} */ name) => section.getByRole("figure").filter({ hasText: name });
  const matrix = section.getByRole("grid");
  const rows = () =>
    matrix
      .locator("tbody tr")
      .evaluateAll((rows) =>
        rows.map((row) => [...row.querySelectorAll("td")].map(({ textContent }) => Number(textContent))),
      );
  return {
    section,
    matrix,
    cell: (/** @type {number} */ truth, /** @type {number} */ prediction) =>
      matrix.locator(`[data-truth="${truth}"][data-prediction="${prediction}"]`),
    rows,
    /** Images, and those on the diagonal. */
    async sums() {
      const all = await rows();
      const sum = (/** @type {number[]} */ values) => values.reduce((total, value) => total + value, 0);
      return { count: sum(all.flat()), correct: sum(all.map((row, i) => row[i])) };
    },
    classifier: (/** @type {string} */ name) => section.getByRole("button", { name, exact: false }),
    classes: figure("Per-class accuracy"),
    calibration: figure("Calibration"),
    gallery: figure("Classified images"),
    losses: figure("Highest losses"),
    large: page.getByRole("dialog"),
    state: section.getByRole("status").first(),
  };
}

/** @param {Page} page @param {import("./helpers.js").Locator} button @returns {Promise<Buffer>} */
async function downloaded(page, button) {
  const [file] = await Promise.all([page.waitForEvent("download"), button.click()]);
  return readFile(await file.path());
}

/** Trains as a script does, so that exactly so many steps are made. @param {Page} page @param {object} request */
async function train(page, request) {
  await page.evaluate((how) => /** @type {any} */ (globalThis).digitLab.trainer.train(how), request);
}

test("leads from the matrix to the images, to one image, and inside the network; and back", async ({ page }) => {
  const { data, inside } = await openWithFiles(page);
  await page.getByRole("link", { name: "Results" }).click();
  await expect(page).toHaveURL(/#results-room$/);
  await expect(data).toBeHidden();
  await expect(page.getByRole("region", { name: "Progress of the run" })).toBeInViewport();

  const { section, matrix, cell, sums, rows, classifier, gallery, large, losses, classes } = room(page);
  await says(section, "The network is untrained");
  const { count, correct } = await sums();
  expect(count).toBe(50);
  await says(classifier("The network"), `${correct} of 50 correct`);
  // Bars at ten heights: their means tell them apart.
  await says(classifier("Nearest mean"), "50 of 50 correct");
  await expect(classes.getByRole("listitem")).toHaveCount(10);

  // Untrained, it takes some digit for another; the keyboard goes there.
  const counts = await rows();
  const [truth, prediction] = counts
    .flatMap((row, i) => row.map((many, k) => ({ at: [i, k], many })))
    .filter(({ at: [i, k] }) => i !== k)
    .sort((a, b) => b.many - a.many)[0].at;
  await cell(0, 0).focus();
  for (let i = 0; i < truth; i++) await page.keyboard.press("ArrowDown");
  for (let i = 0; i < prediction; i++) await page.keyboard.press("ArrowRight");
  await expect(cell(truth, prediction)).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(cell(truth, prediction)).toHaveAttribute("aria-selected", "true");
  await says(gallery, `${truth} read as ${prediction}`);
  const images = gallery.getByRole("listitem");
  await expect(images).toHaveCount(counts[truth][prediction]);
  await allPainted(images.locator("canvas"));
  for (const words of await images.allInnerTexts()) expect(words).toContain(`✗ ${truth} → ${prediction}`);
  await gallery.getByRole("button", { name: "Leave this cell" }).click();
  await expect(images).toHaveCount(Math.min(40, 50 - correct));
  await gallery.getByRole("button", { name: "Correct", exact: true }).click();
  await expect(images).toHaveCount(Math.min(40, correct));

  await losses.getByRole("row").nth(1).getByRole("button").press("Enter");
  await expect(large.getByRole("heading")).toHaveText(/^Test image \d+$/);
  const answers = large.getByRole("listitem");
  await expect(answers).toHaveCount(10);
  await expect(answers.first()).toHaveText(/%$/, { useInnerText: true });
  const first = await large.getByRole("heading").innerText();
  await large.getByRole("button", { name: "Next" }).click();
  await expect(large.getByRole("heading")).not.toHaveText(first);
  await page.keyboard.press("ArrowLeft");
  await expect(large.getByRole("heading")).toHaveText(first);
  await large.getByRole("button", { name: "Look inside" }).click();
  await expect(large).toBeHidden();
  await expect(inside).toBeInViewport();
  await says(inside, `${first} of 50`);

  await page.goBack();
  await expect(matrix).toBeVisible();
  await expect(data).toBeHidden();
  await page.goBack();
  await expect(data).toBeVisible();
});

test("says of which step its verdict is, and assesses again on wish and at the end of an epoch", async ({ page }) => {
  await openWithFiles(page);
  await page.getByRole("link", { name: "Results" }).click();
  const { section, state, calibration, sums, classifier } = room(page);
  await says(state, "The network is untrained");
  await train(page, { max_steps: 3 });
  await says(state, "These results are of step 0; the network is at step 3 by now.");
  await section.getByRole("button", { name: "Evaluate again" }).click();
  await says(state, "The network at step 3, its latest.");
  await expect(section.getByRole("button", { name: "Evaluate again" })).toBeHidden();

  await train(page, { epochs: 1 });
  await says(state, "The network at step 16, its latest.");
  const { count, correct } = await sums();
  expect(count).toBe(50);
  await says(classifier("The network"), `${correct} of 50 correct`);
  await says(calibration, "expected calibration error");
  await calibration.getByText("As a table").click();
  const bins = await calibration.locator("tbody tr td:nth-child(3)").allInnerTexts();
  expect(bins.reduce((sum, text) => sum + Number(text), 0)).toBe(50);

  // A new run is another network.
  await page.evaluate(() => /** @type {any} */ (globalThis).digitLab.trainer.reset());
  await says(state, "The network is untrained");
});

test("restricts both classifiers to two classes, and does not let them be the same", async ({ page }) => {
  await openWithFiles(page);
  await page.getByRole("link", { name: "Results" }).click();
  const { section, rows, classifier } = room(page);
  await section.getByRole("button", { name: "Only two" }).click();
  await says(classifier("Nearest mean"), "10 of 10 correct");
  await expect.poll(async () => (await rows()).map((row) => row.length)).toEqual([2, 2]);
  await section.getByLabel("First class").selectOption("7");
  await expect(section.getByLabel("Second class")).toHaveValue("3");
  await section.getByRole("button", { name: "All classes" }).click();
  await says(classifier("Nearest mean"), "50 of 50 correct");
});

test("on MNIST: the baseline to the digit, and top losses as they follow from the exported probabilities", async ({
  page,
}) => {
  test.skip(!HAS_MNIST, NEEDS_MNIST);
  test.info().annotations.push({ type: "MNIST", description: MNIST });
  await page.goto("./#results-room");
  await expect(lab(page).button("Train")).toBeEnabled({ timeout: 90_000 });
  await train(page, { max_steps: 100 });
  const { section, sums, classifier, losses, classes, rows } = room(page);
  await says(section, "These results are of step 0");
  await section.getByRole("button", { name: "Evaluate again" }).click();
  await says(section, "The network at step 100, its latest.");
  await says(classifier("Nearest mean"), "82.03%");
  await says(classifier("Nearest mean"), "8,203 of 10,000 correct");

  const { count, correct } = await sums();
  expect(count).toBe(10_000);
  const accuracy = `${(correct / 100).toFixed(2)}%`;
  await says(classifier("The network"), accuracy);
  await says(classifier("The network"), `${correct.toLocaleString("en")} of 10,000 correct`);
  const evaluated = await page.evaluate(() => /** @type {any} */ (globalThis).digitLab.trainer.evaluate());
  expect(Math.round(evaluated.accuracy * evaluated.count)).toBe(correct);
  await says(classifier("The network"), `mean loss ${evaluated.loss.toFixed(4)}`);
  const zeros = (await rows())[0][0];
  await says(classes.getByRole("listitem").first(), `${zeros} / 980`);

  const file = (await downloaded(page, section.getByRole("button", { name: "All predictions as CSV" }))).toString();
  const images = file
    .trim()
    .split("\r\n")
    .slice(1)
    .map((line) => line.split(",").map(Number));
  expect(images.length).toBe(10_000);
  expect(images.filter(([, truth, prediction]) => truth === prediction).length).toBe(correct);
  const costly = images
    .map(([index, truth, , ...probabilities]) => ({ index, loss: -Math.log(probabilities[truth]) }))
    .sort((a, b) => b.loss - a.loss);
  const cells = await losses.locator("tbody tr").evaluateAll((rows) =>
    rows.map((row) => {
      const cells = [...row.querySelectorAll("td")].map(({ textContent }) => textContent ?? "");
      return { index: Number(cells[1].replace(",", "")) - 1, loss: Number(cells[4]) };
    }),
  );
  expect(cells.map(({ index }) => index)).toEqual(costly.slice(0, 10).map(({ index }) => index));
  cells.forEach(({ loss }, i) => expect(loss).toBeCloseTo(costly[i].loss, 3));

  await losses.getByRole("button", { name: "Probability" }).click();
  await expect(losses.getByRole("columnheader", { name: "Probability" })).toHaveAttribute("aria-sort", "descending");
  await losses.getByRole("button", { name: "No." }).click();
  await expect(losses.locator("tbody tr").first().getByRole("cell").nth(1)).toHaveText("1");
  await losses.getByRole("button", { name: "Next" }).click();
  await expect(losses.locator("tbody tr").first().getByRole("cell").nth(1)).toHaveText("11");

  await section.getByRole("button", { name: "Only two" }).click();
  await says(classifier("Nearest mean"), "96.61%");
  await says(classifier("Nearest mean"), "1,969 of 2,038 correct");
});

test("every figure is kept as a picture and as numbers, and nothing hinders a screen reader", async ({ page }) => {
  await openWithFiles(page);
  await page.getByRole("link", { name: "Results" }).click();
  const { section, large, gallery } = room(page);
  await expect(gallery.getByRole("listitem")).not.toHaveCount(0);
  const figures = await section.getByRole("figure").all();
  expect(figures.length).toBe(6);
  let shortest = 0;
  for (const figure of figures) {
    const png = await downloaded(page, figure.getByRole("button", { name: "PNG" }));
    expect(png.subarray(1, 4).toString()).toBe("PNG");
    expect(png.readUInt32BE(16), "width").toBeGreaterThan(300);
    const lines = (await downloaded(page, figure.getByRole("button", { name: "CSV" }))).toString().trim().split("\r\n");
    // Of two classifiers there are as many lines, under the names of the columns.
    if (lines[0].startsWith("classifier,images,")) expect([lines.length, ++shortest]).toEqual([3, 1]);
    else expect(lines.length).toBeGreaterThan(4);
    expect(new Set(lines.map((line) => line.split(",").length)).size).toBe(1);
  }
  await isAccessible(page, "the room");
  await gallery.getByRole("listitem").first().getByRole("button").click();
  await expect(large).toBeVisible();
  await isAccessible(page, "one image, large");
  await page.setViewportSize({ width: 390, height: 844 });
  expect(await page.evaluate(() => document.scrollingElement?.scrollWidth)).toBe(390);
});
