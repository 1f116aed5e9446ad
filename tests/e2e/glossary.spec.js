/** The glossary: a term is explained where it stands, with a mouse and by touch, and leads to its lesson. */

import { ANY_DATA, expect, isAccessible, lab, says, test } from "./helpers.js";

/** @typedef {import("./helpers.js").Page} Page */

/** Has the page train, after which the glossary is fetched in a quiet moment. @param {Page} page @param {string} train the button */
async function trained(page, train) {
  const come = page.waitForResponse(/\/assets\/glossary-[^/]*\.js/);
  const { button } = lab(page);
  await button(train).click({ timeout: 90_000 });
  await (await come).finished();
}

/**
 * A place in the middle of a word of the room that is shown, in the window.
 * @param {Page} page
 * @param {string} word
 * @param {string} within a selector
 */
async function placeOf(page, word, within) {
  const find = (/** @type {string[]} */ [word, within]) => {
    for (const part of document.querySelectorAll(within)) {
      const texts = document.createTreeWalker(part, NodeFilter.SHOW_TEXT);
      for (let text = texts.nextNode(); text; text = texts.nextNode()) {
        const from = /** @type {Text} */ (text).data.indexOf(word);
        if (from < 0 || !text.parentElement?.checkVisibility()) continue;
        text.parentElement.scrollIntoView({ block: "center", behavior: "instant" });
        const range = document.createRange();
        range.setStart(text, from);
        range.setEnd(text, from + word.length);
        const { left, top, width, height } = range.getBoundingClientRect();
        return { x: left + width / 2, y: top + height / 2 };
      }
    }
    return null;
  };
  await expect.poll(() => page.evaluate(find, [word, within])).not.toBeNull();
  const place = await page.evaluate(find, [word, within]);
  // Scrolling hides what is open: its event comes a frame later.
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  return /** @type {{x: number, y: number}} */ (place);
}

test("a term that the pointer rests on is explained, and leads to the step that shows it", async ({ page }) => {
  await page.goto(`./?lang=en&${ANY_DATA}&epochs=500`);
  await trained(page, "Train");
  const card = page.locator(".glossary");
  const { x, y } = await placeOf(page, "Learning rate", "#train label, #train h2, #train h3, #train p, main label");
  await expect(async () => {
    await page.mouse.move(x - 200, y - 100);
    await page.mouse.move(x, y);
    await says(card, "How far the parameters move at each step.", { timeout: 1500 });
  }).toPass({ timeout: 30_000 });
  await isAccessible(page, "with a term explained", ".glossary");

  await page.keyboard.press("Escape");
  await expect(card).toHaveCount(0);
  await page.mouse.move(x + 2, y);
  await says(card, "learning rate");
  // The pointer may go onto the card, and stay there.
  await card.hover();
  await page.waitForTimeout(1000);
  await card.getByRole("link").click();
  await expect(page).toHaveURL(/#lesson\/e\/7$/);
  await expect(card).toHaveCount(0);
  await expect(page.locator(".lesson__step")).toHaveAttribute("data-step", "e/rate");
});

test.describe("by touch", () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });

  test("a Chinese term is explained when it is tapped, and goes at the next tap or on scrolling", async ({ page }) => {
    await page.goto(`./?lang=zh&${ANY_DATA}#lesson/c/7`);
    const card = page.locator(".glossary");
    const { x, y } = await placeOf(page, "损失", ".lesson__step p");
    await expect(async () => {
      await page.touchscreen.tap(x, y);
      await says(card, "表示网络错得多远的数", { timeout: 1500 });
    }).toPass({ timeout: 60_000 });
    await expect(card.getByRole("link", { name: /C/ })).toBeVisible();
    const box = await card.boundingBox();
    expect(box && box.x >= 0 && box.x + box.width <= 390).toBe(true);
    await page.touchscreen.tap(5, 400);
    await expect(card).toHaveCount(0);
    await page.touchscreen.tap(x, y);
    await says(card, "损失");
    await page.mouse.wheel(0, 300);
    await expect(card).toHaveCount(0);
  });
});
