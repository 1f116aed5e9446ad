/** The visitor's own data, and digits that are drawn: the Data room's second half. */

import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { zipSync } from "fflate";
import {
  colours,
  cutOff,
  drop,
  expect,
  isAccessible,
  file,
  HAS_MNIST,
  lab,
  madeFiles,
  madePair,
  NEEDS_MNIST,
  openWithFiles,
  picture,
  png,
  says,
  test,
} from "./helpers.js";

/** Two classes on white paper: a bar that lies, a bar that stands. @param {number} count of each @param {number} side */
function shapes(count, side) {
  /** @type {Record<string, Uint8Array>} */
  const files = {};
  const third = side / 3;
  for (let i = 0; i < count; i++) {
    const bar = (/** @type {number} */ at) => (at > third + (i % 3) && at < 2 * third ? 0 : 255);
    files[`shapes/lying/${i}.png`] = png(side, side, (_, y) => bar(y));
    files[`shapes/standing/${i}.png`] = png(side, side, (x) => bar(x));
  }
  return files;
}

/** @param {string} name @param {Record<string, Uint8Array>} files */
const zip = (name, files) => file(name, Buffer.from(zipSync(files)));

/** Opens the page without MNIST, in the Data room. @param {import("@playwright/test").Page} page @param {string} [query] */
async function openRoom(page, query = "") {
  await cutOff(page);
  await page.goto(`./${query}#own`);
  const all = lab(page);
  await says(all.own, "MNIST is out of reach");
  return all;
}

/** @param {import("@playwright/test").Page} page @param {"Lab" | "Data"} name */
const go = (page, name) => page.getByRole("link", { name, exact: true }).click();

test("one pair of any size: a share is held out, classes get names, and the network learns", async ({ page }) => {
  const { button, data, draw, inside, own, picker, status } = await openRoom(page, "?epochs=2");
  const [images, labels] = madePair(500, 2);
  await own.getByLabel("Held out for testing").fill("30");
  const packed = file("bars-images-idx3-ubyte.gz", gzipSync(images));
  await picker.setInputFiles([packed, file("bars-labels-idx1-ubyte", labels)]);
  await says(own, "bars");
  await says(own, "350 images to train on, 150 to test with");
  await says(own, /Resized from 56\s×\s56/);

  // Another share, by reading them again.
  await own.getByLabel("Held out for testing").fill("10");
  await own.getByRole("button", { name: "Read them again with these options" }).click();
  await says(own, "450 images to train on, 50 to test with");

  await own.getByRole("button", { name: "Fashion-MNIST" }).click();
  await expect(own.getByLabel("3", { exact: true })).toHaveValue("Dress");
  await own.getByLabel("3", { exact: true }).fill("Kleid");
  await own.getByLabel("3", { exact: true }).press("Enter");
  await go(page, "Lab");
  await expect(data.locator(".source__name")).toContainText("bars");
  await expect(data.getByRole("list", { name: /^Samples/ })).toContainText("Kleid");
  await expect(data.getByLabel("Trouser: 45")).toBeVisible();
  await expect(draw.getByRole("listitem").nth(9)).toContainText("Ankle boot");

  await button("Train").click();
  await says(status, "Finished", { timeout: 60_000 });
  await says(
    inside,
    /read as (T-shirt|Trouser|Pullover|Kleid|Coat|Sandal|Shirt|Sneaker|Bag|Ankle boot): (right|wrong)/,
  );
  await expect(inside.getByRole("img", { name: /^This is: / })).toBeVisible();
});

test("two of the four files will do by themselves, when the visitor says so", async ({ page }) => {
  const { own, picker } = await openRoom(page);
  const [images, labels] = madeFiles();
  await picker.setInputFiles([images, labels]);
  await says(own, "Still missing: t10k-images-idx3-ubyte, t10k-labels-idx1-ubyte.");
  await own.getByRole("button", { name: "Use these two, 20% of them held out for testing" }).click();
  await says(own, "800 images to train on, 200 to test with");
});

