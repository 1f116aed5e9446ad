/**
 * What the journeys have in common: a page whose uncaught errors fail the test, the page's parts by
 * the names that a visitor hears, and a small made data set, so that few journeys need MNIST.
 *
 * @module
 */

import { crc32, deflateSync } from "node:zlib";
import { AxeBuilder } from "@axe-core/playwright";
import { test as base, expect } from "@playwright/test";
import { findMnist, missingFrom, PUBLIC_MNIST } from "../../www/tools/mnist-files.mjs";

export { expect };

/** @typedef {import("@playwright/test").Page} Page */
/** @typedef {import("@playwright/test").Locator} Locator */
/** @typedef {{name: string, mimeType: string, buffer: Buffer}} MadeFile */
/** @typedef {{x: number, y: number}} Point in 0..=1 of the pad */

/** The folder that the site under test serves as `data/mnist/`. */
export const MNIST = findMnist() ?? PUBLIC_MNIST;
export const HAS_MNIST = missingFrom(MNIST).length === 0;
export const NEEDS_MNIST = "MNIST is not on this machine: set MNIST_DIR, or run npm run fetch-mnist.";

/**
 * Of an address whose journey needs any data: MNIST where it is served, because 60,000 generated digits take the page 15
 * seconds to write.
 */
export const ANY_DATA = HAS_MNIST ? "data=mnist" : "data=generated";

/** The badge on a machine without a GPU: whether its browser has WebGPU at all depends on the browser. */
export const NO_GPU = /^CPU \(burn-ndarray\)( × \d)? — (this browser has no WebGPU|no graphics processor answered)$/;

/** Where the page remembers that this browser has been here: see rooms/lab/welcome/state.js. */
const WELCOMED = "digit-lab.welcomed";

/** @type {import("@playwright/test").TestType<import("@playwright/test").PlaywrightTestArgs & import("@playwright/test").PlaywrightTestOptions & {welcomed: boolean}, import("@playwright/test").PlaywrightWorkerArgs & import("@playwright/test").PlaywrightWorkerOptions>} */
export const test = base.extend({
  /** Whether this browser has been here: then the page begins without the panel of a first visit. */
  welcomed: [true, { option: true }],
  page: async ({ page, welcomed }, use) => {
    if (welcomed) {
      await page.addInitScript((key) => {
        try {
          localStorage.setItem(key, "1");
        } catch {
          // A page without storage, as a journey may want it.
        }
      }, WELCOMED);
    }
    /** @type {string[]} */
    const errors = [];
    page.on("pageerror", (error) => errors.push(error.message));
    await use(page);
    expect(errors, "errors that the page did not catch").toEqual([]);
  },
});

/** The page's sections and what is often asked of them. @param {Page} page */
export function lab(page) {
  const section = (/** @type {string} */ name) => page.getByRole("region", { name, exact: true });
  const [data, network, train, results] = ["Data", "Network", "Train", "Results"].map(section);
  const [inside, draw] = ["Inside", "Draw"].map(section);
  const step = async () => Number((await train.locator(".figures__step").innerText()).replaceAll(",", ""));
  return {
    data,
    network,
    train,
    results,
    inside,
    draw,
    own: page.locator("#own"),
    picker: page.locator("#own").getByLabel("choose files"),
    badge: page.locator("#compute .compute__name"),
    alert: page.locator("#alert"),
    // The run's one large button is in its section, or in the bar of a narrow screen; the other is hidden.
    button: (/** @type {string} */ name) => page.getByRole("button", { name, exact: true }),
    status: train.locator(".run-status"),
    kernels: inside.getByRole("img", { name: /^Kernel \d+$/ }),
    maps: inside.getByRole("img", { name: /^Feature map \d+$/ }),
    pad: draw.getByRole("application", { name: /^Drawing pad/ }),
    answers: draw.getByRole("list", { name: "Predicted probabilities" }).getByRole("listitem"),
    answer: draw.locator(".answer"),
    step,
    /** Waits until so many steps are made. @param {number} count */
    async reach(count) {
      await expect.poll(step, { timeout: 90_000 }).toBeGreaterThanOrEqual(count);
    },
    /** A second in which no step is made. */
    async standsStill() {
      const before = await step();
      await page.waitForTimeout(1000);
      expect(await step()).toBe(before);
      return before;
    },
  };
}

