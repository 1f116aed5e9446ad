/** The Data room: the images, the set in numbers, the mean images; on made files and on MNIST. */

import { readFile } from "node:fs/promises";
import {
  allPainted,
  expect,
  isAccessible,
  HAS_MNIST,
  NEEDS_MNIST,
  openWithFiles,
  picture,
  says,
  test,
} from "./helpers.js";

/** @typedef {import("@playwright/test").Page} Page */
/** @typedef {import("@playwright/test").Locator} Locator */

/** The room's figures by their titles. @param {Page} page */
function room(page) {
  const figure = (/** @type {string} */ title) => page.getByRole("figure").filter({ hasText: title });
  const [browse, digit] = [figure("Browse the images"), figure("Pixel values of one image")];
  return {
    browse,
    digit,
    facts: figure("Summary"),
    histogram: figure("Histogram of pixel values"),
    balance: figure("Class balance"),
    means: figure("Mean image of each class"),
    difference: figure("Difference of the two means"),
    errors: figure("Distance to the two means"),
    pairs: figure("Pairwise accuracy"),
    images: browse.getByRole("option"),
    pixels: digit.getByRole("img", { name: /as 28 × 28 numbers/ }),
    async enter() {
      await page.getByRole("link", { name: "Data", exact: true }).click();
      await expect(page).toHaveURL(/#data-room$/);
      await expect(browse).toBeVisible();
    },
  };
}

/** What is saved when a button is pressed. @param {Page} page @param {Locator} button */
async function saved(page, button) {
  const [download] = await Promise.all([page.waitForEvent("download"), button.click()]);
  return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) };
}

/** @param {Page} page @param {Locator} figure @returns {Promise<{name: string, lines: string[][]}>} */
async function savedCsv(page, figure) {
  const { name, bytes } = await saved(page, figure.getByRole("button", { name: "CSV" }));
  const lines = bytes.toString().trimEnd().split("\r\n");
  return { name, lines: lines.map((line) => line.split(",")) };
}

test("images are browsed, enlarged and read pixel by pixel", async ({ page }) => {
  await openWithFiles(page);
  const { browse, digit, enter, images, pixels } = room(page);
  await enter();
  await says(browse, "1–100 of 1,000");
  await allPainted(browse.locator("canvas"));
  await expect(images.first()).toHaveAccessibleName("Image 0: 0");

  await browse.getByRole("button", { name: "Next" }).click();
  await says(browse, "101–200 of 1,000");
  await expect(images.first()).toHaveAccessibleName("Image 100: 0");
  await browse.getByRole("button", { name: "7", exact: true }).click();
  await says(browse, "1–100 of 100");
  await expect(images.nth(99)).toHaveAccessibleName("Image 997: 7");
  await expect(browse.getByRole("button", { name: "Next" })).toBeDisabled();
  await browse.getByRole("button", { name: "Test", exact: true }).click();
  await says(browse, "1–5 of 5");
  await expect(images).toHaveCount(5);

  // Keys alone: to the second image, which is enlarged; then into its pixels.
  await images.first().focus();
  await page.keyboard.press("ArrowRight");
  await expect(images.nth(1)).toBeFocused();
  await says(digit, "Test image 17, class 7");
  await says(digit, "A test image is never changed at random.");
  await pixels.focus();
  await says(digit, "Row 0, column 0: 0");
  // A class is a bar at a height of its own, which begins at the sixth pixel.
  for (let i = 0; i < 18; i++) await page.keyboard.press("ArrowDown");
  for (let i = 0; i < 6; i++) await page.keyboard.press("ArrowRight");
  await says(digit, "Row 18, column 6: 255 · for the network: 1.0000");
  await page.keyboard.press("ArrowLeft");
  await says(digit, "Row 18, column 5: 0 · for the network: 0.0000");

  const { name, lines } = await savedCsv(page, digit);
  expect(name).toBe("digit-lab-pixels.csv");
  expect(lines).toHaveLength(785);
  expect(lines[1 + 18 * 28 + 6]).toEqual(["18", "6", "255", "", "1"]);
  const png = await saved(page, digit.getByRole("button", { name: "PNG" }));
  expect(png.bytes.subarray(1, 4).toString()).toBe("PNG");
});

