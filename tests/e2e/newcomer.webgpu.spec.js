/** The newcomer's path on WebGPU; the adapter is SwiftShader, which is slow. */

import { allPainted, drawWithMouse, expect, openWithFiles, percentages, picture, says, test } from "./helpers.js";

const SLOW = { timeout: 120_000 };

test("trains, pauses, resumes, reads a drawing and tests, all on WebGPU", async ({ page }) => {
  // Ten steps of 20 images.
  const { alert, answer, answers, badge, button, draw, kernels, pad, reach, results, standsStill, status } =
    await openWithFiles(page, "?backend=webgpu&epochs=1&subset=200&batch_size=20");
  await expect(badge).toHaveText(/^WebGPU · .+/);
  await badge.click();
  await expect(page.getByText("The graphics processor trains the network.")).toBeVisible();
  await page.keyboard.press("Escape");
  await allPainted(kernels, SLOW);
  const untrained = await picture(kernels.first());

  await button("Train").click();
  await reach(2);
  await button("Pause").click();
  await expect(button("Resume")).toBeEnabled(SLOW);
  const paused = await standsStill();
  expect(paused).toBeLessThan(10);

  await drawWithMouse(page, pad);
  await expect(answer).toHaveText(/^Reads \d, with a probability of \d+%$/, SLOW);
  const total = (await percentages(answers)).reduce((sum, value) => sum + value);
  expect(Math.abs(total - 100)).toBeLessThanOrEqual(5);
  await allPainted(draw.getByRole("img", { name: "Network input" }));

  await button("Resume").click();
  await reach(paused + 1);
  await expect(status).toHaveText(/^Finished: \d+\.\d\d% /, SLOW);
  await says(results, "of 50 wrong");
  await expect.poll(() => picture(kernels.first()), SLOW).not.toBe(untrained);
  await expect(alert).toBeHidden();
});

test("by itself the page takes the CPU where the GPU is only emulated, and says so", async ({ page }) => {
  const { badge, button, reach } = await openWithFiles(page);
  await expect(badge).toHaveText(/^CPU \(burn-ndarray\)( × \d)? — the GPU is only emulated$/);
  await badge.click();
  await expect(page.getByText("The only GPU here is emulated in software")).toBeVisible();
  await button("Train").click();
  await reach(1);
});
