import assert from "node:assert/strict";
import { test } from "node:test";
import { Host } from "../../www/worker/host.js";

/** @typedef {import("../../www/api/protocol.js").BackendKind} BackendKind */

/** An engine that writes down what is done to it. */
class FakeEngine {
  /** @param {string} kind @param {any[]} told */
  constructor(kind, told) {
    this.kind = kind;
    this.told = told;
    this.made = 0;
  }
  backend() {
    return this.kind;
  }
  images() {
    return { train_images: "a", train_labels: "b", test_images: "c", test_labels: "d" };
  }
  about() {
    return ["mnist", "known"];
  }
  step() {
    return this.made;
  }
  async checkpoint() {
    return { made: this.made };
  }
  async apply(/** @type {any} */ { type, ...given }) {
    if (given.config?.epochs === 0) throw { code: "config-invalid", message: "epochs: too few." };
    if (type === "restore") this.made = given.checkpoint.made;
    const { images, ...rest } = given;
    this.told.push([type, ...Object.values(images ?? {}), ...Object.values(rest)]);
  }
}

/** @type {any} */
const CONFIGURE = { type: "configure", config: { preset: "simple" } };
/** @type {any} */
const RATE = { type: "set_learning_rate", learning_rate: 0.1 };
const LOST = { code: "device-lost", message: "The device failed: gone\nCaused by:\n  Backtrace" };
const WORKERS = { count: 2, reason: null };

/**
 * A host on a GPU.
 * @param {{gpu?: Error[], cpu?: Error[]}} [failures] of opening one after the other, before it succeeds
 */
async function start({ gpu = [], cpu = [] } = {}) {
  /** What is done to the engines and to the launcher. @type {any[]} */
  const told = [];
  /** What the members are told. @type {any[]} */
  const members = [];
  /** @type {any[]} */
  const posted = [];
  /** @type {any[]} */
  const moved = [];
  const watch = { guard: async (/** @type {() => any} */ call) => call(), end: () => told.push(["end"]) };
  const openGpu = async () => {
    const failure = gpu.shift();
    if (failure) throw failure;
    return { engine: new FakeEngine("webgpu", told), watch, adapter: "a GPU", workers: { count: 1, reason: null } };
  };
  const launcher = {
    open: async () => ({ opened: await openGpu(), report: {} }),
    openGpu: () => {
      told.push(["open", "webgpu"]);
      return openGpu();
    },
    openCpu: async () => {
      told.push(["open", "ndarray"]);
      const failure = cpu.shift();
      if (failure) throw failure;
      team.size = 2;
      return { engine: new FakeEngine("ndarray", told), watch: null, adapter: null, workers: WORKERS };
    },
  };
  const team = {
    size: 1,
    count: 1,
    tell: (/** @type {any} */ command) => team.size > 1 && members.push(command.type),
    advance: async () => ({ kind: "finished" }),
  };
  // Nothing is written down.
  const keeper = { ready: async () => {}, wants: () => false, gather: () => null, write: async () => {} };
  const needs = { launcher, team, keeper, post: (/** @type {any} */ event) => posted.push(event) };
  const host = new Host(/** @type {any} */ ({ ...needs, moved: (/** @type {any} */ where) => moved.push(where) }));
  // The first failure of the GPU is that of opening it again.
  const failures = gpu.splice(0);
  await host.open(/** @type {any} */ ({}));
  gpu.push(...failures);
  return { host, told, members, posted, moved };
}

/** With images, a run, and a checkpoint after seven steps. @param {Host} host @param {any[]} told forgets it */
async function run(host, told) {
  await host.use(async (engine) => {
    host.loaded(engine);
    await host.apply(engine, CONFIGURE);
    /** @type {any} */ (engine).made = 7;
  });
  await host.checkpoint("due");
  told.length = 0;
}

/** Work at which the first engine is lost. @param {unknown} [error] */
const onceLost = (error = LOST) => {
  let first = true;
  return (/** @type {any} */ engine) => {
    if (!first) return engine.step();
    first = false;
    throw error;
  };
};

/** @param {any[]} told */
const opened = (told) => told.filter(([what]) => what === "open").map(([, kind]) => kind);

test("as long as all goes well, the engine does the work, one call after the other", async () => {
  const { host, told, posted } = await start();
  await run(host, told);
  /** @type {string[]} */
  const order = [];
  const slow = host.use(async (engine) => {
    await new Promise((resolve) => setTimeout(resolve, 5));
    order.push("slow");
    return engine.step();
  });
  const fast = host.use(() => order.push("fast"));
  assert.deepEqual([await slow, await fast, order], [7, 2, ["slow", "fast"]]);
  await assert.rejects(
    host.use(() => Promise.reject({ code: "not-finite", message: "NaN" })),
    { code: "not-finite" },
  );
  assert.deepEqual([told, posted], [[], []]);
});

test("a backend is opened once; if that fails, another may be tried", async () => {
  const { host } = await start();
  await assert.rejects(host.open(/** @type {any} */ ({})), { code: "busy" });
});

for (const [what, error] of /** @type {const} */ ([
  ["a device that is lost", LOST],
  ["a module that panics", { code: "panicked", message: "panicked at src/lib.rs" }],
  ["a trap of the module", new WebAssembly.RuntimeError("unreachable")],
])) {
  test(`${what}: another engine applies the same changes and goes on from the last checkpoint`, async () => {
    const { host, told, posted, moved } = await start();
    await run(host, told);
    await host.use((engine) => host.apply(engine, RATE));
    told.length = 0;
    assert.equal(await host.use(onceLost(error)), 7);
    assert.deepEqual(told, [
      ["end"],
      ["open", "webgpu"],
      ["mirror", "a", "b", "c", "d", ["mnist", "known"]],
      ["configure", CONFIGURE.config],
      ["restore", { made: 7 }],
      ["set_learning_rate", 0.1],
    ]);
    assert.deepEqual(moved, [{ backend: "webgpu", step: 7 }]);
    const [{ reason, workers, ...event }] = posted;
    assert.deepEqual(event, { event: "backendChanged", backend: "webgpu", adapter: "a GPU", step: 7 });
    assert.equal(workers.count, 1);
    assert.ok(!reason.message.includes("\n"), "one line of it");
  });
}

