/** A visitor's gzip files: unpacked to the byte, or answered, and never further than the limit. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { gunzip } from "../../www/worker/data/gunzip.js";

/** Bytes that hardly compress, the same every time: so that there are many slices. @param {number} count */
function noise(count) {
  let state = 1;
  return Buffer.from(Array.from({ length: count }, () => (state = (state * 48271) % 0x7fffffff) >> 8));
}

const PLAIN = Buffer.concat([noise(300_000), Buffer.alloc(2_000_000)]);
const GZ = gzipSync(PLAIN);

/** @param {Buffer} gz @param {(gz: Buffer) => unknown} change */
function changed(gz, change) {
  const copy = Buffer.from(gz);
  change(copy);
  return copy;
}

/** @param {Buffer} bytes @param {RegExp} code @param {RegExp} words @param {number} [most_bytes] */
async function refuses(bytes, code, words, most_bytes) {
  await assert.rejects(gunzip(bytes, "the-file", most_bytes), (/** @type {any} */ error) => {
    assert.match(error.code, code);
    assert.match(error.message, words);
    assert.match(error.message, /^the-file: .*\.$/);
    return true;
  });
}

test("what is compressed is unpacked to the byte, and just as long as it is", async () => {
  for (const plain of [PLAIN, Buffer.from("x"), Buffer.alloc(0)]) {
    const bytes = await gunzip(gzipSync(plain), "f");
    assert.ok(plain.equals(bytes));
    assert.equal(bytes.buffer.byteLength, plain.length);
  }
});

test("what is not compressed is handed on, uncopied", async () => {
  for (const bytes of [PLAIN, Buffer.alloc(0), Buffer.of(0x1f)]) assert.equal(await gunzip(bytes, "f"), bytes);
});

test("a file cut short is said to be, wherever it was cut", async () => {
  const small = gzipSync("hello, world");
  for (const gz of [
    GZ.subarray(0, 200_000),
    GZ.subarray(0, 10),
    GZ.subarray(0, 2),
    GZ.subarray(0, -3),
    small.subarray(0, 15),
  ]) {
    await refuses(gz, /^idx-truncated$/, /cut short; fetch it again/);
  }
});

test("a damaged file is said to be", async () => {
  const block = changed(GZ, (gz) => (gz[10] |= 0b110)); // of a type that there is not
  await refuses(block, /^idx-gzip$/, /damaged \(.+\)\. Fetch it again/);
  const method = changed(GZ, (gz) => (gz[2] = 9));
  await refuses(method, /^idx-gzip$/, /damaged/);
  // At the very end Node, which takes bytes before it looks at them, cannot tell this from a cut; browsers do
  // (tests/e2e/own.spec.js).
  const checksum = changed(GZ, (gz) => (gz[gz.length - 8] ^= 1));
  await refuses(checksum, /^idx-(gzip|truncated)$/, /[Ff]etch it again/);
});

test("several members, and bytes after the end, are not taken for one file", async () => {
  await refuses(Buffer.concat([GZ, GZ]), /^idx-gzip$/, /not the one it announces/);
  await refuses(Buffer.concat([GZ, Buffer.alloc(512)]), /^idx-gzip$/, /not the one it announces/);
  await refuses(Buffer.concat([GZ, Buffer.alloc(512, "junk")]), /^idx-(gzip|truncated)$/, /[Ff]etch it again/);
});

test("a size that the file does not have is damage", async () => {
  for (const size of [0, PLAIN.length - 1, PLAIN.length + 1, 0xffffffff]) {
    const lying = changed(GZ, (gz) => gz.writeUInt32LE(size, gz.length - 4));
    await refuses(lying, /^idx-(gzip|truncated)$/, /[Ff]etch it again/);
  }
});

test("what unpacks to the limit is taken, and a byte more is not", async () => {
  assert.equal((await gunzip(GZ, "f", PLAIN.length)).length, PLAIN.length);
  await refuses(GZ, /^idx-too-large$/, /more than 2299999 bytes/, PLAIN.length - 1);
});

test("a bomb is left at the limit, before the damage at its end, and at what it says it holds", async () => {
  const wrong = (/** @type {Buffer} */ gz) => (gz[gz.length - 8] ^= 1);
  const bomb = changed(gzipSync(Buffer.alloc(100 << 20), { level: 1 }), wrong);
  await refuses(bomb, /^idx-too-large$/, /more than 1048576 bytes/, 1 << 20);
  const modest = changed(bomb, (gz) => gz.writeUInt32LE(12, gz.length - 4));
  await refuses(modest, /^idx-gzip$/, /not the one it announces/);
});

test("room is made for no more than can be in a file, whatever it announces", async (t) => {
  const lying = changed(GZ.subarray(0, 1000), (gz) => gz.writeUInt32LE(0xffffffff, gz.length - 4));
  const made = t.mock.method(globalThis, "Uint8Array");
  await refuses(lying, /^idx-truncated$/, /cut short/);
  const sizes = made.mock.calls.map((call) => /** @type {unknown[]} */ (call.arguments)[0]);
  const largest = Math.max(...sizes.filter((size) => typeof size === "number"));
  assert.equal(largest, 1032 * 1000);
});
