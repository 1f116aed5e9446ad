import assert from "node:assert/strict";
import { test } from "node:test";
import { checksOf, compare, decodeRecord, encodeRecord, recordOf } from "../../www/run/record.js";

/** Losses that fall, as 32-bit numbers. @param {number} count */
const falling = (count) => Float32Array.from({ length: count }, (_, i) => 2.3 / (1 + i / 10));

/** @param {ArrayLike<number>} losses @param {object} [changes] */
function record(losses, changes = {}) {
  const run = { config: { preset: "simple", seed: 1 }, build: "0123456789ab", sha256: "ab".repeat(32) };
  return recordOf(/** @type {any} */ ({ ...run, backend: "ndarray", workers: 2, by_hand: false, losses, ...changes }));
}

test("the hash is FNV-1a of the losses' bytes, at powers of two and at the end", () => {
  // FNV-1a of the bytes of 1.0f: 00 00 80 3f.
  assert.deepEqual(checksOf([1]), [{ step: 1, loss: 1, hash: "4b72477f9c5c2f98" }]);
  assert.deepEqual(
    checksOf(falling(11)).map(({ step }) => step),
    [1, 2, 4, 8, 11],
  );
  assert.deepEqual(checksOf(falling(16)).at(-1)?.step, 16);
  assert.deepEqual(checksOf([]), []);
  const changed = falling(11);
  changed[4] = Math.fround(changed[4] + 1e-7);
  const [a, b] = [checksOf(falling(11)), checksOf(changed)];
  assert.deepEqual(
    a.map(({ hash }, i) => hash === b[i].hash),
    [true, true, true, false, false],
  );
});

test("a record survives a link", () => {
  const given = record(falling(1000));
  const text = encodeRecord(given);
  assert.deepEqual(decodeRecord(text), given);
  assert.ok(text.length < 500, String(text.length));
  assert.equal(new URLSearchParams(`record=${text}`).get("record"), text, "nothing in it needs quoting");
});

test("10,000 texts that are no records are refused", () => {
  const text = encodeRecord(record(falling(20)));
  let seed = 1;
  const below = (/** @type {number} */ n) => (seed = (seed * 48_271) % 2_147_483_647) % n;
  for (let i = 0; i < 10_000; i += 1) {
    const letters = [...text];
    for (let k = below(3); k >= 0; k -= 1) letters[below(letters.length)] = String.fromCharCode(32 + below(95));
    const read = decodeRecord(letters.join("").slice(0, below(3) === 0 ? below(text.length) : text.length));
    if (read) assert.ok(read.checks.every(({ step, hash }) => step > 0 && /^[0-9a-f]{16}$/.test(hash)));
  }
  for (const bad of ["", "~", "2" + text.slice(1), `${text}~`, `${text}~1_00000000_0000000000000000`]) {
    assert.equal(decodeRecord(bad), null, bad);
  }
});

test("the same losses are the same to the bit, as far as both have come", () => {
  const given = record(falling(20));
  for (const [count, step] of [
    [1, 1],
    [10, 8],
    [20, 20],
    [50, 20],
  ]) {
    const own = record(falling(count));
    assert.deepEqual(compare(given, own, falling(count)), { verdict: "same", step, of: 20, differs: null, causes: [] });
  }
  assert.equal(compare(given, record([]), []).verdict, "waiting");
});

test("other workers or another backend differ by rounding, other settings or data do not", () => {
  const given = record(falling(64));
  const near = falling(64).map((loss, i) => (i < 5 ? loss : loss * 1.0001));
  const verdict = (/** @type {Float32Array} */ losses, /** @type {object} */ changes) => {
    const { verdict, step, differs, causes } = compare(given, record(losses, changes), losses);
    return [verdict, step, differs, causes];
  };
  assert.deepEqual(verdict(near, { workers: 1 }), ["rounding", 4, 8, ["workers"]]);
  assert.deepEqual(verdict(near, { backend: "webgpu" }), ["rounding", 4, 8, ["backend"]]);
  assert.deepEqual(verdict(near, { config: { seed: 2 } }), ["different", 4, 8, ["settings"]]);
  assert.deepEqual(verdict(near, { sha256: "cd".repeat(32) }), ["different", 4, 8, ["data"]]);
  assert.deepEqual(verdict(near, { by_hand: true }), ["different", 4, 8, ["by_hand"]]);
  const far = falling(64).map((loss, i) => (i < 5 ? loss : loss * 1.1));
  assert.deepEqual(verdict(far, { workers: 1 }), ["different", 4, 8, ["workers"]]);
  assert.deepEqual(verdict(far, {}), ["different", 4, 8, []]);
  assert.deepEqual(verdict(near, { build: "ba9876543210" }), ["rounding", 4, 8, ["build"]]);
});