test("a GPU that does not open again leaves the CPU, whose members do the same as its engine", async () => {
  const { host, told, members, posted } = await start({ gpu: [new Error("no adapter")] });
  await run(host, told);
  assert.equal(await host.use(onceLost()), 7);
  assert.deepEqual(opened(told), ["webgpu", "ndarray"]);
  assert.deepEqual(members, ["mirror", "configure", "restore"]);
  const [{ backend, workers, adapter, step }] = posted;
  assert.deepEqual([backend, workers, adapter, step], ["ndarray", WORKERS, null, 7]);
});

test("a GPU that is lost a second time leaves the CPU, where nothing is watched", async () => {
  const { host, told, posted } = await start();
  await run(host, told);
  await host.use(onceLost());
  await host.use(onceLost());
  assert.deepEqual(
    posted.map(({ backend, step }) => [backend, step]),
    [
      ["webgpu", 7],
      ["ndarray", 7],
    ],
  );
  // What fails on the CPU is told as it is.
  await assert.rejects(host.use(onceLost()), LOST);
  assert.equal(host.checkpointDue, false);
});

test("without the CPU module the run is kept, and goes on once the module can be had", async () => {
  const { host, told, posted, moved } = await start({ gpu: [new Error("none")], cpu: [new Error("offline")] });
  await run(host, told);
  await assert.rejects(host.use(onceLost()), { code: "recovery-failed", message: /offline/ });
  assert.deepEqual(
    posted.map(({ event, code }) => [event, code]),
    [["notice", "recovery-failed"]],
  );
  assert.equal(host.checkpointDue, false);
  assert.equal(await host.use((engine) => engine.step()), 7);
  assert.deepEqual(opened(told), ["webgpu", "ndarray", "ndarray"], "the GPU is not tried again");
  assert.deepEqual(moved, [{ backend: "ndarray", step: 7 }]);
  assert.equal(posted[1].reason.code, "device-lost");
});

test("without images or a run there is nothing to bring back", async () => {
  const { host, told, posted } = await start();
  await host.use(onceLost());
  assert.deepEqual(told, [["end"], ["open", "webgpu"]]);
  assert.equal(posted[0].step, null);
});

test("a refused change reaches neither the members nor the log", async () => {
  const { host, told, members } = await start({ gpu: [new Error("no adapter")] });
  await run(host, told);
  const refused = /** @type {any} */ ({ type: "configure", config: { epochs: 0 } });
  await assert.rejects(
    host.use((engine) => host.apply(engine, refused)),
    { code: "config-invalid" },
  );
  await host.use(onceLost());
  assert.deepEqual(
    told.filter(([what]) => what === "configure"),
    [["configure", CONFIGURE.config]],
  );
  members.length = 0;
  await assert.rejects(host.use((engine) => host.apply(engine, refused)));
  assert.deepEqual(members, []);
  await host.use((engine) => host.apply(engine, RATE));
  assert.deepEqual(members, ["set_learning_rate"]);
});

test("what a lost engine answers after all is not recorded", async () => {
  const { host, told } = await start();
  await run(host, told);
  /** @type {() => void} */
  let answer = () => {};
  /** @type {Promise<unknown>} */
  let stale = Promise.resolve();
  let first = true;
  await host.use((engine) => {
    if (!first) return;
    first = false;
    const late = new Promise((resolve) => (answer = () => resolve(undefined)));
    stale = host.apply(/** @type {any} */ (Object.assign(engine, { apply: () => late })), RATE);
    throw LOST;
  });
  answer();
  await assert.rejects(stale, { code: "device-lost" });
  told.length = 0;
  await host.use(onceLost());
  assert.ok(!told.some(([what]) => what === "set_learning_rate"));
});

test("work that the lost engine had begun is refused; what is refused otherwise is told as it is", async () => {
  for (const [code, expected] of [
    ["no-sweep", "interrupted"],
    ["not-finite", "not-finite"],
  ]) {
    const { host, told } = await start();
    await run(host, told);
    let first = true;
    const work = () => {
      const error = first ? LOST : { code, message: "No." };
      first = false;
      throw error;
    };
    await assert.rejects(host.use(work), { code: expected });
  }
});

test("a checkpoint is due after some seconds, and at once for a new run", async (t) => {
  const { host, told } = await start();
  let now = 0;
  t.mock.method(performance, "now", () => now);
  assert.equal(host.checkpointDue, true);
  await run(host, told);
  assert.equal(host.checkpointDue, false);
  now = 10_000;
  assert.equal(host.checkpointDue, true);
  await host.checkpoint("due");
  assert.equal(host.checkpointDue, false);
  await host.use((engine) => host.apply(engine, CONFIGURE));
  assert.equal(host.checkpointDue, true);
});

test("images are copied only for members and for recovery", async () => {
  const { host, told } = await start({ gpu: [new Error("no adapter")] });
  await host.use(onceLost());
  let copies = 0;
  const engine = /** @type {any} */ ({ images: () => ((copies += 1), {}), about: () => null });
  await host.use(() => host.loaded(engine));
  assert.equal(copies, 1, "for the member");
  assert.deepEqual(opened(told), ["webgpu", "ndarray"]);
});
