/** Images as points, in the Inside room. */

import { readFile } from "node:fs/promises";
import { allPainted, drawWithMouse, expect, isAccessible, lab, openWithFiles, picture, says, test } from "./helpers.js";

/** @typedef {import("./helpers.js").Page} Page */
/** @typedef {import("@playwright/test").Locator} Locator */

/** The page's state, read only. @param {Page} page @returns {Promise<any>} */
const embeddingOf = (page) =>
  page.evaluate(() => {
    const { seen, basis, umap } = /** @type {any} */ (globalThis).digitLab.state().embedding;
    return { step: seen?.features.step, basis: basis?.step, bounds: basis?.bounds, ms: umap?.ms };
  });

/** A network that has trained some steps, and the images as points. @param {Page} page @param {boolean} [draws] */
async function openPoints(page, draws = false) {
  const { button, reach } = await openWithFiles(page);
  await button("Train").click();
  await reach(12);
  await button("Pause").click();
  if (draws) await drawWithMouse(page, lab(page).pad);
  await page.getByRole("link", { name: "Inside" }).click();
  const section = page.locator("#embedding");
  const canvas = section.getByRole("img", { name: /^Points of images/ });
  // What is out of sight is not asked for.
  await section.scrollIntoViewIfNeeded();
  await expect(canvas).toBeVisible();
  await canvas.scrollIntoViewIfNeeded();
  await allPainted(canvas);
  return { section, canvas, busy: section.locator(".embedding__plot"), figure: section.getByRole("figure") };
}

/** What a button saves. @param {Page} page @param {Locator} figure @param {string} name */
async function saved(page, figure, name) {
  const button = figure.getByRole("button", { name, exact: true });
  const [file] = await Promise.all([page.waitForEvent("download"), button.click()]);
  return readFile(await file.path());
}

test("points lie on the principal axes, whose share of the variance is the trainer's", async ({ page }) => {
  const { section, figure } = await openPoints(page);
  const told = await page.evaluate(async () => {
    const { trainer, state } = /** @type {any} */ (globalThis).digitLab;
    const { explained, width, step, indices, labels } = await trainer.features({ split: "test", count: 2000 });
    return { explained, width, step, indices: [...indices], labels: [...labels], now: state().run.report.step };
  });
  expect(told.step).toBe(told.now);
  const share = ((told.explained[0] + told.explained[1]) * 100).toFixed(1);
  await says(section, `50 images, ${told.width} features each`);
  await says(section, `those of step ${told.step}, show ${share}% of the features' variance`);

  const lines = (await saved(page, figure, "CSV")).toString().trim().split("\r\n");
  expect(lines[0]).toBe("index,label,x,y");
  expect(lines.slice(1).map((line) => line.split(",").slice(0, 2).map(Number))).toEqual(
    told.indices.map((/** @type {number} */ index, /** @type {number} */ i) => [index, told.labels[i]]),
  );
  const npy = await saved(page, figure, "NPY");
  expect(npy.subarray(10, 128).toString()).toContain("'shape': (50, 2)");
  expect(npy.readFloatLE(128)).toBeCloseTo(Number(lines[1].split(",")[2]), 4);
  const svg = (await saved(page, figure, "SVG")).toString();
  expect(svg.match(/<circle /g)).toHaveLength(50);
  expect((await saved(page, figure, "PNG")).subarray(1, 4).toString()).toBe("PNG");
  // A class of five images is hidden.
  await section.getByRole("button", { name: "3", exact: true }).click();
  expect((await saved(page, figure, "SVG")).toString().match(/<circle /g)).toHaveLength(45);
  await section.getByRole("button", { name: "Show all classes" }).click();
  await isAccessible(page, "images as points", "#embedding");
});

test("the axes stay while the snapshots are gone through by keyboard, and can be a snapshot's", async ({ page }) => {
  const { section, busy, canvas } = await openPoints(page);
  const { basis, bounds } = await embeddingOf(page);
  const now = await picture(canvas);
  await section.getByRole("slider", { name: "Step" }).focus();
  await page.keyboard.press("Home");
  await says(section, /the layer .* at step 0\./);
  await expect(busy).toHaveAttribute("aria-busy", "false");
  await says(section, `those of step ${basis}, show`);
  const past = await embeddingOf(page);
  expect([past.step, past.basis]).toEqual([0, basis]);
  expect(past.bounds.x[0]).toBeLessThanOrEqual(bounds.x[0]);
  expect(await picture(canvas)).not.toBe(now);
  await section.getByRole("button", { name: "Use this step's axes" }).click();
  await says(section, "those of step 0, show");
  await section.getByRole("button", { name: "Back to now" }).click();
  await says(section, new RegExp(`at step ${basis}\\. The two axes, those of step 0`));
  await section.getByRole("button", { name: "Use the newest network's axes" }).click();
  await says(section, `those of step ${basis}, show`);
});

