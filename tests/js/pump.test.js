import assert from "node:assert/strict";
import { test } from "node:test";
import { Pump } from "../../www/worker/pump.js";

/** @typedef {import("../../www/api/protocol.js").Advance} Advance */
/** @typedef {import("../../www/api/protocol.js").RunSummary} RunSummary */

const STEPS_PER_EPOCH = 3;
const EPOCHS = 2;
const TEST_COUNT = 10;
const VALIDATION_COUNT = 6;
const SWEEP_STEPS = 4;

/**
 * An engine that counts steps and does nothing else: two epochs of three steps, each with an evaluation in two
 * parts. `before` may interrupt what is about to happen.
 */
class FakeEngine {
  step_now = 0;
  epoch = 1;
  tested = 0;
  ending = false;
  /** @type {number[]} steps asked for */
  asked = [];
  swept = -1;
  /** @type {() => void} */
  before = () => {};

  async advance(/** @type {number} */ max_steps) {
    this.before();
    this.asked.push(max_steps);
    if (this.epoch > EPOCHS || (this.ending && this.tested < 0)) return { kind: "finished" };
    const ends = this.epoch * STEPS_PER_EPOCH;
    if (this.step_now < ends && !this.ending) {
      const count = Math.min(max_steps, ends - this.step_now);
      this.step_now += count;
      return { kind: "steps", step: this.step_now, epoch: this.epoch, images: 4 * count, losses: Array(count).fill(1) };
    }
    this.tested += 8;
    const total = TEST_COUNT + VALIDATION_COUNT;
    if (this.tested < total) return { kind: "evaluating", done: this.tested, total };
    this.tested = this.ending ? -1 : 0;
    const assessed = { step: this.step_now, loss: 0.5, accuracy: 0.9 };
    return {
      kind: "epoch",
      epoch: this.epoch++,
      train_loss: 1,
      train_accuracy: 0.8,
      learning_rate: 0.01,
      validation: { ...assessed, split: "validation", count: VALIDATION_COUNT, loss: 0.6 },
      test: { ...assessed, split: "test", count: TEST_COUNT },
    };
  }

  step() {
    return this.step_now;
  }

  /** @param {any} command */
  async apply({ type }) {
    assert.equal(type, "stop");
    this.ending = this.step_now > 0;
  }

  beginSweep(/** @type {{steps?: number}} */ { steps = SWEEP_STEPS }) {
    if (steps < 2) throw { code: "config-invalid", message: "steps: too few." };
    this.swept = 0;
  }

  async sweep() {
    this.before();
    this.swept += 1;
    const rates = Array.from({ length: this.swept }, (_, i) => 10 ** (i - 6));
    const finished = this.swept === SWEEP_STEPS;
    return { done: this.swept, total: SWEEP_STEPS, rates, losses: rates, smoothed: rates, suggestion: null, finished };
  }
}

/** A pump with a run set up, and what it posts. */
function start() {
  const engine = new FakeEngine();
  /** @type {any[]} */
  const posted = [];
  /** @type {(() => void) | null} what arrives in the next turns */
  let arrival = null;
  /** @type {number[]} steps at which the run was written down */
  const kept = [];
  /** @type {Promise<unknown>} */
  let queue = Promise.resolve();
  const host = {
    workers: 2,
    checkpointDue: false,
    /** @type {any[]} */
    applied: [],
    use: (/** @type {(engine: any) => any} */ work) => {
      const result = queue.then(() => work(engine));
      queue = result.catch(() => {});
      return result;
    },
    apply: (/** @type {any} */ engine, /** @type {any} */ command) => {
      host.applied.push(command);
      return engine.apply(command);
    },
    advance: (/** @type {any} */ engine, /** @type {number} */ max_steps) => engine.advance(max_steps),
    checkpoint: () => host.use(({ step_now }) => void kept.push(step_now)),
  };
  const pump = new Pump({
    host: /** @type {any} */ (host),
    turn: async () => {
      await new Promise((resolve) => setImmediate(resolve));
      arrival?.();
    },
    post: (event) => posted.push(event),
  });
  const run = /** @type {RunSummary} */ (
    /** @type {unknown} */ ({
      config: { epochs: EPOCHS, batch_size: 4 },
      total_steps: EPOCHS * STEPS_PER_EPOCH,
      validation_count: VALIDATION_COUNT,
      step: 0,
    })
  );
  pump.begin(run, TEST_COUNT, { backend: "webgpu" });
  return {
    engine,
    pump,
    posted,
    host,
    kept,
    kinds: () => posted.map(({ event }) => event),
    /** The events of one kind. @param {string} kind */
    of: (kind) => posted.filter(({ event }) => event === kind),
    /** Once, as soon as so many steps are made. @param {number} step @param {() => void} action */
    at(step, action) {
      arrival = () => {
        if (engine.step_now < step) return;
        arrival = null;
        action();
      };
    },
    /** Once, in the next turn of the event loop. @param {() => void} action */
    next(action) {
      arrival = () => {
        arrival = null;
        action();
      };
    },
  };
}

