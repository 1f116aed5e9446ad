/** Many images at one layer, and one update by hand: what is computed on the page. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { classesOf, many, meanOf } from "../../www/rooms/inside/many/state.js";
import { indicesOf } from "../../www/rooms/inside/update/state.js";
import { sizeOf } from "../../www/rooms/inside/update/view.js";
import { lossesOf } from "../../www/run/softmax.js";

test("a mean is taken place by place", () => {
  assert.deepEqual([...meanOf([1, 2, 3, 5, 6, 7, 0, 1, 2], 3)], [2, 3, 4]);
  assert.deepEqual([...meanOf(new Float32Array(), 2)], [0, 0]);
});

test("classes without enough images are left out", () => {
  const counts = [3, 0, 1, 9, 9, 9, 9, 9, 9, 9];
  assert.deepEqual(classesOf(counts, 0), [0, 2, 3, 4, 5, 6, 7, 8, 9]);
  assert.deepEqual(classesOf(counts, 1), [0, 3, 4, 5, 6, 7, 8, 9]);
});

test("another network has other layers, other images other indices", () => {
  const wished = many.reduce(many.initial, { type: "many-wished", wish: { layer: 4, channel: 7, first: 9 } }, null);
  const configured = many.reduce(wished, { type: "configured" }, null);
  assert.deepEqual([configured.wish.layer, configured.wish.channel, configured.wish.first], [null, 0, 9]);
  assert.equal(many.reduce(wished, { type: "loaded" }, null).wish.first, 0);
});

test("a list of images is read as people write it, and refused where it makes no sense", () => {
  assert.deepEqual(indicesOf("0, 1", 60), [0, 1]);
  assert.deepEqual(indicesOf(" 17;3，5、3 ", 60), [17, 3, 5]);
  for (const text of ["", "a", "1.5", "-1", "60", "1,2,3,4,5,6,7,8,9", "1e3"])
    assert.equal(indicesOf(text, 60), null, text);
});

test("losses and their mean, against probabilities by hand", () => {
  const probabilities = Array.from({ length: 20 }, (_, i) => (i % 10 === 3 ? 0.55 : 0.05));
  const outputs = Float32Array.from(probabilities, (value, i) => Math.log(value) + (i < 10 ? 5 : -2));
  const { losses, mean } = lossesOf(outputs, Uint8Array.of(3, 7));
  const expected = [-Math.log(0.55), -Math.log(0.05)];
  for (const [i, loss] of losses.entries()) assert.ok(Math.abs(loss - expected[i]) < 1e-5);
  assert.ok(Math.abs(mean - (expected[0] + expected[1]) / 2) < 1e-5);
  assert.equal(sizeOf([3, -4, 0, 0]), 2.5);
});
