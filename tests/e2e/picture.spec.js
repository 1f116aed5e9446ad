/** Pictures of digits in the Lab: by file, drop and paste, one digit and several, broken ones and falsified ones. */

import { drop, expect, file, HAS_MNIST, isAccessible, lab, NEEDS_MNIST, png, says, test } from "./helpers.js";

/** @typedef {[number, number][]} Stroke in 0..=1 of a digit's height, from its upper left */

/** @type {Record<string, Stroke[]>} */
const DIGITS = {
  0: [
    [
      [0.35, 0],
      [0.1, 0.2],
      [0.05, 0.6],
      [0.25, 1],
      [0.5, 0.9],
      [0.6, 0.4],
      [0.5, 0.08],
      [0.35, 0],
    ],
  ],
  1: [
    [
      [0.35, 0],
      [0.3, 1],
    ],
  ],
  4: [
    [
      [0.25, 0],
      [0.02, 0.55],
      [0.6, 0.55],
    ],
    [
      [0.45, 0.2],
      [0.42, 1],
    ],
  ],
  7: [
    [
      [0.05, 0.02],
      [0.6, 0],
      [0.25, 1],
    ],
  ],
};

/** The distance of a place to a line. @param {number[]} place @param {number[]} a @param {number[]} b */
function distance([x, y], [ax, ay], [bx, by]) {
  const [dx, dy] = [bx - ax, by - ay];
  const along = Math.min(1, Math.max(0, ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy)));
  return Math.hypot(x - ax - along * dx, y - ay - along * dy);
}

/**
 * Digits 80 pixels high on ruled paper in uneven light, ten to a row.
 * @param {string} digits @param {number} [pen] pixels
 */
function page(digits, pen = 7) {
  const [pitch, margin, high] = [90, 60, 80];
  const rows = Math.ceil(digits.length / 10);
  const [width, height] = [Math.min(10, digits.length) * pitch + 2 * margin, rows * 120 + 2 * margin];
  const lines = [...digits].flatMap((digit, i) =>
    DIGITS[digit].flatMap((stroke) =>
      stroke
        .slice(1)
        .map((to, j) =>
          [stroke[j], to].map(([x, y]) => [
            margin + (i % 10) * pitch + high * x,
            margin + Math.floor(i / 10) * 120 + high * y,
          ]),
        ),
    ),
  );
  return png(width, height, (x, y) => {
    const is_ink = lines.some(([a, b]) => distance([x + 0.5, y + 0.5], a, b) < pen / 2);
    const light = 235 - (90 * x) / width - (30 * y) / height;
    return Math.round(light * (is_ink ? 0.35 : y % 37 < 2 ? 0.88 : 1));
  });
}

/** A PNG that says that it is large. @param {number} side */
function huge(side) {
  const bytes = Buffer.from(png(8, 8, () => 255));
  bytes.writeUInt32BE(side, 16);
  bytes.writeUInt32BE(side, 20);
  return bytes;
}

/** @param {import("@playwright/test").Page} page */
function parts(page) {
  const section = page.getByRole("region", { name: "Picture", exact: true });
  return {
    ...lab(page),
    section,
    boxes: section.getByRole("button", { name: /^Digit \d+ of/ }),
    status: section.locator(".picture__status"),
    problem: section.getByRole("alert"),
    choose: (/** @type {import("./helpers.js").MadeFile} */ made) =>
      section.getByLabel("Choose a picture…").setInputFiles(made),
  };
}

/** @param {import("@playwright/test").Page} browser_page @param {string} [query] */
async function open(browser_page, query = "?data=generated") {
  await browser_page.goto(`./${query}`);
  const all = parts(browser_page);
  await expect(all.button("Train")).toBeEnabled({ timeout: 90_000 });
  return all;
}

const picture = (/** @type {string} */ name, /** @type {Buffer} */ bytes) => ({
  ...file(name, bytes),
  mimeType: "image/png",
});

test("a network that has learnt reads one digit, which goes onto the pad, and several", async ({ page: tab }) => {
  test.skip(!HAS_MNIST, NEEDS_MNIST);
  const all = await open(tab, "?epochs=1&subset=8000");
  await all.button("Train").click();
  await says(all.train.locator(".run-status"), "Finished", { timeout: 120_000 });
  await all.draw.getByRole("button", { name: "Picture…" }).click();
  await expect(all.section.getByRole("heading", { name: "Picture" })).toBeFocused();

  await all.choose(picture("seven.png", page("7")));
  await expect(all.status).toContainText("One digit. Dark ink on light paper");
  await expect(all.boxes).toHaveCount(1);
  await expect(all.boxes).toHaveAttribute("aria-label", /read as 7/);
  await expect(all.answer).toHaveText(/^Reads 7/);
  const seen = await all.section.getByRole("img", { name: "The digit as network input" }).screenshot();
  expect(seen.length).toBeGreaterThan(100);

  await all.choose(picture("several.png", page("70144107")));
  await expect(all.boxes).toHaveCount(8);
  const labels = () => all.boxes.evaluateAll((boxes) => boxes.map((box) => box.textContent?.trim()).join(""));
  await expect.poll(labels).toBe("70144107");
  // The pad keeps what it had until somebody puts a digit there.
  await expect(all.answer).toHaveText(/^Reads 7/);
  await all.boxes.nth(2).click();
  await expect(all.boxes.nth(2)).toHaveAttribute("aria-pressed", "true");
  await all.section.getByRole("button", { name: "Put it on the pad" }).click();
  await expect(all.answer).toHaveText(/^Reads 1/);
  await isAccessible(tab, "with a picture", "#picture");
});