/** Nothing that the data could come from answers. @param {Page} page */
export async function cutOff(page) {
  await page.route(/\/data\/mnist\/|jsdelivr|githubusercontent|amazonaws|googleapis/, (route) => route.abort());
}

/**
 * Opens the page cut off from MNIST and hands it small files: 1,000 images to train on (16 steps an
 * epoch), 50 to test with.
 * @param {Page} page
 * @param {string} [query]
 */
export async function openWithFiles(page, query = "") {
  await cutOff(page);
  await page.goto(`./${query}`);
  const all = lab(page);
  const { data, button } = all;
  await says(data, "MNIST is out of reach");
  await drop(page, madeFiles());
  await says(data, "1,000 images to train on, 50 to test with");
  await expect(button("Train")).toBeEnabled({ timeout: 90_000 });
  return all;
}

/** A grey PNG. @param {number} width @param {number} height @param {(x: number, y: number) => number} shade */
export function png(width, height, shade) {
  const chunk = (/** @type {string} */ type, /** @type {Buffer} */ data) => {
    const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
    const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(data.length);
    sum.writeUInt32BE(crc32(body));
    return Buffer.concat([length, body, sum]);
  };
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head[8] = 8; // bits, and grey
  const rows = Array.from({ length: height }, (_, y) => [0, ...Array.from({ length: width }, (_, x) => shade(x, y))]);
  const data = deflateSync(Buffer.from(rows.flat()));
  const signature = Buffer.from("\u0089PNG\r\n\u001a\n", "latin1");
  return Buffer.concat([signature, chunk("IHDR", head), chunk("IDAT", data), chunk("IEND", Buffer.alloc(0))]);
}

/** Drops files on the page, as from a folder. @param {Page} page @param {MadeFile[]} files */
export async function drop(page, files) {
  const named = files.map(({ name, mimeType, buffer }) => ({ name, type: mimeType, bytes: buffer.toString("base64") }));
  const dataTransfer = await page.evaluateHandle((named) => {
    const transfer = new DataTransfer();
    for (const { name, type, bytes } of named) {
      transfer.items.add(new File([Uint8Array.from(atob(bytes), (char) => char.charCodeAt(0))], name, { type }));
    }
    return transfer;
  }, named);
  await page.locator("body").dispatchEvent("drop", { dataTransfer });
}

/**
 * Waits until words can be read there; hidden ones do not count.
 * @param {Locator} place
 * @param {string | RegExp} words
 * @param {{timeout?: number}} [options]
 */
export async function says(place, words, options) {
  await expect(place).toContainText(words, { useInnerText: true, ...options });
  await expect(place).toBeVisible();
}

/**
 * Whoever cannot see the page, or only its contrasts, meets no serious fault in it, light or dark.
 * @param {Page} page
 * @param {string} when for the message
 * @param {string} [part] selector of the part to look at; the whole page if there is none
 */
