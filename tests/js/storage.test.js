import assert from "node:assert/strict";
import { test } from "node:test";
import { FakeLocks, FakeStorage } from "./fake-storage.js";
import { Keeper, sorted } from "../../www/worker/storage/keeper.js";
import { Library } from "../../www/worker/storage/library.js";

Object.assign(globalThis, { __BUILD_ID__: "test" });

/** @type {any} */
const SUMMARY = { config: { preset: "simple", seed: 3 }, total_steps: 100, parameters: 3 };
/** @type {any} */
const IMAGES = { source: "mnist", request: {}, sha256: null, kept: true };

/** An engine with two tensors, Adam's two values of one of them, and snapshots. */
class FakeEngine {
  /** @type {number[]} */
  steps = [];
  /** @param {number} step */
  snapshot(step) {
    return new Uint8Array([step, step, step, step, step, step]);
  }
  snapshots() {
    return { steps: Uint32Array.from(this.steps) };
  }
  /** @param {number} step @param {string} [stage] @returns {any} */
  checkpoint(step, stage = "training") {
    const tensors = [Float32Array.of(step, 0.1), Float32Array.of(step)];
    return { place: { step, stage }, tensors, memory: [[Float32Array.of(1, 2), Float32Array.of(3, 4)], []] };
  }
}

/** A tab: what writes its run down, and the library. */
function start({ storage = new FakeStorage(), locks = new FakeLocks() } = {}) {
  const engine = new FakeEngine();
  /** @type {any[]} */
  const posted = [];
  const time = { now: 0 };
  const open = async () => /** @type {any} */ (storage);
  const library = new Library({ open, locks: /** @type {any} */ (locks) });
  const keeper = new Keeper({
    open,
    post: (event) => posted.push(event),
    own: (id) => library.own(id),
    compute: () => ({ workers: 2, backend: "ndarray" }),
    images: async () => IMAGES,
    now: () => time.now,
  });
  keeper.hear({ event: "configured", summary: SUMMARY });
  /** Trains to a step, and writes. @param {number} step @param {import("../../www/worker/host.js").Occasion} [occasion] */
  const keep = async (step, occasion = "stop") => {
    const losses = [step / 2];
    const report = { losses, accuracies: losses, learning_rates: losses, gradient_norms: losses };
    if (step > 0) keeper.hear(/** @type {any} */ ({ event: "steps", step, elapsed_ms: 10 * step, ...report }));
    const gathered = keeper.gather(/** @type {any} */ (engine), engine.checkpoint(step), occasion);
    await keeper.write(gathered, 0);
  };
  return { storage, locks, engine, posted, time, library, keeper, keep };
}

/** @param {ReturnType<typeof start>} tab @returns {string} */
const idOf = ({ keeper }) => /** @type {string} */ (keeper.id);

test("a run comes back as it was written", async () => {
  const tab = start();
  tab.engine.steps = [0, 1, 2];
  await tab.keep(2);
  assert.deepEqual(tab.posted, [{ event: "stored", id: idOf(tab), step: 2, problem: null }]);
  const { run, checkpoint, snapshots, journal, older } = await tab.library.read(idOf(tab));
  assert.deepEqual(checkpoint, tab.engine.checkpoint(2));
  assert.deepEqual(
    snapshots.map(([step, bytes]) => [step, bytes[0]]),
    [0, 1, 2].map((step) => [step, step]),
  );
  assert.equal(journal.resumed().report.losses.at(-1), 1);
  assert.deepEqual([run.config, run.step, run.finished, run.data, older], [SUMMARY.config, 2, false, IMAGES, false]);
  assert.deepEqual([run.workers, run.backend, run.elapsed_ms, run.name], [2, "ndarray", 20, null]);
  const [listed] = await tab.library.list();
  assert.deepEqual(listed, { ...run, elsewhere: false, problem: null });
});

test("an untrained run is not written", async () => {
  const tab = start();
  await tab.keep(0);
  assert.deepEqual([tab.posted, await tab.library.list()], [[], []]);
});

test("it is written every three seconds at most, and takes two hundredths of the time at most", async () => {
  const tab = start();
  assert.equal(tab.keeper.wants("due"), false);
  tab.time.now = 3000;
  assert.equal(tab.keeper.wants("due"), true);
  await tab.keep(1);
  assert.equal(tab.keeper.wants("due"), false);
  tab.time.now = 5999;
  assert.equal(tab.keeper.wants("due"), false);
  tab.time.now = 6000;
  assert.equal(tab.keeper.wants("due"), true);
  // A slow disk.
  const { storage, time } = tab;
  const save = storage.save.bind(storage);
  storage.save = async (path, text, arrays) => {
    time.now += 100;
    return save(path, text, arrays);
  };
  await tab.keep(2);
  const began = time.now;
  time.now = began + 9_999;
  assert.equal(tab.keeper.wants("due"), false);
  time.now = began + 10_000;
  assert.equal(tab.keeper.wants("due"), true);
});

