/** What pointers do to the marks on the pad. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { begin, BLANK, cancel, end, extend, PENS, redo, replace, undo } from "../../www/ui/pad/marks.js";
import { packed } from "../../www/ui/pad/strokes.js";

const TOOL = { pen: PENS[1], eraser: false };
const at = (/** @type {number} */ x, /** @type {number} */ y) => ({ x, y, pressure: 0.5 });

/**
 * Plays what pointers do.
 * @param {any[][]} events [kind, id, type, x, y, size]
 */
function play(events, start = BLANK, step_ms = 20) {
  return events.reduce((state, [kind, id, type, x, y, size = 5], i) => {
    const now = 10_000 + i * step_ms;
    if (kind === "down") return begin(state, { id, type, size }, at(x, y), TOOL, now);
    if (kind === "move") return extend(state, id, [at(x, y)]);
    return kind === "up" ? end(state, id, now) : cancel(state, id);
  }, start);
}

/** The first points of the strokes. @param {import("../../www/ui/pad/marks.js").Marks} state */
const begins = ({ marks }) => marks.map((mark) => mark.kind === "stroke" && [mark.points[0].x, mark.points[0].y]);

test("a pen takes over from a palm that came first, and the palm's mark goes", () => {
  const state = play([
    ["down", 1, "touch", 0.9, 0.95, 60],
    ["move", 1, "touch", 0.91, 0.95],
    ["down", 2, "pen", 0.3, 0.2],
    ["move", 2, "pen", 0.7, 0.2],
    ["move", 1, "touch", 0.92, 0.96],
    ["move", 2, "pen", 0.48, 0.8],
    ["up", 2, "pen", 0.48, 0.8],
    ["cancel", 1, "touch", 0.92, 0.96],
  ]);
  assert.deepEqual(begins(state), [[0.3, 0.2]]);
  assert.equal(state.marks[0].kind === "stroke" && state.marks[0].points.length, 3);
  assert.equal(state.active, null);
});

test("of a hand that lies on the pad with several touches nothing stays, and what was there before does", () => {
  const before = play([
    ["down", 1, "touch", 0.1, 0.1],
    ["up", 1],
  ]);
  const state = play(
    [
      ["down", 3, "touch", 0.8, 0.9, 20],
      ["down", 4, "touch", 0.9, 0.9, 20],
      ["down", 9, "pen", 0.5, 0.5],
      ["up", 9],
      ["up", 3],
      ["up", 4],
    ],
    before,
  );
  assert.deepEqual(begins(state), [
    [0.1, 0.1],
    [0.5, 0.5],
  ]);
});

test("a palm that lands while the pen draws or rests for a moment leaves no mark", () => {
  const state = play([
    ["down", 1, "pen", 0.3, 0.2],
    ["down", 2, "touch", 0.9, 0.9, 50],
    ["move", 2, "touch", 0.8, 0.9],
    ["move", 1, "pen", 0.5, 0.5],
    ["up", 1],
    ["up", 2],
    ["down", 3, "touch", 0.9, 0.8, 50],
    ["up", 3],
    ["down", 1, "pen", 0.6, 0.2],
    ["up", 1],
  ]);
  assert.deepEqual(begins(state), [
    [0.3, 0.2],
    [0.6, 0.2],
  ]);
  // Much later, a finger may draw.
  const later = begin(state, { id: 5, type: "touch", size: 5 }, at(0.2, 0.9), TOOL, 20_000);
  assert.equal(later.marks.length, 3);
});

test("a finger that is taken away by the system leaves no ink", () => {
  const state = play([
    ["down", 5, "touch", 0.2, 0.5],
    ["move", 5, "touch", 0.8, 0.5],
    ["cancel", 5, "touch", 0.8, 0.5],
  ]);
  assert.deepEqual([state.marks, state.past, state.touches], [[], [], []]);
});

test("two quick strokes are two strokes, also where the second begins before the first ends", () => {
  for (const events of [
    [
      ["down", 1, "touch", 0.2, 0.2],
      ["up", 1],
      ["down", 2, "touch", 0.7, 0.2],
      ["up", 2],
    ],
    [
      ["down", 1, "touch", 0.2, 0.2],
      ["down", 2, "touch", 0.7, 0.2],
      ["up", 1],
      ["move", 2, "touch", 0.7, 0.5],
      ["up", 2],
    ],
  ]) {
    assert.deepEqual(begins(play(events)), [
      [0.2, 0.2],
      [0.7, 0.2],
    ]);
  }
});

test("a palm beside a drawing finger is told by its size", () => {
  const state = play([
    ["down", 1, "touch", 0.2, 0.2, 10],
    ["down", 2, "touch", 0.9, 0.9, 70],
    ["move", 1, "touch", 0.3, 0.4],
    ["up", 1],
    ["up", 2],
  ]);
  assert.deepEqual(begins(state), [[0.2, 0.2]]);
  assert.equal(state.marks[0].kind === "stroke" && state.marks[0].points.length, 2);
});

test("a mouse goes on where the keyboard's pen is down", () => {
  const keys = begin(BLANK, { id: -1, type: "keyboard", size: 0 }, at(0.5, 0.2), TOOL, Infinity);
  const state = play(
    [
      ["down", 1, "mouse", 0.3, 0.3],
      ["move", 1, "mouse", 0.6, 0.3],
      ["up", 1],
    ],
    keys,
  );
  assert.deepEqual(begins(state), [
    [0.5, 0.2],
    [0.3, 0.3],
  ]);
});

test("undo and redo go through strokes, clearing and pictures", () => {
  const stroke = [
    ["down", 1, "mouse", 0.2, 0.2],
    ["move", 1, "mouse", 0.4, 0.4],
    ["up", 1],
  ];
  const two = play(stroke, play(stroke));
  const picture = replace(replace(two, []), [{ kind: "image", pixels: new Uint8Array(784) }]);
  assert.deepEqual(undo(undo(picture)).marks, two.marks);
  assert.equal(undo(undo(undo(picture))).marks.length, 1);
  assert.deepEqual(redo(redo(undo(undo(picture)))).marks, picture.marks);
  assert.equal(redo(picture), picture);
  assert.equal(undo(BLANK), BLANK);
  // A new stroke ends what could be redone.
  assert.equal(play(stroke, undo(two)).future.length, 0);
});

test("marks cross as numbers", () => {
  const state = play([
    ["down", 1, "mouse", 0.25, 0.5],
    ["move", 1, "mouse", 0.75, 0.5],
  ]);
  const [{ points, ...rest }] = packed(state.marks);
  assert.deepEqual([...(points ?? [])], [0.25, 0.5, 0.5, 0.75, 0.5, 0.5]);
  assert.deepEqual(rest, { pen: PENS[1], eraser: false, pixels: null });
  const pixels = new Uint8Array(784);
  assert.deepEqual(packed([{ kind: "image", pixels }]), [{ points: null, pen: 0, eraser: false, pixels }]);
});
