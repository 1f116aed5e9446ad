import assert from "node:assert/strict";
import { test } from "node:test";
import { GpuWatch } from "../../www/worker/recovery/gpu-watch.js";

/** Adapters of a browser whose devices a test can lose. */
function browser() {
  /** @type {((info: {message: string}) => void)[]} */
  const lose = [];
  class Adapter {
    async requestDevice() {
      return { lost: new Promise((resolve) => lose.push(resolve)) };
    }
  }
  return { adapters: /** @type {any} */ (Adapter), lose };
}

/** A watch, how often it told of a loss, and where uncaught errors are told. */
function start() {
  const scope = new EventTarget();
  const told = { losses: 0 };
  return { watch: new GpuWatch(() => (told.losses += 1), scope), told, scope };
}

/** An uncaught error, as a worker tells of one. @param {EventTarget} scope @param {Error} error */
function uncaught(scope, error) {
  const event = Object.assign(new Event("error", { cancelable: true }), { error });
  scope.dispatchEvent(event);
  return event.defaultPrevented;
}

const panic = () => new WebAssembly.RuntimeError("unreachable");
const forEver = () => new Promise(() => {});
const turn = () => new Promise((resolve) => setTimeout(resolve, 5));

/** Waits for something that comes soon, however busy the machine is. @param {() => boolean} happened */
async function until(happened) {
  for (let turns = 0; turns < 200 && !happened(); turns += 1) await turn();
}

test("what a call answers is passed on, and so is why it fails", async () => {
  const { watch, told } = start();
  assert.equal(await watch.guard(() => 7), 7);
  assert.equal(await watch.guard(async () => 8), 8);
  await assert.rejects(
    watch.guard(() => {
      throw { code: "busy", message: "Wait." };
    }),
    { code: "busy" },
  );
  assert.equal(await watch.guard(() => 9), 9, "that was no loss");
  assert.equal(told.losses, 0);
});

test("a device that is lost while nothing is asked of it is told of, once, and calls fail from then on", async () => {
  const { watch, told } = start();
  const { adapters, lose } = browser();
  const original = adapters.prototype.requestDevice;
  await watch.opening(() => new adapters().requestDevice(), adapters);
  assert.equal(adapters.prototype.requestDevice, original, "the browser is left as it was");
  lose[0]({ message: "Unplugged." });
  await until(() => told.losses > 0);
  assert.equal(told.losses, 1);
  await assert.rejects(
    watch.guard(() => 7),
    { code: "device-lost", message: /Unplugged\./ },
  );
  assert.equal(told.losses, 1);
});

test("a call that is never answered fails when its device is lost", async () => {
  const { watch, told } = start();
  const { adapters, lose } = browser();
  await watch.opening(() => new adapters().requestDevice(), adapters);
  const call = watch.guard(forEver);
  lose[0]({ message: "" });
  await assert.rejects(call, { code: "device-lost" });
  assert.equal(told.losses, 0, "whoever called knows");
});

test("a call that fails by itself says more, and is let to", async () => {
  const { watch } = start();
  const { adapters, lose } = browser();
  await watch.opening(() => new adapters().requestDevice(), adapters);
  const call = watch.guard(async () => {
    lose[0]({ message: "" });
    await turn();
    throw { code: "device-lost", message: "A buffer could not be mapped." };
  });
  await assert.rejects(call, { message: "A buffer could not be mapped." });
});

test("a device that is lost while it is opened, and an opening that fails", async () => {
  const { watch } = start();
  const { adapters, lose } = browser();
  const opening = watch.opening(async () => {
    await new adapters().requestDevice();
    lose[0]({ message: "" });
    await forEver();
  }, adapters);
  await assert.rejects(opening, { code: "device-lost" });
  const original = adapters.prototype.requestDevice;
  await assert.rejects(
    start().watch.opening(() => Promise.reject(new Error("none")), adapters),
    /none/,
  );
  assert.equal(adapters.prototype.requestDevice, original);
});

test("a module that panics fails the call under way; other uncaught errors are none of the watch's business", async () => {
  const { watch, scope } = start();
  const call = watch.guard(forEver);
  assert.equal(uncaught(scope, new Error("struck by lightning")), false);
  assert.equal(uncaught(scope, panic()), true, "it is dealt with");
  await assert.rejects(call, WebAssembly.RuntimeError);
});

test("a panic that the module reports with a message says why the call fails", async () => {
  const report = () => Object.assign(new Error("panicked at src/lib.rs: out of bounds"), { code: "panicked" });
  const inside = start();
  const call = inside.watch.guard(forEver);
  assert.equal(uncaught(inside.scope, report()), true, "it is dealt with");
  assert.equal(uncaught(inside.scope, panic()), true);
  await assert.rejects(call, { code: "panicked", message: /out of bounds/ });

  const direct = start();
  const thrown = direct.watch.guard(() => {
    uncaught(direct.scope, report());
    throw panic();
  });
  await assert.rejects(thrown, { code: "panicked" });
});

test("nothing is heard of a device after the end", async () => {
  const { watch, told, scope } = start();
  const { adapters, lose } = browser();
  await watch.opening(() => new adapters().requestDevice(), adapters);
  watch.end();
  lose[0]({ message: "" });
  assert.equal(uncaught(scope, panic()), false);
  await turn();
  assert.equal(told.losses, 0);
});

test("a browser without WebGPU has nothing to be watched", async () => {
  assert.equal(await start().watch.opening(async () => 7, undefined), 7);
});
