/** Several workers train together: the same each time; on a host without headers by the page's own service worker. */

import { createReadStream, statSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { dist } from "../../www/tools/site.mjs";
import { expect, lab, openWithFiles, says, test } from "./helpers.js";

/** @param {import("@playwright/test").Page} page @returns {Promise<import("../../www/state.js").State>} */
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

test("a worker that fails is done without, and nothing is lost", async ({ page }) => {
  const { badge, button, reach, step } = await openWithFiles(page, "?epochs=500&workers=2");
  await button("Train").click();
  await reach(40);
  await expect(badge).toHaveText(/× 2/);
  const further = page.workers().find((worker) => worker.url().includes("follower"));
  if (!further) throw new Error("There is no further worker.");
  await further.evaluate(() => setTimeout(() => Promise.reject(new Error("Broken by the test.")))).catch(() => {});
  await expect(badge).not.toHaveText(/×/, { timeout: 60_000 });
  const then = await step();
  await reach(then + 20);
  const { epochs, run, compute } = await state(page);
  expect(run.phase).toBe("training");
  expect(compute.workers).toEqual({ count: 1, reason: "workers-lost" });
  expect(epochs.map(({ epoch }) => epoch)).toEqual(epochs.map((_, i) => i + 1));
});

/** A host that sends the site's files and not one header of its own choice; gives its address. @param {(path: string) => boolean} lacks */
async function plainHost(lacks = () => false) {
  const types = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".wasm": "application/wasm" };
  const server = createServer((request, response) => {
    const path = normalize(decodeURIComponent(new URL(request.url ?? "/", "http://host").pathname));
    const file = join(dist, path.endsWith("/") ? `${path}index.html` : path);
    const found = !lacks(path) && file.startsWith(dist) && statSync(file, { throwIfNoEntry: false })?.isFile();
    const type = types[/** @type {keyof typeof types} */ (extname(file))] ?? "application/octet-stream";
    response.writeHead(found ? 200 : 404, { "Content-Type": type });
    if (found) createReadStream(file).pipe(response);
    else response.end();
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(null)));
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  return { address: `http://127.0.0.1:${port}/`, close: () => server.close() };
}

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
  const host = await plainHost((path) => path === "/isolation.js");
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
