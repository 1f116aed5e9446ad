/** A first visit: ways to begin, the tour, and the glossary. */

import { ANY_DATA, expect, isAccessible, lab, test } from "./helpers.js";

/** @typedef {import("./helpers.js").Page} Page */

test.use({ welcomed: false });

/** @param {Page} page @param {string} [query] */
async function open(page, query = "") {
  await page.goto(`./?${ANY_DATA}${query}`);
  await page.evaluate(() => /** @type {any} */ (globalThis).digitLab.ready);
}

const TITLE = /^(Where to start\?|从哪里开始？)$/;

/** @param {Page} page */
const panelOf = (page) => page.getByRole("region", { name: TITLE });

/** Nothing is wider than the window. @param {Page} page */
async function fits(page) {
  expect(await page.evaluate(() => document.scrollingElement?.scrollWidth)).toBe(page.viewportSize()?.width);
}

for (const width of [1280, 1100, 360]) {
  test(`a first visit offers ways to begin, above everything in the Lab, at ${width} px`, async ({ page }) => {
    await page.setViewportSize({ width, height: 800 });
    await open(page);
    const panel = panelOf(page);
    await expect(panel.getByRole("button")).toHaveText([
      "Show me around",
      "✕",
      /^\s*Train now/,
      /^\s*Follow a lesson/,
      /^\s*Just draw/,
    ]);
    const { y = 0, height = 0 } = (await panel.boundingBox()) ?? {};
    for (const section of ["data", "train"]) {
      const { y: top = 0 } = (await page.locator(`#${section}`).boundingBox()) ?? {};
      expect(top).toBeGreaterThan(y + height);
    }
    expect(y + height).toBeLessThan(600);
    await fits(page);
    await isAccessible(page, "a first visit");
  });
}

test("the panel comes with the first drawing of the Lab and moves nothing later", async ({ page }) => {
  await page.addInitScript(() => {
    const seen = /** @type {boolean[]} */ ([]);
    Object.assign(window, { seen });
    new MutationObserver(() => {
      if (document.querySelector("#data")?.childElementCount) seen.push(!!document.querySelector(".welcome"));
    }).observe(document, { subtree: true, childList: true });
  });
  await open(page);
  const seen = await page.evaluate(() => /** @type {any} */ (globalThis).seen);
  expect(seen.length).toBeGreaterThan(0);
  expect(seen).not.toContain(false);
});

test("“Train now” trains, and the panel is gone, also at the next visit", async ({ page }) => {
  await page.setViewportSize({ width: 360, height: 740 });
  await open(page);
  await panelOf(page)
    .getByRole("button", { name: /^Train now/ })
    .click();
  await expect(panelOf(page)).toHaveCount(0);
  await expect(page.locator("#train")).toBeInViewport();
  await lab(page).reach(5);
  await open(page);
  await expect(panelOf(page)).toHaveCount(0);
});

test("the panel ends when it is closed, and when a network trains by other means", async ({ page }) => {
  await open(page);
  await panelOf(page).getByRole("button", { name: "Close" }).click();
  await expect(panelOf(page)).toHaveCount(0);
  await open(page);
  await expect(panelOf(page)).toHaveCount(0);

  await page.evaluate(() => localStorage.clear());
  await open(page);
  await expect(panelOf(page)).toBeVisible();
  await lab(page).button("One step").click();
  await expect(panelOf(page)).toHaveCount(0);
  expect(await page.evaluate(() => localStorage.getItem("digit-lab.welcomed"))).toBe("1");
});

test("the panel is left out where an address leads to a run or a room, and for scripts", async ({ page }) => {
  for (const address of ["&preset=lenet", "&epochs=2", "#data-room", "&autostart=0"]) {
    await page.goto("about:blank");
    await open(page, address);
    await expect(panelOf(page), address).toHaveCount(0);
  }
  await page.goto("about:blank");
  await open(page);
  await expect(panelOf(page)).toBeVisible();
});

test("a page without storage shows the panel, and it works", async ({ page }) => {
  await page.addInitScript(() =>
    Object.defineProperty(window, "localStorage", {
      get() {
        throw new DOMException("refused", "SecurityError");
      },
    }),
  );
  await open(page);
  await panelOf(page).getByRole("button", { name: "Close" }).click();
  await expect(panelOf(page)).toHaveCount(0);
});

