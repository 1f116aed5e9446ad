import assert from "node:assert/strict";
import { test } from "node:test";
import { FILE_NAMES, FILE_ROLES, pairOf, roleOf, sortFiles, titleOf } from "../../www/api/files.js";

test("the four files are known by their usual names, packed or not", () => {
  for (const role of FILE_ROLES) {
    assert.equal(roleOf(FILE_NAMES[role]), role);
    assert.equal(roleOf(`some/folder/${FILE_NAMES[role].toUpperCase()}.gz`), role);
  }
});

test("other common names are understood too", () => {
  assert.equal(roleOf("train-images.idx3-ubyte"), "train_images");
  assert.equal(roleOf("test_labels.gz"), "test_labels");
  assert.equal(roleOf("t10k-images-idx3-ubyte (1).gz"), "test_images");
  assert.equal(roleOf("C:\\Downloads\\train_labels"), "train_labels");
});

test("what is none of the four, or may be two of them, is not guessed at", () => {
  for (const name of ["notes.txt", "images-idx3-ubyte", "train.csv", "train-test-images", "labels.gz", ""]) {
    assert.equal(roleOf(name), null, name);
  }
  assert.equal(roleOf("test/train-images-idx3-ubyte"), "train_images", "a folder's name says nothing");
});

test("a handful of files is sorted, the later of two winning", () => {
  const files = ["a/train-images", "readme.md", "b/train-images", "t10k-labels"].map((name) => ({ name }));
  const { found, unknown } = sortFiles(files);
  assert.deepEqual(found, { train_images: files[2], test_labels: files[3] });
  assert.deepEqual(unknown, ["readme.md"]);
});

test("two files are a pair if they are images and labels of the same split, or of none", () => {
  const named = (/** @type {string[]} */ ...names) => names.map((name) => ({ name }));
  const files = named("emnist-labels-idx1-ubyte.gz", "emnist-images-idx3-ubyte.gz");
  assert.deepEqual(pairOf(files), { images: files[1], labels: files[0] });
  assert.ok(pairOf(named("train-images", "train-labels")));
  for (const names of [
    ["train-images", "t10k-labels"],
    ["train-images", "other-labels"],
    ["images", "images-2"],
    ["images", "labels", "readme.md"],
    ["images"],
    ["a.png", "b.png"],
  ]) {
    assert.equal(pairOf(named(...names)), null, names.join());
  }
});

test("a pair and an archive have titles, unless their names say nothing but the role", () => {
  const titles = {
    "emnist-digits-images-idx3-ubyte.gz": "emnist-digits",
    "C:\\data\\Kuzushiji.zip": "Kuzushiji",
    my_images: "my",
    "train-images-idx3-ubyte": "",
    "t10k-images-idx3-ubyte.gz": "",
    "images.gz": "",
  };
  for (const [name, title] of Object.entries(titles)) assert.equal(titleOf(name), title, name);
});
