/** What a visitor can set: the form, a link to a run, augmentation before it is applied. */

import { expect, openWithFiles, picture, says, test } from "./helpers.js";

/** @typedef {import("@playwright/test").Page} Page */

/** @param {Page} page @param {string} [query] */
async function openSettings(page, query) {
  const all = await openWithFiles(page, query);
  const settings = page.locator("#settings");
  await settings.locator("summary").first().click();
  const field = (/** @type {string} */ label) => settings.getByLabel(label, { exact: true });
  return {
    ...all,
    settings,
    field,
    group: (/** @type {string} */ title) => settings.locator("summary").filter({ hasText: title }).click(),
    /** Types a value and leaves the field. @param {string} label @param {string} value */
    async type(label, value) {
      await field(label).fill(value);
      await field(label).press("Tab");
    },
    problem: (/** @type {string} */ name) => settings.locator(`#setting-${name}-problem`),
  };
}

test("what makes no sense is said beside it; the rest takes effect at once, and there is a way back", async ({
  page,
}) => {
  const { button, field, problem, settings, train, type } = await openSettings(page);
  await type("Epochs", "many");
  await expect(problem("epochs")).toHaveText("Epochs must be a whole number from 1 up. Until then, 3 stands.");
  await says(train, `0 of ${3 * 16}`);
  await expect(button("Train")).toBeEnabled();
  await type("Epochs", "7");
  await expect(problem("epochs")).toBeEmpty();
  await says(train, `0 of ${7 * 16}`);

  await type("Batch size", "5000");
  await expect(problem("batch_size")).toHaveText("5000 is not in 1 to 4096.");
  await expect(button("Train")).toBeDisabled();
  await button("中文").click();
  await expect(problem("batch_size")).toHaveText("5000 不在 1 到 4096 之间。");
  await button("English").click();
  await type("Batch size", "1e2");
  await expect(field("Batch size")).toHaveValue("100");
  await says(train, `0 of ${7 * 10}`);
  await says(settings, "The recipe of simple, with 2 changed.");
  await settings.getByRole("button", { name: "Back to the recipe" }).click();
  await says(train, `0 of ${3 * 16}`);
  await says(settings, "The recipe of simple, as it is.");
});

test("only what matters beside the other settings is shown", async ({ page }) => {
  const { field, group } = await openSettings(page);
  await group("Optimiser parameters");
  await expect(field("β₁")).toBeVisible();
  await expect(field("Momentum")).toBeHidden();
  await field("Optimiser").selectOption("SGD");
  await expect(field("β₁")).toBeHidden();
  await expect(field("Nesterov")).toBeHidden();
  await field("Momentum").fill("0.9");
  await field("Momentum").press("Enter");
  await expect(field("Nesterov")).toBeVisible();
  await expect(field("Factor of a step")).toBeHidden();
  await field("Schedule").selectOption("in steps");
  await expect(field("Factor of a step")).toBeVisible();
});

test("once a run has begun, changes wait until it is started afresh", async ({ page }) => {
  const { button, field, reach, settings, train, type } = await openSettings(page, "?epochs=500");
  const fresh = settings.getByRole("button", { name: "Start afresh with these" });
  await button("Train").click();
  await reach(2);
  await type("Batch size", "50");
  await says(settings, "The run goes on with the values it began with.");
  await expect(fresh).toBeDisabled();
  await settings.getByRole("button", { name: "Discard" }).click();
  await expect(field("Batch size")).toHaveValue("64");
  await expect(fresh).toBeHidden();

  await type("Batch size", "50");
  await button("Pause").click();
  await fresh.click();
  await says(train, `0 of ${(500 * 20).toLocaleString("en")}`);
  await expect(fresh).toBeHidden();
});

test("a link opens the page with the same run", async ({ page, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const network = '[{"kind":"flatten"},{"kind":"linear","name":"only","units":10}]';
  const query = `?preset=lenet&network=${encodeURIComponent(network)}&momentum=0.9&rotation=10&epochs=5`;
  const { settings, type } = await openSettings(page, query);
  await type("Learning rate", "0.02");
  await says(settings, "The recipe of lenet, with 4 changed.");
  const run = () => page.evaluate(() => /** @type {any} */ (globalThis).digitLab.state().run.summary);
  // The words are the draft's, which the run follows.
  await expect.poll(async () => (await run()).config.learning_rate).toBe(0.02);
  const before = await run();
  await settings.getByRole("button", { name: "Copy link" }).click();
  await says(settings, "Copied: the link opens this page");
  const link = await page.evaluate(() => navigator.clipboard.readText());

  await page.goto("about:blank");
  await openSettings(page, new URL(link).search);
  expect(before.config).toMatchObject({ preset: "lenet", momentum: 0.9, rotation: 10, epochs: 5, learning_rate: 0.02 });
  expect(before.layers.map((/** @type {{name: string}} */ { name }) => name)).toEqual(["", "only"]);
  expect(await run()).toEqual(before);
});

test("augmentation is seen while its sliders move, and told in the run once they rest", async ({ page }) => {
  const { group, problem, settings } = await openSettings(page);
  await group("Augmentation");
  const original = settings.getByRole("img", { name: /^Training image 1, a \d$/ });
  const variant = settings.getByRole("img", { name: "Variant 1 of training image 1" });
  await expect(variant).toBeVisible();
  await says(settings, "All at 0: the images stay as they are.");
  const asItIs = await picture(original);
  expect(await picture(variant)).toBe(asItIs);

  const rotation = settings.getByRole("slider", { name: "Rotation" });
  const box = await rotation.boundingBox();
  if (!box) throw new Error("The slider is not in sight.");
  const config = () => page.evaluate(() => /** @type {any} */ (globalThis).digitLab.state().run.summary.config);
  await page.mouse.move(box.x + 8, box.y + box.height / 2);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2, { steps: 4 });
  await expect.poll(() => picture(variant)).not.toBe(asItIs);
  expect(await picture(original)).toBe(asItIs);
  expect((await config()).rotation).toBe(0);
  await page.mouse.up();
  await expect.poll(async () => (await config()).rotation).toBeGreaterThan(15);

  const first = await picture(variant);
  await settings.getByRole("button", { name: "More variants" }).click();
  await expect.poll(() => picture(variant)).not.toBe(first);
  // Further than the slider goes, and than the trainer does.
  await settings.getByRole("textbox", { name: "Shear" }).fill("60");
  await page.keyboard.press("Tab");
  await expect(problem("shear")).toHaveText("60 is not in 0 to 45.");
});