test("the run's scaling and its random changes are shown, and another draw of them", async ({ page }) => {
  await openWithFiles(page, "?input=normalised&rotation=30&shift=3");
  const { digit, enter, pixels } = room(page);
  await enter();
  await says(digit, "This network takes (value ÷ 255 − 0.1307) ÷ 0.3081");
  await says(digit, "−0.4242 to 2.8215");
  const tiles = digit.locator(".stage canvas");
  await allPainted(tiles);
  const [stored, changed, taken] = await Promise.all([0, 1, 2].map((i) => picture(tiles.nth(i))));
  expect(changed).not.toBe(stored);
  expect(taken).toBe(changed);
  const before = await picture(pixels);
  await digit.getByRole("button", { name: "Network input" }).click();
  await expect.poll(() => picture(pixels)).not.toBe(before);
  await digit.getByRole("button", { name: "Another draw" }).click();
  await expect.poll(() => picture(tiles.nth(1))).not.toBe(changed);
  expect(await picture(tiles.nth(0))).toBe(stored);
});

test("the set in numbers: facts, histogram and balance", async ({ page }) => {
  await openWithFiles(page);
  const { balance, browse, enter, facts, histogram } = room(page);
  await enter();
  const fact = (/** @type {string} */ name) => facts.getByRole("row", { name }).getByRole("cell");
  await expect(fact("Shape")).toHaveText(["[1000, 28, 28]", "[50, 28, 28]"]);
  await expect(fact("Distinct values")).toHaveText(["2", "2"]);
  // A bar is 2 × 16 pixels of 784 at full ink: p = 32 / 784, and √(p (1 − p)).
  await expect(fact("Mean of value")).toHaveText(["0.0408", "0.0408"]);
  await expect(fact("Standard deviation")).toHaveText(["0.1979", "0.1979"]);

  await histogram.getByRole("img").focus();
  await says(histogram, "Value 0: 752,000 pixels, 95.92%");
  const log = await picture(histogram.getByRole("img"));
  await histogram.getByRole("button", { name: "Linear" }).click();
  await expect.poll(() => picture(histogram.getByRole("img"))).not.toBe(log);
  await histogram.getByText("As a table").click();
  await expect(histogram.getByRole("row", { name: /^255/ })).toContainText("32000");

  await says(balance, "Training: from 100 to 100 images a class.");
  await balance.getByRole("link", { name: "4", exact: true }).click();
  await says(browse, "1–100 of 100");
  await expect(browse.getByRole("button", { name: "4", exact: true })).toHaveAttribute("aria-pressed", "true");
  await expect(browse).toBeInViewport();
  const { lines } = await savedCsv(page, balance);
  expect(lines[5]).toEqual(["4", "100", "0.1", "5", "0.1"]);
});

test("two mean images are chosen and compared, and each point has its image behind it", async ({ page }) => {
  await openWithFiles(page);
  const { difference, digit, enter, errors, means, pairs } = room(page);
  await enter();
  await allPainted(means.locator("canvas"));
  await says(pairs, "100.00% of all test images lie nearest to the mean of their own class: 50 of 50.");
  await says(errors, "100.00% lie nearer to their own mean: 5 of 5 images of 3, 5 of 5 of 7.");

  await means.getByRole("button", { name: "Compare 1 as A" }).click();
  await means.getByRole("button", { name: "Compare 2 as B" }).click();
  await says(difference, "A: 1");
  await says(difference, "more ink in 2");
  await says(difference, "−255");
  await says(errors, "5 of 5 images of 1, 5 of 5 of 2.");
  await says(pairs, "1 or 2: 10 of 10 right, 100.00%");

  // All images of a class are the same here, so that every error is known: 0, or 2 × 32 of 784 pixels.
  await errors.getByRole("img").first().focus();
  await page.keyboard.press("ArrowRight");
  await says(errors, /Image \d+, class 1. Error to the mean of 1: 0.0000, of 2: 0.0816. ✓ Nearer to its own/);
  await errors.getByRole("button", { name: "See its numbers" }).click();
  await says(digit, /Test image \d*1, class 1/);
  await expect(digit).toBeInViewport();

  const points = await picture(errors.getByRole("img").first());
  await errors.getByRole("button", { name: "Curves" }).click();
  await expect.poll(() => picture(errors.getByRole("img").first())).not.toBe(points);
  await errors.getByRole("button", { name: "Training" }).click();
  await says(errors, "100 of 100 images of 1, 100 of 100 of 2.");

  // A cell chooses its pair: the third of the first row.
  await pairs.getByRole("img").focus();
  for (const key of ["ArrowRight", "ArrowRight"]) await page.keyboard.press(key);
  await says(pairs, "0 or 2: 10 of 10 right");
  await page.keyboard.press("Enter");
  await says(difference, "A: 0");
  await expect(means.getByRole("button", { name: "Compare 0 as A" })).toHaveAttribute("aria-pressed", "true");
});

