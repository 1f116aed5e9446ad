/** Drawing a digit while the network learns: with mouse, finger and pen. */

import { drawWithMouse, expect, openWithFiles, percentages, picture, placeOn, says, SEVEN, test } from "./helpers.js";

/** @typedef {import("@playwright/test").Locator} Locator */

/** Ten answers that add up to one; rounded to whole percents, they may be off by half of one each. @param {Locator} answers */
async function addUp(answers) {
  const shown = await percentages(answers);
  expect(shown).toHaveLength(10);
  expect(shown.reduce((sum, value) => sum + value)).toBeGreaterThanOrEqual(95);
  expect(shown.reduce((sum, value) => sum + value)).toBeLessThanOrEqual(105);
  const exact = await answers
    .page()
    .evaluate(() => /** @type {any} */ (globalThis).digitLab.state().draw.prediction.probabilities);
  expect(Object.values(exact).reduce((sum, value) => sum + Number(value), 0)).toBeCloseTo(1, 4);
}

/** From the first to the last row with ink, as a part of the pad's height. @param {Locator} pad */
async function inkedRows(pad) {
  return pad.evaluate((element) => {
    const { width, height } = /** @type {HTMLCanvasElement} */ (element);
    const context = /** @type {HTMLCanvasElement} */ (element).getContext("2d");
    const alpha = context?.getImageData(0, 0, width, height).data.filter((_, i) => i % 4 === 3) ?? [];
    const first = alpha.findIndex((value) => value > 0);
    const last = alpha.findLastIndex((value) => value > 0);
    return (last - first) / alpha.length;
  });
}

test("the network answers a mouse's strokes while it learns", async ({ page }) => {
  const { answer, answers, button, draw, pad, reach } = await openWithFiles(page, "?epochs=500");
  const sees = draw.getByRole("img", { name: "Network input" });
  const nothing = await picture(sees);

  await drawWithMouse(page, pad);
  await expect(answer).toHaveText("Untrained: the network guesses. Press Train and watch.");
  await addUp(answers);
  // Answers to parts of the stroke may still come.
  let seven = await picture(sees);
  await expect(async () => {
    const before = seven;
    await page.waitForTimeout(500);
    seven = await picture(sees);
    expect(seven).toBe(before);
  }).toPass();
  expect(seven).not.toBe(nothing);

  await button("Train").click();
  await reach(5);
  await expect(answer).toHaveText(/^Reads \d, with a probability of \d+%$/);
  await drawWithMouse(page, pad, [
    { x: 0.3, y: 0.55 },
    { x: 0.75, y: 0.55 },
  ]);
  await expect.poll(() => picture(sees)).not.toBe(seven);
  await addUp(answers);
  await expect(button("Pause")).toBeEnabled(); // still at it

  await draw.getByRole("button", { name: "Undo" }).click();
  await expect.poll(() => picture(sees)).toBe(seven);
  await draw.getByRole("button", { name: "Clear" }).click();
  await expect(answer).toHaveText("Ten answers appear as you draw.");
  await expect(answers).toHaveText(
    [...Array(10).keys()].map((digit) => new RegExp(`^${digit}\\s*–$`)),
    { useInnerText: true },
  );
  await expect.poll(() => picture(sees)).toBe(nothing);
  await expect(draw.getByRole("button", { name: "Clear" })).toBeDisabled();

  // Without any pointer at all.
  await draw.getByRole("button", { name: "Take the test image" }).press("Enter");
  await expect(answer).toHaveText(/^Reads \d/);
  await addUp(answers);
});

test.describe("on a phone", () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });

  test("a finger draws, and does not move the page", async ({ page }) => {
    const { answer, answers, pad } = await openWithFiles(page);
    const place = await placeOn(pad);
    const before = await pad.boundingBox();
    const devtools = await page.context().newCDPSession(page);
    /** @param {"touchStart" | "touchMove" | "touchEnd"} type @param {{x: number, y: number}[]} touchPoints */
    const touch = (type, ...touchPoints) => devtools.send("Input.dispatchTouchEvent", { type, touchPoints });
    // Straight down, as one scrolls.
    await touch("touchStart", place({ x: 0.5, y: 0.2 }));
    for (let y = 0.25; y < 0.9; y += 0.05) await touch("touchMove", place({ x: 0.5, y }));
    await says(answer, "Untrained"); // answered while the finger is still down
    await touch("touchEnd");
    await addUp(answers);
    const after = await pad.boundingBox();
    expect(Math.abs((after?.y ?? Infinity) - (before?.y ?? 0)), "pixels that the page moved").toBeLessThan(2);
    expect(await inkedRows(pad), "the stroke's part of the pad's height").toBeGreaterThan(0.6);
  });
});

test("a pen draws", async ({ page }) => {
  const { answer, answers, pad } = await openWithFiles(page);
  const place = await placeOn(pad);
  const devtools = await page.context().newCDPSession(page);
  /** @param {"mousePressed" | "mouseMoved" | "mouseReleased"} type @param {{x: number, y: number}} point */
  const pen = (type, point) =>
    devtools.send("Input.dispatchMouseEvent", { type, ...point, button: "left", clickCount: 1, pointerType: "pen" });
  const stroke = SEVEN.map(place);
  await pen("mousePressed", stroke[0]);
  for (const point of stroke) await pen("mouseMoved", point);
  await pen("mouseReleased", stroke[stroke.length - 1]);
  await says(answer, "Untrained");
  await addUp(answers);
});
