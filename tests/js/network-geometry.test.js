import assert from "node:assert/strict";
import { test } from "node:test";
import { walk } from "../../www/run/network-edit.js";
import { layOut } from "../../www/rooms/lab/network/geometry.js";

/** @typedef {import("../../www/api/protocol.js").LayerSpec} LayerSpec */

const IMAGE = [1, 28, 28];
/** @param {string} name @returns {LayerSpec} */
const conv = (name) => ({ kind: "conv2d", name, channels: 8, kernel: 3, padding: 1 });

/** @type {LayerSpec[]} */
const layers = [
  conv("conv1"),
  { kind: "relu" },
  { kind: "residual", layers: [conv("conv2"), { kind: "relu" }], shortcut: [conv("conv3"), { kind: "tanh" }] },
  { kind: "residual", layers: [{ kind: "residual", layers: [{ kind: "relu" }] }] },
  { kind: "flatten" },
  { kind: "linear", name: "fc1", units: 10 },
];
const shapes = new Map(walk({ layers }).map(({ path }) => [path, path < "4" ? [8, 28, 28] : [10]]));
const { blocks, arcs, width, levels } = layOut(layers, shapes, IMAGE);

test("the image and every layer on the main way have a block, from left to right", () => {
  assert.deepEqual(
    blocks.map(({ path }) => path),
    ["", "0", "1", "2.layers.0", "2.layers.1", "3.layers.0.layers.0", "4", "5"],
  );
  for (let i = 1; i < blocks.length; i++) {
    const [before, block] = [blocks[i - 1], blocks[i]];
    assert.ok(block.x >= before.x + before.thickness, block.path);
    const centres = block.x + block.thickness / 2 - before.x - before.thickness / 2;
    assert.ok(centres >= 13, `room for the label of ${block.path}`);
  }
  assert.ok(blocks.every(({ x, thickness }) => x >= 0 && x + thickness <= width));
});

test("a shortcut leads around its block's layers, an outer one above an inner one", () => {
  assert.deepEqual(arcs.map(({ path, level }) => [path, level]).sort(), [
    ["2", 1],
    ["3", 2],
    ["3.layers.0", 1],
  ]);
  assert.equal(levels, 2);
  for (const { path, from, to, chips } of arcs) {
    const held = blocks.filter((block) => block.path.startsWith(`${path}.layers.`));
    assert.ok(held.length > 0 && held.every(({ x, thickness }) => x >= from && x + thickness <= to), path);
    assert.ok(chips.every(({ x, width }) => x > from && x + width < to));
  }
  assert.deepEqual(
    arcs.find(({ path }) => path === "2")?.chips.map(({ path, label }) => [path, label]),
    [
      ["2.shortcut.0", "3×3"],
      ["2.shortcut.1", "tanh"],
    ],
  );
});

test("larger planes are higher, more channels thicker, and what is not known is said to be so", () => {
  const of = (/** @type {number[] | undefined} */ shape) =>
    layOut([conv("a")], new Map(shape ? [["0", shape]] : []), IMAGE).blocks[1];
  assert.ok(of([8, 28, 28]).height > of([8, 14, 14]).height);
  assert.ok(of([8, 14, 28]).depth > of([8, 14, 14]).depth);
  assert.ok(of([64, 14, 14]).thickness > of([8, 14, 14]).thickness);
  assert.ok(of([1000]).height > of([10]).height);
  assert.equal(of([8, 28, 28]).known, true);
  assert.equal(of(undefined).known, false);
});
