/** The panel of a first visit: when it is shown, what ends it; and where the card of the tour goes. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { placeOf } from "../../www/rooms/lab/tour/place.js";
import { isFirstVisit, KEY, rememberVisit, welcome } from "../../www/rooms/lab/welcome/state.js";

/** A browser's storage. */
function createStorage() {
  /** @type {Map<string, string>} */
  const kept = new Map();
  return () => ({
    getItem: (/** @type {string} */ key) => kept.get(key) ?? null,
    setItem: (/** @type {string} */ key, /** @type {string} */ value) => void kept.set(key, value),
  });
}
const refused = () => {
  throw new Error("no storage");
};

/** @param {...any} actions */
const after = (...actions) =>
  actions.reduce((shown, action) => welcome.reduce(shown, action, /** @type {any} */ (null)), welcome.initial);

test("the panel is for an address that leads nowhere in particular", () => {
  const storage = createStorage();
  for (const search of ["", "?lang=zh", "?data=generated&backend=ndarray&workers=1"])
    assert.ok(isFirstVisit({ search, hash: "" }, storage), search);
  for (const search of ["?preset=lenet", "?learning_rate=1e-3", "?record=x", "?network=%5B%5D", "?autostart=0"])
    assert.ok(!isFirstVisit({ search, hash: "" }, storage), search);
  for (const hash of ["#data-room", "#lesson/c/1", "#train"])
    assert.ok(!isFirstVisit({ search: "", hash }, storage), hash);
});

test("a browser is greeted once", () => {
  const storage = createStorage();
  rememberVisit(storage);
  assert.equal(storage().getItem(KEY), "1");
  assert.ok(!isFirstVisit({ search: "", hash: "" }, storage));
});

test("without storage the panel is shown and can be ended", () => {
  assert.ok(isFirstVisit({ search: "", hash: "" }, refused));
  rememberVisit(refused);
});

test("whoever begins ends the panel, and it does not come back", () => {
  const shown = { type: "welcome" };
  assert.equal(after(), false);
  assert.equal(after(shown), true);
  for (const type of ["welcome-ended", "train-asked", "step-asked", "finder-asked", "steps", "resumed"]) {
    assert.equal(after(shown, { type }), false, type);
    assert.equal(after(shown, { type }, { type: "configured" }), false, type);
  }
  for (const type of ["loaded", "opened", "configured", "room", "language"])
    assert.equal(after(shown, { type }), true, type);
});

test("the offer to go on with a stored run takes its place", () => {
  assert.equal(after({ type: "welcome" }, { type: "offered", offer: null }), true);
  assert.equal(after({ type: "welcome" }, { type: "offered", offer: { id: "a" } }), false);
});

test("the tour's card goes beside its part, else below it, else to the bottom of the window", () => {
  const card = { width: 350, height: 200 };
  const wide = { width: 1280, height: 800 };
  const phone = { width: 360, height: 740 };
  const part = { left: 30, right: 360, top: 100, bottom: 500 };
  const rightOf = placeOf(part, card, wide);
  assert.ok(rightOf.x > part.right && rightOf.y === part.top);
  const leftOf = placeOf({ ...part, left: 800, right: 1250 }, card, wide);
  assert.ok(leftOf.x + card.width < 800 && leftOf.x > 0);
  const small = { width: 330, height: 200 };
  const below = placeOf({ left: 15, right: 345, top: 60, bottom: 300 }, small, phone);
  assert.ok(below.y > 300 && below.y + small.height <= phone.height);
  const over = placeOf({ left: 15, right: 345, top: 60, bottom: 1400 }, small, phone);
  assert.ok(over.y + small.height < phone.height && over.y > phone.height / 2);
});

test("the whole card is in the window, wherever its part is", () => {
  for (const view of [
    { width: 360, height: 640 },
    { width: 1280, height: 800 },
  ]) {
    const card = { width: Math.min(330, view.width - 24), height: 220 };
    for (const top of [-900, -50, 0, 300, 2000]) {
      for (const left of [0, 15, 400, 900].filter((left) => left + 345 <= view.width)) {
        const { x, y } = placeOf({ left, right: left + 345, top, bottom: top + 400 }, card, view);
        assert.ok(x >= 0 && y >= 0 && x + card.width <= view.width && y + card.height <= view.height, `${left} ${top}`);
      }
    }
  }
});
