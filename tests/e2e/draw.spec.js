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

/** Speaks as the browser's own pen does. @param {import("./helpers.js").Page} page @param {Locator} pad */
async function penOn(page, pad) {
  const place = await placeOn(pad);
  const devtools = await page.context().newCDPSession(page);
  /** @param {"mousePressed" | "mouseMoved" | "mouseReleased"} type @param {{x: number, y: number}} point @param {number} [force] */
  return (type, point, force = 0.5) =>
    devtools.send("Input.dispatchMouseEvent", {
      ...{ type, ...place(point), button: "left", clickCount: 1, pointerType: "pen", force },
      buttons: type === "mouseReleased" ? 0 : 1,
    });
}

/**
 * Events of several pointers at once, which the browser's protocol cannot make.
 * @param {Locator} pad
 * @param {readonly (readonly [string, number, string, number, number, number?])[]} events kind, pointer, its type, place, size
 */
async function pointers(pad, events) {
  await pad.evaluate((element, events) => {
    // A pointer that is not the browser's own cannot be captured.
    element.setPointerCapture = () => {};
    const box = element.getBoundingClientRect();
    for (const [kind, pointerId, pointerType, x, y, size = 8] of events) {
      const place = { clientX: box.left + x * box.width, clientY: box.top + y * box.height };
      const pointer = { pointerId, pointerType, pressure: 0.5, width: size, height: size, bubbles: true };
      element.dispatchEvent(new PointerEvent(`pointer${kind}`, { ...pointer, ...place, cancelable: true }));
    }
  }, events);
}

/** What lies on the pad, as the network gets it. @param {import("./helpers.js").Page} page */
async function inputOf(page) {
  // Answers to parts of a stroke may still come.
  let before = "";
  await expect(async () => {
    const now = await page.evaluate(() =>
      String(Object.values(/** @type {any} */ (globalThis).digitLab.state().draw.prediction?.input ?? {})),
    );
    const same = now !== "" && now === before;
    before = now;
    expect(same).toBe(true);
  }).toPass({ intervals: [400] });
  return before;
}

test("a pen takes over from the palm, a cancelled touch leaves no ink, and two taps are two strokes", async ({
  page,
}) => {
  const { draw, pad } = await openWithFiles(page);
  const [clear, undo, redo] = ["Clear", "Undo", "Redo"].map((name) => draw.getByRole("button", { name }));
  const seven = /** @type {const} */ ([
    ["down", 2, "pen", 0.3, 0.2],
    ["move", 2, "pen", 0.7, 0.2],
    ["move", 2, "pen", 0.48, 0.8],
    ["up", 2, "pen", 0.48, 0.8],
  ]);
  await pointers(pad, seven);
  const alone = await inputOf(page);
  await clear.click();
  await page.waitForTimeout(1100); // the hand that held the pen has gone
  await pointers(pad, [["down", 1, "touch", 0.9, 0.95, 50], ...seven, ["cancel", 1, "touch", 0.9, 0.95]]);
  expect(await inputOf(page)).toBe(alone);

  await clear.click();
  await page.waitForTimeout(1100);
  await pointers(pad, [
    ["down", 5, "touch", 0.2, 0.5],
    ["move", 5, "touch", 0.8, 0.5],
    ["cancel", 5, "touch", 0.8, 0.5],
  ]);
  await expect(clear).toBeDisabled();
  await expect(draw.locator(".answer")).toHaveText("Ten answers appear as you draw.");

  await pointers(pad, [
    ["down", 6, "touch", 0.3, 0.3],
    ["up", 6, "touch", 0.3, 0.3],
    ["down", 7, "touch", 0.7, 0.3],
    ["up", 7, "touch", 0.7, 0.3],
  ]);
  await expect(clear).toBeEnabled();
  await undo.click();
  await expect(clear).toBeEnabled();
  await undo.click();
  await expect(clear).toBeDisabled();
  await redo.click();
  await expect(clear).toBeEnabled();
});

