/** A visitor's pictures: what their paths say, how large they are, what is in an archive. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { strToU8, zipSync } from "fflate";
import { Archive } from "../../www/worker/data/pictures/archive.js";
import { MOST_PICTURES, sortPictures } from "../../www/api/folders.js";
import { pictureSize } from "../../www/worker/data/pictures/size.js";

/** @param {() => unknown} act @param {string} code @param {RegExp} words */
function refuses(act, code, words) {
  assert.throws(act, (/** @type {any} */ error) => error.code === code && words.test(error.message), code);
}

test("the folder in which a picture lies is its class; names count up as people do", () => {
  const sorted = sortPictures(["top/b10/1.png", "top/b9/2.JPG", "top/b10/3.webp", "top/a/4.gif", "top/a/notes.txt"]);
  assert.deepEqual(sorted.class_names, ["a", "b9", "b10"]);
  assert.deepEqual(
    sorted.places.map(({ index, label, test }) => [index, label, test]),
    [
      [0, 2, false],
      [1, 1, false],
      [2, 2, false],
      [3, 0, false],
    ],
  );
});

test("folders named by digits are these digits", () => {
  const { places, class_names } = sortPictures(["x\\7\\a.png", "x\\3\\b.png"]);
  assert.equal(class_names, null);
  assert.deepEqual(
    places.map(({ label }) => label),
    [7, 3],
  );
});

test("train and test folders divide the pictures, but only together", () => {
  const paths = ["m/training/cat/1.png", "m/training/dog/2.png", "m/testing/cat/3.png"];
  const tests = (/** @type {string[]} */ paths) => sortPictures(paths).places.map(({ test }) => test);
  assert.deepEqual(tests(paths), [false, false, true]);
  assert.deepEqual(tests([paths[0], paths[1]]), [false, false]);
  assert.deepEqual(sortPictures(paths).class_names, ["cat", "dog"]);
  // A class may be called that.
  assert.deepEqual(sortPictures(["m/train/1.png", "m/test/2.png"]).class_names, ["test", "train"]);
});

test("what is hidden or lies in no folder is left out", () => {
  const paths = ["__MACOSX/a/._1.png", "a/._1.png", ".trash/a/1.png", "a/1.png", "b/2.png", "3.png"];
  const { places, loose } = sortPictures(paths);
  assert.deepEqual(
    places.map(({ index }) => index),
    [3, 4],
  );
  assert.equal(loose, 1);
});

