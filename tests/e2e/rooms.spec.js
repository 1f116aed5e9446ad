/** What is fetched only when it is wanted: the rooms and the languages, with a network and without. */

import { ANY_DATA, drop, expect, file, lab, openWithFiles, says, test } from "./helpers.js";

/** @param {import("@playwright/test").Page} page @param {string} name */
const go = (page, name) => page.getByRole("link", { name, exact: true }).click();

/** Has nothing fetched before it is asked for. @param {import("@playwright/test").Page} page */
const withoutQuiet = (page) => page.addInitScript(() => Object.assign(window, { requestIdleCallback: () => 0 }));

for (const { name, what, file, room, words } of [
  { name: "Data", what: "code", file: "data-*.js", room: "#data-room", words: "Dataset statistics" },
  { name: "Data", what: "style", file: "style-*.css", room: "#data-room", words: "Dataset statistics" },
  { name: "Results", what: "code", file: "results-*.js", room: "#results-room", words: "Test results" },
]) {
  test(`the ${name} room says when its ${what} cannot be fetched, and comes when it can`, async ({ page }) => {
    await withoutQuiet(page);
    await page.route(`**/assets/${file}`, (route) => route.abort());
    await page.goto(`./?${ANY_DATA}&epochs=500`);
    const { button, reach, step } = lab(page);
    await button("Train").click({ timeout: 90_000 });
    await reach(1);
    await go(page, name);
    await says(page.locator(room), "This part of the page could not be fetched");
    const then = await page.evaluate(() => /** @type {any} */ (globalThis).digitLab.state().run.report.step);
    await expect(page.locator(room).getByRole("button", { name: "Reload the page" })).toBeVisible();
    await page.locator(room).getByRole("button", { name: "Try again" }).click();
    await says(page.locator(room), "This part of the page could not be fetched");

    await page.unrouteAll();
    await page.locator(room).getByRole("button", { name: "Try again" }).click();
    await says(page.locator(room), words);
    await expect(page.locator(room)).not.toContainText("could not be fetched");
    // Styled, not only there.
    await expect(page.locator(`${room} .cards`).first()).toHaveCSS("display", "grid");
    await go(page, "Lab");
    await reach(then + 1); // all the while
    expect(await step()).toBeGreaterThan(then);
  });
}

test("once it trains, the rooms are at hand without a network", async ({ page, context }) => {
  const come = ["data", "inside", "results", "rooms"].map((file) =>
    page.waitForResponse(new RegExp(`/assets/${file}-[^/]*\\.js`)),
  );
  await page.goto(`./?${ANY_DATA}&epochs=500`);
  const { button, reach } = lab(page);
  await button("Train").click({ timeout: 90_000 });
  await reach(1);
  await Promise.all(come.map(async (response) => (await response).finished()));
  await context.setOffline(true);
  await go(page, "Data");
  await says(page.locator("#explore"), "Dataset statistics");
  await says(page.locator("#own"), "Generated digits");
  await go(page, "Inside");
  await says(page.locator("#walk"), "Arithmetic of one value");
  await go(page, "Results");
  await says(page.locator("#verdict"), /correct/);
});

test("files that are dropped where the Data room cannot be fetched lead to where it says so", async ({ page }) => {
  await withoutQuiet(page);
  await page.route("**/assets/data-*.js", (route) => route.abort());
  await page.goto(`./?${ANY_DATA}`);
  await expect(lab(page).button("Train")).toBeEnabled({ timeout: 90_000 });
  await drop(page, [file("holiday.png", Buffer.from("no digits"))]);
  await says(page.locator("#data-room"), "This part of the page could not be fetched");
});

test("a language that cannot be fetched is said, and the one there is stays", async ({ page }) => {
  const { alert } = await openWithFiles(page);
  await page.route("**/assets/zh-*.js", (route) => route.abort());
  const html = page.locator("html");
  await page.getByRole("button", { name: "中文" }).click();
  await says(alert, "This language could not be fetched.");
  await expect(html).toHaveAttribute("lang", "en");
  await page.unrouteAll();
  await page.getByRole("button", { name: "中文" }).click();
  await expect(html).toHaveAttribute("lang", /^zh/);
});

test("a room that is come to in Chinese speaks it from the first word, and English when asked", async ({ page }) => {
  await page.goto(`./?${ANY_DATA}&lang=zh#data-room`);
  const explore = page.locator("#explore");
  await says(explore, "单张图像的像素值", { timeout: 90_000 });
  await page.getByRole("button", { name: "English" }).click();
  await says(explore, "Pixel values of one image");
});

test("no words are shown before the visitor's language has come", async ({ page }) => {
  /** @type {() => void} */
  let letThrough = () => {};
  const held = new Promise((resolve) => (letThrough = () => resolve(undefined)));
  await page.route("**/assets/zh-*.js", async (route) => {
    await held;
    await route.continue();
  });
  const asked = page.waitForRequest(/\/assets\/zh-/);
  await page.goto(`./?lang=zh&${ANY_DATA}`);
  await asked;
  await expect(page.getByRole("heading", { name: "Digit Lab" })).toBeVisible();
  expect((await page.locator("body").innerText()).trim()).toBe("Digit Lab");
  letThrough();
  await expect(page.getByRole("link", { name: "实验室" })).toBeVisible();
});

test("without any words the page says so in both languages, and computes all the same", async ({ page }) => {
  await page.route("**/assets/en-*.js", (route) => route.abort());
  await page.goto(`./?${ANY_DATA}`);
  const wordless = page.locator(".wordless");
  await says(wordless, "The page’s words could not be fetched.");
  await says(wordless, "页面文字未能获取");
  await page.waitForFunction(() => /** @type {any} */ (globalThis).digitLab.ready.then(() => true), null, {
    timeout: 90_000,
  });
  await page.unrouteAll();
  await page.reload();
  await expect(lab(page).button("Train")).toBeVisible();
  await expect(wordless).toBeHidden();
});
