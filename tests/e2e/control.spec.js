/** Steering a run: a step, an epoch, an end; another rate, the right rate, a rate far too large; runs side by side. */

import { expect, openWithFiles, says, test } from "./helpers.js";

/** @param {import("@playwright/test").Page} page */
const state = (page) => page.evaluate(() => /** @type {any} */ (globalThis).digitLab.state());

test("one step, one epoch, the end", async ({ page }) => {
  const { button, results, standsStill, status, step, train } = await openWithFiles(page, "?epochs=20");
  await expect(button("Stop")).toBeDisabled();
  await button("One step").click();
  await expect.poll(step).toBe(1);
  await expect(button("Resume")).toBeEnabled();
  expect(await standsStill()).toBe(1);
  await button("One step").click();
  await expect.poll(step).toBe(2);

  // To the end of the epoch that is under way, and its test.
  await button("One epoch").click();
  await says(results, /\d+ of 50 wrong/);
  await expect(button("Resume")).toBeEnabled();
  expect(await standsStill()).toBe(16);
  await button("One epoch").click();
  await expect.poll(step).toBe(32);

  await button("One step").click();
  await expect.poll(step).toBe(33);
  await button("Stop").click();
  await expect(status).toHaveText(/^Finished: /, { timeout: 60_000 });
  await says(train, "33 of 320");
  expect((await state(page)).epochs.map((/** @type {{epoch: number}} */ { epoch }) => epoch)).toEqual([1, 2, 3]);
  await button("Train again").click();
  await expect.poll(step).toBeLessThan(33);
});

test("the rate is changed under way, and counts from the next step on", async ({ page }) => {
  const { button, reach, step, train } = await openWithFiles(page, "?epochs=500");
  const rate = train.locator("#learning-rate");
  await expect(rate).toHaveValue("0.001");
  await button("Train").click();
  await reach(2);
  await rate.fill("4e-4");
  await rate.press("Enter");
  const before = await step();
  await expect(train.locator(".figures__rate")).toHaveText("4e-4");
  // A point of the curve may be the mean of several steps.
  await expect.poll(async () => (await state(page)).curves.learning_rates.at(-1)).toBeCloseTo(4e-4, 8);
  await reach(before + 2);
  await button("Larger learning rate").click();
  await expect.poll(async () => (await state(page)).run.learning_rate).toBeGreaterThan(4e-4);
  await rate.fill("fast");
  await rate.press("Enter");
  await says(train, "A rate is a number above 0.");
});

test("a loss that is no number loses nothing: the run goes on with a smaller rate", async ({ page }) => {
  // Three linear layers on each other: their product leaves the numbers there are within a few steps.
  const linear = (/** @type {string} */ name, /** @type {number} */ units) => ({ kind: "linear", name, units });
  const layers = [{ kind: "flatten" }, linear("a", 64), linear("b", 64), linear("c", 10)];
  const network = encodeURIComponent(JSON.stringify(layers));
  const query = `?epochs=50&optimizer=sgd&learning_rate=10&momentum=0.9&network=${network}`;
  const { alert, button, status } = await openWithFiles(page, query);
  await button("Train").click();
  await says(alert, /At step \d+ the loss became/);
  await says(status, "Paused in epoch");
  const { run } = await state(page);
  expect(run.phase).toBe("paused");
  await alert.getByRole("button", { name: "Go on with a smaller rate" }).click();
  await expect.poll(async () => (await state(page)).run.learning_rate).toBeCloseTo(1);
  // That may still be far too much: the offer stands until it is small enough.
  const smaller = alert.getByRole("button", { name: "Go on with a smaller rate" });
  await expect(async () => {
    if (await smaller.isVisible()) await smaller.click();
    expect((await state(page)).run.report.step).toBeGreaterThan(40);
  }).toPass({ timeout: 60_000 });
});

test("the rate finder suggests a rate and leaves the network as it was", async ({ page }) => {
  const { button, inside, status, step, train } = await openWithFiles(page, "?epochs=5");
  await button("Find a rate").click();
  await train.getByRole("button", { name: "Start the sweep" }).click();
  await says(train, /The loss falls fastest near [\d.e-]+: a good rate to start with/, { timeout: 60_000 });
  expect(await step()).toBe(0);
  await says(inside, "Untrained");
  await train.getByRole("button", { name: "Use this rate" }).click();
  const { finder, run } = await state(page);
  await expect.poll(async () => (await state(page)).run.learning_rate).toBeCloseTo(finder.sweep.suggestion, 3);
  expect(run.summary.step).toBe(0);
  await expect(status).toHaveText("Ready. The network is untrained.");
});

test("runs are kept beside each other, named by what differs", async ({ page }) => {
  const { button, status, train } = await openWithFiles(page, "?epochs=1");
  const settings = page.locator("#settings");
  await settings.locator("summary").first().click();
  await button("Train").click();
  await expect(status).toHaveText(/^Finished: /, { timeout: 60_000 });
  const field = settings.getByLabel("Batch size", { exact: true });
  await field.fill("100");
  await field.press("Tab");
  await settings.getByRole("button", { name: "Start afresh with these" }).click();
  await expect(button("Train")).toBeEnabled();
  const runs = train.getByRole("table").filter({ hasText: "Test acc." });
  await expect(runs.getByRole("row").filter({ hasText: "batch 64" })).toBeVisible();
  await button("Train").click();
  await expect(status).toHaveText(/^Finished: /, { timeout: 60_000 });
  await expect(runs.getByRole("row").filter({ hasText: "batch 100" })).toContainText("%");
  await train.getByRole("button", { name: "Remove batch 64" }).click();
  await expect(runs).toBeHidden();
});

test("a script that resets the run is followed", async ({ page }) => {
  const { button, step, train } = await openWithFiles(page, "?epochs=5");
  await button("One step").click();
  await expect.poll(step).toBe(1);
  await page.evaluate(() => /** @type {any} */ (globalThis).digitLab.trainer.reset());
  await expect.poll(step).toBe(0);
  await expect(button("Train")).toBeEnabled();
  await says(train, "0 of 80");
  expect((await state(page)).curves.steps).toHaveLength(0);
});
