/**
 * What this processor can do at most in a page: multiplications and additions of four numbers each (wasm simd128) on
 * values that never leave the registers. What trains faster than this leaves arithmetic out.
 *
 * @module
 */

/** Enough independent sums to hide an operation's latency; with the two factors, all 16 registers of x86. */
const SUMS = 14;
const TURNS = 4_000_000;
/** A multiplication and an addition in each of four lanes. */
const OPERATIONS = SUMS * 8;

/** A section or a body with its length before it. @param {number[]} bytes */
const sized = (bytes) => [...leb(bytes.length), ...bytes];

/** @param {number} value @returns {number[]} */
const leb = (value) => (value < 128 ? [value] : [(value & 127) | 128, ...leb(value >> 7)]);

/** @param {number} value */
const splat = (value) => [0x43, ...new Uint8Array(new Float32Array([value]).buffer), 0xfd, 0x13];

/** The module: `run(turns)` gives a number, so that nothing is left out. */
function program() {
  const [turns, factor, summand] = [0, 1, 2]; // locals; the sums follow
  const sums = Array.from({ length: SUMS }, (_, i) => i + 3);
  const [get, set] = [0x20, 0x21];
  const [add, multiply] = [[0xfd, 0xe4, 0x01], [0xfd, 0xe6, 0x01]]; // prettier-ignore
  const body = [
    ...[1, ...leb(SUMS + 2), 0x7b], // locals of type v128
    ...[...splat(0.9999), set, factor, ...splat(0.0001), set, summand],
    ...sums.flatMap((sum) => [...splat(sum), set, sum]),
    ...[0x03, 0x40], // loop
    ...sums.flatMap((sum) => [get, sum, get, factor, ...multiply, get, summand, ...add, set, sum]),
    ...[get, turns, 0x41, 1, 0x6b, 0x22, turns, 0x0d, 0, 0x0b], // one turn less; again unless none is left
    ...[get, sums[0], ...sums.slice(1).flatMap((sum) => [get, sum, ...add])],
    ...[0xfd, 0x1f, 0, 0x0b], // a lane of the sum
  ];
  return Uint8Array.from([
    ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...[1, ...sized([1, 0x60, 1, 0x7f, 1, 0x7d])], // types: (i32) → f32
    ...[3, ...sized([1, 0])], // functions
    ...[7, ...sized([1, 3, ...new TextEncoder().encode("run"), 0, 0])], // exports
    ...[10, ...sized([1, ...sized(body)])], // code
  ]);
}

/** To be run in a page: the best of some tries. @param {{bytes: number[], turns: number}} given @returns {number} ms */
function tryOut({ bytes, turns }) {
  const module = new WebAssembly.Module(Uint8Array.from(bytes));
  const run = /** @type {(turns: number) => number} */ (new WebAssembly.Instance(module).exports.run);
  run(turns); // for the compiler
  const tries = Array.from({ length: 5 }, () => {
    const start = performance.now();
    run(turns);
    return performance.now() - start;
  });
  return Math.min(...tries);
}

/** @param {import("@playwright/test").Page} page any @returns {Promise<number>} operations a second, in 10⁹ */
export async function limitOf(page) {
  const ms = await page.evaluate(tryOut, { bytes: [...program()], turns: TURNS });
  return (OPERATIONS * TURNS) / ms / 1e6;
}