test("a zip of pictures: decoded, made dark, resized, learnt; what is unreadable is counted", async ({ page }) => {
  const { button, data, own, picker, status } = await openRoom(page, "?epochs=4&batch_size=8");
  const files = {
    ...shapes(20, 42),
    "shapes/lying/broken.png": Buffer.from("no picture"),
    "shapes/about.txt": Buffer.from("about"),
  };
  await picker.setInputFiles(zip("shapes.zip", files));
  await says(own, "32 images to train on, 8 to test with");
  await says(own, /Resized from 42\s×\s42/);
  await says(own, "Their paper is white, so they were inverted");
  await says(own, "1 of 41 pictures could not be read and were left out: shapes/lying/broken.png.");
  await expect(own.getByRole("textbox")).toHaveCount(2);
  await expect(own.getByRole("textbox").first()).toHaveValue("lying");

  await own.getByRole("button", { name: "black", exact: true }).click();
  await own.getByRole("button", { name: "Read them again with these options" }).click();
  await expect(own.getByText("were inverted")).toBeHidden();
  await own.getByRole("button", { name: "white", exact: true }).click();
  await own.getByRole("button", { name: "Read them again with these options" }).click();
  await says(own, "were inverted");

  await go(page, "Lab");
  await expect(data.locator(".source__name")).toContainText("shapes");
  const samples = data.getByRole("list", { name: /^Samples/ });
  await expect(samples).toContainText("standing");
  await button("Train").click();
  await says(status, "Finished", { timeout: 60_000 });
});

test("a folder of pictures, with training and test pictures in folders of their own", async ({ page }) => {
  const { own } = await openRoom(page);
  const folder = test.info().outputPath("bars");
  for (const [path, bytes] of Object.entries(shapes(6, 28))) {
    const inner = path.replace("shapes/", "");
    for (const split of /[01]\.png/.test(path) ? ["train", "test"] : ["train"]) {
      await mkdir(dirname(join(folder, split, inner)), { recursive: true });
      await writeFile(join(folder, split, inner), bytes);
    }
  }
  await own.getByLabel("choose a folder").setInputFiles(folder);
  await says(own, "12 images to train on, 4 to test with");
});

test("bad files are named with what was expected, and the images in use stay", async ({ page }) => {
  const { data, own, picker } = await openWithFiles(page);
  await go(page, "Data");
  const [images, labels] = madePair(30);
  const pair = (/** @type {Buffer} */ images, /** @type {Buffer} */ labels) => [
    file("my-images.idx3", images),
    file("my-labels.idx1", labels),
  ];
  const gz = gzipSync(images);
  const wrong = Buffer.from(gz);
  wrong[wrong.length - 8] ^= 1; // the checksum
  const eleven = Buffer.from(labels);
  eleven[8 + 4] = 10;
  const one = Buffer.from(labels);
  one.fill(3, 8);
  const single = Buffer.from(labels);
  single.fill(3, 8);
  single[20] = 7;
  const many = Object.fromEntries(Array.from({ length: 11 }, (_, i) => [`c${i}/1.png`, png(2, 2, () => 0)]));
  const damaged = zip("cut.zip", shapes(2, 28));
  damaged.buffer = damaged.buffer.subarray(0, 300);
  /** @type {[ReturnType<typeof pair>, string | RegExp][]} */
  const cases = [
    [pair(images, eleven), "my-labels.idx1: the label at offset 12 is 10; labels are 0 to 9"],
    [pair(images, one), "at least two classes are needed"],
    [pair(images, single), "The class “7” has one image"],
    [pair(images.subarray(0, 999), labels), "my-images.idx3: ends at offset 999"],
    [pair(gz.subarray(0, gz.length >> 1), labels), "my-images.idx3: the gzip stream breaks off before its end."],
    [pair(wrong, labels), "my-images.idx3: the gzip stream is damaged ("],
    [pair(Buffer.concat([gz, gz]), labels), "my-images.idx3: the gzip stream is damaged ("],
    [pair(gzipSync("hello, world"), labels), "my-images.idx3: at offset 0 the magic number is 0x68656c6c"],
    [pair(labels, images), "my-images.idx3: at offset 0 the magic number is 0x00000801"],
    [[zip("empty.zip", { "readme.txt": new Uint8Array(3) })], "There are no pictures in it."],
    [[zip("loose.zip", { "1.png": new Uint8Array(3) })], "The pictures lie in no folder."],
    [[zip("few.zip", { "a/1.png": png(2, 2, () => 0) })], "All pictures lie in the folder “a”."],
    [[zip("many.zip", many)], "The pictures lie in 11 folders"],
    [
      [zip("text.zip", { "a/1.png": Buffer.from("x"), "b/2.png": Buffer.from("y") })],
      "None of the 2 pictures could be",
    ],
    [[zip("huge.zip", { "a/1.png": png(1, 1, () => 0), "b/2.png": new Uint8Array(20 << 20) })], "at least two classes"],
    [[damaged], "cut.zip cannot be read"],
    [[file("holiday.jpeg", Buffer.from("x"))], "The pictures lie in no folder."],
  ];
  for (const [files, words] of cases) {
    await picker.setInputFiles(files);
    await says(own, words);
    await says(own, "1,000 images to train on, 50 to test with");
  }
  await go(page, "Lab");
  await says(data, "1,000 images to train on, 50 to test with");
});

