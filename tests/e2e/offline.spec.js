/** Without MNIST: generated digits, the visitor's own files, and sources that lie. */

import { join } from "node:path";
import {
  cutOff,
  drop,
  expect,
  file,
  HAS_MNIST,
  lab,
  madeFiles,
  MNIST,
  NEEDS_MNIST,
  openWithFiles,
  says,
  test,
} from "./helpers.js";

const HOSTS = [
  "this site",
  "cdn.jsdelivr.net",
  "raw.githubusercontent.com",
  "ossci-datasets.s3.amazonaws.com",
  "storage.googleapis.com",
];

test("says what was tried, and trains at once on generated digits", async ({ page }) => {
  await cutOff(page);
  await page.goto("./");
  const { badge, button, data, reach, status } = lab(page);
  await says(data, "MNIST is out of reach");
  await says(data, "neither this site nor any of the mirrors answered with the right files");
  await data.getByText("Some sources failed (5)").click();
  const tried = data.getByRole("listitem").filter({ hasText: "did not come from" });
  await expect(tried).toHaveText(HOSTS.map((host) => new RegExp(`did not come from ${host}: it could not be reached`)));
  await expect(data.getByRole("link", { name: "Other images…" })).toHaveAttribute("href", "#own");
  await expect(badge).toHaveText(/^CPU/);
  await expect(button("Train")).toBeDisabled();
  await expect(status).toHaveText("Images are needed first: see Data.");

  await data.getByRole("button", { name: "Train on generated digits" }).click();
  await says(data, "Drawing digits");
  await says(data, "60,000 images to train on, 10,000 to test with");
  await expect(data.locator(".source__name")).toHaveText("Generated digits not handwritten");
  await expect(button("Pause")).toBeEnabled(); // without a further word
  await reach(1);
});

test("MNIST can be tried again", async ({ page }) => {
  test.skip(!HAS_MNIST, NEEDS_MNIST);
  await cutOff(page);
  await page.goto("./");
  const { button, data } = lab(page);
  await page.waitForFunction(() => document.body.innerText.includes("MNIST is out of reach"));
  await page.unrouteAll();
  await data.getByRole("button", { name: "Try MNIST again" }).click();
  await expect(data.locator(".source__name")).toHaveText("MNIST handwritten digits");
  await expect(button("Train")).toBeEnabled();
});

test("takes the visitor's files, two by two, and learns from them", async ({ page }) => {
  await cutOff(page);
  await page.goto("./?epochs=2");
  const { button, data, own, picker, results, status, step } = lab(page);
  await says(data, "MNIST is out of reach");
  const [images, labels, ...test] = madeFiles();
  await drop(page, [images, labels, file("holiday.png", Buffer.from("no digits"))]);
  await says(own, "Not one of the four: holiday.png."); // the page has gone where it is said
  await says(own, "Still missing: t10k-images-idx3-ubyte, t10k-labels-idx1-ubyte.");
  await picker.setInputFiles(test);
  await says(own, "1,000 images to train on, 50 to test with");
  await page.getByRole("link", { name: "Lab", exact: true }).click();
  await expect(data.locator(".source__name")).toHaveText("Your own files read from your computer");
  await says(data, "1,000 images to train on, 50 to test with");

  await button("Train").click();
  await says(status, "Finished", { timeout: 60_000 });
  await expect(results.getByRole("row")).toHaveCount(4);
  await says(results, "of 50 wrong");
  await button("Train again").click();
  await expect.poll(step).toBeLessThan(32);
  await says(status, "Finished", { timeout: 60_000 });
});

test("takes files that are dropped", async ({ page }) => {
  await cutOff(page);
  await page.goto("./");
  const { button, data } = lab(page);
  await says(data, "MNIST is out of reach");
  await drop(page, madeFiles());
  await says(data, "1,000 images to train on, 50 to test with");
  await expect(button("Train")).toBeEnabled();
});

test("a bad file is named, and the images in use stay", async ({ page }) => {
  const { button, data, own, picker, reach } = await openWithFiles(page);
  await data.getByRole("link", { name: "Other images…" }).click();
  const [images, labels, testImages, testLabels] = madeFiles();

  const short = file(testImages.name, testImages.buffer.subarray(0, -10));
  await picker.setInputFiles([images, labels, short, testLabels]);
  await says(own, "t10k-images-idx3-ubyte: ends at offset 39206");
  await says(own, "1,000 images to train on, 50 to test with");
  await picker.setInputFiles([images, file(labels.name, images.buffer), testImages, testLabels]);
  await says(own, "train-labels-idx1-ubyte: at offset 0 the magic number is 0x00000803");

  await page.goBack();
  await button("Train").click();
  await reach(1);
});

test("a source that lies is passed over, and named", async ({ page }) => {
  test.skip(!HAS_MNIST, NEEDS_MNIST);
  await page.route("**/data/mnist/t10k-labels*", (route) => {
    const bytes = Buffer.alloc(10_008, 7);
    return route.fulfill({ body: bytes, contentType: "application/gzip" });
  });
  await page.route("https://cdn.jsdelivr.net/**", (route) => {
    const name = route.request().url().split("/").at(-1) ?? "";
    return route.fulfill({ path: join(MNIST, name), headers: { "access-control-allow-origin": "*" } });
  });
  await page.goto("./");
  const { data } = lab(page);
  await says(data, "60,000 images to train on", { timeout: 60_000 });
  await data.getByText("Some sources failed (1)").click();
  await says(
    data,
    "t10k-labels-idx1-ubyte.gz did not come from this site: its content is not the expected one (the SHA-256 differs).",
  );
});
