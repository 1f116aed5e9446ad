/**
 * Which images a run is of: what brings them again, and, where they are the visitor's own, the images themselves in the
 * browser's storage.
 *
 * @module
 */

import { reportOf } from "../../api/errors.js";
import { IMAGES, pathOfImages } from "./paths.js";

/** @typedef {import("../../public/pkg/cpu/digit_lab.js").Engine} Engine */
/** @typedef {import("../../public/pkg/files/digit_lab.js").Storage} Storage */
/** @typedef {import("../../api/protocol.js").DatasetRequest} DatasetRequest */
/** @typedef {import("../../api/protocol.js").StoredData} Identity */

/** The four parts in the order of their checksum. */
const PARTS = /** @type {const} */ (["train_images", "train_labels", "test_images", "test_labels"]);

/** Own images are stored if so many times their size is free. */
const ROOM = 2;

/** Any request of own images: what counts of it is that nothing brings them again. @type {any} */
const OWN = { source: "images" };

export class Images {
  #needs;
  /** @type {DatasetRequest | null} */
  #request = null;
  /** Null until the images in use were looked at. @type {Promise<Identity> | null} */
  #identity = null;
  #release = () => {};
  /** @type {Promise<string> | null} */
  #checksum = null;

  /**
   * @param {object} needs
   * @param {() => Promise<Storage>} needs.open
   * @param {<T>(work: (engine: Engine) => T | Promise<T>) => Promise<T>} needs.use
   * @param {(event: import("../../api/protocol.js").Event) => void} needs.post
   * @param {(sha256: string) => () => void} needs.hold has stored images stay until what it answers is called
   */
  constructor(needs) {
    this.#needs = needs;
  }

  /** Other images are in use. @param {DatasetRequest} request what brought them */
  loaded(request) {
    this.#request = request;
    this.#identity = null;
    this.#checksum = null;
    this.#release();
    this.#release = () => {};
    // Whether they can be stored is told before anybody trains with them.
    if (isOwn(request)) void this.identity().catch(() => {});
  }

  /** The images in use came from the storage. @param {Identity} identity */
  restored(identity) {
    this.#checksum = null;
    this.#hold(identity.sha256);
    this.#identity = Promise.resolve(identity);
  }

  /** The images in use are the visitor's own, and came in a file. */
  taken() {
    this.loaded(OWN);
  }

  /** @param {string | null} sha256 */
  #hold(sha256) {
    this.#release();
    this.#release = sha256 ? this.#needs.hold(sha256) : () => {};
  }

  /** @returns {Promise<string>} SHA-256 of the images and labels in use, in hexadecimal */
  checksum() {
    this.#checksum ??= this.#needs
      .use((engine) => engine.images())
      .then((images) => checksum(PARTS.map((part) => images[part])));
    return this.#checksum;
  }

  /** The classes have other names. */
  renamed() {
    this.#identity = null;
  }

  /** Whether the images in use are these. @param {Identity} other */
  async are(other) {
    if (!this.#request && !this.#identity) return false;
    const [a, b] = [await this.identity(), other].map(({ source, request, sha256 }) => ({ source, request, sha256 }));
    return JSON.stringify(a) === JSON.stringify(b);
  }

  /** @returns {Promise<Identity>} of the images in use, which are stored if they are the visitor's own */
  identity() {
    this.#identity ??= this.#identify().catch((error) => {
      this.#identity = null;
      throw error;
    });
    return this.#identity;
  }

  /** @returns {Promise<Identity>} */
  async #identify() {
    const request = /** @type {DatasetRequest} */ (this.#request);
    const { use } = this.#needs;
    const { name, class_names, train_count, source } = await use((engine) => engine.dataset());
    const facts = { name, class_names, train_count };
    if (!isOwn(request)) {
      const { source, ...rest } = request;
      return { source, request: rest, sha256: null, kept: true, ...facts };
    }
    const { images, about } = await use((engine) => ({ images: engine.images(), about: engine.about() }));
    const sha256 = await checksum(PARTS.map((part) => images[part]));
    this.#hold(sha256);
    const kept = await this.#store(sha256, images, about);
    return { source, request: null, sha256, kept, ...facts };
  }

  /**
   * @param {string} sha256
   * @param {ReturnType<Engine["images"]>} images
   * @param {ReturnType<Engine["about"]>} about
   * @returns {Promise<boolean>} whether they are stored
   */
  async #store(sha256, images, about) {
    const { open, post } = this.#needs;
    try {
      const storage = await open();
      const arrays = PARTS.map((part) => ({ name: part, data: images[part] }));
      const size = arrays.reduce((sum, { data }) => sum + data.length, 0);
      const known = await storage.list(IMAGES);
      if (!known.some((name) => name.startsWith(sha256))) await assertRoom(ROOM * size);
      await storage.save(pathOfImages(sha256), JSON.stringify(about), arrays, false);
      return true;
    } catch (error) {
      const { message } = reportOf(error);
      post({ event: "notice", code: "pictures-not-kept", message: `These images will not come back: ${message}` });
      return false;
    }
  }
}

/**
 * The command that brings images from the storage.
 * @param {Storage} storage
 * @param {Identity} identity
 * @returns {Promise<Extract<import("../../api/protocol.js").Command, {type: "mirror"}>>} rejects with the code
 *   "images-missing" if they are not there
 */
export async function storedImages(storage, { sha256, kept }) {
  const stored = kept && sha256 ? await storage.load(pathOfImages(sha256)) : null;
  if (!stored) {
    throw {
      code: "images-missing",
      message: "The run's own images are not stored: bring them in the Data room first.",
    };
  }
  const parts = PARTS.map((part) => [part, stored.arrays[part] ?? new Uint8Array()]);
  return { type: "mirror", images: /** @type {any} */ (Object.fromEntries(parts)), about: JSON.parse(stored.text) };
}

/** @param {DatasetRequest} request */
function isOwn({ source }) {
  return source === "files" || source === "pair" || source === "images";
}

/** @param {Uint8Array[]} parts @returns {Promise<string>} SHA-256 of all, in hexadecimal */
async function checksum(parts) {
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  const sum = new Uint8Array(await crypto.subtle.digest("SHA-256", all));
  return [...sum].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** @param {number} bytes */
async function assertRoom(bytes) {
  const { quota = Infinity, usage = 0 } = await navigator.storage.estimate();
  if (quota - usage < bytes) throw { code: "storage-full", message: "The browser's storage is too small for them." };
}
