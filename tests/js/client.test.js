import assert from "node:assert/strict";
import { test } from "node:test";
import { Trainer, TrainerError } from "../../www/api/client.js";

const BASE = "https://example.org/lab/";

/** A worker that is played by the test: keeps what it is told, answers when told to. */
class FakeWorker {
  /** @type {any[]} */
  told = [];
  terminated = false;
  /** @type {(event: {data: any}) => void} */
  onmessage = () => {};
  /** @type {(event: {message: string, preventDefault: () => void}) => void} */
  onerror = () => {};
  onmessageerror = () => {};

  postMessage(/** @type {any} */ message) {
    this.told.push(message);
  }

  terminate() {
    this.terminated = true;
  }

  /** @param {any} data */
  post(data) {
    this.onmessage({ data });
  }

  /** Answers the n-th request. @param {number} n @param {any} value */
  answer(n, value) {
    this.post({ id: this.told[n].id, ok: true, value });
  }

  /** @param {number} n @param {{code: string, message: string}} error */
  refuse(n, error) {
    this.post({ id: this.told[n].id, ok: false, error });
  }
}

function start() {
  const worker = new FakeWorker();
  const trainer = new Trainer(/** @type {Worker} */ (/** @type {unknown} */ (worker)), BASE);
  return { worker, trainer };
}

/** @param {string} code @param {RegExp} [message] */
const failure = (code, message) => (/** @type {unknown} */ error) => {
  assert.ok(error instanceof TrainerError && error instanceof Error);
  assert.equal(error.code, code);
  if (message) assert.match(error.message, message);
  return true;
};

test("each method is one request of its type, with what it was given", () => {
  const { worker, trainer } = start();
  const bitmap = { width: 1, height: 1, pixels: Uint8Array.of(255) };
  const network = { layers: [] };
  trainer.open();
  trainer.open("ndarray", 2);
  trainer.loadDataset({ source: "mnist" });
  trainer.samples("test", [3, 1]);
  trainer.augmented({ indices: [3], settings: { shift: 2 }, draw: 4 });
  trainer.augmented({ indices: [3], settings: {} });
  trainer.presets();
  trainer.describe(network);
  trainer.configure({ epochs: 2 });
  trainer.train();
  trainer.train({ max_steps: 5 });
  trainer.train({ epochs: 1 });
  trainer.pause();
  trainer.stop();
  trainer.setLearningRate(0.01);
  trainer.findRate();
  trainer.findRate({ from: 1e-5, steps: 50 });
  trainer.reset();
  trainer.evaluate();
  trainer.inspect(7);
  trainer.predict(bitmap);
  trainer.statistics("train");
  trainer.browse({ split: "test", class: null, first: 20, count: 10 });
  trainer.networkInput({ split: "train", index: 3 });
  trainer.networkInput({ split: "train", index: 3, draw: 2 });
  trainer.templates();
  trainer.templateCurves({ a: 3, b: 7, split: "test" });
  trainer.templatePairs();
  trainer.assess({ classifier: "template" });
  trainer.assess({ classifier: "network", classes: [3, 7] });
  trainer.shifted({ classifier: "network", distances: [0, 2], count: 100 });
  trainer.batch({ epoch: 1, number: 2 });
  trainer.cases({ classifier: "network", only: "wrong", count: 20 });
  trainer.probabilities({ classifier: "network" });
  assert.deepEqual(
    worker.told.map(({ id: _, ...request }) => request),
    [
      { type: "open", backend: "auto", workers: "auto", base: BASE },
      { type: "open", backend: "ndarray", workers: 2, base: BASE },
      { type: "loadDataset", dataset: { source: "mnist" }, base: BASE },
      { type: "samples", split: "test", indices: [3, 1] },
      { type: "augmented", indices: [3], settings: { shift: 2 }, draw: 4 },
      { type: "augmented", indices: [3], settings: {}, draw: 0 },
      { type: "presets" },
      { type: "describe", network },
      { type: "configure", config: { epochs: 2 } },
      { type: "train" },
      { type: "train", max_steps: 5 },
      { type: "train", epochs: 1 },
      { type: "pause" },
      { type: "stop" },
      { type: "setLearningRate", learning_rate: 0.01 },
      { type: "findRate" },
      { type: "findRate", from: 1e-5, steps: 50 },
      { type: "reset" },
      { type: "evaluate" },
      { type: "inspect", index: 7, at: null },
      { type: "predict", bitmap, at: null, stages: false },
      { type: "statistics", split: "train" },
      { type: "browse", split: "test", class: null, first: 20, count: 10 },
      { type: "networkInput", split: "train", index: 3, draw: 0 },
      { type: "networkInput", split: "train", index: 3, draw: 2 },
      { type: "templates" },
      { type: "templateCurves", a: 3, b: 7, split: "test" },
      { type: "templatePairs" },
      { type: "assess", classifier: "template", classes: null, at: null },
      { type: "assess", classifier: "network", classes: [3, 7], at: null },
      { type: "shifted", classifier: "network", distances: [0, 2], count: 100, at: null },
      { type: "batch", epoch: 1, number: 2 },
      { type: "cases", classifier: "network", only: "wrong", count: 20 },
      { type: "probabilities", classifier: "network" },
    ],
  );
  assert.equal(new Set(worker.told.map(({ id }) => id)).size, worker.told.length);
});

