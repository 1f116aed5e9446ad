import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { Crew } from "../../www/crew.js";

/** Everything in the order in which it happened. @type {string[]} */
let happened = [];
/** @type {any[]} */
let posted = [];
/** How long a rehearsed image takes, in ms: alone, and together. */
let rehearsals = [1, 0.4];

/** An engine that says what it is asked, and spends time as the rehearsals say. */
class FakeEngine {
  size = 1;
  broken = false;
  refuses = false;
  images = () => ({ train_images: Uint8Array.of(1, 2, 3), train_labels: Uint8Array.of(7) });
  teamCapacity = () => 100;
  members = () => (this.broken ? 1 : this.size);

  /** @param {string} what */
  did(what) {
    happened.push(`engine ${what}`);
    return what;
  }

  /** @param {{size: number}} exchange */
  join({ size }) {
    this.size = size;
    this.did("join");
  }

  /** @param {any} command */
  async apply({ type, max_steps, steps }) {
    if (this.refuses) throw { code: "config-invalid", message: "No." };
    if (type === "rehearse") return this.rehearse(steps);
    this.did(type === "advance" ? `advance ${max_steps}` : type);
    if (type === "leave") this.size = 1;
    return type === "advance" ? { kind: "steps", images: 1000 } : type;
  }

  /** @param {number} steps */
  rehearse(steps) {
    const until = performance.now() + 4 * steps * rehearsals[this.size > 1 ? 1 : 0];
    while (performance.now() < until);
    return 4;
  }
}

/** A further worker that is there at once, unless it is to fail. */
class FakeWorker {
  /** @type {(event: {data: any}) => void} */
  onmessage = () => {};
  onerror = () => {};
  fails = false;
  terminated = false;

  /** @param {any} order */
  postMessage(order) {
    happened.push(`other ${order.type}`);
    if (order.type === "open") queueMicrotask(() => this.news({ type: this.fails ? "failed" : "ready", message: "" }));
    if (order.type === "images") assert.ok(order.images.train_images.buffer instanceof SharedArrayBuffer);
  }

  /** @param {any} data */
  news(data) {
    this.onmessage({ data });
  }

  terminate() {
    this.terminated = true;
  }
}

/** @param {{count?: number, adaptive?: boolean, fails?: boolean}} [how] */
async function start({ count = 2, adaptive = false, fails = false } = {}) {
  /** @type {FakeWorker[]} */
  const others = [];
  const spawn = () => {
    const other = Object.assign(new FakeWorker(), { fails });
    others.push(other);
    return /** @type {Worker} */ (/** @type {unknown} */ (other));
  };
  const crew = new Crew({ post: (event) => posted.push(event), spawn });
  crew.start({ module: /** @type {any} */ (null), code: "", backend: "ndarray", count, adaptive });
  const fake = new FakeEngine();
  const engine = /** @type {import("../../www/public/pkg/cpu/digit_lab.js").Engine} */ (/** @type {unknown} */ (fake));
  crew.shareImages(engine);
  await crew.apply(engine, { type: "configure", config: {} });
  return { crew, engine, fake, others };
}

beforeEach(() => {
  happened = [];
  posted = [];
  rehearsals = [1, 0.4];
});

test("the others hear in time of everything that changes a run, and of nothing else", async () => {
  const { crew, engine } = await start();
  await crew.advance(engine, 5);
  await crew.apply(engine, { type: "set_learning_rate", learning_rate: 0.1 });
  await crew.apply(engine, { type: "stop" });
  await crew.advance(engine, 6);
  assert.deepEqual(
    happened.filter((what) => what.startsWith("other")),
    ["open", "images", "configure", "join", "advance", "set_learning_rate", "stop", "advance"].map((o) => `other ${o}`),
  );
  const engines = ["configure", "join", "advance 5", "set_learning_rate", "stop", "advance 6"];
  assert.deepEqual(
    happened.filter((what) => what.startsWith("engine")),
    engines.map((what) => `engine ${what}`),
  );
  // Who waits for the others inside must have sent them off before.
  assert.ok(happened.indexOf("other advance") < happened.indexOf("engine advance 5"));
  assert.equal(crew.count, 2);
  assert.deepEqual(posted, []);
});

test("a refused setting never reaches the others", async () => {
  const { crew, engine, fake } = await start();
  fake.refuses = true;
  happened = [];
  await assert.rejects(crew.apply(engine, { type: "configure", config: {} }), { code: "config-invalid" });
  assert.deepEqual(happened, []);
});

test("together stays together where that is faster, and a reset asks anew", async () => {
  const { crew, engine } = await start({ adaptive: true });
  await crew.advance(engine, 1);
  assert.equal(crew.count, 2);
  rehearsals = [1, 1];
  await crew.apply(engine, { type: "reset" });
  await crew.advance(engine, 1);
  assert.equal(crew.count, 1);
  assert.deepEqual(posted, [{ event: "workers", count: 1, reason: "workers-slower" }]);
  assert.ok(happened.includes("engine leave") && happened.includes("other leave"));
  // Alone, nobody else computes for nothing.
  assert.equal(happened.filter((what) => what === "other advance").length, 1);
});

test("others that cannot be had are done without", async () => {
  const { crew, engine, others } = await start({ fails: true });
  await crew.advance(engine, 1);
  assert.equal(crew.count, 1);
  assert.ok(others[0].terminated);
  assert.deepEqual(posted, [{ event: "workers", count: 1, reason: "workers-failed" }]);
  assert.ok(!happened.includes("engine join"));
});

test("if another fails under way, the run goes on alone", async () => {
  const { crew, engine, fake } = await start({ count: 3 });
  await crew.advance(engine, 1);
  assert.equal(crew.count, 3);
  fake.broken = true;
  assert.deepEqual(await crew.advance(engine, 1), { kind: "steps", images: 1000 });
  assert.equal(crew.count, 1);
  assert.deepEqual(posted, [{ event: "workers", count: 1, reason: "workers-lost" }]);
  happened = [];
  await crew.advance(engine, 1);
  assert.deepEqual(happened, ["engine advance 1"]);
});

test("one worker is told nothing and tells nothing", async () => {
  const { crew, engine, others } = await start({ count: 1, adaptive: true });
  await crew.advance(engine, 1);
  assert.deepEqual(others, []);
  assert.deepEqual(happened, ["engine configure", "engine advance 1"]);
  assert.deepEqual(posted, []);
});