test("short epochs are not written down each, and long ones are", async () => {
  const tab = start();
  const { storage, time } = tab;
  const save = storage.save.bind(storage);
  storage.save = async (path, text, arrays) => {
    time.now += 5;
    return save(path, text, arrays);
  };
  await tab.keep(1, "epoch");
  time.now += 499;
  await tab.keep(2, "epoch");
  assert.equal((await tab.library.read(idOf(tab))).run.step, 1);
  await tab.keep(3, "stop");
  assert.equal((await tab.library.read(idOf(tab))).run.step, 3);
  time.now += 500;
  await tab.keep(4, "epoch");
  assert.equal((await tab.library.read(idOf(tab))).run.step, 4);
});

test("while a run goes on, many snapshots are written a few at a time", async () => {
  const tab = start();
  const large = new Float32Array(1_000_000);
  tab.engine.steps = [0, 1, 2, 3, 4, 5, 6];
  tab.engine.checkpoint = (step) => ({ place: { step, stage: "training" }, tensors: [large], memory: [[]] });
  tab.time.now += 3000;
  await tab.keep(6, "due");
  const steps = async () => (await tab.library.read(idOf(tab))).snapshots.map(([step]) => step);
  assert.deepEqual(await steps(), [0, 1, 2]);
  tab.time.now += 3000;
  await tab.keep(7, "due");
  assert.deepEqual(await steps(), [0, 1, 2, 3, 4, 5]);
  await tab.keep(8, "stop");
  assert.deepEqual(await steps(), [0, 1, 2, 3, 4, 5, 6]);
});

test("another run is another one in the library, and the one before stays", async () => {
  const tab = start();
  await tab.keep(5);
  const first = idOf(tab);
  tab.keeper.hear({ event: "configured", summary: SUMMARY });
  assert.equal(tab.keeper.id, null);
  await tab.keep(1);
  assert.notEqual(idOf(tab), first);
  assert.deepEqual((await tab.library.list()).map(({ step }) => step).sort(), [1, 5]);
});

test("a failure is told once, training goes on, and it is tried again", async () => {
  const tab = start();
  await tab.keep(1);
  tab.storage.failure = { code: "storage-full", message: "full" };
  await tab.keep(2);
  await tab.keep(3);
  assert.deepEqual(
    tab.posted.map(({ step, problem }) => [step, problem?.code]),
    [
      [1, undefined],
      [null, "storage-full"],
    ],
  );
  const { run } = await tab.library.read(idOf(tab));
  assert.equal(run.step, 1, "what was written before is still there");
  tab.time.now = 19_000;
  assert.equal(tab.keeper.wants("due"), false);
  tab.time.now = 20_000;
  assert.equal(tab.keeper.wants("due"), true);
  tab.storage.failure = null;
  await tab.keep(4);
  assert.deepEqual(tab.posted.at(-1), { event: "stored", id: idOf(tab), step: 4, problem: null });
});

test("a storage that never answers is not waited for", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const tab = start();
  tab.storage.save = () => new Promise(() => {});
  const keeping = tab.keep(1);
  for (let i = 0; i < 20; i += 1) await Promise.resolve();
  t.mock.timers.tick(4000);
  await keeping;
  assert.equal(tab.keeper.wants("due"), false);
  assert.equal(tab.keeper.gather(/** @type {any} */ (tab.engine), tab.engine.checkpoint(2), "stop"), null);
});

test("snapshots are written once; those that were thinned out go with their file", () => {
  assert.deepEqual(sorted({}, [0, 1]), { kept: {}, stale: [], fresh: [0, 1] });
  assert.deepEqual(sorted({ 1: [0, 1, 2], 2: [3] }, [0, 2, 3, 4]), {
    kept: { 1: [0, 1, 2], 2: [3] },
    stale: [],
    fresh: [4],
  });
  // What is left of the first file is written again, with what is new.
  assert.deepEqual(sorted({ 1: [0, 1, 2], 2: [3] }, [0, 3, 4]), { kept: { 2: [3] }, stale: ["1"], fresh: [0, 4] });
});

