/** Pictures with digits: what is shown when, which answers count, and pixels that a browser falsifies. */

import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";
import { createStore } from "../../www/page/store.js";
import { createPictureActions } from "../../www/rooms/lab/picture/actions.js";
import { createCamera } from "../../www/rooms/lab/picture/camera.js";
import { initialPicture, reducePicture } from "../../www/rooms/lab/picture/state.js";
import { pictureSize } from "../../www/worker/data/pictures/size.js";

const SIDE = 4;
const turn = () => new Promise((resolve) => setTimeout(resolve));

/** @param {number} count @returns {any} */
const seen = (count) => ({
  preview: {},
  places: Array.from({ length: count }, () => ({ left: 0, top: 0, width: 0.1, height: 0.1 })),
  images: new Uint8Array(count * SIDE * SIDE),
  side: SIDE,
  found: count,
  ink: "dark",
  lines: 0,
  slant: 0,
});
/** @param {number} count @returns {any[]} */
const readings = (count) =>
  Array.from({ length: count }, (_, i) => ({ step: 3, probabilities: [1], input: Uint8Array.of(i), stages: null }));

/** A worker that is told and can be made to answer. */
class FakeWorker {
  /** @type {any[]} */
  orders = [];
  ended = false;
  /** @type {(event: {data: any}) => void} */
  onmessage = () => {};
  /** @type {(event: any) => void} */
  onerror = () => {};
  postMessage(/** @type {any} */ order) {
    this.orders.push(order);
  }
  terminate() {
    this.ended = true;
  }
}

/** @type {any} */
let store;
/** @type {FakeWorker[]} */
let workers;
/** @type {Uint8Array[]} */
let laid;
/** @type {any[]} */
let asked;
/** @type {(request: any) => Promise<any>} */
let answer;
/** @type {Record<string, (event?: any) => void>} */
let listeners;
/** @type {unknown[]} */
let alerts;
/** @type {ReturnType<typeof createPictureActions>} */
let actions;

beforeEach(() => {
  Object.assign(globalThis, { document: { baseURI: "http://localhost/lab/" } });
  const constant = (/** @type {any} */ initial) => ({ initial, reduce: (/** @type {any} */ value) => value });
  store = createStore({
    picture: { initial: initialPicture(), reduce: reducePicture },
    run: {
      initial: { phase: "none" },
      reduce: (run, action) => (action.type === "run" ? { phase: action.phase } : run),
    },
    looking: constant({ at: null }),
    compute: constant({ workers: null }),
    room: constant("lab"),
    lent: constant([]),
  });
  [workers, laid, asked, alerts, listeners] = [[], [], [], [], {}];
  let count = 0;
  answer = async () => readings(8)[count++ % 8];
  const trainer = {
    on: (/** @type {string} */ kind, /** @type {() => void} */ listener) => void (listeners[kind] = listener),
    predict: (/** @type {any} */ bitmap) => (asked.push(bitmap), answer(bitmap)),
  };
  const spawn = () => /** @type {any} */ (workers[workers.push(new FakeWorker()) - 1]);
  const app = /** @type {any} */ ({ trainer, alert: (/** @type {unknown} */ error) => alerts.push(error) });
  actions = createPictureActions(app, store, { show: (pixels) => void laid.push(pixels) }, spawn);
});

afterEach(() => {
  Reflect.deleteProperty(globalThis, "document");
});

test("one digit goes onto the pad once it is read, and only once", async () => {
  store.dispatch({ type: "run", phase: "ready" });
  actions.take(new Blob(["x"]), "seven.png");
  assert.equal(store.get().picture.reading, "seven.png");
  assert.deepEqual(workers[0].orders[0].base, "http://localhost/lab/");
  workers[0].onmessage({ data: { type: "seen", seen: seen(1) } });
  assert.ok(workers[0].ended);
  await turn();
  assert.deepEqual(store.get().picture.readings.length, 1);
  assert.deepEqual(laid, [Uint8Array.of(0)]);
  // The network has learnt more: it is read again, but the pad is the visitor's.
  listeners.stopped();
  await turn();
  assert.equal(asked.length, 2);
  assert.equal(laid.length, 1);
});

