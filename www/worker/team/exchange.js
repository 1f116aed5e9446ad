/**
 * Memory that the workers of a team share, and a place where they wait for each other: what the module needs to train
 * one network in several workers (`src/team.rs`). Knows nothing of networks.
 *
 * @module
 */

/** Where the three words of the meeting lie, each in a cache line of its own: all workers hammer on them. */
const [ARRIVED, HELD, BROKEN] = [0, 32, 64];
const WORDS = 96;
const HEADER_BYTES = 4 * WORDS;

/** Looks before a worker lies down: longer than most waits are, since waking it would cost more. */
const LOOKS = 30000;

/** A worker that is missed for so long is gone. Counted in naps, so that a computer's sleep counts as one. */
const NAP_MS = 500;
const NAPS = 60;

/** As the module wants it: the interface of the same name in its types. */
export class Exchange {
  #words;
  #floats;

  /**
   * @param {SharedArrayBuffer} memory made by {@link memoryFor}, the same for all
   * @param {number} rank this worker's number, from 0
   * @param {number} size workers in all
   */
  constructor(memory, rank, size) {
    this.#words = new Int32Array(memory, 0, WORDS);
    this.#floats = new Float32Array(memory, HEADER_BYTES);
    this.rank = rank;
    this.size = size;
  }

  /** Floats that the memory holds. */
  get capacity() {
    return this.#floats.length;
  }

  /** @param {number} at @param {Float32Array} values */
  write(at, values) {
    this.#floats.set(values, at);
  }

  /** @param {number} at @param {Float32Array} values */
  read(at, values) {
    values.set(this.#floats.subarray(at, at + values.length));
  }

  /** Waits for all others. @returns {boolean} false if one of them is gone */
  meet() {
    const words = this.#words;
    const held = Atomics.load(words, HELD);
    if (Atomics.add(words, ARRIVED, 1) === this.size - 1) {
      Atomics.store(words, ARRIVED, 0);
      Atomics.store(words, HELD, held + 1);
      Atomics.notify(words, HELD);
      return true;
    }
    for (let look = 0; look < LOOKS; look += 1) if (Atomics.load(words, HELD) !== held) return true;
    for (let nap = 0; nap < NAPS && !Atomics.load(words, BROKEN); nap += 1) {
      if (Atomics.wait(words, HELD, held, NAP_MS) !== "timed-out" && Atomics.load(words, HELD) !== held) return true;
    }
    this.leave();
    return false;
  }

  /** Takes no part any more: nobody waits for this worker from now on. */
  leave() {
    Atomics.store(this.#words, BROKEN, 1);
    Atomics.notify(this.#words, HELD);
  }
}

/** @param {number} capacity floats to hold @returns {SharedArrayBuffer} */
export function memoryFor(capacity) {
  return new SharedArrayBuffer(HEADER_BYTES + 4 * capacity);
}
