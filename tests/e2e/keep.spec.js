/** Runs that outlive the page: a reload, a killed browser, another tab, damage, a full storage. */

import { readFile } from "node:fs/promises";
import { surviveKills } from "./killing.js";
import { cutOff, drop, expect, isAccessible, lab, madeFiles, openWithFiles, says, test } from "./helpers.js";

/** @typedef {import("./helpers.js").Page} Page */

/** Losses of the next steps. @param {Page} page @param {number} max_steps @returns {Promise<number[]>} */
const nextLosses = (page, max_steps) =>
  page.evaluate(async (max_steps) => {
    const { trainer } = /** @type {any} */ (globalThis).digitLab;
    /** @type {number[]} */
    const all = [];
    const off = trainer.on("steps", (/** @type {any} */ { losses }) => all.push(...losses));
    await trainer.train({ max_steps });
    off();
    return all;
  }, max_steps);

/** What the page shows of the run. @param {Page} page @returns {Promise<any>} */
const shownOf = (page) =>
  page.evaluate(() => {
    const { run, curves, epochs, looking, evaluation, data } = /** @type {any} */ (globalThis).digitLab.state();
    const { losses, accuracies, learning_rates, gradient_norms, ...report } = run.report;
    const names = data.summary.class_names;
    const kept = { curves, snapshots: looking.steps, epochs, evaluation };
    const all = { report, rate: run.learning_rate, names, ...kept };
    // What an event was called is not kept.
    return JSON.parse(JSON.stringify(all, (key, value) => (key === "event" || key === "type" ? undefined : value)));
  });

/** Writes over bytes of the files of a run in the storage. @param {Page} page @param {RegExp} which of their paths */
const damage = (page, which) =>
  page.evaluate(async (source) => {
    const walk = async (/** @type {any} */ folder, /** @type {string} */ path) => {
      for await (const [name, handle] of folder.entries()) {
        if (handle.kind === "directory") await walk(handle, `${path}${name}/`);
        else if (new RegExp(source).test(path + name)) {
          const file = await handle.createWritable({ keepExistingData: true });
          await file.write({ type: "write", position: 100, data: new Uint8Array([1, 2, 3]) });
          await file.close();
        }
      }
    };
    await walk(await navigator.storage.getDirectory(), "");
  }, which.source);

test("after a reload a run goes on as if nothing had happened, with the visitor's own images", async ({ page }) => {
  const { data, reach, button, train, step } = await openWithFiles(page, "?workers=1&epochs=40&learning_rate=0.002");
  await page.evaluate(() => {
    const { trainer } = /** @type {any} */ (globalThis).digitLab;
    return trainer.nameClasses(["nought", "1", "2", "3", "4", "5", "6", "7", "8", "9"]);
  });
  await button("Train").click();
  await reach(18); // into the second epoch
  await button("Pause").click();
  await says(train, "Paused");
  const before = await shownOf(page);
  expect(before.epochs.length).toBeGreaterThan(0);

  await page.reload();
  await says(train, `step ${before.report.step} of 640`);
  await isAccessible(page, "a run to go on with", "#keep");
  await button(`Continue from step ${before.report.step}`).click();
  await says(train, "Paused");
  await says(data, "1,000 images to train on, 50 to test with");
  expect(await step()).toBe(before.report.step);
  const after = await shownOf(page);
  // The names come with the images. The speed is that of the last seconds before.
  expect(after.names).toEqual(["nought", "1", "2", "3", "4", "5", "6", "7", "8", "9"]);
  expect({ ...after, names: null }).toEqual({ ...before, names: null });
  const losses = await nextLosses(page, 20);

  // The same run, never interrupted.
  await page.evaluate(async (max_steps) => {
    const { trainer } = /** @type {any} */ (globalThis).digitLab;
    await trainer.reset();
    await trainer.train({ max_steps });
  }, before.report.step);
  expect(await nextLosses(page, 20)).toEqual(losses);
  await expect(page.getByRole("alert")).toBeHidden();
});

