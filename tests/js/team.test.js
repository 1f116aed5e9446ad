import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";
import { Team } from "../../www/worker/team/team.js";

/** Everything in the order in which it happened. @type {string[]} */
let happened = [];
/** @type {any[]} */
let posted = [];
/** How long a rehearsed image takes, in ms: alone, and together. */
let rehearsals = [1, 0.4];

/** The time, which passes only in rehearsals. */
let now = 0;

/** An engine that says what it is asked, and spends time as the rehearsals say. */
class FakeEngine {
  size = 1;
  broken = false;
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
    if (type === "rehearse") return this.rehearse(steps);
    this.did(type === "advance" ? `advance ${max_steps}` : type);
    if (type === "leave") this.size = 1;
    return type === "advance" ? { kind: "steps", images: 1000 } : type;
  }

  /** @param {number} steps */
  rehearse(steps) {
    now += 4 * steps * rehearsals[this.size > 1 ? 1 : 0];
    return 4;
  }
}

/** A member that is there at once, unless it is to fail. */
class FakeWorker {
  /** @type {(event: {data: any}) => void} */
  onmessage = () => {};
  onerror = () => {};
  fails = false;
  terminated = false;

  /** @param {any} order */
  postMessage(order) {
    happened.push(`member ${order.type}`);
    if (order.type === "open") queueMicrotask(() => this.news({ type: this.fails ? "failed" : "ready", message: "" }));
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
  const members = [];
  const spawn = () => {
    const member = Object.assign(new FakeWorker(), { fails });
    members.push(member);
    return /** @type {Worker} */ (/** @type {unknown} */ (member));
  };
  const team = new Team({ post: (event) => posted.push(event), spawn });
  team.start({ module: /** @type {any} */ (null), code: "", backend: "ndarray", count, adaptive });
  const fake = new FakeEngine();
  const engine = /** @type {import("../../www/public/pkg/cpu/digit_lab.js").Engine} */ (/** @type {unknown} */ (fake));
  /** As the host does. @param {any} command */
  const apply = async (command) => {
    await engine.apply(command);
    team.tell(command);
  };
  team.tell(/** @type {any} */ ({ type: "mirror" }));
  await apply({ type: "configure", config: {} });
  return { team, apply, engine, fake, members };
}

mock.method(performance, "now", () => now);

beforeEach(() => {
  happened = [];
  posted = [];
  rehearsals = [1, 0.4];
});

test("the members hear in time of everything that changes a run, and of nothing else", async () => {
  const { team, apply, engine } = await start();
  await team.advance(engine, 5);
  await apply({ type: "set_learning_rate", learning_rate: 0.1 });
  await apply({ type: "stop" });
  await team.advance(engine, 6);
  assert.deepEqual(
    happened.filter((what) => what.startsWith("member")),
    ["open", "mirror", "configure", "join", "advance", "set_learning_rate", "stop", "advance"].map(
      (order) => `member ${order}`,
    ),
  );
  const engines = ["configure", "join", "advance 5", "set_learning_rate", "stop", "advance 6"];
  assert.deepEqual(
    happened.filter((what) => what.startsWith("engine")),
    engines.map((what) => `engine ${what}`),
  );
  // The first worker waits for the members inside its own call, so they must have been sent off before.
  assert.ok(happened.indexOf("member advance") < happened.indexOf("engine advance 5"));
  assert.deepEqual([team.count, team.size], [2, 2]);
  assert.deepEqual(posted, []);
});

test("a run that goes on from a checkpoint is restored by the members before they join", async () => {
  const { team, apply, engine } = await start();
  await apply({ type: "restore", checkpoint: {} });
  await team.advance(engine, 5);
  assert.deepEqual(happened.filter((what) => what.startsWith("member")).slice(-4), [
    "member configure",
    "member restore",
    "member join",
    "member advance",
  ]);
  assert.equal(team.count, 2);
});

test("a team stays together where that is faster, and a reset asks anew", async () => {
  const { team, apply, engine } = await start({ adaptive: true });
  await team.advance(engine, 1);
  assert.equal(team.count, 2);
  rehearsals = [1, 1];
  await apply({ type: "reset" });
  await team.advance(engine, 1);
  assert.equal(team.count, 1);
  assert.deepEqual(posted, [{ event: "workers", count: 1, reason: "workers-slower" }]);
  assert.ok(happened.includes("engine leave") && happened.includes("member leave"));
  // Once the run is one worker's, the members compute nothing.
  assert.equal(happened.filter((what) => what === "member advance").length, 1);
});

test("if the members cannot be started, the run goes on without them", async () => {
  const { team, engine, members } = await start({ fails: true });
  await team.advance(engine, 1);
  assert.equal(team.count, 1);
  assert.ok(members[0].terminated);
  assert.deepEqual(posted, [{ event: "workers", count: 1, reason: "workers-failed" }]);
  assert.ok(!happened.includes("engine join"));
});

test("if a member fails under way, the run goes on alone", async () => {
  const { team, engine, fake } = await start({ count: 3 });
  await team.advance(engine, 1);
  assert.equal(team.count, 3);
  fake.broken = true;
  assert.deepEqual(await team.advance(engine, 1), { kind: "steps", images: 1000 });
  assert.equal(team.count, 1);
  assert.deepEqual(posted, [{ event: "workers", count: 1, reason: "workers-lost" }]);
  happened = [];
  await team.advance(engine, 1);
  assert.deepEqual(happened, ["engine advance 1"]);
});

test("one worker alone starts no member and says nothing", async () => {
  const { team, engine, members } = await start({ count: 1, adaptive: true });
  await team.advance(engine, 1);
  assert.deepEqual(members, []);
  assert.deepEqual(happened, ["engine configure", "engine advance 1"]);
  assert.deepEqual(posted, []);
});