test("a run goes to its end, with an evaluation after each epoch", async () => {
  const { pump, of, kinds } = start();
  assert.deepEqual(await pump.train(), { reason: "finished", step: 6 });
  assert.deepEqual(
    of("epoch").map(({ epoch }) => epoch),
    [1, 2],
  );
  assert.equal(kinds().at(-1), "stopped");
  assert.equal(of("stopped").length, 1);
});

test("an epoch's report holds both evaluations and the rate, and the test's comes last", async () => {
  const { pump, of } = start();
  await pump.train({ epochs: 1 });
  const [epoch] = of("epoch");
  assert.equal(epoch.test_loss, 0.5);
  assert.equal(epoch.validation_loss, 0.6);
  assert.equal(epoch.validation_accuracy, 0.9);
  assert.equal(epoch.learning_rate, 0.01);
  assert.equal(epoch.workers, 2);
  assert.deepEqual(
    of("evaluation").map(({ split }) => split),
    ["validation", "test"],
  );
  assert.deepEqual(
    of("progress").map(({ task, loaded, total }) => [task, loaded, total]),
    [["evaluation", 8, 16]],
  );
});

/** @param {number} actual @param {number} expected */
const near = (actual, expected) => assert.ok(Math.abs(actual - expected) < 1e-9 * expected, `${actual}, ${expected}`);

test("the time left counts both evaluations of the epochs to come", async () => {
  const { engine, pump, of } = start();
  let now = 0;
  const real = performance.now;
  performance.now = () => now;
  engine.before = () => (now += 40); // each call takes 40 ms, whatever it does
  try {
    await pump.train({ max_steps: 1 });
    await pump.train({ epochs: 1 });
    await pump.train({ max_steps: 1 });
  } finally {
    performance.now = real;
  }
  // The first step: 4 images in 40 ms. 20 more to train on, and twice 16 to test, at a third of the cost.
  near(of("steps")[0].remaining_ms, 20 * 10 + (2 * 16 * 10) / 3);
  // In the second epoch one evaluation of 16 images is left; the first took two parts.
  const { remaining_ms, elapsed_ms } = of("steps").at(-1);
  const trained_ms = elapsed_ms - 2 * 40;
  near(remaining_ms, (8 * trained_ms) / 16 + 16 * (80 / 16));
});

test("max_steps and epochs are limits, after which another train goes on", async () => {
  const { engine, pump } = start();
  assert.deepEqual(await pump.train({ max_steps: 2 }), { reason: "limit", step: 2 });
  assert.ok(
    engine.asked.every((steps) => steps <= 2),
    "never asked for more than is left",
  );
  assert.deepEqual(await pump.train({ epochs: 1 }), { reason: "limit", step: 3 });
  assert.equal(engine.epoch, 2, "the epoch's evaluation is done");
  assert.deepEqual(await pump.train({ epochs: 1 }), { reason: "finished", step: 6 });
});

test("an epoch that was begun is one epoch to its end, evaluation included", async () => {
  const { engine, pump } = start();
  await pump.train({ max_steps: 3 });
  assert.equal(engine.tested, 0);
  assert.deepEqual(await pump.train({ epochs: 1 }), { reason: "limit", step: 3 });
  assert.equal(engine.epoch, 2);
});

test("a limit that is no number is refused, and nothing is trained", async () => {
  const { engine, pump } = start();
  await assert.rejects(pump.train({ epochs: NaN }), { code: "config-invalid", message: /^epochs: NaN/ });
  await assert.rejects(pump.train({ max_steps: /** @type {any} */ (5n) }), { code: "config-invalid" });
  await assert.rejects(pump.train({ max_steps: -1 }), { code: "config-invalid", message: /^max_steps: -1/ });
  assert.equal(engine.step_now, 0);
});