test("place, size and pen change nothing; raw shows the pad as it lies; the stations are shown", async ({ page }) => {
  const { draw, pad } = await openWithFiles(page);
  const clear = () => draw.getByRole("button", { name: "Clear" }).click();
  const tiny = SEVEN.map(({ x, y }) => ({ x: x * 0.2 + 0.02, y: y * 0.2 + 0.02 }));
  await draw.getByText("From drawing to network input").click();
  await drawWithMouse(page, pad);
  const large = await inputOf(page);
  await clear();
  await draw.getByRole("button", { name: "Thick pen" }).click();
  await drawWithMouse(page, pad, tiny);
  const small = await inputOf(page);
  // The mouse stands on whole pixels of the screen.
  const levels = small.split(",").map((value, i) => Math.abs(Number(value) - Number(large.split(",")[i])));
  expect(levels.reduce((sum, level) => sum + level) / 784, "grey levels in the mean").toBeLessThan(12);
  for (const words of ["Your drawing", "Cropped to the ink", "Scaled to 20 pixels", "Centred by mass"]) {
    await expect(draw.getByRole("img", { name: words })).toBeVisible();
  }
  await says(draw.locator('[data-stage="boxed"]'), "×20");

  await draw.getByRole("checkbox", { name: /^Raw/ }).check();
  await expect(draw.getByRole("img", { name: "Cropped to the ink" })).toHaveCount(0);
  await expect.poll(() => inputOf(page)).not.toBe(small);
  const raw = (await inputOf(page)).split(",").map(Number);
  expect(
    raw.slice(28 * 12).every((value) => value === 0),
    "ink only where it was drawn",
  ).toBe(true);

  await draw.getByRole("button", { name: "Eraser" }).click();
  await drawWithMouse(page, pad, [
    { x: 0.02, y: 0.06 },
    { x: 0.2, y: 0.06 },
  ]);
  const less = (await inputOf(page)).split(",").map(Number);
  const ink = (/** @type {number[]} */ values) => values.reduce((sum, value) => sum + value);
  expect(ink(less)).toBeLessThan(ink(raw));
});

test("the keyboard draws, and says where its cursor is", async ({ page }) => {
  const { answer, answers, draw, pad } = await openWithFiles(page);
  await pad.focus();
  await page.keyboard.press("Space");
  await expect(draw.getByRole("status")).toHaveText("Pen down: column 10, row 5");
  for (let i = 0; i < 9; i++) await page.keyboard.press("ArrowDown");
  await expect(draw.getByRole("status")).toHaveText("Pen down: column 10, row 14");
  await page.keyboard.press("Enter");
  await expect(draw.getByRole("status")).toHaveText("Column 10, row 14");
  await says(answer, "Untrained");
  await addUp(answers);
  const bar = await inputOf(page);
  await page.keyboard.press("Shift+ArrowRight");
  await expect(draw.getByRole("status")).toHaveText("Column 14, row 14");
  expect(await inputOf(page), "the pen is up").toBe(bar);
  await page.keyboard.press("Backspace");
  await expect(draw.getByRole("button", { name: "Clear" })).toBeDisabled();
});

test("a browser that falsifies what is read from a canvas changes no answer", async ({ page, context }) => {
  const honest = await openWithFiles(page);
  await drawWithMouse(page, honest.pad);
  const input = await inputOf(page);
  await context.addInitScript(() => {
    for (const kind of [CanvasRenderingContext2D, OffscreenCanvasRenderingContext2D]) {
      const read = kind.prototype.getImageData;
      kind.prototype.getImageData = /** @type {any} */ (
        function (/** @type {any[]} */ ...given) {
          // @ts-expect-error whatever it is called with
          const image = read.apply(this, given);
          for (let i = 0; i < image.data.length; i++) image.data[i] = Math.random() * 256;
          return image;
        }
      );
    }
  });
  const falsified = await openWithFiles(page);
  await drawWithMouse(page, falsified.pad);
  expect(await inputOf(page)).toBe(input);
});

test("a pen draws, wider where it is pressed", async ({ page }) => {
  const { answer, answers, pad } = await openWithFiles(page);
  const pen = await penOn(page, pad);
  const points = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9].map((y) => ({ x: 0.5, y }));
  await pen("mousePressed", points[0], 0.1);
  for (const point of points) await pen("mouseMoved", point, point.y < 0.5 ? 0.1 : 0.9);
  await pen("mouseReleased", points[8], 0);
  await says(answer, "Untrained");
  await addUp(answers);
  const input = (await inputOf(page)).split(",").map(Number);
  const width = (/** @type {number} */ row) =>
    input.slice(28 * row, 28 * (row + 1)).reduce((sum, value) => sum + value) / 255;
  expect(width(20)).toBeGreaterThan(1.4 * width(8));
});
