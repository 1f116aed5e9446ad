/**
 * Reads one picture in a worker of its own, so that neither the page nor the training waits: decodes it, and has the module
 * find its digits. The page ends the worker to stop it.
 *
 * @module
 */

import { reportOf } from "../../api/errors.js";
import { decode } from "./decode.js";
import { readCanvas } from "./read-back.js";

/**
 * Comes once. `base`: address of the folder in which `pkg/` lies.
 * @typedef {{picture: Blob | ImageBitmap, name: string, base: string}} Order
 */

/** Where a digit is, as parts of the picture's sides, 0..=1. @typedef {{left: number, top: number, width: number, height: number}} Place */

/**
 * What was found, see `Found` of the module. `images`: `[n, side, side]`, 255 = ink. `preview`: the picture itself, for the
 * page to draw.
 * @typedef {object} Seen
 * @property {ImageBitmap} preview
 * @property {Place[]} places in reading order
 * @property {Uint8Array} images
 * @property {number} side
 * @property {number} found digits in the picture, also those beyond the 64 that are cut out
 * @property {"dark" | "light" | "opacity"} ink
 * @property {number} lines ruled lines that were removed
 * @property {number} slant pixels down for each pixel to the right
 */

/** @typedef {{type: "seen", seen: Seen} | {type: "failed", error: import("../../api/protocol.js").ErrorReport}} News */

/** The picture on the page has at most so many pixels on a side. */
const PREVIEW_SIDE = 1024;
/** Pixels that are read back at a time, 16 MB. */
const STRIP_PIXELS = 4 << 20;

/** @param {Order} order @returns {Promise<Seen>} */
async function see({ picture, name, base }) {
  const coming = fetchModule(base);
  coming.catch(() => {}); // a picture that cannot be read is told first
  const bitmap = await decode(picture, name);
  const { width, height } = bitmap;
  const { Photo } = await coming;
  const photo = new Photo(width, height);
  const rows = Math.max(1, Math.floor(STRIP_PIXELS / width));
  for (let top = 0; top < height; top += rows) {
    photo.rows(readCanvas(bitmap, top, Math.min(rows, height - top)));
  }
  const { digits, ...found } = photo.read();
  const preview = await smaller(bitmap);
  bitmap.close();
  // What fills no whole pixel of the smaller picture is left out at the right and at the bottom.
  const factor = Math.max(1, Math.floor(width / found.width));
  const images = new Uint8Array(digits.length * found.side ** 2);
  digits.forEach(({ image }, i) => images.set(image, i * image.length));
  const places = digits.map((digit) => ({
    left: (digit.left * factor) / width,
    top: (digit.top * factor) / height,
    width: (digit.width * factor) / width,
    height: (digit.height * factor) / height,
  }));
  const { side, ink, lines, slant } = found;
  return { preview, places, images, side, found: found.found, ink, lines, slant };
}

/** @param {ImageBitmap} bitmap */
function smaller(bitmap) {
  const { width, height } = bitmap;
  const scale = Math.min(1, PREVIEW_SIDE / Math.max(width, height));
  const [resizeWidth, resizeHeight] = [width, height].map((side) => Math.max(1, Math.round(side * scale)));
  return createImageBitmap(bitmap, { resizeWidth, resizeHeight, resizeQuality: "high" });
}

/** @param {string} base @returns {Promise<typeof import("../../public/pkg/photo/digit_lab.js")>} */
async function fetchModule(base) {
  const url = (/** @type {string} */ file) => new URL(`pkg/photo/${file}?v=${__BUILD_ID__}`, base).href;
  try {
    const module = await import(/* @vite-ignore */ url("digit_lab.js"));
    await module.default({ module_or_path: url("digit_lab_bg.wasm") });
    return module;
  } catch {
    const message =
      "The part of the page that finds digits in pictures could not be fetched: try again when connected.";
    throw { code: "photo-unreachable", message };
  }
}

/** @param {News} news @param {Transferable[]} [transfer] */
function tell(news, transfer = []) {
  self.postMessage(news, { transfer });
}

self.onmessage = async ({ data }) => {
  try {
    const seen = await see(/** @type {Order} */ (data));
    tell({ type: "seen", seen }, [seen.preview, seen.images.buffer]);
  } catch (error) {
    tell({ type: "failed", error: reportOf(error) });
  }
};