test("a pause lets the stretch in hand end; a second train meanwhile is refused", async () => {
  const { pump, at, of } = start();
  at(1, () => {
    assert.rejects(pump.train(), { code: "busy" });
    pump.halt("paused");
  });
  assert.deepEqual(await pump.train(), { reason: "paused", step: 1 });
  assert.deepEqual(await pump.train(), { reason: "finished", step: 6 });
  assert.equal(of("stopped").length, 2);
});

test("to end a run while it trains: an evaluation of what there is, then it is finished, for both who asked", async () => {
  const { pump, at, of } = start();
  /** @type {Promise<unknown> | undefined} */
  let ended;
  at(2, () => (ended = pump.stop()));
  const stopped = await pump.train({ max_steps: 4 });
  assert.equal(stopped.reason, "finished");
  assert.equal(stopped.step, of("steps").at(-1).step);
  assert.ok(stopped.step < 6, "it did not go on to its end");
  assert.deepEqual(await ended, stopped);
  assert.equal(of("epoch").length, 1);
  assert.equal(of("stopped").length, 1);
});

test("to end a run counts for more than a limit, and than a pause asked for just before", async () => {
  const { engine, pump, at } = start();
  at(2, () => pump.stop());
  assert.equal((await pump.train({ epochs: 1 })).reason, "finished");
  const again = start();
  /** @type {Promise<unknown> | undefined} */
  let ended;
  again.engine.before = () => {
    again.engine.before = () => {};
    again.pump.halt("paused");
    ended = again.pump.stop();
  };
  assert.deepEqual(await again.pump.train(), { reason: "finished", step: 1 });
  await ended;
  assert.ok(engine.step_now < 6);
});

test("to end a run while it is paused trains no further either", async () => {
  const { pump, of } = start();
  await pump.train({ max_steps: 2 });
  assert.deepEqual(await pump.stop(), { reason: "finished", step: 2 });
  assert.equal(of("epoch").length, 1);
  assert.deepEqual(await pump.train(), { reason: "finished", step: 2 }, "and it stays ended");
});

test("to end a run that has not begun does nothing to it", async () => {
  const { engine, pump } = start();
  assert.deepEqual(await pump.stop(), { reason: "paused", step: 0 });
  assert.equal(engine.step_now, 0);
  assert.deepEqual(await pump.train(), { reason: "finished", step: 6 });
});

test("the last evaluation may be paused, and gone on with", async () => {
  const { pump, of, next } = start();
  await pump.train({ max_steps: 2 });
  next(() => pump.halt("paused"));
  assert.deepEqual(await pump.stop(), { reason: "paused", step: 2 });
  assert.equal(of("epoch").length, 0);
  assert.deepEqual(await pump.train({ max_steps: 1 }), { reason: "finished", step: 2 });
  assert.equal(of("epoch").length, 1);
});

test("a failure is told with the step that the engine has kept, and training goes on from there", async () => {
  const { engine, pump, of, kinds } = start();
  await pump.train({ max_steps: 2 });
  const error = { code: "not-finite", message: "At step 3 the loss became NaN." };
  engine.before = () => {
    engine.before = () => {};
    engine.step_now = 1; // back to the last good weights
    throw error;
  };
  await assert.rejects(pump.train(), error);
  assert.deepEqual(of("stopped").at(-1), { event: "stopped", reason: "failed", step: 1 });
  assert.equal(kinds().at(-1), "stopped");
  assert.deepEqual(await pump.train({ max_steps: 1 }), { reason: "limit", step: 2 });
});

test("a failure of an engine past telling names the last step known", async () => {
  const { engine, pump, of } = start();
  await pump.train({ max_steps: 2 });
  engine.before = () => {
    throw { code: "device-lost", message: "Gone." };
  };
  engine.step = () => {
    throw new Error("unreachable");
  };
  await assert.rejects(pump.train(), { code: "device-lost" });
  assert.deepEqual(of("stopped").at(-1), { event: "stopped", reason: "failed", step: 2 });
});

