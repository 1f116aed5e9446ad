/** The Library room: weights and metrics as files, out and in. */

import { readFile } from "node:fs/promises";
import { expect, isAccessible, openWithFiles, says, test } from "./helpers.js";

/** @typedef {import("./helpers.js").Page} Page */

/** A network that has trained some steps. @param {Page} page */
async function openLibrary(page) {
  const all = await openWithFiles(page);
  await all.button("Train").click();
  await all.reach(12);
  await all.button("Pause").click();
  await page.getByRole("link", { name: "Library" }).click();
  const weights = page.locator("#weights");
  await expect(weights.getByRole("button", { name: /as safetensors$/ })).toBeEnabled();
  return { ...all, weights };
}

/** What a button saves. @param {Page} page @param {import("@playwright/test").Locator} button */
async function saved(page, button) {
  const [download] = await Promise.all([page.waitForEvent("download"), button.click()]);
  return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) };
}

/** The probabilities of an image, and the network's step. @param {Page} page */
const answer = (page) =>
  page.evaluate(async () => {
    const { trainer } = /** @type {any} */ (globalThis).digitLab;
    const { step, probabilities } = await trainer.inspect(3);
    return { step, probabilities: [...probabilities] };
  });

for (const format of ["safetensors", "onnx", "npz"]) {
  test(`weights leave as ${format}, and come back to a fresh network`, async ({ page }) => {
    const { button, reach, weights } = await openLibrary(page);
    const trained = await answer(page);
    const file = await saved(page, weights.getByRole("button", { name: new RegExp(`as \\.?${format}`, "i") }));
    expect(file.name).toBe(`digit-lab-simple-${trained.step}.${format}`);
    await says(weights, "Elsewhere it is loaded like this");
    if (format === "safetensors") {
      const length = Number(file.bytes.readBigUInt64LE(0));
      const header = JSON.parse(file.bytes.toString("utf8", 8, 8 + length));
      expect(header["conv2.weight"]).toMatchObject({ dtype: "F32", shape: [32, 16, 5, 5] });
      expect(header.__metadata__).toMatchObject({ format: "pt", "digit_lab.step": String(trained.step) });
    }

    await page.getByRole("link", { name: "Lab" }).click();
    // The bar of the other rooms has such a button, too.
    await expect(page.locator("#train")).toBeVisible();
    await button("Reset").click();
    await expect.poll(async () => (await answer(page)).step).toBe(0);
    expect((await answer(page)).probabilities).not.toEqual(trained.probabilities);
    await page.getByRole("link", { name: "Library" }).click();
    await weights.locator("input[type=file]").setInputFiles({
      ...{ name: file.name, mimeType: "application/octet-stream", buffer: file.bytes },
    });
    await says(weights, `The run begins with the weights of ${file.name}.`);
    expect(await answer(page)).toEqual({ step: 0, probabilities: trained.probabilities });
    // It trains on from there, with all workers.
    await page.getByRole("link", { name: "Lab" }).click();
    // The bar of the other rooms has such a button, too.
    await expect(page.locator("#train")).toBeVisible();
    await button("Train").click();
    await reach(2);
    await expect(page.getByRole("alert")).toBeHidden();
  });
}

test("weights of another network, and files that are none, are refused, and the run stays", async ({ page }) => {
  const { weights } = await openLibrary(page);
  const before = await answer(page);
  const input = weights.locator("input[type=file]");
  const header = JSON.stringify({ "conv1.weight": { dtype: "F32", shape: [1, 1], data_offsets: [0, 4] } });
  const buffer = Buffer.concat([Buffer.alloc(8), Buffer.from(header), Buffer.alloc(4)]);
  buffer.writeBigUInt64LE(BigInt(header.length));
  await input.setInputFiles({ name: "other.safetensors", mimeType: "", buffer });
  await says(weights.getByRole("alert"), "conv1.weight is [1, 1] in the file and [16, 1, 5, 5] in the network");
  for (const bad of [Buffer.from("hello"), Buffer.from("PK\u0003\u0004 no archive"), Buffer.alloc(0)]) {
    await input.setInputFiles({ name: "bad.npz", mimeType: "", buffer: bad });
    await says(weights.getByRole("alert"), "bad.npz: The file of weights cannot be read");
  }
  expect(await answer(page)).toEqual(before);
  await isAccessible(page, "the Library room", "#library-room");
});

test("metrics leave as CSV and JSON; in Chinese on a phone nothing sticks out", async ({ page }) => {
  await openLibrary(page);
  const metrics = page.locator("#metrics");
  const steps = (await saved(page, metrics.getByRole("button", { name: "Steps as CSV" }))).bytes.toString();
  expect(steps.split("\r\n")[0]).toBe("step,loss,accuracy,learning_rate,gradient_norm,steps_averaged");
  const run = JSON.parse((await saved(page, metrics.getByRole("button", { name: "as JSON" }))).bytes.toString());
  const state = await page.evaluate(() => /** @type {any} */ (globalThis).digitLab.state().curves);
  expect([run.config.preset, run.curves.losses]).toEqual(["simple", state.losses]);
  await page.setViewportSize({ width: 360, height: 740 });
  await page.getByRole("button", { name: "中文" }).click();
  await says(page.locator("#weights"), "保存权重");
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
});

test("a run leaves as a program for PyTorch, with what it begins with, and as figures", async ({ page }) => {
  const { weights } = await openLibrary(page);
  await expect(weights).toBeVisible();
  const pytorch = page.locator("#pytorch");
  await pytorch.getByText("Show the program").click();
  await says(pytorch, "class Network(nn.Module):");
  await says(pytorch, "save a project file with the images");
  await isAccessible(page, "the program for PyTorch", "#pytorch");
  const files = /** @type {Record<string, Buffer>} */ ({});
  page.on("download", async (download) => {
    files[download.suggestedFilename()] = await readFile(await download.path());
  });
  await pytorch.getByRole("button", { name: "Save train.py and train.npz" }).click();
  await expect.poll(() => Object.keys(files).sort()).toEqual(["train.npz", "train.py"]);
  expect(files["train.py"].toString()).toContain("self.conv2 = nn.Conv2d(16, 32, 5, padding=2)");
  expect(files["train.npz"].toString("latin1")).toContain("order.npy");
  await page.getByRole("button", { name: "中文" }).click();
  await says(pytorch, "按照 Digit Lab 的方式训练网络");

  // The curves as pictures that need nothing of the page.
  await page.getByRole("button", { name: "English" }).click();
  const figure = page.locator("#metrics").getByRole("figure").first();
  const svg = await saved(page, figure.getByRole("button", { name: "SVG" }));
  expect(svg.name).toBe("digit-lab-loss.svg");
  expect(svg.bytes.toString()).toContain("<title>training, mean over 32 steps</title>");
  expect(svg.bytes.toString()).not.toContain("var(--");
  const png = await saved(page, figure.getByRole("button", { name: "PNG" }));
  expect(png.bytes.subarray(1, 4).toString()).toBe("PNG");
  await isAccessible(page, "the curves", "#metrics");
  await expect(page.getByRole("alert")).toBeHidden();
});
