/** The Inside room: one image on its way through the network. */

import { readFile } from "node:fs/promises";
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
  await expect(walk.getByRole("heading", { name: "conv1" })).toBeVisible();
  return { walk, stations: walk.getByRole("list").getByRole("button") };
}

test("every layer is shown, and the arithmetic of a value adds up to it", async ({ page }) => {
  const { walk, stations } = await openInside(page);
  await expect(stations).toHaveCount(12); // the probabilities are one more
  await allPainted(walk.getByRole("list").locator("canvas"));
  for (const layer of ["conv1", "conv2", "fc1", "fc2", "Probabilities"]) {
    await stations.filter({ hasText: layer }).click();
    await expect(walk.getByRole("heading", { name: layer })).toBeVisible();
    const maps = walk.getByRole("button", { name: /^Map \d+$/ });
    for (const unit of [0, 3, 7]) {
      await maps.nth(unit).click();
      await expect(maps.nth(unit)).toHaveAttribute("aria-pressed", "true");
      const total = walk.getByText(/(Sum of the products|exponential of each)/);
      await expect(total).toBeVisible();
      const words = await total.innerText();
      const [, value, shown] = /[=:] ([+\-−.\d]+); the \w+ has ([+\-−.\d]+)/.exec(words) ?? [];
      expect(value, words).toBe(shown);
    }
  }
  await expect(page).toHaveURL(/#walk\/test\/0\/11\/7$/);
  await stations.filter({ hasText: "max pooling" }).first().click();
  await says(walk, "The largest of them");
  const slide = walk.getByRole("button", { name: "Slide the window" });
  await slide.click();
  await says(walk, /row 1[2-9], column (1[3-9]|[2-9])/);
  await walk.getByRole("button", { name: "Stop" }).click();
  await expect(slide).toBeVisible();
});

test("a link leads to an image, a layer and a unit, and figures are kept as files", async ({ page }) => {
  const { walk, stations } = await openInside(page);
  await page.evaluate(() => (location.hash = "#walk/train/17/3/5"));
  await expect(walk.getByRole("heading", { name: "conv2" })).toBeVisible();
  await expect(walk.getByRole("spinbutton", { name: "Image" })).toHaveValue("17");
  await expect(walk.getByRole("button", { name: "Map 5", exact: true })).toHaveAttribute("aria-pressed", "true");
  await walk.getByRole("button", { name: "Map 2", exact: true }).press("Enter");
  await expect(page).toHaveURL(/#walk\/train\/17\/3\/2$/);

  const captured = await page.evaluate(async () => {
    const { trainer } = /** @type {any} */ (globalThis).digitLab;
    const images = { split: "train", indices: [17] };
    const [{ shape, data }] = await trainer.capture({ images, layers: [3], what: ["activation"] });
    return { shape, data: [...data] };
  });
  const maps = walk.locator("figure").filter({ hasText: "Output of the layer" });
  const saved = async (/** @type {string} */ name) => {
    const [download] = await Promise.all([page.waitForEvent("download"), maps.getByRole("button", { name }).click()]);
    return readFile(await download.path());
  };
  const npy = await saved("NPY");
  const values = new Float32Array(npy.buffer.slice(npy.byteOffset + 128, npy.byteOffset + npy.length));
  expect(npy.toString("latin1", 0, 128)).toContain(`'shape': (${captured.shape.slice(1).join(", ")})`);
  expect([...values]).toEqual(captured.data);
  const lines = (await saved("CSV")).toString().trim().split("\r\n");
  expect(lines[0]).toBe("map,row,column,value");
  expect(lines.length).toBe(values.length + 1);
  expect((await saved("PNG")).subarray(1, 4).toString()).toBe("PNG");

  const kernels = walk.locator("figure").filter({ hasText: "a row for each map" });
  await expect(kernels).toContainText("32 × 16 kernels of 5 × 5");
  await allPainted(kernels.locator("canvas"));
  await stations.filter({ hasText: "fc1" }).click();
  await says(walk.locator("figure").filter({ hasText: "Weights" }), "32 of 7 × 7");
});

test("what is drawn goes through the network as it is drawn", async ({ page }) => {
  const { walk, stations } = await openInside(page);
  await walk.getByRole("button", { name: "Drawing" }).click();
  await says(walk, "Draw a digit on the pad.");
  const pad = walk.getByRole("application", { name: "Drawing pad" });
  const box = await pad.boundingBox();
  if (!box) throw new Error("The pad is not there.");
  const at = (/** @type {number} */ x, /** @type {number} */ y) =>
    /** @type {const} */ ([box.x + x * box.width, box.y + y * box.height]);
  await page.mouse.move(...at(0.5, 0.2));
  await page.mouse.down();
  await page.mouse.move(...at(0.5, 0.8), { steps: 8 });
  await page.mouse.up();
  const input = walk.getByRole("listitem").filter({ hasText: "Input" }).first();
  await expect(input).toContainText("Drawing");
  const probabilities = async () => (await stations.last().innerText()).trim();
  const before = await probabilities();
  await page.mouse.move(...at(0.2, 0.3));
  await page.mouse.down();
  await page.mouse.move(...at(0.8, 0.3), { steps: 8 });
  await page.mouse.up();
  await expect.poll(probabilities).not.toBe(before);
  // What is out of sight is not asked for.
  const why = page.locator("#why");
  await why.scrollIntoViewIfNeeded();
  await expect(why.getByRole("img", { name: "Drawing" })).toBeVisible();
  await walk.getByRole("button", { name: "Clear" }).click();
  await page.getByRole("link", { name: "Lab" }).click();
  await says(page.getByRole("region", { name: "Draw" }), "Draw");
});

test("a snapshot of the run is looked at, by keyboard too, and left again", async ({ page }) => {
  const { walk, stations } = await openInside(page);
  const steps = walk.getByRole("slider", { name: "Step" });
  const shown = walk.getByRole("list", { name: /^Layers/ });
  await steps.focus();
  await page.keyboard.press("Home");
  await says(walk, "in the past: step 0");
  await expect(shown).toHaveAttribute("aria-busy", "false");
  const output = stations.nth(10);
  const untrained = await output.innerText();
  await page.keyboard.press("ArrowRight");
  await says(walk, /in the past: step [1-9]/); // the oldest are thinned first
  await walk.getByRole("button", { name: "Back to now" }).click();
  await says(walk, /now: step \d+/);
  await expect(output).not.toHaveText(untrained);
});

test("the answer is attributed by every method, for any image", async ({ page }) => {
  const { walk, stations } = await openInside(page);
  const why = page.locator("#why");
  const method = why.getByRole("combobox", { name: "Method" });
  await method.scrollIntoViewIfNeeded();
  for (const name of ["SmoothGrad", "Occlusion", "Integrated gradients"]) {
    await method.selectOption(name);
    await expect(why.getByRole("img", { name })).toBeVisible();
  }
  await expect(async () => {
    const words = await why.getByText(/The pixels add up to/).innerText();
    const [, sum, difference] = /add up to ([+\-−]?[.\d]*\d); .* is ([+\-−]?[.\d]*\d)/.exec(words) ?? [];
    const number = (/** @type {string} */ text) => Number(text.replace("−", "-"));
    expect(Math.abs(number(sum) - number(difference))).toBeLessThan(0.2);
  }).toPass({ timeout: 30_000 });
  await method.selectOption("Grad-CAM of the chosen layer");
  await expect(why.getByRole("img", { name: "Grad-CAM of the chosen layer" })).toBeVisible();
  await stations.filter({ hasText: "fc1" }).click();
  await method.scrollIntoViewIfNeeded();
  await says(why, "Choose a layer with maps first.");
  await walk.getByRole("button", { name: "Training" }).click();
  await walk.getByRole("spinbutton", { name: "Image" }).fill("17");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("alert")).toBeHidden();
  await isAccessible(page, "the Inside room", "#inside-room");
});

test("the nearest training images are found, of a training image its like first", async ({ page }) => {
  const { walk } = await openInside(page);
  const why = page.locator("#why");
  await walk.getByRole("button", { name: "Training" }).click();
  await walk.getByRole("spinbutton", { name: "Image" }).fill("17");
  await page.keyboard.press("Enter");
  await why.getByRole("button", { name: "Find them" }).click();
  const found = why.getByRole("button", { name: /Training image/ });
  await expect(found).toHaveCount(12);
  // The images made for the tests come again and again.
  await expect(found.first()).toHaveAttribute("title", /^Training image \d*7: 7, distance 0.0$/);
  const { indices } = await page.evaluate(() =>
    /** @type {any} */ (globalThis).digitLab.trainer.nearest({ image: { split: "train", indices: [17] }, count: 12 }),
  );
  for (const [i, index] of [...indices.values()].entries())
    await expect(found.nth(i)).toHaveAttribute("title", new RegExp(`^Training image ${index}:`));
  await found.nth(3).click();
  await expect(walk.getByRole("spinbutton", { name: "Image" })).toHaveValue(String(indices[3]));
});

test("activation maximisation makes an image for every class, and for a unit", async ({ page }) => {
  const { stations } = await openInside(page);
  const likes = page.locator("#likes");
  const compute = likes.getByRole("button", { name: "Compute" });
  await compute.click();
  const images = likes.getByRole("listitem").getByRole("img");
  await expect(images).toHaveCount(10);
  await expect(compute).toBeEnabled();
  for (const words of await likes.getByRole("listitem").allInnerTexts()) {
    const [before, after] = words.split("→").map((part) =>
      Number(
        part
          .trim()
          .split(/\s/)
          .at(part === words.split("→")[0] ? -1 : 0)
          ?.replace("−", "-"),
      ),
    );
    expect(after, words).toBeGreaterThan(before);
  }
  await stations.filter({ hasText: "conv2" }).click();
  await likes.getByRole("button", { name: "conv2" }).click();
  await compute.click();
  await expect(images).toHaveCount(1);
  await says(likes, "Layer: conv2");
});

test("residual blocks and batch norms are walked through, in Chinese on a phone", async ({ page }) => {
  await page.setViewportSize({ width: 360, height: 740 });
  const { button, reach } = await openWithFiles(page, "?preset=resnet-mini&subset=200");
  await button("Train").click();
  await reach(1);
  await page.getByRole("button", { name: "中文" }).click();
  await page.getByRole("link", { name: "内部" }).click();
  const walk = page.locator("#walk");
  await expect(page.getByRole("heading", { name: "为什么得出这个答案？" })).toBeVisible();
  await expect(walk.getByRole("heading", { name: /conv/ })).toBeVisible();
  const { layers } = await page.evaluate(() => /** @type {any} */ (globalThis).digitLab.state().run.summary);
  await expect(walk.getByRole("list").getByRole("button")).toHaveCount(layers.length + 1);
  await expect(walk.getByRole("list", { name: "跳跃连接" })).not.toHaveCount(0);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
  await expect(page.getByRole("alert")).toBeHidden();
});