test("“Follow a lesson” leads to the first step of a lesson", async ({ page }) => {
  await open(page);
  await panelOf(page)
    .getByRole("button", { name: /^Follow a lesson/ })
    .click();
  await expect(page).toHaveURL(/#lesson\/c\/1$/);
  await expect(page.locator(".lesson__step")).toHaveAttribute("data-step", "c/device");
});

test("“Just draw” shows the pad on a narrow screen, in Chinese, while an epoch trains", async ({ page }) => {
  await page.setViewportSize({ width: 360, height: 740 });
  await open(page, "&lang=zh");
  await fits(page);
  await panelOf(page)
    .getByRole("button", { name: /^先画一个数字/ })
    .click();
  await expect(page.locator("#draw").getByRole("img").first()).toBeInViewport({ ratio: 1 });
  const step = () => page.evaluate(() => /** @type {any} */ (globalThis).digitLab.state().run.report?.step ?? 0);
  await expect.poll(step).toBeGreaterThan(0);
  await fits(page);
});

const STOPS = {
  en: ["Choose a network", "Train", "Learning curves", "Results", "Inside the network", "Draw a digit", "More rooms"],
  zh: ["选择网络", "训练", "学习曲线", "结果", "网络内部", "手写数字", "其他页面"],
};

for (const { width, language } of /** @type {const} */ ([
  { width: 360, language: "zh" },
  { width: 360, language: "en" },
  { width: 1100, language: "en" },
  { width: 1280, language: "en" },
])) {
  test(`the tour leads through the Lab by keyboard at ${width} px, in ${language}`, async ({ page }) => {
    await page.setViewportSize({ width, height: 740 });
    await open(page, `&lang=${language}`);
    await panelOf(page)
      .getByRole("button", { name: /^(Show me around|带我看看)$/ })
      .click();
    await expect(panelOf(page)).toHaveCount(0);
    const card = page.getByRole("dialog");
    const heading = card.getByRole("heading");
    for (const [at, title] of STOPS[language].entries()) {
      if (at > 0) await page.keyboard.press("ArrowRight");
      await expect(heading).toHaveText(title);
      await expect(heading).toBeFocused();
      await expect(card).toHaveAccessibleName(title);
      await expect(page.locator("[data-tour]")).toHaveCount(1);
      await expect(page.locator("[data-tour]")).toBeInViewport();
      await expect(card).toBeInViewport({ ratio: 1 });
      await fits(page);
    }
    await isAccessible(page, "the tour", ".tour");
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("ArrowLeft");
    await expect(heading).toHaveText(STOPS[language][5]);
    await page.keyboard.press("Escape");
    await expect(card).toHaveCount(0);
    await expect(page.locator("[data-tour]")).toHaveCount(0);

    await open(page, `&lang=${language}`);
    await expect(panelOf(page)).toHaveCount(0);
    await expect(card).toHaveCount(0);
  });
}

test("the tour begins in the Lab whenever it is asked for, and follows the language", async ({ page }) => {
  await open(page, "#data-room");
  await expect(page.locator("#explore")).toBeVisible();
  const tour = page.getByRole("contentinfo").getByRole("button", { name: "Tour" });
  await tour.click();
  const heading = page.getByRole("dialog").getByRole("heading");
  await expect(heading).toHaveText("Choose a network");
  await expect(page.locator("#network")).toBeInViewport();
  await page.getByRole("button", { name: "Next", exact: true }).click();
  await page.getByRole("button", { name: "Back", exact: true }).click();
  await expect(heading).toHaveText("Choose a network");
  await page.getByRole("button", { name: "中文" }).click();
  await expect(heading).toHaveText("选择网络");
  await page.getByRole("button", { name: "English" }).click();
  // The arrows belong to a field in which somebody writes.
  await page.getByLabel("Learning rate", { exact: true }).first().press("ArrowRight");
  await expect(heading).toHaveText("Choose a network");
  await page.getByRole("button", { name: "Skip" }).click();
  await expect(heading).toHaveCount(0);
  await expect(tour).toBeFocused();
});

test("a term is explained where it stands, and leads to the step that shows it", async ({ page }) => {
  await open(page, "#lessons-room");
  const glossary = page.getByRole("tooltip");
  const text = page.locator("#glossary p.muted");
  await expect(page.getByRole("heading", { name: "Glossary" })).toBeVisible();
  await page.getByRole("link", { name: "Lab", exact: true }).click();
  const heading = page.locator("#curves, #results").first();
  await expect(heading).toBeVisible();
  // "Feature maps" stands in the inside panel.
  const caption = page.locator("#inside figcaption").filter({ hasText: "Feature maps" }).first();
  await caption.scrollIntoViewIfNeeded();
  const { x = 0, y = 0, height = 0 } = (await caption.boundingBox()) ?? {};
  await page.mouse.move(x + 20, y + Math.min(10, height / 2));
  await expect(glossary).toContainText("feature map");
  await glossary.getByRole("link").click();
  await expect(page.locator(".lesson__step")).toHaveAttribute("data-step", "c/maps");
  await expect(glossary).toHaveCount(0);
  await page.getByLabel("Search").fill("learning rate");
  await expect(page.locator("#glossary dt")).not.toHaveCount(0);
  await expect(page.locator("#glossary dt").filter({ hasText: "learning rate" })).toBeVisible();
  await expect(text).toBeVisible();
});