test("overlapping calls get each its own answer, in whatever order it comes", async () => {
  const { worker, trainer } = start();
  const [train, first, second] = [trainer.train(), trainer.inspect(1), trainer.inspect(2)];
  worker.answer(2, "second");
  worker.answer(1, "first");
  assert.equal(await second, "second");
  assert.equal(await first, "first");
  worker.answer(0, { reason: "paused", step: 9 });
  assert.deepEqual(await train, { reason: "paused", step: 9 });
  worker.answer(0, "again"); // a reply too many is nobody's
  worker.refuse(0, { code: "busy", message: "Again." });
});

test("a refusal is an error with its code, and the others go on", async () => {
  const { worker, trainer } = start();
  const [configure, evaluate] = [trainer.configure({ epochs: 0 }), trainer.evaluate()];
  worker.refuse(0, { code: "config-invalid", message: "epochs: 0 is not from 1 to 1000." });
  await assert.rejects(configure, failure("config-invalid", /^epochs: 0 is not/));
  worker.answer(1, { accuracy: 0.5 });
  assert.deepEqual(await evaluate, { accuracy: 0.5 });
});

test("events go to the listeners of their kind, until they stop listening", () => {
  const { worker, trainer } = start();
  /** @type {string[]} */
  const heard = [];
  const stopFirst = trainer.on("steps", ({ step }) => heard.push(`first ${step}`));
  trainer.on("steps", ({ step }) => heard.push(`second ${step}`));
  trainer.on("epoch", ({ epoch }) => heard.push(`epoch ${epoch}`));
  worker.post({ event: "steps", step: 1 });
  stopFirst();
  stopFirst();
  worker.post({ event: "steps", step: 2 });
  worker.post({ event: "epoch", epoch: 1 });
  worker.post({ event: "progress", task: "device" }); // nobody listens
  assert.deepEqual(heard, ["first 1", "second 1", "second 2", "epoch 1"]);
});

for (const { how, crash, message } of [
  {
    how: "an uncaught error",
    crash: (/** @type {FakeWorker} */ worker) => worker.onerror({ message: "unreachable", preventDefault() {} }),
    message: /^unreachable$/,
  },
  {
    how: "a worker that does not start",
    crash: (/** @type {FakeWorker} */ worker) => worker.onerror({ message: "", preventDefault() {} }),
    message: /could not be started/,
  },
  {
    how: "a message that cannot be read",
    crash: (/** @type {FakeWorker} */ worker) => worker.onmessageerror(),
    message: /could not be read/,
  },
  {
    how: "a panic that comes as a reply",
    crash: (/** @type {FakeWorker} */ worker) =>
      worker.refuse(0, { code: "worker-crashed", message: "It stopped: unreachable." }),
    message: /It stopped: unreachable/,
  },
]) {
  test(`after ${how} everything pending and everything later is refused, and it is told once`, async () => {
    const { worker, trainer } = start();
    /** @type {unknown[]} */
    const crashes = [];
    trainer.on("crashed", (event) => crashes.push(event.code));
    trainer.on("steps", () => assert.fail("no step may be told of after a crash"));
    const pending = [trainer.train(), trainer.inspect(0)];
    crash(worker);
    for (const call of pending) await assert.rejects(call, failure("worker-crashed", message));
    await assert.rejects(trainer.pause(), failure("worker-crashed", message));
    assert.equal(worker.told.length, 2); // nothing is sent to the dead
    worker.onmessageerror();
    worker.post({ event: "steps", step: 3 }); // one that was under way
    assert.deepEqual(crashes, ["worker-crashed"]);
  });
}

test("close ends the worker and refuses what is pending, which is no crash", async () => {
  const { worker, trainer } = start();
  let crashes = 0;
  trainer.on("crashed", () => (crashes += 1));
  const pending = trainer.train();
  trainer.close();
  assert.ok(worker.terminated);
  await assert.rejects(pending, failure("closed"));
  await assert.rejects(trainer.evaluate(), failure("closed"));
  assert.equal(crashes, 0);
});