test("a visitor who begins anew finds the run in the Library", async ({ page }) => {
  const { button, reach, train } = await openWithFiles(page, "?workers=1");
  await button("Train").click();
  await reach(5);
  await button("Pause").click();
  await says(train, "Paused");
  await page.reload();
  await button("Not now").click();
  await expect(button("Not now")).toBeHidden();
  await drop(page, madeFiles());
  await expect(button("Train")).toBeEnabled();
  await button("Train").click();
  await reach(2);
  await button("Pause").click();
  await page.getByRole("navigation").getByRole("link", { name: "Library" }).click();
  const stored = page.locator("#stored");
  await expect(stored.locator("tbody tr")).toHaveCount(2);
  await says(stored, "in hand");
  await isAccessible(page, "stored runs", "#stored");

  // A name, a copy, a comparison.
  const rows = stored.locator("tbody").first().getByRole("row");
  await rows.nth(1).getByRole("button", { name: "Rename" }).click();
  await stored.getByRole("textbox", { name: "Name" }).fill("The first");
  await page.keyboard.press("Enter");
  await expect(rows.nth(1).getByRole("rowheader")).toHaveText("The first");
  await rows.nth(1).getByRole("button", { name: "Duplicate" }).click();
  await expect(rows).toHaveCount(3);
  await stored.getByRole("button", { name: "Name", exact: true }).click();
  await expect(stored.getByRole("columnheader", { name: "Name" })).toHaveAttribute("aria-sort", "ascending");
  for (const box of await stored.getByRole("checkbox").all()) await box.check();
  await says(stored, "All settings are the same");
  // Deleted only once that is confirmed.
  const first = rows.filter({ hasText: "The first" }).first();
  await first.getByRole("button", { name: "Delete" }).click();
  await stored.getByRole("button", { name: "Cancel" }).click();
  await expect(rows).toHaveCount(3);
  await first.getByRole("button", { name: "Delete" }).click();
  await stored
    .getByRole("group", { name: /^Delete The first/ })
    .getByRole("button", { name: "Delete" })
    .click();
  await expect(rows).toHaveCount(2);
  await rows.filter({ hasText: "The first" }).getByRole("button", { name: "Open" }).click();
  await expect(rows.filter({ hasText: "The first" })).toContainText("in hand");
  await page.getByRole("link", { name: "Lab" }).click();
  await says(train, "Paused");
  expect(await lab(page).step()).toBeGreaterThanOrEqual(5);

  // On a phone, in Chinese.
  await page.setViewportSize({ width: 360, height: 740 });
  await page.getByRole("button", { name: "中文" }).click();
  await page.getByRole("link", { name: "模型库" }).click();
  await says(stored, "训练记录");
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
  await isAccessible(page, "stored runs, on a phone", "#stored");
});

test("a project file carries a run to another machine, by drop and by picker", async ({ page, browser, baseURL }) => {
  const { button, reach, train } = await openWithFiles(page, "?workers=1&epochs=40");
  await button("Train").click();
  await reach(18);
  await button("Pause").click();
  await says(train, "Paused");
  const before = await shownOf(page);
  await page.getByRole("navigation").getByRole("link", { name: "Library" }).click();
  const project = page.locator("#project");
  await isAccessible(page, "project files", "#project");
  const save = async () => {
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      project.getByRole("button", { name: "Save the run" }).click(),
    ]);
    await says(project, `Saved as ${download.suggestedFilename()}`);
    return readFile(await download.path());
  };
  const bare = await save();
  await project.getByRole("checkbox").check();
  const whole = await save();
  expect(whole.length).toBeGreaterThan(bare.length);
  const losses = await nextLosses(page, 5);

  // A browser that has never seen the run.
  const elsewhere = await browser.newContext({ baseURL });
  const other = await elsewhere.newPage();
  await cutOff(other);
  await other.goto("./?workers=1");
  await says(lab(other).data, "MNIST is out of reach");
  const file = { name: "run.zip", mimeType: "application/zip" };
  await drop(other, [{ ...file, buffer: bare }]);
  const there = other.locator("#project");
  await says(there, "Bring them in the Data room first");
  await there.locator("input[type=file]").setInputFiles({ ...file, buffer: Buffer.from("no zip at all") });
  await says(there, "The project file cannot be read");
  await drop(other, [{ ...file, buffer: whole }]);
  await says(there, "This is the run of run.zip.");
  const after = await shownOf(other);
  expect(after).toEqual(before);
  expect(await nextLosses(other, 5)).toEqual(losses);
  // It is in that browser's library now, images included.
  await other.reload();
  await other.getByRole("navigation").getByRole("link", { name: "Lab" }).click();
  await other.getByRole("button", { name: `Continue from step ${before.report.step + 5}` }).click();
  await says(lab(other).train, "Paused");
  await elsewhere.close();
});

test("a second tab does not take a run away, and may train a copy", async ({ page, context }) => {
  const { button, reach, train } = await openWithFiles(page, "?workers=1");
  await button("Train").click();
  await reach(5);
  await button("Pause").click();
  await says(train, "Paused");
  const made = await lab(page).step();

  const other = await context.newPage();
  await cutOff(other);
  await other.goto("./?workers=1#library-room");
  const stored = other.locator("#stored");
  await says(stored, "open in another tab");
  await expect(stored.getByRole("button", { name: "Delete" })).toBeDisabled();
  await stored.getByRole("button", { name: "Open" }).click();
  await says(lab(other).alert, "Here you see a copy");
  await lab(other).alert.getByRole("button", { name: "Close" }).click();
  await nextLosses(other, 2);
  await expect(stored.locator("tbody tr")).toHaveCount(2);
  const steps = await other.evaluate(async () => {
    const { runs } = await /** @type {any} */ (globalThis).digitLab.trainer.storedRuns();
    return runs.map((/** @type {any} */ { step, elsewhere }) => [step, elsewhere]);
  });
  expect(steps).toEqual([
    [made + 2, false],
    [made, true],
  ]);
  await other.close();
});