test("a picture comes by drop and by paste, and its digits are counted beyond 64", async ({ page: tab }) => {
  const all = await open(tab);
  await drop(tab, [picture("dropped.png", page("1"))]);
  await expect(all.status).toContainText("One digit.");
  // The images in use stay: a picture by itself is no data set.
  await expect(all.data.locator(".source__name")).toContainText("Generated");
  await expect(all.boxes).toHaveAttribute("aria-label", /read as \d/);

  const bytes = page("4017".repeat(17)).toString("base64");
  await tab.evaluate((base64) => {
    const transfer = new DataTransfer();
    const content = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
    transfer.items.add(new File([content], "pasted.png", { type: "image/png" }));
    document.body.dispatchEvent(new ClipboardEvent("paste", { clipboardData: transfer, bubbles: true }));
  }, bytes);
  await expect(all.status).toContainText("68 digits. The first 64 are read.");
  await expect(all.boxes).toHaveCount(64);
  await expect(all.boxes.last()).toHaveAttribute("aria-label", /^Digit 64 of 64: read as \d/);
  await all.section.getByRole("button", { name: "Close" }).click();
  await expect(all.section).toBeHidden();
});

test("what is broken, too large, blank or no picture is told in a sentence", async ({ page: tab }) => {
  const all = await open(tab);
  await all.draw.getByRole("button", { name: "Picture…" }).click();
  const whole = page("7");
  const tries = /** @type {const} */ ([
    ["broken.png", whole.subarray(0, 300), "broken.png is no picture that this browser can read"],
    ["text.png", Buffer.from("no picture"), "text.png is no picture that this browser can read"],
    ["wide.png", huge(20_000), "wide.png is too large"],
    ["deep.png", huge(12_000), "deep.png is too large"],
  ]);
  for (const [name, bytes, sentence] of tries) {
    await all.choose(picture(name, Buffer.from(bytes)));
    await expect(all.problem).toContainText(sentence);
  }
  await all.choose(
    picture(
      "blank.png",
      png(300, 200, (x) => 200 - x / 10),
    ),
  );
  await expect(all.status).toContainText("No digits were found");
  await expect(all.problem).toBeHidden();
  await all.choose(picture("seven.png", whole));
  await expect(all.boxes).toHaveCount(1);
});

test("a camera that is refused, and one that is not", async ({ page: tab, context }) => {
  await tab.addInitScript(() => {
    const refuse = async () => {
      throw new DOMException("Permission denied", "NotAllowedError");
    };
    const draw = async () => {
      const canvas = document.createElement("canvas");
      [canvas.width, canvas.height] = [320, 240];
      const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
      const paint = () => {
        context.fillStyle = "#ddd";
        context.fillRect(0, 0, 320, 240);
        context.lineWidth = 12;
        context.beginPath();
        context.moveTo(110, 60);
        context.lineTo(200, 64);
        context.lineTo(140, 190);
        context.stroke();
      };
      paint();
      setInterval(paint, 50);
      return canvas.captureStream(20);
    };
    let times = 0;
    Object.assign(navigator.mediaDevices, { getUserMedia: () => (times++ ? draw() : refuse()) });
  });
  const all = await open(tab);
  await all.draw.getByRole("button", { name: "Picture…" }).click();
  await all.section.getByRole("button", { name: "Camera" }).click();
  await expect(all.problem).toContainText("The camera is not allowed on this page");
  await all.section.getByRole("button", { name: "Camera" }).click();
  await expect(all.problem).toBeHidden();
  await expect
    .poll(() => all.section.locator("video").evaluate((video) => /** @type {HTMLVideoElement} */ (video).videoWidth))
    .toBeGreaterThan(0);
  await all.section.getByRole("button", { name: "Take the picture" }).click();
  await expect(all.boxes).toHaveCount(1);
  await expect(all.section.locator("video")).toHaveCount(0);
  await context.clearPermissions();
});

test("pixels that a browser falsifies are not read", async ({ page: tab }) => {
  await tab.route(/worker-picture-/, async (route) => {
    const answer = await route.fetch();
    const lie = `OffscreenCanvasRenderingContext2D.prototype.getImageData = function (x, y, width, height) {
      const image = new ImageData(width, height);
      for (let i = 0; i < image.data.length; i++) image.data[i] = (i * 7919) % 256;
      return image;
    };`;
    await route.fulfill({ response: answer, body: `${lie}\n${await answer.text()}` });
  });
  const all = await open(tab);
  await all.draw.getByRole("button", { name: "Picture…" }).click();
  await all.choose(picture("seven.png", page("7")));
  await expect(all.problem).toContainText("This browser falsifies pixels");
  await expect(all.boxes).toHaveCount(0);
});
