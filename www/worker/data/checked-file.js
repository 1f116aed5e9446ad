/**
 * Turns a response into a file whose bytes are known to be right: decompressed while it arrives,
 * of the expected size, with the expected SHA-256. Made for sources that nobody vouches for:
 * whatever they send, one buffer of the file's size is filled, and no more than the compressed
 * bytes and {@link SLICE_BYTES} times 1032 are held beside it. Neither fetches nor retries.
 *
 * @module
 */

import { fill, isGzip, SLICE_BYTES } from "./gunzip.js";

/**
 * @typedef {object} FileFacts
 * @property {string} name without ".gz"
 * @property {number} bytes decompressed
 * @property {string} sha256 of the decompressed bytes, in hex
 */

/** @typedef {Pick<SubtleCrypto, "digest"> | null} Digest null where the page is served over plain http */

/**
 * @typedef {object} ReadOptions
 * @property {Digest} [subtle]
 * @property {(bytes: number) => void} [onArrival] so many more bytes came in
 * @property {(share: number) => void} [onFill] how much of the file is in place, 0..=1
 * @property {() => void} [onComplete] all is in place; the check begins
 */

/** What is wrong with a file, as a phrase, and by a code in `params.reason`. */
export class FileError extends Error {
  /**
   * @param {string} phrase
   * @param {Record<string, string | number>} params `reason`: its code, beside what the words for it say
   * @param {boolean} [absent] its source works, but has no such file
   */
  constructor(phrase, params, absent = false) {
    super(phrase);
    this.params = params;
    this.absent = absent;
  }
}

/**
 * Reads a response, gzip or not, into a buffer of the file's exact size, and checks it.
 * Some servers label a .gz as `Content-Encoding: gzip`, and the browser has then unpacked it already.
 *
 * @param {Response} response
 * @param {FileFacts} file
 * @param {ReadOptions} [options]
 * @returns {Promise<{bytes: Uint8Array<ArrayBuffer>, packed: Uint8Array<ArrayBuffer>[] | null}>}
 *   `packed`: the gzip file as it arrived, or null if it arrived unpacked
 */
export async function readChecked(response, file, options = {}) {
  const content = await unpack(response, file, options);
  options.onComplete?.();
  const { subtle = globalThis.crypto?.subtle ?? null } = options;
  if ((await sha256(content.bytes, subtle)) !== file.sha256) {
    throw new FileError("its content is not the expected one (the SHA-256 differs)", { reason: "checksum" });
  }
  return content;
}

/**
 * @param {Response} response
 * @param {FileFacts} file
 * @param {ReadOptions} options
 */
async function unpack(response, file, { onArrival = () => {}, onFill = () => {} }) {
  const arrivals = new Arrivals(response, file.bytes, onArrival);
  const head = await arrivals.peek();
  if (head[0] === 0x3c) throw new FileError("it answers with a web page", { reason: "web-page" }, true); // "<"
  const packed = isGzip(head) ? /** @type {Uint8Array<ArrayBuffer>[]} */ ([]) : null;
  const incoming = arrivals.stream((slice) => packed?.push(slice));
  const plain = packed ? incoming.pipeThrough(new DecompressionStream("gzip")) : incoming;
  const bytes = new Uint8Array(file.bytes);
  let filled = 0;
  try {
    const fits = await fill(bytes, plain, (count) => {
      filled = count;
      onFill(filled / bytes.length);
    });
    if (!fits)
      throw new FileError(`it unpacks to more than the file's ${bytes.length} bytes`, {
        reason: "unpacks-larger",
        bytes: bytes.length,
      });
  } catch (error) {
    if (error instanceof FileError) throw error;
    // The decompressor's own error. After the end it means a file cut short, unless all bytes are there.
    if (!arrivals.ended) throw new FileError("it is not a valid gzip file", { reason: "no-gzip" });
  }
  if (filled < bytes.length) {
    throw new FileError(`it is damaged or cut short: ${filled} of ${bytes.length} bytes`, {
      reason: "cut-short",
      filled,
      bytes: bytes.length,
    });
  }
  return { bytes, packed };
}

/** A response's body as it comes in: counted, limited, and in slices that are safe to decompress. */
class Arrivals {
  #reader;
  #most_bytes;
  #onArrival;
  #count = 0;
  /** @type {Uint8Array<ArrayBuffer>} */
  #pending = new Uint8Array(0);
  ended = false;

  /**
   * @param {Response} response
   * @param {number} bytes
   * @param {(bytes: number) => void} onArrival
   */
  constructor(response, bytes, onArrival) {
    this.#reader = response.body?.getReader();
    this.#most_bytes = bytes + (bytes >> 8) + 4096; // gzip never makes a file longer than this
    this.#onArrival = onArrival;
  }

  /** The first two bytes, fewer if there are no more. */
  async peek() {
    while (this.#pending.length < 2 && !this.ended) {
      const head = this.#pending;
      const chunk = await this.#receive();
      this.#pending = head.length ? new Uint8Array([...head, ...chunk]) : chunk;
    }
    return this.#pending.subarray(0, 2);
  }

  /**
   * @param {(slice: Uint8Array<ArrayBuffer>) => void} onSlice sees what is passed on (views, not copies)
   * @returns {ReadableStream<Uint8Array<ArrayBuffer>>}
   */
  stream(onSlice) {
    return new ReadableStream(
      {
        pull: async (controller) => {
          while (!this.#pending.length && !this.ended) this.#pending = await this.#receive();
          if (!this.#pending.length) return controller.close();
          const slice = this.#pending.subarray(0, SLICE_BYTES);
          this.#pending = this.#pending.subarray(SLICE_BYTES);
          onSlice(slice);
          controller.enqueue(slice);
        },
        cancel: (reason) => this.#reader?.cancel(reason),
      },
      { highWaterMark: 0 },
    );
  }

  /** @returns {Promise<Uint8Array<ArrayBuffer>>} */
  async #receive() {
    const { done, value } = (await this.#reader?.read().catch(brokeOff)) ?? { done: true, value: undefined };
    this.ended = done;
    if (!value) return new Uint8Array(0);
    this.#count += value.length;
    this.#onArrival(value.length);
    if (this.#count > this.#most_bytes)
      throw new FileError("it sends more than the file holds", { reason: "sends-more" });
    return value;
  }
}

/** @returns {never} */
function brokeOff() {
  throw new FileError("the connection broke off", { reason: "broke-off" });
}

/**
 * @param {Uint8Array<ArrayBuffer>} bytes
 * @param {Digest} subtle
 */
async function sha256(bytes, subtle) {
  const digest = subtle ? new Uint8Array(await subtle.digest("SHA-256", bytes)) : (await loadSha256())(bytes);
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

async function loadSha256() {
  try {
    return (await import("@noble/hashes/sha2.js")).sha256;
  } catch {
    const message = "The part of the page that checks the dataset could not be loaded. Reload the page.";
    throw Object.assign(new Error(message), { code: "checksum-unavailable" });
  }
}
