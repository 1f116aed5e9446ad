/** What the Data room's figures show, as plain numbers. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { csv } from "../../www/ui/csv.js";
import { against, behind, imageOf, inOrder, tally } from "../../www/rooms/data/explore/error-picture.js";
import { boxIn, shareOn } from "../../www/ui/figure/frame.js";
import { nearest } from "../../www/ui/figure/points.js";

const floats = (/** @type {number[]} */ ...values) => Float32Array.from(values);
// Of the three images of a the second lies nearer to b; of the two of b, one is as far from both.
const CURVES = {
  a: 3,
  b: 7,
  of_a: { indices: Uint32Array.of(4, 7, 9), to_a: floats(0.5, 0.25, 0.125), to_b: floats(0.75, 0.125, 0.5) },
  of_b: { indices: Uint32Array.of(3, 8), to_a: floats(0.5, 0.25), to_b: floats(0.25, 0.25) },
};

test("images are counted by the mean that they are nearer to", () => {
  assert.deepEqual(tally(CURVES), { right_a: 2, count_a: 3, right_b: 1, count_b: 2, accuracy: 0.6 });
  // As far from both: it goes to the class with the lower number.
  assert.deepEqual([tally({ ...CURVES, a: 8 }).right_b, behind({ ...CURVES, a: 8 }, 4).right], [2, true]);
  const none = { indices: new Uint32Array(), to_a: floats(), to_b: floats() };
  assert.equal(tally({ ...CURVES, of_a: none, of_b: none }).accuracy, null);
});

test("as points: the error to a across, that to b up", () => {
  const { x, y, kind, order } = against(CURVES);
  assert.deepEqual([...x], [0.5, 0.25, 0.125, 0.5, 0.25]);
  assert.deepEqual([...y], [0.75, 0.125, 0.5, 0.25, 0.25]);
  assert.deepEqual([...kind], [0, 0, 0, 1, 1]);
  assert.deepEqual(
    [...order].map((point) => x[point]),
    [0.125, 0.25, 0.25, 0.5, 0.5],
  );
});

test("as curves: each image twice at its place, the error to its own mean rising", () => {
  const { x, y, kind, order } = inOrder(CURVES);
  assert.deepEqual([...x], [2, 1, 0, 3, 4, 2, 1, 0, 3, 4]);
  assert.deepEqual([...kind], [0, 0, 0, 0, 0, 1, 1, 1, 1, 1]);
  const own = [...order].map((point) => y[point]);
  assert.deepEqual(own, [0.125, 0.25, 0.5, 0.25, 0.25]);
  assert.deepEqual(
    [...order].map((point) => x[point]),
    [0, 1, 2, 3, 4],
  );
});

test("every point has its image behind it", () => {
  const found = [0, 1, 2, 3, 4, 5, 9].map((point) => behind(CURVES, point).index);
  assert.deepEqual(found, [4, 7, 9, 3, 8, 4, 8]);
  assert.deepEqual(behind(CURVES, 3), { index: 3, to_a: 0.5, to_b: 0.25, of_a: false, right: true });
  assert.deepEqual(
    [4, 8, 5].map((index) => imageOf(CURVES, index)),
    [0, 4, null],
  );
});

test("the nearest point is found, none that is far away", () => {
  const axis = { range: /** @type {[number, number]} */ ([0, 1]), ticks: [], word: String, name: "" };
  const points = /** @type {any} */ ({ x: [0, 0.5, 1], y: [0, 0.5, 1], across: axis, up: axis });
  const box = boxIn(362, 366);
  const [left, bottom] = [box.left, box.top + box.height];
  assert.equal(nearest(points, box, left + 3, bottom - 2), 0);
  assert.equal(nearest(points, box, left + 150, bottom - 158), 1);
  assert.equal(nearest(points, box, left + 75, bottom - 75), null);
});

test("places on an axis, even or logarithmic", () => {
  const axis = { range: /** @type {[number, number]} */ ([1, 100]), ticks: [], word: String, name: "" };
  assert.equal(shareOn({ ...axis, log: true }, 10), 0.5);
  assert.equal(shareOn({ ...axis, log: true }, 0), 0);
  assert.equal(shareOn(axis, 50.5), 0.5);
});

test("a file of values quotes what would be taken for something else", () => {
  assert.equal(
    csv([
      ["a", "b"],
      [1, null],
      ['"x"', "1,5\n"],
    ]),
    'a,b\r\n1,\r\n"""x""","1,5\n"\r\n',
  );
});
