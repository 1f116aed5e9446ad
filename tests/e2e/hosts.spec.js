/** The published site on hosts of several kinds: what they send, and what the page makes of it. */

import { statSync } from "node:fs";
import { join } from "node:path";
import { dist } from "../../www/tools/site.mjs";
import { plainHost } from "./host.js";
import { expect, test } from "./helpers.js";

/**
 * Opens the CPU's module there, and gives what was told of its coming.
 * @param {import("@playwright/test").Page} page
 * @param {string} address
 * @returns {Promise<{loaded: number, total: number}[]>}
 */
async function moduleProgress(page, address) {
  await page.goto(`${address}?autostart=0&workers=1`);
  return page.evaluate(async () => {
    const { trainer } = /** @type {any} */ (globalThis).digitLab;
    /** @type {any[]} */
    const told = [];
    trainer.on("progress", (/** @type {any} */ progress) => told.push(progress));
    await trainer.open("ndarray", 1);
    return told.filter(({ task }) => task === "module").map(({ loaded, total }) => ({ loaded, total }));
  });
}

for (const { what, how } of [
  { what: "compresses, and tells the compressed length", how: { packs: true } },
  { what: "sends the files as they are", how: {} },
  { what: "does not know WebAssembly", how: { wasm: "application/octet-stream" } },
]) {
  test(`a host that ${what}: the module comes, and its progress is of its own size`, async ({ page }) => {
    const host = await plainHost(how);
    try {
      const { size } = statSync(join(dist, "pkg/cpu/digit_lab_bg.wasm"));
      const told = await moduleProgress(page, host.address);
      // In how many pieces the bytes come is the network's affair.
      expect(told.length).toBeGreaterThan(0);
      expect(told.map(({ total }) => total)).toEqual(told.map(() => size));
      expect(told.at(-1)?.loaded).toBe(size);
    } finally {
      host.close();
    }
  });
}
