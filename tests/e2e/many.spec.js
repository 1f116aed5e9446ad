/** The Inside room: many images at one layer, and one update by hand. */

import { readFile } from "node:fs/promises";
import { expect, isAccessible, openWithFiles, says, test } from "./helpers.js";

/** @typedef {import("./helpers.js").Page} Page */

/** @param {Page} page @param {string} section */
async function openSection(page, section) {
  const all = await openWithFiles(page);
  await page.getByRole("link", { name: "Inside" }).click();
  const place = page.locator(`#${section}`);
  await place.scrollIntoViewIfNeeded();
  return { ...all, place };
}

test("many images pass one layer, in every arrangement, and are kept as files", async ({ page }) => {
  const { place } = await openSection(page, "many");
  const rows = place.getByRole("list", { name: "Images" }).getByRole("listitem");
  await expect(rows).toHaveCount(20);
  await place.getByRole("button", { name: "Five digits, five maps" }).click();
  await expect(rows).toHaveCount(5);
  await expect(rows.first().getByRole("img")).toHaveCount(6);
  await place.getByRole("spinbutton", { name: "First map" }).fill("3");
  await page.keyboard.press("Enter");
  await says(place, "Maps 3 to 7 of 16");
  await place.getByRole("button", { name: "One of each class" }).click();
  await expect(rows).toHaveCount(10);

  // What is kept is what the trainer says of these images.
  const captured = await page.evaluate(async () => {
    const { trainer } = /** @type {any} */ (globalThis).digitLab;
    const { indices } = await trainer.browse({ split: "test", class: 4, first: 0, count: 1 });
    const images = { split: "test", indices: [...indices] };
    const [{ data }] = await trainer.capture({ images, layers: ["conv1"], what: ["activation"] });
    return [...data.subarray(3 * 784, 11 * 784)];
  });
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    place.getByRole("button", { name: "NPY" }).click(),
  ]);
  const file = await readFile(await download.path());
  expect(file.toString("latin1", 0, 128)).toContain("'shape': (10, 8, 28, 28)");
  const values = new Float32Array(file.buffer.slice(file.byteOffset + 128, file.byteOffset + file.length));
  expect([...values.subarray(4 * captured.length, 5 * captured.length)]).toEqual(captured);

  await place.getByRole("button", { name: "Mean of each class" }).click();
  await expect(place.getByRole("img", { name: /^mean of \d+ images of 4$/ })).toBeVisible();
  await place.getByRole("combobox", { name: "Layer" }).selectOption({ label: "fc1 · fully connected (128)" });
  await says(place, "128 values for each image");
  await place.getByRole("button", { name: "20 images, one map" }).click();
  await place.getByRole("button", { name: /^image 2: 2/ }).click();
  await expect(page.locator("#walk").getByRole("spinbutton", { name: "Image" })).toHaveValue("2");
  await isAccessible(page, "many images", "#many");
});

test("one update by hand, on an untrained network, with the trainer's own numbers", async ({ page }) => {
  const { place } = await openSection(page, "update");
  await says(place, "Network of step 0");
  const answered = await page.evaluate(async () => {
    const { trainer } = /** @type {any} */ (globalThis).digitLab;
    const trial = await trainer.trial({ images: { split: "train", indices: [0, 1] } });
    const softmax = (/** @type {Float32Array} */ outputs) => {
      const powers = [...outputs].map(Math.exp);
      return powers.map((power) => power / powers.reduce((a, b) => a + b));
    };
    const own = [trial.before, trial.after].map((outputs) =>
      [0, 1].map((i) => softmax(outputs.subarray(i * 10, i * 10 + 10))[i]),
    );
    return { own, loss: trial.loss, updates: trial.updates.length };
  });
  // Images 0 and 1 of those made for the tests are a 0 and a 1.
  const [before, after] = answered.own.map((own) => own.map((probability) => probability.toFixed(4)));
  for (const probability of before) await says(place, `−log(${probability}) = `);
  await says(place, `Mean loss: ${answered.loss.toFixed(4)}`);
  for (const [i, probability] of after.entries())
    await expect(place.getByRole("row", { name: new RegExp(`^Image ${i}`) })).toContainText(probability);
  await expect(place.getByRole("region", { name: "3. Update" }).getByRole("row")).toHaveCount(answered.updates + 1);
  const mean = await place.getByRole("row", { name: /^Mean/ }).innerText();
  expect(mean).toMatch(/-0\.\d+$/);

  const images = place.getByRole("textbox", { name: "Training images" });
  await images.fill("5, x");
  await images.press("Enter");
  await says(place.getByRole("alert"), "Up to 8 numbers from 0 to 999");
  await images.fill("5, 6, 7");
  await images.press("Enter");
  await expect(place.getByRole("row", { name: /^Image \d/ })).toHaveCount(3);
  await expect(place.getByRole("alert")).toBeHidden();
  await isAccessible(page, "one update", "#update");
});

test("in Chinese, on a phone, nothing sticks out", async ({ page }) => {
  await page.setViewportSize({ width: 360, height: 740 });
  const { place } = await openSection(page, "update");
  await page.getByRole("button", { name: "中文" }).click();
  await says(place, "前向传播与损失");
  await page.locator("#many").scrollIntoViewIfNeeded();
  await page.locator("#many").getByRole("button", { name: "每类一张" }).click();
  await expect(page.locator("#many").getByRole("listitem")).toHaveCount(10);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
});
