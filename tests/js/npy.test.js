/** Arrays as NumPy's files. The bytes are those that `numpy.save` of NumPy 2.4 writes. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { npy, readNpy } from "../../www/api/npy.js";

const text = (/** @type {Uint8Array} */ bytes) => String.fromCharCode(...bytes);

test("a header of 128 bytes, then the values from the first row to the last", () => {
  const file = npy({ shape: [1, 2, 3], data: Float32Array.of(0, 1, -2.5, 3, 4, 5) });
  assert.equal(file.length, 128 + 24);
  assert.equal(
    text(file.subarray(0, 128)),
    "\x93NUMPY\x01\x00v\x00" + "{'descr': '<f4', 'fortran_order': False, 'shape': (1, 2, 3), }".padEnd(117) + "\n",
  );
  assert.deepEqual([...new Float32Array(file.slice(128).buffer)], [0, 1, -2.5, 3, 4, 5]);
});

test("bytes, integers and vectors", () => {
  assert.match(text(npy({ shape: [3], data: Uint8Array.of(1, 2, 255) })), /'\|u1', .*'shape': \(3,\), }/);
  const integers = npy({ shape: [2], data: Int32Array.of(-1, 7) });
  assert.match(text(integers), /'<i4'/);
  assert.deepEqual([...integers.slice(-8)], [255, 255, 255, 255, 7, 0, 0, 0]);
  assert.throws(() => npy({ shape: [2, 2], data: new Float32Array(3) }), /2 × 2 does not fit 3/);
});

test("what was written is read again; anything else is refused", () => {
  const written = npy({ shape: [2, 1], data: Float32Array.of(0.5, -3) });
  assert.deepEqual(readNpy(written), { shape: [2, 1], data: Float32Array.of(0.5, -3) });
  assert.deepEqual(readNpy(npy({ shape: [2], data: Uint8Array.of(7, 8) })).data, Float32Array.of(7, 8));
  const other = (/** @type {string} */ from, /** @type {string} */ to) =>
    Uint8Array.from(text(written).replace(from, to), (letter) => letter.charCodeAt(0));
  for (const bad of [
    new Uint8Array(),
    written.slice(0, 50),
    written.slice(0, -1),
    other("<f4", "|O8"),
    other("False", "True "),
    other("(2, 1)", "(9, 9)"),
    other("NUMPY", "NUMPX"),
  ])
    assert.throws(() => readNpy(bad), /no \.npy file/);
});