export async function isAccessible(page, when, part) {
  for (const colorScheme of /** @type {const} */ (["light", "dark"])) {
    await page.emulateMedia({ colorScheme });
    const axe = new AxeBuilder({ page });
    const { violations } = await (part ? axe.include(part) : axe).analyze();
    const serious = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
    const said = serious.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`);
    expect(said, `${when}, ${colorScheme}`).toEqual([]);
  }
}

/** A canvas's pixels, to compare. @param {Locator} canvas @returns {Promise<string>} */
export async function picture(canvas) {
  return canvas.evaluate((element) => /** @type {HTMLCanvasElement} */ (element).toDataURL());
}

/** How many colours each of several canvases has. @param {Locator} canvases */
export async function colours(canvases) {
  return canvases.evaluateAll((elements) =>
    elements.map((element) => {
      const { width, height } = /** @type {HTMLCanvasElement} */ (element);
      const context = /** @type {HTMLCanvasElement} */ (element).getContext("2d");
      const pixels = context?.getImageData(0, 0, width, height).data.buffer ?? new ArrayBuffer(0);
      return new Set(new Uint32Array(pixels)).size;
    }),
  );
}

/** Waits until none of the canvases is blank. @param {Locator} canvases @param {{timeout?: number}} [options] */
export async function allPainted(canvases, options) {
  await expect.poll(async () => Math.min(...(await colours(canvases))), options).toBeGreaterThan(1);
}

/** Where a point of the pad is on the screen. @param {Locator} pad @returns {Promise<(point: Point) => Point>} */
export async function placeOn(pad) {
  await pad.scrollIntoViewIfNeeded();
  const box = await pad.boundingBox();
  if (!box) throw new Error("The pad is not in sight.");
  return ({ x, y }) => ({ x: box.x + x * box.width, y: box.y + y * box.height });
}

/** A seven in one stroke. @type {Point[]} */
export const SEVEN = [
  { x: 0.28, y: 0.25 },
  { x: 0.5, y: 0.25 },
  { x: 0.72, y: 0.25 },
  { x: 0.6, y: 0.5 },
  { x: 0.45, y: 0.8 },
];

/** @param {Page} page @param {Locator} pad @param {Point[]} [stroke] */
export async function drawWithMouse(page, pad, stroke = SEVEN) {
  const place = await placeOn(pad);
  const [first, ...rest] = stroke.map(place);
  await page.mouse.move(first.x, first.y);
  await page.mouse.down();
  for (const { x, y } of rest) await page.mouse.move(x, y, { steps: 4 });
  await page.mouse.up();
}

/** The ten answers as shown, in percent. @param {Locator} answers */
export async function percentages(answers) {
  const texts = await answers.locator(".bar__value").allInnerTexts();
  return texts.map((text) => Number(text.replace("%", "")));
}

/** Four small IDX files: a class is a bright bar at a height of its own. @returns {MadeFile[]} */
export function madeFiles() {
  const [images, labels] = madePair(1000);
  const [testImages, testLabels] = madePair(50);
  return [
    file("train-images-idx3-ubyte", images),
    file("train-labels-idx1-ubyte", labels),
    file("t10k-images-idx3-ubyte", testImages),
    file("t10k-labels-idx1-ubyte", testLabels),
  ];
}

/** A pair of IDX files of the same kind. @param {number} count @param {number} [scale] pixels for one of MNIST's */
export function madePair(count, scale = 1) {
  const side = 28 * scale;
  const pixels = Buffer.alloc(count * side * side);
  for (let i = 0; i < count; i++) {
    const top = (4 + 2 * (i % 10)) * scale;
    for (let row = top; row < top + 2 * scale; row++) {
      const start = (i * side + row) * side;
      pixels.fill(255, start + 6 * scale, start + 22 * scale);
    }
  }
  const labels = Buffer.from(Array.from({ length: count }, (_, i) => i % 10));
  return [Buffer.concat([header(2051, count, side, side), pixels]), Buffer.concat([header(2049, count), labels])];
}

/** @param {string} name @param {Buffer} buffer @returns {MadeFile} */
export function file(name, buffer) {
  return { name, mimeType: "application/octet-stream", buffer };
}

/** @param {...number} words big-endian */
function header(...words) {
  const bytes = Buffer.alloc(4 * words.length);
  words.forEach((word, i) => bytes.writeUInt32BE(word, 4 * i));
  return bytes;
}
