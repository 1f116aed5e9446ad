/**
 * A visitor's pictures, in folders or in a zip archive → grey images of 28×28 with labels. Runs in the worker, since
 * the browser decodes there as well. What cannot be read is left out, and told.
 *
 * @module
 */

import { Archive, MOST_ARCHIVE_BYTES, MOST_FILE_BYTES } from "./archive.js";
import { sortPictures } from "../../../api/folders.js";
import { pictureSize } from "./size.js";

/** @typedef {import("../../../api/protocol.js").PictureFiles} PictureFiles */
/** @typedef {import("../../../api/protocol.js").Event} Event */
/** @typedef {import("../../../api/protocol.js").Samples} Samples */
/** @typedef {{index: number, bytes: Uint8Array | null}} Content null: it could not be read */

/**
 * What becomes of them.
 * @typedef {object} Read
 * @property {Samples} train
 * @property {Samples} test empty, unless the folders say which are to test with
 * @property {string[] | null} class_names
 * @property {[number, number] | null} resized_from height and width, if all had the same and another than 28×28
 */

/** The most pixels on a side, as the engine has it, and in all: a canvas has to hold them. */
const MOST_SIDE = 4096;
/** News of the progress come this often, in pictures. */
const NEWS_EVERY = 100;
/** Names of files told at most. */
const MOST_NAMES = 3;

/**
 * @param {PictureFiles} files
 * @param {(rgba: Uint8Array, height: number, width: number) => Promise<Uint8Array>} shrink to 784 bytes
 * @param {(event: Event) => void} post
 * @returns {Promise<Read>}
 */
export async function readPictures(files, shrink, post) {
  const source = files instanceof File ? await fromArchive(files) : fromFolder(files);
  const { places, class_names, loose } = sortPictures(source.paths);
  const splits = [false, true].map((test) => blank(places.filter((place) => place.test === test).length));
  const filled = [0, 0];
  const sizes = new Sizes();
  /** @type {string[]} */
  const skipped = [];
  const canvas = new Canvas();

  const by_index = new Map(places.map((place) => [place.index, place]));
  let loaded = 0;
  for await (const { index, bytes } of source.contents(by_index.keys())) {
    if (loaded % NEWS_EVERY === 0) {
      post({ event: "progress", task: "dataset", stage: "pictures", loaded, total: places.length });
    }
    loaded += 1;
    const picture = bytes && (await canvas.decode(bytes));
    if (!picture) {
      skipped.push(source.paths[index]);
      continue;
    }
    const { label, test } = /** @type {import("../../../api/folders.js").Place} */ (by_index.get(index));
    const [split, at] = [splits[Number(test)], filled[Number(test)]++];
    split.images.set(await shrink(picture.rgba, picture.height, picture.width), at * 784);
    split.labels[at] = label;
    sizes.add(picture);
  }

  if (skipped.length === places.length) throw unreadable(places.length);
  const notice = (/** @type {string} */ code, /** @type {string} */ message, params = {}) =>
    post({ event: "notice", code: `pictures-${code}`, message, params });
  if (skipped.length > 0) {
    const names = skipped.slice(0, MOST_NAMES).join(", ") + (skipped.length > MOST_NAMES ? ", …" : "");
    const params = { count: skipped.length, total: places.length, names };
    notice("skipped", `${skipped.length} of ${places.length} pictures could not be read: ${names}.`, params);
  }
  if (loose > 0) notice("outside", `${loose} pictures lie in no folder and were left out.`, { count: loose });
  const resized_from = sizes.common();
  if (resized_from === null && sizes.differ()) {
    const params = { least: sizes.least, most: sizes.most };
    notice("sizes", `The pictures were of several sizes, from ${params.least} to ${params.most}.`, params);
  }
  const [train, test] = splits.map(({ images, labels }, i) => ({
    images: images.subarray(0, filled[i] * 784),
    labels: labels.subarray(0, filled[i]),
  }));
  return { train, test, class_names, resized_from };
}

/** @param {number} count @returns {Samples} */
function blank(count) {
  return { images: new Uint8Array(count * 784), labels: new Uint8Array(count) };
}

/** @param {{path: string, file: File}[]} files */
function fromFolder(files) {
  return {
    paths: files.map(({ path }) => path),
    /** @param {Iterable<number>} places @returns {AsyncGenerator<Content>} */
    async *contents(places) {
      for (const index of places) {
        const { file } = files[index];
        const buffer = file.size <= MOST_FILE_BYTES ? await file.arrayBuffer().catch(() => null) : null;
        yield { index, bytes: buffer && new Uint8Array(buffer) };
      }
    },
  };
}

/** @param {File} file */
async function fromArchive(file) {
  if (file.size > MOST_ARCHIVE_BYTES) {
    const message = `${file.name} is larger than ${MOST_ARCHIVE_BYTES >> 20} MiB, the most that is read.`;
    throw {
      code: "zip-absurd",
      message,
      params: { file: file.name, reason: "zip-large", most: MOST_ARCHIVE_BYTES >> 20 },
    };
  }
  const archive = new Archive(new Uint8Array(await file.arrayBuffer()), file.name);
  return {
    paths: archive.entries.map(({ path }) => path),
    contents: (/** @type {Iterable<number>} */ places) => archive.contents(places),
  };
}

/** Decodes one picture after another. */
class Canvas {
  #canvas = new OffscreenCanvas(1, 1);
  #context = this.#canvas.getContext("2d", { willReadFrequently: true });

  /** @param {Uint8Array} bytes @returns {Promise<{rgba: Uint8Array, width: number, height: number} | null>} */
  async decode(bytes) {
    const size = pictureSize(bytes);
    if (!size || !this.#context || Math.max(size.width, size.height) > MOST_SIDE) return null;
    const blob = new Blob([/** @type {Uint8Array<ArrayBuffer>} */ (bytes)]);
    const bitmap = await createImageBitmap(blob, { colorSpaceConversion: "none" }).catch(() => null);
    if (!bitmap) return null;
    const { width, height } = bitmap;
    // A canvas is blank after a change of its size, and only then need not be wiped.
    if (this.#canvas.width !== width) this.#canvas.width = width;
    if (this.#canvas.height !== height) this.#canvas.height = height;
    this.#context.clearRect(0, 0, width, height);
    this.#context.drawImage(bitmap, 0, 0);
    bitmap.close();
    const { data } = this.#context.getImageData(0, 0, width, height);
    return { rgba: new Uint8Array(data.buffer), width, height };
  }
}

/** The sizes that pictures had. */
class Sizes {
  /** @type {Map<string, [number, number]>} height and width */
  #seen = new Map();

  /** @param {{width: number, height: number}} size */
  add({ width, height }) {
    this.#seen.set(`${width}×${height}`, [height, width]);
  }
  differ() {
    return this.#seen.size > 1;
  }
  /** @returns {[number, number] | null} */
  common() {
    const [first, second] = this.#seen.values();
    return second || (first[0] === 28 && first[1] === 28) ? null : first;
  }
  get least() {
    return this.#bySize()[0];
  }
  get most() {
    return this.#bySize().at(-1) ?? "";
  }
  #bySize() {
    const area = ([height, width] = [0, 0]) => height * width;
    return [...this.#seen].sort(([, a], [, b]) => area(a) - area(b)).map(([words]) => words);
  }
}

/** @param {number} count */
function unreadable(count) {
  const message = `None of the ${count} pictures could be read. Are they damaged, or is the archive locked by a password?`;
  return { code: "pictures-unreadable", message, params: { count } };
}