test("images are not changed while a network trains on them", async ({ page }) => {
  const { button, own, picker, reach } = await openWithFiles(page, "?epochs=500");
  await button("Train").click();
  await reach(1);
  // As dropped on the lab: the page goes where it says why not.
  await drop(page, [file("train-images", Buffer.from("x"))]);
  await says(own, "Pause the training to change the images.");
  await expect(picker).toBeDisabled();
  await expect(own.getByRole("button", { name: /^Train on 60,000/ })).toBeDisabled();
  await button("Pause").click();
  await expect(picker).toBeEnabled();
});

test("knobs change the digits that are previewed, and what the network learns from", async ({ page }) => {
  const { button, data, own, reach } = await openRoom(page);
  const preview = own.getByRole("img", { name: /^Digits as the generator writes them/ });
  await expect.poll(async () => Math.min(...(await colours(preview)))).toBeGreaterThan(20);
  await expect(own.getByRole("slider", { name: "Slant" })).toHaveValue("1");
  const usual = await picture(preview);
  for (const [name, value] of [
    ["Slant", "2"],
    ["Pen", "0"],
    ["Distortion", "0.3"],
  ]) {
    const before = await picture(preview);
    await own.getByRole("slider", { name }).fill(value);
    await expect.poll(() => picture(preview)).not.toBe(before);
  }
  await own.getByRole("button", { name: "Reset to defaults" }).click();
  await expect.poll(() => picture(preview)).toBe(usual); // the same seed, the same bytes
  await own.getByRole("button", { name: "Other digits" }).click();
  await says(own, "seed 1");
  await expect.poll(() => picture(preview)).not.toBe(usual);
  const download = page.waitForEvent("download");
  await own.getByRole("button", { name: "PNG" }).click();
  expect((await download).suggestedFilename()).toBe("digit-lab-generated.png");

  await own.getByRole("button", { name: /^Train on 60,000/ }).click();
  await says(own, "60,000 images to train on, 10,000 to test with", { timeout: 90_000 });
  await go(page, "Lab");
  await expect(data.locator(".source__name")).toHaveText("Generated digits not handwritten");
  await button("Train").click();
  await reach(1);
});

test("a seed gives the same digits here as in the native tests", async ({ page }) => {
  await openRoom(page);
  const hash = await page.evaluate(async () => {
    const { trainer } = /** @type {any} */ (globalThis).digitLab;
    const { images, labels } = await trainer.sketch({ seed: 0, count: 100 });
    // FNV-1a, 64 bits.
    let hash = 0xcbf29ce484222325n;
    for (const byte of [...images, ...labels]) hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n);
    return hash.toString(16);
  });
  expect(hash).toBe("653ce09437ef488e"); // of a_seed_gives_the_same_bytes_everywhere, src/data/synthetic/tests.rs
});

test("a share of MNIST can be replaced by generated digits", async ({ page }) => {
  test.skip(!HAS_MNIST, NEEDS_MNIST);
  await page.goto("./#own");
  const { own } = lab(page);
  await says(own, "60,000 images to train on", { timeout: 60_000 });
  await own.getByLabel("Share of MNIST’s training images to replace").fill("25");
  await own.getByRole("button", { name: "Mix them into MNIST" }).click();
  await says(own, "MNIST, mixed", { timeout: 60_000 });
  await says(own, "25% of its training images are generated digits");
  await own.getByRole("button", { name: "Load MNIST" }).click();
  await expect(own.getByText("MNIST, mixed")).toBeHidden();
});

for (const { width, height } of [
  { width: 1440, height: 900 },
  { width: 390, height: 844 },
]) {
  test(`the room has no serious accessibility fault, and fits ${width} pixels`, async ({ page }) => {
    await page.setViewportSize({ width, height });
    const { own } = await openRoom(page);
    await expect(own.getByRole("slider", { name: "Slant" })).toBeVisible();
    await isAccessible(page, "the box", "#own");
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(wide).toBeLessThanOrEqual(0);
  });
}