test("of a damaged run the copy before is used; one without a whole copy says so and can be deleted", async ({
  page,
}) => {
  const { button, train, alert } = await openWithFiles(page, "?workers=1");
  for (const steps of [3, 2]) await nextLosses(page, steps);
  await page.goto("./?autostart=0");
  await damage(page, /state\.b$/); // the second writing
  await cutOff(page);
  await page.goto("./?workers=1");
  await button("Continue from step 5").click();
  await says(alert, "What was saved last is damaged");
  await says(train, "Paused");
  expect(await lab(page).step()).toBe(3);
  // What is written now takes the place of the damaged copy.
  await nextLosses(page, 1);

  await page.goto("./?autostart=0");
  await damage(page, /state\.[ab]$/);
  await page.goto("./?workers=1");
  await button("Continue from step 4").click();
  await says(alert, "damaged and cannot be opened");
  await alert.getByRole("button", { name: "Close" }).click();
  await page.getByRole("navigation").getByRole("link", { name: "Library" }).click();
  const stored = page.locator("#stored");
  await stored.getByRole("button", { name: "Delete" }).click();
  await stored
    .getByRole("group", { name: /^Delete/ })
    .getByRole("button", { name: "Delete" })
    .click();
  await says(stored, "There is no run yet");
});

test("a full storage is told, training goes on, what is stored stays, and the page asks before it is left", async ({
  page,
  context,
}) => {
  const { button, reach, train, alert } = await openWithFiles(page, "?workers=1&epochs=60");
  await nextLosses(page, 3);
  const cdp = await context.newCDPSession(page);
  const origin = new URL(page.url()).origin;
  await cdp.send("Storage.overrideQuotaForOrigin", { origin, quotaSize: 1000 });
  await button("Resume").click();
  await says(train, "This run is not being saved: The browser’s storage for this page is full.", { timeout: 60_000 });
  const at = await lab(page).step();
  await reach(at + 5);
  await expect(alert).toBeHidden();
  const asked = page.waitForEvent("dialog");
  void page.close({ runBeforeUnload: true });
  const dialog = await asked;
  expect(dialog.type()).toBe("beforeunload");
  await dialog.dismiss();
  // Room again: a pause writes it down.
  await cdp.send("Storage.overrideQuotaForOrigin", { origin });
  await button("Pause").click();
  await expect(train.getByText("This run is not being saved")).toBeHidden();
  const step = await lab(page).step();
  await page.reload();
  await button(`Continue from step ${step}`).click();
  await says(train, "Paused");
});

test("a browser without a file system for pages keeps runs in its database; one without either says so", async ({
  page,
}) => {
  let databases = true;
  await page.route(/\/worker-[^/]*\.js$/, async (route) => {
    const response = await route.fetch();
    const refuse = "() => { throw new DOMException('not here', 'SecurityError') }";
    const files = `Object.defineProperty(StorageManager.prototype, "getDirectory", { value: async ${refuse} });`;
    const database = databases ? "" : `Object.defineProperty(IDBFactory.prototype, "open", { value: ${refuse} });`;
    await route.fulfill({ response, body: `${files}${database}${await response.text()}` });
  });
  const { button, train } = await openWithFiles(page, "?workers=1");
  await nextLosses(page, 3);
  await nextLosses(page, 2);
  await page.getByRole("navigation").getByRole("link", { name: "Library" }).click();
  await says(page.locator("#stored"), "the runs lie in its database");
  await page.goto("./?workers=1");
  await button("Continue from step 5").click();
  await says(train, "Paused");
  expect(await lab(page).step()).toBe(5);

  databases = false;
  const { button: press } = await openWithFiles(page, "?workers=1&lang=en");
  await press("Train").click();
  await says(train, "This run is not being saved: The browser does not let this page store anything");
  await lab(page).reach(3);
  await page.getByRole("navigation").getByRole("link", { name: "Library" }).click();
  await says(page.locator("#stored"), "The browser does not let this page store anything");
});

test("a browser that is killed loses a few seconds of training, and goes on", async ({ baseURL }) => {
  let seed = 7;
  const random = () => (seed = (seed * 16_807) % 2_147_483_647) / 2_147_483_647;
  const address = /** @type {string} */ (baseURL);
  const { resumed } = await surviveKills({
    address,
    backend: "cpu",
    kills: 4,
    random,
    most_lost_ms: 6000,
    most_ms: 6000,
  });
  expect(resumed).toBeGreaterThan(0);
});
