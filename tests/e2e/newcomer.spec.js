/** A newcomer's path: open, train, pause, resume, reset; and a run to its end. */

import {
  allPainted,
  colours,
  expect,
  HAS_MNIST,
  lab,
  NEEDS_MNIST,
  NO_GPU,
  openWithFiles,
  picture,
  says,
  test,
} from "./helpers.js";

test("opens on MNIST, says what computes, and shows data and network", async ({ page }) => {
  test.skip(!HAS_MNIST, NEEDS_MNIST);
  /** @type {() => void} */
  let letThrough = () => {};
  const held = new Promise((resolve) => (letThrough = () => resolve(undefined)));
  await page.route("**/data/mnist/train-images*", async (route) => {
    await held;
    await route.continue();
  });
  await page.goto("./");
  const { badge, button, data, inside, kernels, maps, network, status } = lab(page);

  const progress = data.getByRole("progressbar", { name: "Loading the images" });
  await says(data, /(Fetching|Checking) [\w-]+/);
  await says(data, /1\.7 of 11\.6.MB/); // the three other files
  await expect(progress).toHaveAttribute("aria-valuenow", /^1[45]$/);
  await expect(button("Train")).toBeDisabled();
  await says(status, "Fetching the images…");
  letThrough();
  await says(data, "60,000 images to train on, 10,000 to test with");
  await expect(progress).toBeHidden();

  await expect(badge).toHaveText(NO_GPU);
  await badge.click();
  await expect(page.getByText(/, so the CPU computes\./)).toBeVisible();

  const samples = data.getByRole("list", { name: /^Samples/ }).getByRole("listitem");
  await expect(samples).toHaveText([..."504192131435361728694091"]); // MNIST's first 24 labels
  await expect(samples.locator("canvas")).toHaveCount(24);
  await allPainted(samples.locator("canvas"));

  await expect(network.getByRole("row", { name: /^conv1 convolution .* 416 / })).toBeVisible();
  await says(network.getByRole("row", { name: /^All parameters/ }), "215,370");

  await expect(button("Train")).toBeEnabled();
  await expect(inside.getByRole("img", { name: "It is a 7" })).toBeVisible();
  await expect(kernels).toHaveCount(16);
  await allPainted(kernels);
  await expect(maps).toHaveCount(16);
  expect(Math.max(...(await colours(maps)))).toBeGreaterThan(20); // some kernels find nothing: theirs are dark
});

test("trains, pauses, resumes and resets; the page stays alive meanwhile", async ({ page }) => {
  const { button, inside, kernels, maps, reach, standsStill, status, step, train } = await openWithFiles(
    page,
    "?epochs=500",
  );
  await says(inside, "Untrained");
  await allPainted(kernels);
  const pictures = () => Promise.all([kernels.first(), kernels.last(), maps.first()].map(picture));
  const untrained = await pictures();

  await button("Train").click();
  await reach(1);
  await expect(train.locator(".curve--loss .reading__smooth")).toHaveText(/^\d+\.\d{4}$/);
  await expect(train.locator(".curve--accuracy .reading__smooth")).toHaveText(/^\d+\.\d\d%$/);
  await expect(train.getByRole("img", { name: /^Loss over 8,000 training steps/ })).toBeVisible();
  await expect(train.locator(".figures__speed")).toHaveText(/^[\d,]+$/);
  await expect(train.locator(".figures__remaining")).toHaveText(/^[\d:]+$/);
  await expect(status).toHaveText(/^Epoch \d+ of 500$/);

  const began = await step();
  const frames = await page.evaluate(
    (ms) =>
      new Promise((resolve) => {
        const end = performance.now() + ms;
        let count = 0;
        requestAnimationFrame(function tick() {
          count += 1;
          if (performance.now() < end) requestAnimationFrame(tick);
          else resolve(count);
        });
      }),
    3000,
  );
  expect(frames, "animation frames in 3 s of training").toBeGreaterThanOrEqual(10);
  expect(await step()).toBeGreaterThan(began);

  await button("Pause").click();
  await expect(button("Resume")).toBeEnabled();
  await expect(status).toHaveText(/^Paused in epoch \d+ of 500$/);
  const paused = await standsStill();
  const trained = await pictures();
  untrained.forEach((image, i) => expect(trained[i]).not.toBe(image));

  await button("Resume").click();
  await reach(paused + 1);

  await button("Reset").click();
  await expect(button("Train")).toBeEnabled();
  expect(await standsStill()).toBe(0);
  await expect(status).toHaveText("Ready. The network is untrained.");
  await expect.poll(pictures).toEqual(untrained); // the same seed
});

/** Presses Pause as soon as the page says that it tests: the test is over sooner than a message gets there. @param {import("@playwright/test").Page} page */
function pauseAtTheTest(page) {
  return page.evaluate(
    () =>
      new Promise((resolve) => {
        const part = (/** @type {string} */ name) =>
          /** @type {HTMLElement} */ (document.querySelector(`#train .${name}`));
        const look = () => {
          if (!part("run-status").innerText.startsWith("Testing on 10,000 images")) return requestAnimationFrame(look);
          part("button--large").click();
          resolve(null);
        };
        look();
      }),
  );
}

for (const { name, query, source } of [
  { name: "MNIST", query: "", source: /^MNIST handwritten digits$/ },
  { name: "generated digits", query: "&data=generated", source: /^Generated digits not handwritten$/ },
]) {
  test(`a run on ${name} ends with a test on 10,000 images`, async ({ page }) => {
    test.skip(name === "MNIST" && !HAS_MNIST, NEEDS_MNIST);
    /** @type {string[]} */
    const asked = [];
    page.on("request", (request) => asked.push(request.url()));
    await page.goto(`./?subset=640&epochs=1${query}`);
    const { button, data, results, status, train } = lab(page);
    await says(data, "This run uses the first 640.");
    await expect(data.locator(".source__name")).toHaveText(source);
    if (query) expect(asked.filter((url) => url.includes("mnist"))).toEqual([]);

    const testing = pauseAtTheTest(page);
    await button("Train").click();
    await testing;
    await says(status, "Paused in epoch 1 of 1");
    await button("Resume").click();
    await expect(status).toHaveText(/^Finished: \d+\.\d\d% /, { timeout: 60_000 });
    const accuracy = (await status.innerText()).match(/\d+\.\d\d%/)?.[0] ?? "";
    expect(parseFloat(accuracy)).toBeGreaterThan(20); // ten steps are enough to beat chance
    await says(results, accuracy);
    await says(results, /[\d,]+ of 10,000 wrong/);
    const row = results.getByRole("row").nth(2).getByRole("cell");
    const [loss, percent] = [/^\d\.\d{4}$/, /^\d+\.\d\d%$/];
    await expect(row).toHaveText([loss, percent, loss, accuracy, "0.001", /^\d+:\d\d$/, /^[\d,]+$/]);
    await says(train, "10 of 10");
    await expect(button("Train again")).toBeEnabled();
  });
}
