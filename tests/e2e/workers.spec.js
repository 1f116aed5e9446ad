/** Several workers train together: the same each time; on a host without headers by the page's own service worker. */

import { plainHost } from "./host.js";
import { expect, lab, openWithFiles, says, test } from "./helpers.js";

/** @param {import("@playwright/test").Page} page @returns {Promise<import("../../www/page/state.js").State>} */
const state = (page) => page.evaluate(() => /** @type {any} */ (globalThis).digitLab.state());

/** @param {import("@playwright/test").Page} page @param {string} query */
async function train(page, query) {
  const { badge, button, status } = await openWithFiles(page, query);
  await button("Train").click();
  await expect(status).toHaveText(/^Finished: /, { timeout: 120_000 });
  const { curves, epochs } = await state(page);
  return { badge, losses: curves.losses, epochs };
}

test("two workers learn what one learns, and the same each time", async ({ page }) => {
  const one = await train(page, "?epochs=2&workers=1");
  expect(one.epochs.map(({ workers }) => workers)).toEqual([1, 1]);
  await expect(one.badge).not.toHaveText(/×/);
  const two = await train(page, "?epochs=2&workers=2");
  expect(two.epochs.map(({ workers }) => workers)).toEqual([2, 2]);
  await expect(two.badge).toHaveText(/× 2/);
  const again = await train(page, "?epochs=2&workers=2");
  expect(again.losses).toEqual(two.losses);
  expect(again.epochs.map((epoch) => epoch.test_loss)).toEqual(two.epochs.map((epoch) => epoch.test_loss));
  expect(two.losses).toHaveLength(32);
  two.losses.forEach((/** @type {number} */ loss, /** @type {number} */ i) => {
    expect(Math.abs(loss - one.losses[i])).toBeLessThan(1e-3);
  });
});

test("if a worker fails, the run goes on without it, and nothing is lost", async ({ page }) => {
  const { badge, button, reach, step } = await openWithFiles(page, "?epochs=500&workers=2");
  await button("Train").click();
  await reach(40);
  await expect(badge).toHaveText(/× 2/);
  const member = page.workers().find((worker) => worker.url().includes("member"));
  if (!member) throw new Error("The team has no other member.");
  await member.evaluate(() => setTimeout(() => Promise.reject(new Error("Broken by the test.")))).catch(() => {});
  await expect(badge).not.toHaveText(/×/, { timeout: 60_000 });
  const then = await step();
  await reach(then + 20);
  const { epochs, run, compute } = await state(page);
  expect(run.phase).toBe("training");
  expect(compute.workers).toEqual({ count: 1, reason: "workers-lost" });
  expect(epochs.map(({ epoch }) => epoch)).toEqual(epochs.map((_, i) => i + 1));
});

test("a host without the headers: the page isolates itself at the first visit", async ({ page }) => {
  const host = await plainHost();
  try {
    await page.goto(`${host.address}?data=generated&workers=2`);
    const { badge } = lab(page);
    await expect(badge).toHaveText(/× 2/, { timeout: 60_000 });
    expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
  } finally {
    host.close();
  }
});

test("where the page cannot isolate itself, one worker trains, and the page says why", async ({ page }) => {
  const host = await plainHost({ lacks: (path) => path === "/isolation.js" });
  try {
    await page.goto(`${host.address}?data=generated&workers=2`);
    const { badge } = lab(page);
    await expect(badge).toHaveText(/^CPU/, { timeout: 60_000 });
    await expect(badge).not.toHaveText(/×/);
    await badge.click();
    await says(page.locator("#compute"), "may not share memory between workers");
  } finally {
    host.close();
  }
});
