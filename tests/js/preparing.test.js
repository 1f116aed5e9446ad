import assert from "node:assert/strict";
import { test } from "node:test";
import { createPreparing } from "../../www/worker/preparing.js";

/** @param {string} [backend] */
function start(backend = "webgpu") {
  /** @type {any[]} */
  const asked = [];
  /** @type {any[]} */
  const posted = [];
  const surroundings = {
    busy: false,
    engine: {
      backend: () => backend,
      presets: () => [
        { config: { preset: "simple", batch_size: 64, network: null, seed: 0, epochs: 3, optimizer: "adam" } },
        { config: { preset: "lenet", batch_size: 64, network: null, seed: 0, epochs: 1, optimizer: "sgd" } },
      ],
      async prepare(/** @type {any} */ { config }) {
        asked.push(config);
        if (config.batch_size === 0) throw { code: "config-invalid", message: "batch_size: 0 is too few." };
      },
    },
  };
  const { prepare, soon } = createPreparing({
    use: async (work) => work(/** @type {any} */ (surroundings.engine)),
    post: (event) => posted.push(event),
    isBusy: () => surroundings.busy,
  });
  return { prepare, soon, asked, posted, surroundings };
}

test("what is asked for is prepared, and told of from its start to its end", async () => {
  const { prepare, asked, posted } = start();
  await prepare({});
  assert.deepEqual(asked, [{}]);
  assert.deepEqual(
    posted.map(({ task, loaded, total }) => [task, loaded, total]),
    [
      ["pipelines", 0, 1],
      ["pipelines", 1, 1],
    ],
  );
});

test("what has been prepared already is not again, whatever it is called", async () => {
  const { prepare, asked } = start();
  await prepare({});
  await prepare({ preset: "simple", batch_size: 64, seed: 7, epochs: 1, network: null });
  assert.equal(asked.length, 1);
  await prepare({ batch_size: 32 });
  await prepare({ preset: "lenet" });
  await prepare({ preset: "simple", network: /** @type {any} */ ({ layers: [] }) });
  assert.equal(asked.length, 4);
});

test("another device knows nothing of it", async () => {
  const { prepare, asked, surroundings } = start();
  await prepare({});
  surroundings.engine = { ...surroundings.engine };
  await prepare({});
  assert.equal(asked.length, 2);
});

test("a CPU has nothing to prepare", async () => {
  const { prepare, asked, posted } = start("ndarray");
  await prepare({});
  assert.deepEqual([asked, posted], [[], []]);
});

test("settings that are refused are told so, and the note goes", async () => {
  const { prepare, posted } = start();
  await assert.rejects(prepare({ batch_size: 0 }), { code: "config-invalid" });
  assert.equal(posted.at(-1).loaded, posted.at(-1).total);
});

test("of several edits in a moment the last is prepared; none while it trains", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const { soon, asked, surroundings } = start();
  soon({ preset: "simple" });
  soon({ preset: "lenet" });
  t.mock.timers.tick(1000);
  await null;
  assert.deepEqual(asked, [{ preset: "lenet" }]);
  surroundings.busy = true;
  soon({ preset: "simple" });
  t.mock.timers.tick(1000);
  await null;
  assert.equal(asked.length, 1);
});
