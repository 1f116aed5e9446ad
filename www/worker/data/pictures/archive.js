/**
 * A zip archive's files, unpacked a batch at a time. Nothing is unpacked before its announced size is known to be
 * sane, and no more than that is ever made room for, whatever the stream goes on to say: so an archive made to blow up
 * costs no more memory than an honest one.
 *
 * @module
 */

import { unzipSync } from "fflate";

/** The largest archive that is read. */
export const MOST_ARCHIVE_BYTES = 512 << 20;
/** The largest file in it. */
export const MOST_FILE_BYTES = 16 << 20;
/** All that is unpacked of it. */
const MOST_UNPACKED_BYTES = 1024 << 20;
/** Files of any kind in it. */
const MOST_FILES = 200_000;
/** Damaged files in it; with more, the archive is. */
const MOST_DAMAGED = 20;
/** Unpacked at a time: what comes in between is not kept waiting. */
const BATCH_BYTES = 8 << 20;

/** @typedef {{path: string, bytes: number}} Entry `bytes`: as announced */

export class Archive {
  #zip;
  #name;
  #damaged = 0;
  /** @type {Entry[]} in the order of the archive */
  entries = [];

  /**
   * Reads the list of files.
   * @param {Uint8Array} zip
   * @param {string} name of the archive, for errors
   * @throws {import("../../../api/protocol.js").ErrorReport}
   */
  constructor(zip, name) {
    this.#zip = zip;
    this.#name = name;
    this.#walk((path, bytes) => {
      this.entries.push({ path, bytes });
      if (this.entries.length > MOST_FILES) {
        throw absurd(`${name} lists more than ${MOST_FILES} files.`, {
          file: name,
          reason: "zip-files",
          most: MOST_FILES,
        });
      }
      return false;
    });
  }

  /**
   * The contents of some files, in the order of the archive; null for one that is too large or damaged.
   * @param {Iterable<number>} places in `entries`
   * @returns {Generator<{index: number, bytes: Uint8Array | null}>}
   */
  *contents(places) {
    const wanted = [...places].sort((a, b) => a - b);
    const size = (/** @type {number} */ index) => this.entries[index].bytes;
    const total = wanted.reduce((sum, index) => sum + Math.min(size(index), MOST_FILE_BYTES), 0);
    if (total > MOST_UNPACKED_BYTES) {
      const most = MOST_UNPACKED_BYTES >> 20;
      const message = `${this.#name} announces more than ${most} MiB of pictures once unpacked.`;
      throw absurd(message, { file: this.#name, reason: "zip-bytes", most });
    }
    for (let first = 0, next = 0; first < wanted.length; first = next) {
      for (let bytes = 0; next < wanted.length && bytes < BATCH_BYTES; next++) bytes += size(wanted[next]);
      yield* this.#unpack(wanted.slice(first, next));
    }
  }

  /** @param {number[]} batch @returns {{index: number, bytes: Uint8Array | null}[]} */
  #unpack(batch) {
    const sane = new Set(batch.filter((index) => this.entries[index].bytes <= MOST_FILE_BYTES));
    try {
      const files = this.#walk((_, __, index) => sane.has(index));
      return batch.map((index) => ({ index, bytes: files[this.entries[index].path] ?? null }));
    } catch (error) {
      // One damaged file spoils its batch: it is cornered by halving.
      if (batch.length > 1) {
        const half = batch.length >> 1;
        return [...this.#unpack(batch.slice(0, half)), ...this.#unpack(batch.slice(half))];
      }
      this.#damaged += 1;
      if (this.#damaged > MOST_DAMAGED) throw error;
      return [{ index: batch[0], bytes: null }];
    }
  }

  /** @param {(path: string, bytes: number, index: number) => boolean} filter */
  #walk(filter) {
    let index = 0;
    try {
      return unzipSync(this.#zip, {
        filter: ({ name, originalSize }) => filter(name, originalSize, index++),
      });
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      const message = `${this.#name} is no zip archive that can be read: it is cut short, damaged or locked by a password.`;
      throw { code: "zip-damaged", message, params: { file: this.#name } };
    }
  }
}

/** @param {string} message @param {Record<string, string | number>} params */
function absurd(message, params) {
  return { code: "zip-absurd", message, params };
}
