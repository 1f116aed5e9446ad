/** One's own network: chosen, edited, refused while it does not fit, started. */

import { allPainted, expect, openWithFiles, says, test } from "./helpers.js";

test("presets come with their recipe", async ({ page }) => {
  const { button, inside, maps, network, train } = await openWithFiles(page);
  const presets = network.getByLabel("Network preset");
  await expect(presets.getByRole("option")).toHaveCount(11);
  await presets.selectOption("lenet");
  await says(network.getByRole("row", { name: /^All parameters/ }), "44,426");
  await says(train, "0 of 16");
  await expect(train.locator("#learning-rate")).toHaveValue("0.01");
  await inside.scrollIntoViewIfNeeded(); // what is out of sight is not looked into
  await expect(maps).toHaveCount(6);

  await presets.selectOption("resnet-mini");
  await expect(network.getByRole("row", { name: /block3\.shortcut\.conv/ })).toBeVisible();
  await button("One step").click();
  await expect(button("Resume")).toBeEnabled();
  await allPainted(maps);
  await says(inside, "Kernels of conv1");
});

test("a layer is changed, added, moved; what does not fit is said and cannot be started", async ({ page }) => {
  const { button, inside, maps, network, status } = await openWithFiles(page);
  await button("Edit the layers").click();
  const channels = network.getByLabel("channels of conv1");
  await channels.fill("5");
  await channels.press("Tab");
  await inside.scrollIntoViewIfNeeded();
  await expect(maps).toHaveCount(5);
  await expect(button("Train")).toBeEnabled();

  const kernel = network.getByLabel("kernel of conv2");
  await kernel.fill("27");
  await kernel.press("Tab");
  await says(network, "a 27×27 kernel does not fit into [5, 14, 14] with padding 2");
  await expect(button("Train")).toBeDisabled();
  await says(status, /^The network does not fit: conv2/);
  await kernel.fill("3");
  await kernel.press("Tab");
  await expect(button("Train")).toBeEnabled();

  await button("Remove fc2").click();
  await says(status, "ten digits need [10]");
  await button("Undo").first().click();
  await expect(button("Train")).toBeEnabled();
});

test("layers come and go as JSON; a slip is named", async ({ page }) => {
  const { button, inside, network, results, status } = await openWithFiles(page, "?epochs=1");
  await network.getByText("The layers as JSON").click();
  const box = network.getByRole("textbox").last();
  await box.fill('[{"kind": "flatten"},\n{"kind": "linaer", "name": "fc1", "units": 10}]');
  await button("Use these layers").click();
  await says(network, /linaer/);
  await box.fill('[{"kind": "flatten"},\n{"kind": "linear", "name": "fc1", "units": 10}]');
  await button("Use these layers").click();
  await says(network.getByRole("row", { name: /^All parameters/ }), "7,850");
  await expect(page).toHaveURL(/network=/);
  await inside.scrollIntoViewIfNeeded();
  await says(inside, "This network has no convolution to look into.");
  await button("Train").click();
  await expect(status).toHaveText(/^Finished: /, { timeout: 60_000 });
  await says(results, /\d+ of 50 wrong/);
});

test("once a run has begun, another network waits until it is started afresh", async ({ page }) => {
  const { button, network, step } = await openWithFiles(page);
  await button("One step").click();
  await expect.poll(step).toBe(1);
  await network.getByLabel("Network preset").selectOption("strided");
  expect(await step()).toBe(1);
  await expect(button("Resume")).toBeEnabled();
  await button("Discard changes").click();
  await expect(network.getByLabel("Network preset")).toHaveValue("simple");
  await network.getByLabel("Network preset").selectOption("strided");
  await button("Start afresh with this network").click();
  await expect.poll(step).toBe(0);
  await says(network.getByRole("row", { name: /^All parameters/ }), "23,946");
});
