/** What a visitor has to fetch stays within its budget. */

import { existsSync } from "node:fs";
import { join } from "node:path";
import { BUDGET, firstVisit, moduleWeight, pageWeight, spelled } from "../../www/tools/budget.mjs";
import { dist } from "../../www/tools/site.mjs";
import { expect, lab, says, test } from "./helpers.js";

test.use({ welcomed: false });

for (const name of /** @type {const} */ (["cpu", "gpu", "files", "photo"])) {
  test(`the ${name} module is light`, () => {
    const folder = join(dist, "pkg", name);
    test.skip(!existsSync(folder), "the site was built without it");
    const weight = moduleWeight(folder);
    expect(weight.gzip, spelled(weight, name)).toBeLessThanOrEqual(BUDGET[name]);
  });
}

for (const part of /** @type {const} */ (["first", "later"])) {
  test(`what comes ${part} is light`, () => {
    const weight = pageWeight(dist)[part];
    expect(weight.raw, "there is a page").toBeGreaterThan(10_000);
    expect(weight.gzip, spelled(weight, part)).toBeLessThanOrEqual(BUDGET[part]);
  });
}

/** What not every visit needs: an icon where there is a tab, a worker that adds headers, further workers. */
const MAY_BE_LEFT = /^(favicon\.svg|isolation\.js|member-.*)$/;

test("a first visit fetches what is weighed as such, and the rest comes on demand", async ({ page, baseURL }) => {
  /** @type {Set<string>} */
  const fetched = new Set();
  page.on("request", (request) => {
    const [path] = request.url().split(/[?#]/);
    if (!path.startsWith(/** @type {string} */ (baseURL)) || path.endsWith(".wasm")) return;
    fetched.add(path.slice(/** @type {string} */ (baseURL).length) || "index.html");
  });
  // Without a quiet moment nothing is fetched before it is asked for.
  await page.addInitScript(() => Object.assign(window, { requestIdleCallback: () => 0 }));
  await page.goto("./?data=generated");
  const { button, reach } = lab(page);
  await expect(button("Train")).toBeEnabled({ timeout: 90_000 });
  await expect(page.getByRole("region", { name: "Where to start?" })).toBeVisible();
  const first = firstVisit(dist, "cpu", "en");
  expect([...fetched].filter((file) => !first.includes(file))).toEqual([]);
  expect(first.filter((file) => !fetched.has(file) && !MAY_BE_LEFT.test(file))).toEqual([]);

  // Whoever trains needs what writes the run down, what looks after the screen, and the table for the runs to come.
  fetched.clear();
  await button("Train").click();
  await reach(1);
  const names = () => [...fetched].map((file) => file.replace(/^(assets|pkg)\/|-[\w-]{8}\.js$/g, ""));
  const trained = ["view", "runs", "storage", "files", "files/digit_lab.js"];
  await expect.poll(() => names().sort()).toEqual(expect.arrayContaining(trained));
  expect(names().filter((name) => !trained.includes(name) && !/member/.test(name))).toEqual([]);

  fetched.clear();
  await page.getByRole("link", { name: "Data", exact: true }).click();
  await says(page.locator("#explore"), "Pixel values of one image");
  await page.getByRole("link", { name: "Results", exact: true }).click();
  await says(page.locator("#verdict"), "Test results");
  await page.getByRole("button", { name: "中文" }).click();
  await expect(page.locator("html")).toHaveAttribute("lang", /^zh/);
  expect(names()).toEqual(expect.arrayContaining(["data", "results", "rooms", "zh"]));
  expect([...fetched].filter((file) => first.includes(file) && !MAY_BE_LEFT.test(file))).toEqual([]);
});