test("a sweep pauses the training first, reports each part, and leaves the run where it is", async () => {
  const { engine, pump, of, at } = start();
  /** @type {Promise<any> | undefined} */
  let found;
  at(1, () => (found = pump.findRate({})));
  assert.equal((await pump.train()).reason, "paused");
  const step = engine.step_now;
  const sweep = await found;
  assert.equal(sweep.finished, true);
  assert.deepEqual(
    of("sweep").map(({ done }) => done),
    [1, 2, 3, 4],
  );
  assert.deepEqual(
    of("progress").map(({ task, loaded, total }) => [task, loaded, total]),
    [1, 2, 3, 4].map((done) => ["sweep", done, SWEEP_STEPS]),
  );
  assert.equal(engine.step_now, step);
  assert.equal(of("stopped").length, 1, "a sweep's end is no run's");
  assert.equal((await pump.train()).reason, "finished");
});

for (const { what, act } of [
  { what: "pausing", act: (/** @type {Pump} */ pump) => pump.halt("paused") },
  { what: "setting up a run", act: (/** @type {Pump} */ pump) => pump.halt("reset") },
  { what: "training", act: (/** @type {Pump} */ pump) => pump.train({ max_steps: 1 }) },
  { what: "ending the run", act: (/** @type {Pump} */ pump) => pump.stop() },
  { what: "another sweep", act: (/** @type {Pump} */ pump) => pump.findRate({}) },
]) {
  test(`${what} ends a sweep, which answers with what it has`, async () => {
    const { pump, of, next } = start();
    /** @type {Promise<unknown> | undefined} */
    let acted;
    next(() => (acted = act(pump)));
    const sweep = await pump.findRate({});
    assert.equal(sweep.finished, false);
    assert.equal(sweep.done, 1);
    await acted;
    assert.ok(of("sweep").length >= 1);
  });
}

test("a sweep that makes no sense is refused, and the pump is free again", async () => {
  const { pump } = start();
  await assert.rejects(pump.findRate({ steps: 1 }), { code: "config-invalid" });
  assert.equal((await pump.train()).reason, "finished");
});

test("a run set up anew counts from its start", async () => {
  const { engine, pump } = start();
  await pump.train({ max_steps: 2 });
  await pump.stop();
  Object.assign(engine, { step_now: 0, epoch: 1, tested: 0, ending: false });
  const run = { config: { epochs: EPOCHS, batch_size: 4 }, total_steps: 6, validation_count: 0, step: 0 };
  pump.begin(/** @type {any} */ (run), TEST_COUNT, { backend: "ndarray" });
  assert.deepEqual(await pump.train({ max_steps: 1 }), { reason: "limit", step: 1 });
});

test("a checkpoint is made when it is due, at each epoch's end, and wherever the run stops", async () => {
  const { host, kept, pump } = start();
  await pump.train({ max_steps: 1 });
  assert.deepEqual(kept, [1]);
  await pump.train({ epochs: 1 });
  assert.deepEqual(kept, [1, 3, 3], "the epoch's end, and the stop");
  host.checkpointDue = true;
  await pump.train({ max_steps: 2 });
  assert.ok(kept.length >= 5 && kept.at(-1) === 5);
  await pump.stop();
  assert.deepEqual(host.applied, [{ type: "stop" }]);
});

test("where a loss was no number, the checkpoint holds the weights gone back to", async () => {
  const { engine, kept, pump } = start();
  await pump.train({ max_steps: 2 });
  engine.before = () => {
    engine.step_now = 1;
    throw { code: "not-finite", message: "At step 3 the loss became NaN." };
  };
  await assert.rejects(pump.train(), { code: "not-finite" });
  assert.deepEqual(kept, [2, 1]);
});

test("a run that goes on elsewhere from an earlier step goes as far as was asked for, and tells where", async () => {
  const { engine, pump, of, at } = start();
  at(2, () => {
    engine.step_now = 1;
    pump.moved({ backend: "ndarray", step: 1 });
  });
  assert.deepEqual(await pump.train({ epochs: 1 }), { reason: "limit", step: 3 });
  assert.equal(of("epoch")[0].backend, "ndarray");
});

test("an epoch that ends twice, since the run had to go back, is one epoch", async () => {
  const { engine, pump, of } = start();
  let moved = false;
  engine.before = () => {
    if (engine.epoch !== 2 || moved) return;
    moved = true;
    Object.assign(engine, { step_now: 2, epoch: 1 });
    pump.moved({ backend: "ndarray", step: 2 });
  };
  assert.deepEqual(await pump.train({ epochs: 2 }), { reason: "finished", step: 6 });
  assert.deepEqual(
    of("epoch").map(({ epoch }) => epoch),
    [1, 1, 2],
  );
});
