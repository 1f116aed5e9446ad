import assert from "node:assert/strict";
import { test } from "node:test";
import { Clock } from "../../www/worker/clock.js";

/** @param {number} steps @param {number} ms @param {number} [batch_size] */
const stretch = (steps, ms, batch_size = 64) => ({ steps, images: steps * batch_size, ms });

test("before the first step nothing is claimed, and one step is asked for", () => {
  const clock = new Clock();
  assert.equal(clock.elapsed_ms, 0);
  assert.equal(clock.images_per_second, 0);
  assert.equal(clock.remaining_ms(60_000, 10_000), null);
  assert.equal(clock.steps, 1);
  assert.equal(clock.endEpoch(), 0);
});

test("elapsed time is that of training and evaluation, and nothing else", () => {
  const clock = new Clock();
  clock.trained(stretch(2, 100));
  clock.evaluated({ images: 500, ms: 40 });
  clock.endEpoch();
  clock.trained(stretch(2, 60));
  assert.equal(clock.elapsed_ms, 200);
});

test("speed is the mean over the last three seconds of training", () => {
  const clock = new Clock();
  for (let i = 0; i < 10; i++) clock.trained(stretch(1, 1000)); // 64 images a second
  assert.equal(clock.images_per_second, 64);
  clock.trained(stretch(2, 1000));
  assert.equal(clock.images_per_second, (4 * 64) / 3);
  for (let i = 0; i < 2; i++) clock.trained(stretch(2, 1000));
  assert.equal(clock.images_per_second, 128); // the slow ones are forgotten
  clock.evaluated({ images: 10_000, ms: 60_000 });
  assert.equal(clock.images_per_second, 128); // an evaluation is no training
});

test("one stretch longer than the window still counts whole", () => {
  const clock = new Clock();
  clock.trained(stretch(1, 20_000));
  assert.equal(clock.images_per_second, 3.2);
  clock.trained(stretch(1, 4000));
  assert.equal(clock.images_per_second, 16);
});

test("stretches of about 80 ms are asked for: never less than a step, never more than 32", () => {
  const steps = (/** @type {number} */ ms_a_step) => {
    const clock = new Clock();
    clock.trained(stretch(1, ms_a_step));
    return clock.steps;
  };
  assert.equal(steps(20), 4);
  assert.equal(steps(30), 3);
  assert.equal(steps(2000), 1);
  assert.equal(steps(0.01), 32);
  assert.equal(steps(0), 32); // a clock too coarse to see the step
});

test("an epoch's speed is over the whole epoch, evaluation left out, and begins anew", () => {
  const clock = new Clock();
  for (let i = 0; i < 10; i++) clock.trained(stretch(1, 1000));
  for (let i = 0; i < 10; i++) clock.trained(stretch(3, 1000));
  clock.evaluated({ images: 10_000, ms: 5000 });
  assert.equal(clock.endEpoch(), 128);
  assert.equal(clock.endEpoch(), 0);
  clock.trained(stretch(1, 500));
  assert.equal(clock.endEpoch(), 128);
});

test("the time left: testing costs a third of training until it has been measured", () => {
  const clock = new Clock();
  clock.trained({ steps: 1, images: 100, ms: 300 }); // 3 ms an image
  assert.equal(clock.remaining_ms(1000, 300), 3000 + 300);
  clock.evaluated({ images: 100, ms: 50 });
  assert.equal(clock.remaining_ms(1000, 300), 3000 + 150);
  assert.equal(clock.remaining_ms(0, 0), 0);
});