test("too few, too many and none are answered", () => {
  refuses(() => sortPictures([]), "pictures-none", /no pictures/);
  refuses(() => sortPictures(["a/readme.md"]), "pictures-none", /PNG/);
  refuses(() => sortPictures(["1.png"]), "pictures-loose", /folder of its own/);
  refuses(() => sortPictures(["a/1.png", "x/a/2.png"]), "folders-few", /folder a;/);
  const eleven = Array.from({ length: 11 }, (_, i) => `class ${i}/1.png`);
  refuses(() => sortPictures(eleven), "folders-many", /11 folders \(class 0, class 1/);
  const flood = Array.from({ length: MOST_PICTURES + 1 }, (_, i) => `${i % 2}/${i}.png`);
  refuses(() => sortPictures(flood), "pictures-many", /100001 pictures/);
});

/** @param {string} text @param {number} length @param {[number, number[]][]} values */
function bytes(text, length, values) {
  const file = new Uint8Array(length);
  file.set([...text].map((letter) => letter.charCodeAt(0)));
  for (const [at, value] of values) file.set(value, at);
  return file;
}

test("a picture's size stands at its beginning", () => {
  const png = bytes("\u0089PNG\r\n\u001a\n", 33, [[16, [0, 1, 0, 0, 0, 0, 0, 7]]]);
  assert.deepEqual(pictureSize(png), { width: 65536, height: 7 });
  assert.deepEqual(pictureSize(bytes("GIF89a", 13, [[6, [3, 1, 4, 0]]])), { width: 259, height: 4 });
  const bmp = bytes("BM", 54, [
    [14, [40]],
    [18, [5]],
    [22, [250, 255, 255, 255]],
  ]);
  assert.deepEqual(pictureSize(bmp), { width: 5, height: 6 });
  // A comment, then a progressive frame.
  const jpeg = [0xff, 0xd8, 0xff, 0xfe, 0, 4, 1, 2, 0xff, 0xc2, 0, 17, 8, 0, 9, 1, 0];
  assert.deepEqual(pictureSize(Uint8Array.from(jpeg)), { width: 256, height: 9 });
  const extended = bytes("RIFF....WEBPVP8X", 30, [[24, [9, 0, 0, 19, 0, 1]]]);
  assert.deepEqual(pictureSize(extended), { width: 10, height: 65556 });
  const lossless = bytes("RIFF....WEBPVP8L", 30, [[20, [0x2f, 0x63, 0xc0, 0x31, 0]]]);
  assert.deepEqual(pictureSize(lossless), { width: 100, height: 200 });
  const lossy = bytes("RIFF....WEBPVP8 ", 30, [[26, [44, 1, 200, 0]]]);
  assert.deepEqual(pictureSize(lossy), { width: 300, height: 200 });
});

test("what is no picture has no size, and neither has one that is cut short", () => {
  for (const file of [[], [0xff, 0xd8], [0x89, 0x50], [0xff, 0xd8, 0xff, 0xe0, 0, 16]]) {
    assert.equal(pictureSize(Uint8Array.from(file)), null);
  }
  assert.equal(pictureSize(strToU8("<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>")), null);
  assert.equal(pictureSize(new Uint8Array(100_000)), null);
});

/** @param {Uint8Array} zip @param {string} path damages the file's stream, wherever it lies */
function damage(zip, path) {
  const start = Buffer.from(zip).indexOf(path) + path.length;
  zip.fill(0xff, start, start + 8);
}

test("an archive's files are listed, and unpacked as they are asked for", () => {
  const files = Object.fromEntries(Array.from({ length: 50 }, (_, i) => [`c/${i}.png`, new Uint8Array(3000).fill(i)]));
  const archive = new Archive(zipSync(files), "all.zip");
  assert.equal(archive.entries.length, 50);
  assert.deepEqual(archive.entries[7], { path: "c/7.png", bytes: 3000 });
  const contents = [...archive.contents([40, 2, 7])];
  assert.deepEqual(
    contents.map(({ index, bytes }) => [index, bytes?.length, bytes?.[0]]),
    [
      [2, 3000, 2],
      [7, 3000, 7],
      [40, 3000, 40],
    ],
  );
});

test("a damaged file costs itself, not the archive", () => {
  const noise = Uint8Array.from({ length: 3000 }, (_, i) => (i * i * 31) >> 3);
  const zip = zipSync({ "a/1.png": noise, "a/2.png": noise, "b/3.png": noise });
  damage(zip, "a/2.png");
  const contents = [...new Archive(zip, "z").contents([0, 1, 2])];
  assert.deepEqual(
    contents.map(({ bytes }) => bytes?.length ?? null),
    [3000, null, 3000],
  );

  const paths = Array.from({ length: 30 }, (_, i) => `c/${i}.png`);
  const ruin = zipSync(Object.fromEntries(paths.map((path) => [path, noise])));
  for (const path of paths) damage(ruin, path);
  refuses(() => [...new Archive(ruin, "ruin.zip").contents(paths.keys())], "zip-damaged", /^ruin\.zip/);
});

test("what is no archive, or is cut short, is said by its name", () => {
  const zip = zipSync({ "a/1.png": new Uint8Array(500) });
  for (const file of [new Uint8Array(), strToU8("not a zip at all"), zip.subarray(0, zip.length - 30)]) {
    refuses(() => new Archive(file, "my.zip"), "zip-damaged", /^my\.zip/);
  }
  assert.deepEqual(new Archive(zipSync({}), "empty.zip").entries, []);
});

test("an archive that would blow up is not unpacked", () => {
  // 40 MB of zeros are 39 kB packed: too large for a picture.
  const bomb = zipSync({ "a/1.png": new Uint8Array(40 << 20), "b/2.png": new Uint8Array(9) });
  assert.ok(bomb.length < 100_000);
  const contents = [...new Archive(bomb, "bomb.zip").contents([0, 1])];
  assert.deepEqual(
    contents.map(({ bytes }) => bytes?.length ?? null),
    [null, 9],
  );

  // One that lies about it fills no more than it announced.
  const lie = zipSync({ "a/1.png": new Uint8Array(1 << 20).fill(7) });
  const view = new DataView(lie.buffer);
  view.setUint32(Buffer.from(lie).lastIndexOf("PK\u0001\u0002") + 24, 100, true);
  const [{ bytes }] = [...new Archive(lie, "lie.zip").contents([0])];
  assert.ok(bytes === null || bytes.buffer.byteLength <= 1 << 16);

  const [size, count] = [15 << 20, 80];
  const honest = new Uint8Array(size);
  const packed = zipSync(Object.fromEntries(Array.from({ length: 1 }, () => ["a/0.png", honest])));
  const archive = new Archive(packed, "all.zip");
  archive.entries = Array.from({ length: count }, (_, i) => ({ path: `a/${i}.png`, bytes: size }));
  refuses(() => [...archive.contents(archive.entries.keys())], "zip-absurd", /^all\.zip announces more than 1024 MiB/);
});
