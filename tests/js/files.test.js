import assert from "node:assert/strict";
import { test } from "node:test";
import { FILE_NAMES, FILE_ROLES, roleOf, sortFiles } from "../../www/files.js";

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
