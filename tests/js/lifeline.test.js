import assert from "node:assert/strict";
import { test } from "node:test";
import { Lifeline } from "../../www/lifeline.js";

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
  mirror(/** @type {any[]} */ ...given) {
    this.told.push(["mirror", ...given]);
  }
  async apply(/** @type {any} */ { type, ...given }) {
    if (type === "restore") this.made = given.checkpoint.made;
    this.told.push([type, ...Object.values(given)]);
  }
}

const CONFIG = /** @type {any} */ ({ preset: "simple" });
const LOST = { code: "device-lost", message: "The device failed: gone\nCaused by:\n  Backtrace" };
const lose = () => {
  throw LOST;
};

/** A lifeline on a GPU; `opens` says what opens next, "webgpu", "flex" or an error, if not what is asked for. */
function start(/** @type {(string | Error)[]} */ ...opens) {
  /** @type {any[]} */
  const told = [];
  /** @type {any[]} */
  const posted = [];
  /** @type {any[]} */
  const moved = [];
  const watch = { guard: async (/** @type {() => any} */ call) => call(), end: () => told.push(["end"]) };
  const opened = (/** @type {string} */ kind) => ({
    engine: new FakeEngine(kind, told),
    watch: kind === "webgpu" ? watch : null,
    adapter: kind === "webgpu" ? "a GPU" : null,
    reopen: async (/** @type {string} */ wanted) => {
      told.push(["reopen", wanted]);
      const next = opens.shift() ?? wanted;
      if (next instanceof Error) throw next;
      return opened(next);
    },
  });
  const lifeline = new Lifeline({ post: (event) => posted.push(event), restored: (where) => moved.push(where) });
  lifeline.hold(/** @type {any} */ (opened("webgpu")));
  return { lifeline, told, posted, moved };
}

/** With images, a run, and a checkpoint after seven steps. @param {Lifeline} lifeline */
async function run(lifeline) {
  await lifeline.use((engine) => {
    lifeline.given(engine);
    lifeline.begun(CONFIG);
    /** @type {any} */ (engine).made = 7;
  });
  await lifeline.use((engine) => lifeline.keep(engine));
}

/** Work that the first engine is lost at. */
const onceLost = () => {
  let first = true;
  return (/** @type {any} */ engine) => {
    if (!first) return engine.step();
    first = false;
    throw LOST;
  };
};

test("as long as all goes well, the engine does the work", async () => {
  const { lifeline, told, posted } = start();
  await run(lifeline);
  assert.equal(await lifeline.use((engine) => engine.step()), 7);
  await assert.rejects(
    lifeline.use(() => Promise.reject({ code: "not-finite", message: "NaN" })),
    { code: "not-finite" },
  );
  assert.deepEqual([told, posted], [[], []]);
});

for (const [what, error] of /** @type {const} */ ([
  ["a device that is lost", LOST],
  ["a module that panics", new WebAssembly.RuntimeError("unreachable")],
])) {
  test(`${what}: another engine gets the same and goes on from the last checkpoint`, async () => {
    const { lifeline, told, posted, moved } = start();
    await run(lifeline);
    lifeline.record({ type: "set_learning_rate", learning_rate: 0.1 });
    let first = true;
    const step = await lifeline.use((engine) => {
      if (!first) return engine.step();
      first = false;
      throw error;
    });
    assert.equal(step, 7);
    assert.deepEqual(told, [
      ["end"],
      ["reopen", "webgpu"],
      ["mirror", "a", "b", "c", "d", ["mnist", "known"]],
      ["configure", CONFIG],
      ["restore", { made: 7 }],
      ["set_learning_rate", 0.1],
    ]);
    assert.deepEqual(moved, [{ backend: "webgpu", step: 7 }]);
    const [{ reason, ...event }] = posted;
    assert.deepEqual(event, { event: "backendChanged", backend: "webgpu", adapter: "a GPU", step: 7 });
    assert.equal(reason.code, "device-lost");
    assert.ok(!reason.message.includes("\n"), "one line of it");
  });
}

test("a device that does not open again, and one that is lost again, leave the CPU", async () => {
  const refused = start(new Error("no adapter"));
  await run(refused.lifeline);
  assert.equal(await refused.lifeline.use(onceLost()), 7);
  assert.deepEqual(
    refused.told.filter(([what]) => what === "reopen"),
    [
      ["reopen", "webgpu"],
      ["reopen", "flex"],
    ],
  );
  assert.equal(refused.posted[0].backend, "flex");

  const again = start();
  await run(again.lifeline);
  await again.lifeline.use(onceLost());
  await again.lifeline.use(onceLost());
  assert.deepEqual(
    again.posted.map(({ backend, step }) => [backend, step]),
    [
      ["webgpu", 7],
      ["flex", 7],
    ],
  );
  // The CPU is not watched: what fails there is told as it is.
  await assert.rejects(again.lifeline.use(lose), LOST);
  assert.equal(again.lifeline.due, false);
});

test("with nothing left that opens, the loss is told, with the reason", async () => {
  const { lifeline, posted } = start(new Error("no adapter"), new Error("no memory"));
  await run(lifeline);
  await assert.rejects(lifeline.use(onceLost()), { code: "device-lost", message: /no memory/ });
  assert.deepEqual(posted, []);
});

test("without images or a run there is nothing to bring back", async () => {
  const { lifeline, told, posted } = start();
  await lifeline.use(onceLost());
  assert.deepEqual(told, [["end"], ["reopen", "webgpu"]]);
  assert.equal(posted[0].step, null);

  const other = start();
  await run(other.lifeline);
  // Other images end the run.
  await other.lifeline.use((engine) => other.lifeline.given(engine));
  await other.lifeline.use(onceLost());
  assert.deepEqual(
    other.told.map(([what]) => what),
    ["end", "reopen", "mirror"],
  );
});

test("a run set up anew does not go back to the other's checkpoint", async () => {
  const { lifeline, told, posted } = start();
  await run(lifeline);
  lifeline.record({ type: "set_learning_rate", learning_rate: 0.1 });
  lifeline.begun(CONFIG);
  await lifeline.use(onceLost());
  assert.ok(!told.some(([what]) => what === "restore" || what === "set_learning_rate"));
  assert.equal(posted[0].step, 0);
});

test("what the old engine had begun cannot be gone on with; what is refused otherwise is told as it is", async () => {
  for (const [code, told] of [
    ["no-sweep", "interrupted"],
    ["not-finite", "not-finite"],
  ]) {
    const { lifeline } = start();
    await run(lifeline);
    let first = true;
    const work = () => {
      const error = first ? LOST : { code, message: "No." };
      first = false;
      throw error;
    };
    await assert.rejects(lifeline.use(work), { code: told });
  }
});

test("a checkpoint is due after some seconds, and writes down no more than there is", async (t) => {
  const { lifeline } = start();
  let now = 0;
  t.mock.method(performance, "now", () => now);
  await lifeline.use((engine) => lifeline.keep(engine));
  await run(lifeline);
  assert.equal(lifeline.due, false);
  now = 10_000;
  assert.equal(lifeline.due, true);
  await lifeline.use((engine) => lifeline.keep(engine));
  assert.equal(lifeline.due, false);
});
