/** What a visitor has to fetch stays within its budget. */

import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@playwright/test";
import { BUDGET, moduleWeight, pageWeight, spelled } from "../../www/tools/budget.mjs";
import { dist } from "../../www/tools/site.mjs";

for (const name of /** @type {const} */ (["cpu", "gpu"])) {
  test(`the ${name} module is light`, () => {
    const folder = join(dist, "pkg", name);
    test.skip(!existsSync(folder), "the site was built without it");
    const weight = moduleWeight(folder);
    expect(weight.gzip, spelled(weight, name)).toBeLessThanOrEqual(BUDGET[name]);
  });
}

test("HTML, CSS and JavaScript together are light", () => {
  const weight = pageWeight(dist);
  expect(weight.raw, "there is a page").toBeGreaterThan(10_000);
  expect(weight.gzip, spelled(weight, "page")).toBeLessThanOrEqual(BUDGET.page);
});
