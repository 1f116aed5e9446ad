/** The Inside room: one image on its way through the network. */

import { allPainted, expect, isAccessible, openWithFiles, says, test } from "./helpers.js";

/** @typedef {import("./helpers.js").Page} Page */

/** A network that has trained some steps, seen from inside. @param {Page} page @param {string} [query] */
async function openInside(page, query = "") {
  const { button, reach } = await openWithFiles(page, query);
  await button("Train").click();
  await reach(12);
  await button("Pause").click();
  await page.getByRole("link", { name: "Inside" }).click();
  const walk = page.locator("#walk");
  await expect(walk.getByRole("heading", { name: "Why this answer?" })).toBeVisible();
  return { walk, stations: walk.getByRole("list").getByRole("button") };
}

test("every layer is shown, and the arithmetic of a value adds up to it", async ({ page }) => {
  const { walk, stations } = await openInside(page);
  await expect(stations).toHaveCount(11);
  await allPainted(walk.getByRole("list").locator("canvas"));
  for (const layer of ["conv1", "conv2", "fc1", "fc2"]) {
    await stations.filter({ hasText: layer }).click();
    await expect(walk.getByRole("heading", { name: layer })).toBeVisible();
    const maps = walk.getByRole("button", { name: /^Map \d+$/ });
    for (const unit of [0, 3, 7]) {
      await maps.nth(unit).click();
      const total = walk.getByText(/Sum of the products/);
      await expect(total).toBeVisible();
      const words = await total.innerText();
      const [, value, shown] = /= ([+\-−.\d]+); the map has ([+\-−.\d]+)/.exec(words) ?? [];
      expect(value, words).toBe(shown);
    }
  }
  await stations.filter({ hasText: "max pooling" }).first().click();
  await says(walk, "The largest of them");
});

test("a snapshot of the run is looked at, by keyboard too, and left again", async ({ page }) => {
  const { walk } = await openInside(page);
  const steps = walk.getByRole("slider", { name: "Step" });
  const shown = walk.getByRole("list", { name: /^Layers/ });
  await steps.focus();
  await page.keyboard.press("Home");
  await says(walk, "in the past: step 0");
  await expect(shown).toHaveAttribute("aria-busy", "false");
  const output = walk.getByText(/Output for/);
  const untrained = await output.innerText();
  await page.keyboard.press("ArrowRight");
  await says(walk, /in the past: step [1-9]/); // the oldest are thinned first
  await walk.getByRole("button", { name: "Back to now" }).click();
  await says(walk, /now: step \d+/);
  await expect(output).not.toHaveText(untrained);
});

test("the answer is attributed by every method, for any image", async ({ page }) => {
  const { walk, stations } = await openInside(page);
  const method = walk.getByRole("combobox", { name: "Method" });
  for (const name of ["SmoothGrad", "Occlusion", "Integrated gradients"]) {
    await method.selectOption(name);
    await expect(walk.getByRole("img", { name })).toBeVisible();
  }
  await expect(async () => {
    const words = await walk.getByText(/The pixels add up to/).innerText();
    const [, sum, difference] = /add up to ([+\-−]?[.\d]*\d); .* is ([+\-−]?[.\d]*\d)/.exec(words) ?? [];
    const number = (/** @type {string} */ text) => Number(text.replace("−", "-"));
    expect(Math.abs(number(sum) - number(difference))).toBeLessThan(0.2);
  }).toPass({ timeout: 30_000 });
  await method.selectOption("Grad-CAM of the chosen layer");
  await expect(walk.getByRole("img", { name: "Grad-CAM of the chosen layer" })).toBeVisible();
  await stations.filter({ hasText: "fc1" }).click();
  await says(walk, "Choose a layer with maps first.");
  await walk.getByRole("button", { name: "Training" }).click();
  await walk.getByRole("spinbutton", { name: "Image" }).fill("17");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("alert")).toBeHidden();
  await isAccessible(page, "the Inside room", "#walk");
});

test("residual blocks and batch norms are walked through, in Chinese on a phone", async ({ page }) => {
  await page.setViewportSize({ width: 360, height: 740 });
  const { button, reach } = await openWithFiles(page, "?preset=resnet-mini&subset=200");
  await button("Train").click();
  await reach(1);
  await page.getByRole("button", { name: "中文" }).click();
  await page.getByRole("link", { name: "内部" }).click();
  const walk = page.locator("#walk");
  await expect(walk.getByRole("heading", { name: "为什么得出这个答案？" })).toBeVisible();
  const { layers } = await page.evaluate(() => /** @type {any} */ (globalThis).digitLab.state().run.summary);
  await expect(walk.getByRole("list").getByRole("button")).toHaveCount(layers.length);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
  await expect(page.getByRole("alert")).toBeHidden();
});