test("points are pointed at, surrounded and chosen, and lead to an image's way", async ({ page }) => {
  const { section, canvas } = await openPoints(page);
  const gallery = section.getByRole("list", { name: "Chosen images" });
  await canvas.focus();
  await page.keyboard.press("ArrowRight");
  await says(section, /^Image \d+: \d$/m);

  const box = /** @type {{x: number, y: number, width: number, height: number}} */ (await canvas.boundingBox());
  const place = (/** @type {number} */ x, /** @type {number} */ y) =>
    /** @type {const} */ ([box.x + x * box.width, box.y + y * box.height]);
  await page.mouse.move(...place(0.06, 0.04));
  await page.mouse.down();
  for (const [x, y] of [
    [0.99, 0.04],
    [0.99, 0.93],
    [0.06, 0.93],
  ])
    await page.mouse.move(...place(x, y), { steps: 5 });
  await page.mouse.up();
  await says(section, "50 images are chosen.");
  await expect(gallery.getByRole("button")).toHaveCount(50);
  await allPainted(gallery.locator("canvas"));

  await section.getByRole("combobox", { name: "Or choose a class" }).selectOption("7");
  await says(section, "5 images are chosen.");
  await gallery.getByRole("button", { name: "Image 27, 7: follow it through the network" }).press("Enter");
  await expect(page.locator("#walk").getByRole("spinbutton", { name: "Image" })).toHaveValue("27");
  await section.getByRole("button", { name: "Choose none" }).click();
  await expect(gallery).toBeHidden();
});

test("UMAP is computed beside the page, the same for the same settings, with the drawing in it", async ({ page }) => {
  const { section, figure } = await openPoints(page, true);
  await says(section, "The star is your drawing, on the same axes.");
  await section.getByRole("button", { name: "UMAP", exact: true }).click();
  const neighbours = section.getByRole("combobox", { name: /n_neighbors/ });
  // A click in the moment in which another UMAP begins would save nothing.
  const isCurrent = () =>
    page.evaluate(() => {
      const { wish, seen, umap, settings } = /** @type {any} */ (globalThis).digitLab.state().embedding;
      if (!umap || umap.running || seen.wish !== wish || umap.features.number !== seen.features.number) return false;
      return umap.settings.neighbours === settings.neighbours;
    });
  const computed = async () => {
    await expect.poll(isCurrent).toBe(true);
    await says(section, /Computed for step \d+ in/);
    return (await saved(page, figure, "CSV")).toString();
  };
  const first = await computed();
  await says(section, "UMAP places it among the images");
  await isAccessible(page, "images as points, by UMAP", "#embedding");
  expect((await saved(page, figure, "SVG")).toString()).toContain("your drawing");
  await neighbours.selectOption("30");
  expect(await computed()).not.toBe(first);
  await neighbours.selectOption("15");
  expect(await computed()).toBe(first);
  await section.getByRole("combobox", { name: "Layer" }).selectOption({ index: 2 });
  await says(section, /features each, of the layer/);
  expect(await computed()).not.toBe(first);
  await expect(page.getByRole("alert")).toBeHidden();
});

test("on a phone in Chinese, nothing is wider than the page", async ({ page }) => {
  await page.setViewportSize({ width: 360, height: 740 });
  const { section } = await openPoints(page);
  await page.getByRole("button", { name: "中文" }).click();
  await says(section, "图像的二维表示");
  await section.getByRole("button", { name: "训练集" }).click();
  await says(section, "1,000 张图像");
  await section.getByRole("combobox", { name: "或选择一个类别" }).selectOption("2");
  await says(section, "选中了 100 张图像。 下面显示前 60 张。");
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
  await isAccessible(page, "images as points, on a phone", "#embedding");
  await expect(page.getByRole("alert")).toBeHidden();
});
