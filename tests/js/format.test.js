import assert from "node:assert/strict";
import { test } from "node:test";
import { diverging, gradient, parseHex, shade, viridis } from "../../www/ui/figure/colour.js";
import { UNKNOWN, createFormatter } from "../../www/ui/format.js";

test("numbers read as the page shows them, and unknown ones as a dash", () => {
  const format = createFormatter("en");
  assert.equal(format.integer(60000), "60,000");
  assert.equal(format.accuracy(0.98914), "98.91%");
  assert.equal(format.percent(0.434), "43%");
  assert.equal(format.probability(0.98914), "98.91%");
  assert.equal(format.probability(0.000012345), "0.0012%");
  assert.equal(format.probability(0.0000012), "0.00012%");
  assert.equal(format.probability(3.4e-13), "<0.0001%");
  assert.equal(format.probability(0), "0%");
  assert.equal(format.loss(0.0347), "0.0347");
  assert.equal(format.signed(-0.684), "-0.68");
  assert.equal(format.signed(0), "0.0");
  assert.equal(format.megabytes(9912422), "9.9");
  assert.equal(format.megabytes(28881), "0.03");
  for (const unknown of [null, undefined, NaN, Infinity]) {
    for (const show of Object.values(format)) assert.equal(show(unknown), UNKNOWN);
  }
});

test("durations count minutes, and hours once there are any", () => {
  const { duration } = createFormatter("zh");
  assert.deepEqual([0, 999, 59_400, 83_000, 3_600_000, 3_723_000].map(duration), [
    "0:00",
    "0:01",
    "0:59",
    "1:23",
    "1:00:00",
    "1:02:03",
  ]);
});

const colour = (/** @type {ArrayLike<number>} */ table, /** @type {number} */ i) =>
  [0, 1, 2].map((channel) => table[i * 3 + channel]);

test("viridis runs from dark violet to yellow, ever lighter", () => {
  assert.deepEqual(colour(viridis, 0), parseHex("#440154"));
  assert.deepEqual(colour(viridis, 255), parseHex("#fde725"));
  const luma = Array.from({ length: 256 }, (_, i) => {
    const [red, green, blue] = colour(viridis, i);
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  });
  for (let i = 1; i < 256; i++) assert.ok(luma[i] > luma[i - 1] - 0.5, `at ${i}`);
});

test("the diverging map is blue below, all but white at zero and red above", () => {
  const [low, zero, high] = [-2, 0, 2].map((value) => colour(diverging, shade(value, -2, 2)));
  assert.ok(low[2] > low[0] && high[0] > high[2]);
  assert.ok(Math.min(...zero) > 240 && Math.max(...zero) - Math.min(...zero) < 6);
  assert.match(gradient(diverging), /^linear-gradient\(to right, rgb\(5 48 97\), .*rgb\(103 0 31\)\)$/);
});

test("shades stay in the table, and a range of nothing has a middle", () => {
  assert.deepEqual([shade(-9, 0, 1), shade(9, 0, 1), shade(0.5, 0, 1)], [0, 255, 128]);
  assert.equal(shade(0, 0, 0), 0);
  assert.equal(shade(0, -0, -0), 0);
});