test("of several none goes there by itself, and the chosen one when it is asked for", async () => {
  store.dispatch({ type: "run", phase: "ready" });
  actions.take(new Blob(["x"]), "page.png");
  workers[0].onmessage({ data: { type: "seen", seen: seen(3) } });
  await turn();
  assert.deepEqual(laid, []);
  actions.choose(2);
  actions.lay();
  assert.deepEqual(laid, [Uint8Array.of(2)]);
});

test("digits wait for a network", async () => {
  actions.take(new Blob(["x"]), "page.png");
  workers[0].onmessage({ data: { type: "seen", seen: seen(1) } });
  await turn();
  assert.equal(asked.length, 0);
  store.dispatch({ type: "run", phase: "ready" });
  listeners.configured();
  await turn();
  assert.equal(laid.length, 1);
});

test("a picture that is given up is ended, and its answer is nobody's", async () => {
  store.dispatch({ type: "run", phase: "ready" });
  actions.take(new Blob(["x"]), "first.png");
  actions.take(new Blob(["x"]), "second.png");
  assert.deepEqual(
    workers.map(({ ended }) => ended),
    [true, false],
  );
  workers[0].onmessage({ data: { type: "seen", seen: seen(1) } });
  assert.equal(store.get().picture.seen, null);
  workers[1].onmessage({ data: { type: "failed", error: { code: "picture-unreadable", message: "No." } } });
  assert.equal(store.get().picture.problem.code, "picture-unreadable");
  assert.equal(store.get().picture.reading, null);

  // Readings that come after another picture was brought.
  let finish = (/** @type {any} */ _) => {};
  answer = () => new Promise((resolve) => (finish = resolve));
  actions.take(new Blob(["x"]), "third.png");
  workers[2].onmessage({ data: { type: "seen", seen: seen(1) } });
  await turn();
  actions.close();
  finish(readings(1)[0]);
  await turn();
  assert.deepEqual(store.get().picture, initialPicture());
  assert.deepEqual(laid, []);
});

test("a worker that cannot be started and a network that fails are told", async () => {
  store.dispatch({ type: "run", phase: "ready" });
  actions.take(new Blob(["x"]), "seven.png");
  workers[0].onerror({ preventDefault() {}, message: "No worker." });
  assert.deepEqual(store.get().picture.problem, { code: "picture-failed", message: "No worker." });
  answer = () => Promise.reject(new Error("lost"));
  actions.take(new Blob(["x"]), "seven.png");
  workers[1].onmessage({ data: { type: "seen", seen: seen(1) } });
  await turn();
  assert.equal(alerts.length, 1);
});

test("a refused camera is told by the kind of refusal, and one that is given up is switched off", async () => {
  const codes = /** @type {const} */ ({
    NotAllowedError: "camera-refused",
    NotFoundError: "camera-missing",
    NotReadableError: "camera-busy",
  });
  const before = Object.getOwnPropertyDescriptor(globalThis, "navigator");
  Object.assign(globalThis, { addEventListener() {} });
  /** @type {string[]} */
  const told = [];
  const camera = createCamera({
    camera: (phase) => told.push(phase),
    fail: (error) => told.push(/** @type {any} */ (error).code),
    take() {},
  });
  const give = (/** @type {() => Promise<any>} */ getUserMedia) =>
    Object.defineProperty(globalThis, "navigator", { value: { mediaDevices: { getUserMedia } }, configurable: true });
  for (const [name, code] of Object.entries(codes)) {
    give(() => Promise.reject(new DOMException("No.", name)));
    await camera.open();
    assert.deepEqual(told.splice(0), ["opening", code]);
  }
  let stopped = 0;
  const stream = { getTracks: () => [{ stop: () => stopped++ }], getVideoTracks: () => [] };
  give(async () => stream);
  const opening = camera.open();
  camera.close();
  await opening;
  assert.equal(stopped, 1);
  assert.deepEqual(told.splice(0), ["opening", "off"]);
  await camera.open();
  assert.deepEqual(told, ["opening", "on"]);
  if (before) Object.defineProperty(globalThis, "navigator", before);
  else Reflect.deleteProperty(globalThis, "navigator");
  Reflect.deleteProperty(globalThis, "addEventListener");
});