test("a run goes on beside it, and another run's settings reach the room", async ({ page }) => {
  const { button } = await openWithFiles(page, "?epochs=500");
  const { browse, digit, enter } = room(page);
  await enter();
  await says(digit, "This network takes value ÷ 255.");
  await button("Train").click();
  await browse.getByRole("button", { name: "9", exact: true }).click();
  await says(browse, "1–100 of 100");
  const step = () => page.evaluate(() => /** @type {any} */ (globalThis).digitLab.state().run.report?.step ?? 0);
  const before = await step();
  await expect.poll(step).toBeGreaterThan(before);
  await expect(button("Pause")).toBeEnabled();
  await page.evaluate(() => /** @type {any} */ (globalThis).digitLab.trainer.configure({ input: "normalised" }));
  await says(digit, "This network takes (value ÷ 255 − 0.1307) ÷ 0.3081");
});

test("has no serious accessibility fault, light and dark", async ({ page }) => {
  await openWithFiles(page, "?rotation=30");
  const { balance, enter, pairs } = room(page);
  await enter();
  await says(pairs, "50 of 50");
  // All tables are made alike.
  await balance.getByText("As a table").click();
  await isAccessible(page, "the room", "#explore");
});

test.describe("on a phone", () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });

  test("nothing is wider than the screen, and an image that is touched comes in sight", async ({ page }) => {
    await openWithFiles(page);
    const { digit, enter, images, pixels } = room(page);
    await enter();
    await images.nth(3).tap();
    await says(digit, "Training image 3, class 3");
    await expect(digit.getByText("Training image 3")).toBeInViewport();
    await pixels.tap({ position: { x: 5 * 23 + 8, y: 3 * 23 + 8 } });
    await says(digit, "Row 3, column 5: 0");
    const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    expect(over).toBe(0);
  });
});

test("on MNIST: the published numbers", async ({ page }) => {
  test.skip(!HAS_MNIST, NEEDS_MNIST);
  await page.goto("./");
  const { balance, difference, enter, errors, facts, pairs } = room(page);
  await expect(page.getByRole("button", { name: "Train", exact: true })).toBeEnabled({ timeout: 90_000 });
  await enter();
  const fact = (/** @type {string} */ name) => facts.getByRole("row", { name }).getByRole("cell");
  await expect(fact("Mean of value").first()).toHaveText("0.1307");
  await expect(fact("Standard deviation").first()).toHaveText("0.3081");
  await expect(fact("Distinct values").first()).toHaveText("256");
  await says(balance, "Training: from 5,421 to 6,742 images a class.");
  await says(pairs, "82.03% of all test images lie nearest to the mean of their own class: 8,203 of 10,000.");
  await says(errors, "96.61% lie nearer to their own mean: 968 of 1,010 images of 3, 1,001 of 1,028 of 7.");
  await says(pairs, "3 or 7: 1,969 of 2,038 right, 96.61%");
  await says(difference, "A: 3");

  // What is saved is what is shown: the pairs' share, and the errors that it is counted from.
  const { lines } = await savedCsv(page, pairs);
  expect(lines).toHaveLength(46);
  expect(lines.find(([a, b]) => a === "3" && b === "7")).toEqual(["3", "7", "1969", "2038", "0.9661"]);
  const all = (await savedCsv(page, errors)).lines.slice(1);
  const right = all.filter(([, of, to_a, to_b]) =>
    of === "3" ? Number(to_a) <= Number(to_b) : Number(to_b) < Number(to_a),
  );
  expect([right.length, all.length]).toEqual([1969, 2038]);
});
