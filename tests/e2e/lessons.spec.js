/** The lessons: every step of every lesson in both languages, and one lesson as a learner goes through it. */

import { TRACKS } from "../../www/rooms/lessons/lesson/tracks.js";
import { ANY_DATA, expect, HAS_MNIST, isAccessible, lab, NEEDS_MNIST, says, test } from "./helpers.js";

/** @typedef {import("./helpers.js").Page} Page */

/** Deeds that train for long; the walk through all steps leaves them out. */
const LONG = ["end", "epoch", "pause", "augment", "connected"];

/** Figures that show nothing before there is something to compare or to go back to. */
const EMPTY_AT_FIRST = ["time", "runs"];

/** @param {Page} page */
function lesson(page) {
  const step = page.locator(".lesson__step");
  return {
    step,
    figures: step.locator(".lesson__figures"),
    deed: (/** @type {string} */ kind) => step.locator(`.lesson__deeds [data-deed="${kind}"]`).first(),
    /** This run's number of a kind. @param {string} kind */
    number: (kind) => step.locator(`[data-number="${kind}"] td`).last(),
    /** @param {string} track @param {number} number from 1 */
    async go(track, number) {
      await page.evaluate((hash) => void (location.hash = hash), `#lesson/${track}/${number}`);
      const { id } = TRACKS.find((one) => one.id === track)?.steps[number - 1] ?? {};
      await expect(step).toHaveAttribute("data-step", `${track}/${id}`);
    },
    /** Presses the button of a deed, and waits until it is done. @param {string} kind */
    async act(kind) {
      await step.locator(`.lesson__deeds [data-deed="${kind}"]`).first().click();
      await expect(step.locator(".lesson__deeds button:disabled:not([data-deed=pause])")).toHaveCount(0);
      await expect(step.getByRole("alert")).toHaveCount(0);
    },
  };
}

/** @param {Page} page @param {string} hash @param {string} [query] */
async function open(page, hash, query = "") {
  await page.goto(`./?lang=en${query}${hash}`);
  await page.evaluate(() => /** @type {any} */ (globalThis).digitLab.ready);
}

for (const language of /** @type {const} */ (["en", "zh"])) {
  test(`every step of every lesson has its figures, its deeds and its words (${language})`, async ({ page }) => {
    test.skip(!HAS_MNIST, NEEDS_MNIST);
    test.setTimeout(300_000);
    await page.goto(`./?lang=${language}#lesson/a/1`);
    await page.evaluate(() => /** @type {any} */ (globalThis).digitLab.ready);
    const { step, figures, number, go, act } = lesson(page);
    for (const { id: track, steps } of TRACKS) {
      for (const [at, { id, figures: wanted, deeds, numbers }] of steps.entries()) {
        const where = `${track}/${id}`;
        await go(track, at + 1);
        for (const figure of wanted) {
          const found = expect(figures.locator(`#${figure}`), `${where} ${figure}`);
          await (EMPTY_AT_FIRST.includes(figure) ? found.toBeAttached() : found.toBeVisible());
        }
        // In Chinese the deeds, the numbers and the elements are the same code.
        const wait = [...LONG, "steps", "shift"];
        if (language === "en") for (const { kind } of deeds) if (!wait.includes(kind)) await act(kind);
        const words = await step.evaluate((element) => {
          const copy = /** @type {HTMLElement} */ (element.cloneNode(true));
          for (const other of copy.querySelectorAll(".lesson__figures, pre, td")) other.remove();
          return copy.innerText;
        });
        expect(words, where).not.toMatch(/\b(lessons?|figure|room)\.[a-z]/);
        if (language === "en") expect(words, where).not.toMatch(/[\u3000-\u9fff]/);
        else expect(words, where).toMatch(/[\u4e00-\u9fff]/);
        if (language === "en")
          for (const { kind } of numbers) await expect(number(kind), `${where} ${kind}`).not.toBeEmpty();
      }
      if (language === "en") await isAccessible(page, `lesson ${track}`);
    }
  });
}