test("digits are read a few at a time, each with its pixels", async () => {
  store.dispatch({ type: "run", phase: "ready" });
  let [under_way, most] = [0, 0];
  answer = async (bitmap) => {
    most = Math.max(most, ++under_way);
    await turn();
    under_way -= 1;
    return { ...readings(1)[0], input: bitmap.pixels };
  };
  const page = seen(20);
  page.images = Uint8Array.from({ length: 20 * SIDE * SIDE }, (_, i) => i >> 4);
  actions.take(new Blob(["x"]), "page.png");
  workers[0].onmessage({ data: { type: "seen", seen: page } });
  while (store.get().picture.readings.length === 0) await turn();
  assert.equal(most, 8);
  const inputs = store.get().picture.readings.map((/** @type {any} */ { input }) => [...input]);
  assert.deepEqual(
    inputs,
    Array.from({ length: 20 }, (_, i) => Array(SIDE * SIDE).fill(i)),
  );
});

/** A canvas that gives back what `lie` makes of its pixels. @param {(value: number, i: number) => number} lie */
async function readThrough(lie) {
  class Canvas {
    width = 1;
    height = 1;
    /** @type {any} */
    kept = null;
    getContext() {
      const image = (/** @type {number} */ width, /** @type {number} */ height) => ({
        data: new Uint8ClampedArray(4 * width * height),
      });
      return {
        clearRect() {},
        drawImage() {},
        createImageData: image,
        putImageData: (/** @type {any} */ given) => (this.kept = given.data),
        getImageData: (
          /** @type {number} */ _x,
          /** @type {number} */ _y,
          /** @type {number} */ w,
          /** @type {number} */ h,
        ) => ({
          data: (this.kept?.length === 4 * w * h ? this.kept : image(w, h).data).map(lie),
        }),
      };
    }
  }
  Object.assign(globalThis, { OffscreenCanvas: Canvas });
  const { readCanvas } = await import(`../../www/worker/picture/read-back.js?${Math.random()}`);
  Reflect.deleteProperty(globalThis, "OffscreenCanvas");
  return readCanvas({ width: 5 }, 0, 2);
}

test("pixels are read where they come back as they were, and refused where they do not", async () => {
  assert.equal((await readThrough((value) => value)).length, 40);
  // As Brave does it.
  assert.equal((await readThrough((value, i) => value ^ (i % 7 === 0 ? 1 : 0))).length, 40);
  for (const lie of [() => 255, (/** @type {number} */ _, /** @type {number} */ i) => (i * 7919) % 256]) {
    await assert.rejects(readThrough(lie), { code: "picture-falsified" });
  }
});

test("the size of an AVIF or a HEIC is that of its largest picture", () => {
  const bytes = Buffer.alloc(400);
  bytes.write("ftypavif", 4, "latin1");
  for (const [at, width, height] of [
    [100, 160, 120],
    [200, 4032, 3024],
    [300, 512, 512],
  ]) {
    bytes.write("ispe", at, "latin1");
    bytes.writeUInt32BE(width, at + 8);
    bytes.writeUInt32BE(height, at + 12);
  }
  assert.deepEqual(pictureSize(bytes), { width: 4032, height: 3024 });
  assert.equal(pictureSize(bytes.subarray(0, 90)), null);
});
