/**
 * Keeps files in the browser's cache, by checksum. Storage may be absent (plain http), forbidden,
 * full or damaged: then nothing is kept, and nothing fails.
 *
 * Files are kept as they arrived, so as a rule compressed: MNIST takes 11 MB of the visitor's
 * storage rather than 55, for 0.2 s of unpacking on the next visit. The key is the checksum of the
 * content, so that an entry never goes stale; it is checked again when read.
 *
 * @module
 */

import { FileError, readChecked } from "./checked-file.js";

/** @typedef {import("./checked-file.js").FileFacts} FileFacts */

const NAME = "digit-lab-mnist";

const nothing = () => undefined;

/** @param {FileFacts} file */
const urlOf = (file) => `https://cache.invalid/sha256/${file.sha256}`;

export class FileCache {
  #cache;
  #onNotice;
  #refused = false;

  /**
   * @param {Cache | undefined} cache
   * @param {(notice: import("./mnist.js").Notice) => void} onNotice
   */
  constructor(cache, onNotice) {
    this.#cache = cache;
    this.#onNotice = onNotice;
  }

  /**
   * @param {Pick<CacheStorage, "open"> | null | undefined} caches undefined: the browser's; null: none
   * @param {(notice: import("./mnist.js").Notice) => void} onNotice
   */
  static async open(caches, onNotice) {
    try {
      const storage = caches === undefined ? globalThis.caches : caches; // in a sandboxed frame the mere look throws
      return new FileCache(await storage?.open(NAME), onNotice);
    } catch {
      return new FileCache(undefined, onNotice);
    }
  }

  /**
   * A file's bytes, or null. An entry that is damaged is dropped.
   * @param {FileFacts} file
   * @param {Parameters<typeof readChecked>[2]} options
   */
  async read(file, options) {
    const response = await this.#cache?.match(urlOf(file)).catch(nothing);
    if (!response) return null;
    try {
      return (await readChecked(response, file, options)).bytes;
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      await this.#cache?.delete(urlOf(file)).catch(nothing);
      const message = `${file.name} in the browser's cache was damaged; it is fetched again.`;
      this.#onNotice({ code: "cache-damaged", message });
      return null;
    }
  }

  /**
   * @param {FileFacts} file
   * @param {Blob | Uint8Array<ArrayBuffer>} content the file, compressed or not
   */
  async keep(file, content) {
    try {
      await this.#cache?.put(urlOf(file), new Response(content));
    } catch (error) {
      if (this.#refused) return;
      this.#refused = true;
      const why = error instanceof Error ? error.name : String(error);
      const message = `The browser does not keep the dataset (${why}); the next visit will download it again.`;
      this.#onNotice({ code: "cache-refused", message, params: { why } });
    }
  }
}