test("thinned snapshots do not come back", async () => {
  const tab = start();
  tab.engine.steps = [0, 1, 2, 3];
  await tab.keep(3);
  for (const steps of [
    [0, 2, 3, 4],
    [0, 4, 5],
    [0, 5, 6],
  ]) {
    tab.engine.steps = steps;
    await tab.keep(/** @type {number} */ (steps.at(-1)));
    const { snapshots } = await tab.library.read(idOf(tab));
    assert.deepEqual(
      snapshots.map(([step, bytes]) => [step, bytes[0]]),
      steps.map((step) => [step, step]),
    );
  }
});

test("a damaged file of snapshots costs nothing but these snapshots", async () => {
  const tab = start();
  tab.engine.steps = [0, 1];
  await tab.keep(1);
  tab.storage.damaged.set(`runs/${idOf(tab)}/snapshots/1`, { code: "stored-damaged" });
  const { snapshots, checkpoint } = await tab.library.read(idOf(tab));
  assert.deepEqual([snapshots, checkpoint.place.step], [[], 1]);
});

test("a run that cannot be read is in the list with its reason, and can be removed", async () => {
  const tab = start();
  await tab.keep(1);
  const id = idOf(tab);
  const newer = { code: "stored-newer", message: "newer" };
  tab.storage.damaged.set(`runs/${id}/about`, newer).set(`runs/${id}/state`, newer);
  const [listed] = await tab.library.list();
  assert.deepEqual([listed.id, listed.problem?.code], [id, "stored-newer"]);
  await assert.rejects(tab.library.read(id), { code: "stored-newer" });
  await tab.library.remove(id);
  assert.deepEqual(await tab.library.list(), []);
});

test("a run belongs to the tab that trains it", async () => {
  const tab = start();
  await tab.keep(1);
  const id = idOf(tab);
  const other = start({ storage: tab.storage, locks: tab.locks });
  assert.deepEqual(
    (await other.library.list()).map(({ elsewhere }) => elsewhere),
    [true],
  );
  assert.deepEqual(
    (await tab.library.list()).map(({ elsewhere }) => elsewhere),
    [false],
  );
  assert.equal(await other.library.own(id), null);
  for (const doing of [other.library.remove(id), other.library.rename(id, "mine")]) {
    await assert.rejects(doing, { code: "run-elsewhere" });
  }
  // To look at, or to train as a copy.
  const { run, journal } = await other.library.read(id);
  assert.equal(run.step, 1);
  other.keeper.copy(run.name, journal);
  await other.keep(2);
  assert.notEqual(idOf(other), id);
  assert.equal((await tab.library.read(id)).run.step, 1);
  // The tab is done with it.
  tab.keeper.hear({ event: "configured", summary: SUMMARY });
  await new Promise((resolve) => setTimeout(resolve));
  assert.notEqual(await other.library.own(id), null);
});

test("names, copies and removal", async () => {
  const tab = start();
  tab.engine.steps = [0, 1];
  await tab.keep(1);
  const id = idOf(tab);
  await tab.library.rename(id, "  My first  ");
  tab.keeper.rename("My first");
  await tab.keep(2);
  assert.equal((await tab.library.list())[0].name, "My first", "the next writing keeps the name");
  const copy = await tab.library.duplicate(id);
  const [a, b] = [await tab.library.read(id), await tab.library.read(copy)];
  assert.deepEqual([b.run.id, b.checkpoint, b.snapshots], [copy, a.checkpoint, a.snapshots]);
  await tab.library.remove(id);
  tab.keeper.forget();
  assert.deepEqual(
    (await tab.library.list()).map((run) => run.id),
    [copy],
  );
  await assert.rejects(tab.library.read(id), { code: "run-missing" });
  await tab.keep(3);
  assert.notEqual(tab.keeper.id, id, "training on makes it a new run");
});

test("of the runs without a name the newest are kept, and images only as long as a run is of them", async (t) => {
  const tab = start();
  let date = 0;
  t.mock.method(Date, "now", () => (date += 1000));
  for (let run = 0; run < 24; run += 1) {
    tab.keeper.hear({ event: "configured", summary: SUMMARY });
    await tab.keep(run + 1);
    if (run === 0) await tab.library.rename(idOf(tab), "kept");
  }
  tab.storage.files.set("images/abc.a", {});
  await tab.library.tidy();
  const left = (await tab.library.list()).map(({ step }) => step);
  assert.deepEqual(left, [...Array.from({ length: 21 }, (_, i) => 24 - i), 1]);
  assert.deepEqual(await tab.storage.list("images"), []);
});