test("the numbers are those that the tutorials print", async ({ page }) => {
  test.skip(!HAS_MNIST, NEEDS_MNIST);
  await open(page, "#lesson/a/1");
  const { number, go, act, figures } = lesson(page);
  await act("image");
  await expect(number("unique")).toHaveText("50");
  await expect(figures.locator(".facts__values")).toHaveAttribute("data-count", "50");
  await go("c", 8);
  await expect(number("digits")).toHaveText(/^\d+\/980, \d+\/1135, \d+\/1032, .*\/1009$/);
  await go("a", 7);
  await expect(number("template")).toHaveText("82.03%");
  await go("b", 3);
  await expect(figures.getByRole("button", { name: "Training", exact: true })).toHaveAttribute("aria-pressed", "true");
  await expect(figures.getByRole("button", { name: "By number" })).toHaveAttribute("aria-pressed", "true");
  await expect(number("template-pair")).toHaveText("96.61%");
  await says(figures, "images of 3");
  await go("c", 5);
  await act("setup");
  await expect(number("shapes")).toHaveText(TRACKS[2].steps[4].numbers[1].published);
  await expect(number("weights")).toHaveText(TRACKS[2].steps[4].numbers[0].published);
  await go("c", 6);
  await act("step");
  expect(Math.abs(Number(await number("first").innerText()) - 2.3)).toBeLessThanOrEqual(0.02);
  await go("c", 12);
  await act("five");
  await expect(number("sample")).toHaveText("7, 2, 1, 0, 4");
  for (const [track, at, parameters] of /** @type {const} */ ([
    ["a", 5, "23,946"],
    ["b", 5, "98,442"],
    ["c", 4, "215,370"],
    ["d", 3, "44,426"],
    ["e", 2, "1,007,590"],
  ])) {
    await go(track, at);
    await act("setup");
    await expect(number("parameters")).toHaveText(parameters);
  }
});

test("this page's lines of a step run in its console", async ({ page }) => {
  test.skip(!HAS_MNIST, NEEDS_MNIST);
  test.setTimeout(300_000);
  await open(page, "", "&workers=1");
  for (const { id: track, steps, code } of TRACKS) {
    for (const { id } of steps) {
      const { here } = code[id];
      // Those that train for long are what the buttons do.
      if (/epochs|\.train\(\)|evaluate\(\)/.test(here)) continue;
      const failed = await page.evaluate(async (lines) => {
        const AsyncFunction = /** @type {any} */ (async () => {}).constructor;
        try {
          await new AsyncFunction("console", lines)({ log() {} });
          return null;
        } catch (error) {
          return String(error);
        }
      }, here);
      expect(failed, `${track}/${id}`).toBeNull();
    }
  }
});

test("figures go back to their rooms, and a lesson goes on where it was left", async ({ page }) => {
  await open(page, "#lesson/c/6", `&${ANY_DATA}`);
  const { figures, step } = lesson(page);
  await expect(figures.locator("#controls")).toBeVisible();
  await page.getByRole("link", { name: "Lab", exact: true }).click();
  await expect(lab(page).train.locator("#controls")).toBeVisible();
  await expect(figures.locator("> *")).toHaveCount(0);
  await page.getByRole("link", { name: "Lessons", exact: true }).click();
  await expect(step).toHaveAttribute("data-step", "c/loop");
  await expect(figures.locator("#controls")).toBeVisible();
  await page.locator("#lesson-step-title").focus();
  await page.locator("body").click({ position: { x: 5, y: 5 } });
  await page.keyboard.press("ArrowRight");
  await expect(step).toHaveAttribute("data-step", "c/epochs");
  await expect(page).toHaveURL(/#lesson\/c\/7$/);
  await page.keyboard.press("ArrowLeft");
  await expect(step).toHaveAttribute("data-step", "c/loop");
  // Without an address of a step, the room opens where it was left.
  await page.goto(`./?lang=en&${ANY_DATA}#lessons-room`);
  await page.reload();
  await expect(step).toHaveAttribute("data-step", "c/loop");
});

test("a learner goes through lesson C in Chinese on a phone, from the first to the last step", async ({ page }) => {
  test.skip(!HAS_MNIST, NEEDS_MNIST);
  test.setTimeout(300_000);
  await page.setViewportSize({ width: 390, height: 800 });
  await page.goto("./?lang=zh#lesson/c/1");
  await page.evaluate(() => /** @type {any} */ (globalThis).digitLab.ready);
  const { step, number, figures, act, deed } = lesson(page);
  const { steps } = TRACKS[2];
  for (const [at, { id, figures: wanted, deeds }] of steps.entries()) {
    await expect(step).toHaveAttribute("data-step", `c/${id}`);
    for (const figure of wanted) await expect(figures.locator(`#${figure}`)).toBeAttached();
    for (const { kind } of deeds) if (!LONG.includes(kind)) await act(kind);
    if (id === "epochs") {
      await deed("end").click();
      await figures.locator("#log").scrollIntoViewIfNeeded();
      await expect(figures.locator("#log")).toContainText("Step [0/938]", { timeout: 60_000 });
      await deed("pause").click();
      await expect(deed("end")).toBeEnabled();
      await expect(number("first")).toHaveText(/^2\.\d{4}$/);
    }
    const question = step.locator(".lesson__question");
    await question.locator("summary").click();
    await expect(question.locator("p")).toBeVisible();
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(wide, id).toBeLessThanOrEqual(0);
    if (at + 1 < steps.length) await step.getByRole("button", { name: "下一步" }).click();
  }
  await expect(step.getByRole("button", { name: "下一步" })).toBeDisabled();
  await expect(page.locator(".lesson__track[aria-current]")).toContainText("13 / 13");
});
