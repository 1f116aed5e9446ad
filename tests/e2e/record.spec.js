/** A run's record: whoever opens its link hears whether their run is the same. */

import { expect, isAccessible, openWithFiles, says, test } from "./helpers.js";

/** @typedef {import("./helpers.js").Page} Page */

/** Trains so many steps. @param {Page} page @param {number} max_steps */
const train = (page, max_steps) =>
  page.evaluate((max_steps) => /** @type {any} */ (globalThis).digitLab.trainer.train({ max_steps }), max_steps);

test("the same run is the same to the bit; other workers, other settings and other data are told", async ({
  page,
  context,
  browser,
}) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await openWithFiles(page, "?workers=1&preset=lenet&optimizer=adam&learning_rate=0.001");
  await train(page, 12);
  await page.getByRole("navigation").getByRole("link", { name: "Library" }).click();
  const record = page.locator("#record");
  await says(record, "Hash of the losses up to step 12");
  await says(record, "bring the same ones first");
  await isAccessible(page, "a run's record", "#record");
  await record.getByRole("button", { name: "Copy the link with the record" }).click();
  await says(record, "Copied");
  const link = new URL(await page.evaluate(() => navigator.clipboard.readText()));
  expect(link.searchParams.get("workers")).toBe("1");

  /** What the page says of a run that the link began. @param {(query: URLSearchParams) => void} change @param {number} steps */
  const opened = async (change, steps) => {
    const elsewhere = await browser.newContext();
    const other = await elsewhere.newPage();
    const address = new URL(link);
    change(address.searchParams);
    address.hash = "";
    await openWithFiles(other, address.href.slice(new URL("./", link).href.length));
    await other.getByRole("navigation").getByRole("link", { name: "Library" }).click();
    const there = other.locator("#record");
    await says(there, "the record of a run of 12 steps. Train to compare.");
    await train(other, steps);
    await expect(there.getByRole("status").first()).toHaveAttribute("data-verdict", /./);
    const said = await there.getByRole("status").first().innerText();
    await elsewhere.close();
    return said;
  };
  expect(await opened(() => {}, 5)).toBe("The same to the bit. The losses are those of the record up to step 4 of 12.");
  expect(await opened(() => {}, 20)).toContain("up to step 12 of 12.");
  const other_workers = await opened((query) => query.set("workers", "2"), 12);
  expect(other_workers).toMatch(/^Within rounding\. .*What is not the same: the number of workers\.$/);
  const other_seed = await opened((query) => query.set("seed", "9"), 12);
  expect(other_seed).toMatch(/^Different\. .*What is not the same: the settings\.$/);
});

test("a record that cannot be read is said to be so", async ({ page }) => {
  await openWithFiles(page, "?workers=1&record=nonsense");
  await page.getByRole("navigation").getByRole("link", { name: "Library" }).click();
  await says(page.locator("#record"), "The record in the address cannot be read.");
});
