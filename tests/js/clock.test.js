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

test("a tab that was frozen, or a computer that slept, counts neither as time nor as slowness", () => {
  const clock = new Clock();
  for (let i = 0; i < 20; i += 1) clock.trained({ images: 640, steps: 10, ms: 80 });
  const before = { elapsed: clock.elapsed_ms, speed: clock.images_per_second, left: clock.remaining_ms(64_000, 0) };
  clock.trained({ images: 640, steps: 10, ms: 60_000 });
  assert.equal(clock.elapsed_ms, before.elapsed + 80);
  assert.equal(clock.images_per_second, before.speed);
  assert.equal(clock.remaining_ms(64_000, 0), before.left);
  assert.equal(clock.steps, 10);
  // An evaluation that is interrupted.
  clock.evaluated({ images: 100, ms: 50 });
  const elapsed = clock.elapsed_ms;
  clock.evaluated({ images: 100, ms: 3_600_000 });
  assert.equal(clock.elapsed_ms, elapsed + 50);
});

test("a machine that has become slow is not taken for one that sleeps", () => {
  const clock = new Clock();
  for (let i = 0; i < 20; i += 1) clock.trained({ images: 640, steps: 10, ms: 80 });
  for (let i = 0; i < 5; i += 1) clock.trained({ images: 640, steps: 10, ms: 4000 });
  assert.ok(clock.elapsed_ms > 16_000);
  assert.ok(clock.images_per_second < 200);
});

test("a run that goes on has taken the time that it had", () => {
  const clock = new Clock(5000);
  clock.trained({ images: 64, steps: 1, ms: 10 });
  assert.equal(clock.elapsed_ms, 5010);
});
