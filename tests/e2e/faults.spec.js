/** What goes wrong is said, with a way on. */

import { expect, lab, NO_GPU, openWithFiles, says, test } from "./helpers.js";

test("a module that does not load is said, and the page can be loaded again", async ({ page }) => {
  await page.route("**/pkg/cpu/digit_lab_bg.wasm*", (route) =>
    route.fulfill({ body: Buffer.from("not WebAssembly"), contentType: "application/wasm" }),
  );
  await page.goto("./?data=generated");
  const { alert, badge, button, status } = lab(page);
  await expect(badge).toHaveText("No compute");
  await expect(alert).toBeVisible();
  await says(alert, /could not be loaded/);
  await expect(status).toHaveText("No backend is available.");
  await expect(button("Train")).toBeDisabled();

  await page.unrouteAll();
  await alert.getByRole("button", { name: "Reload the page" }).click();
  await expect(badge).toHaveText(/^CPU/);
  await expect(alert).toBeHidden();
});

test("a worker that crashes while it trains is said, and the page can be loaded again", async ({ page }) => {
  const { alert, badge, button, data, reach, status } = await openWithFiles(page, "?epochs=500");
  await button("Train").click();
  await reach(1);
  await page.workers()[0].evaluate(() => {
    setTimeout(() => {
      throw new Error("struck by lightning");
    });
  });
  await says(alert, "The part of the page that computes has stopped.");
  await says(alert, "struck by lightning");
  await expect(status).toHaveText("Stopped by an error.");
  await expect(badge).toHaveText("No compute");
  await alert.getByRole("button", { name: "Reload the page" }).click();
  await expect(badge).toHaveText(/^CPU/);
  await says(data, "MNIST is out of reach");
});

test("WebGPU that is asked for and not there: the CPU computes, and the page says why", async ({ page }) => {
  const { badge, button, reach } = await openWithFiles(page, "?backend=webgpu");
  await expect(badge).toHaveText(NO_GPU);
  await badge.click();
  await expect(page.getByText(/, so the CPU computes\./)).toBeVisible();
  await button("Train").click();
  await reach(1);
});

test("ndarray can be chosen", async ({ page }) => {
  const { badge, button, reach } = await openWithFiles(page, "?backend=ndarray");
  await expect(badge).toHaveText(/^CPU \(burn-ndarray\)( × \d)? — chosen in the address$/);
  await button("Train").click();
  await reach(1);
});

test("a link of an earlier version that names flex opens ndarray, and says nothing", async ({ page }) => {
  const { alert, badge } = await openWithFiles(page, "?backend=flex");
  await expect(badge).toHaveText(/^CPU \(burn-ndarray\)( × \d)? — chosen in the address$/);
  await expect(alert).toBeHidden();
});

test("nonsense in the address is said, and the default used", async ({ page }) => {
  const { alert, train } = await openWithFiles(page, "?epochs=abc");
  await expect(alert).toHaveText(
    /The address says epochs=abc, which is not a whole number from 1 up\. The default is used\./,
  );
  await alert.getByRole("button", { name: "Close" }).click();
  await expect(alert).toBeHidden();
  await says(train, /0 of \d+/);
});

test("a setting out of its range is said, and the default used", async ({ page }) => {
  const { alert, button, reach } = await openWithFiles(page, "?learning_rate=11");
  await says(alert, "Learning rate: 11 is not above 0 and at most 10.");
  await button("Train").click();
  await reach(1);
});

test("a worker that does not load is said to be the trouble, and not the images", async ({ page }) => {
  await page.route(/worker[^/]*\.js/, (route) => route.abort());
  await page.goto("./");
  const alert = page.getByRole("alert");
  await expect(alert.getByRole("button", { name: "Reload" })).toBeVisible();
  await expect(page.getByRole("button", { name: "Train on generated digits" })).toBeHidden();
});
