/** The page as such: narrow screens, languages, accessibility. */

import { drawWithMouse, expect, isAccessible, lab, openWithFiles, says, test } from "./helpers.js";

test.describe("on a phone", () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });

  test("nothing sticks out, and the run's bar stays in sight", async ({ page }) => {
    const { draw, status } = await openWithFiles(page, "?epochs=500");
    // Not innerWidth: a phone zooms out until everything fits.
    const width = () => page.evaluate(() => document.scrollingElement?.scrollWidth);
    expect(await width()).toBe(390);
    await draw.scrollIntoViewIfNeeded();
    const bar = page.getByRole("region", { name: "Progress of the run" });
    await expect(bar).toBeInViewport();
    await bar.getByRole("button", { name: "Train" }).tap();
    await expect(bar.getByRole("button", { name: "Pause" })).toBeInViewport();
    await says(bar, /Epoch \d+ of 500/);
    await expect(status).toHaveText(/^Epoch \d+ of 500$/);
    expect(await width()).toBe(390);
    await bar.getByRole("button", { name: "Pause" }).tap();
    await expect(bar.getByRole("button", { name: "Resume" })).toBeEnabled();
  });
});

test("speaks Chinese when asked, and remembers it", async ({ page }) => {
  await openWithFiles(page);
  const html = page.locator("html");
  await expect(html).toHaveAttribute("lang", "en");
  await page.getByRole("button", { name: "中文" }).click();
  await expect(html).toHaveAttribute("lang", /^zh/);
  const train = page.locator("#train");
  await expect(train.getByRole("button", { name: "开始训练" })).toBeEnabled();
  await page.reload();
  await expect(html).toHaveAttribute("lang", /^zh/);
  await page.getByRole("button", { name: "English" }).click();
  await expect(html).toHaveAttribute("lang", "en");
  await expect(lab(page).button("Train")).toBeVisible();
});

test("has no serious accessibility fault, at rest and in training, light and dark", async ({ page }) => {
  const { answer, badge, button, pad, reach, train } = await openWithFiles(page, "?epochs=500");
  await isAccessible(page, "at rest");
  await train.getByText("Settings").click();
  await drawWithMouse(page, pad);
  await button("Train").click();
  await reach(1);
  await expect(answer).toHaveText(/^Reads/);
  await badge.click();
  await isAccessible(page, "in training, with everything open");
});
