import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { throttled } from "../../www/page/throttle.js";

/** A request that is answered by hand. */
function manual() {
  /** @type {(() => void)[]} */
  const open = [];
  let asked = 0;
  const ask = () => {
    asked += 1;
    return new Promise((resolve) => open.push(() => resolve(undefined)));
  };
  const answer = async () => {
    open.shift()?.();
    await sleep(1);
  };
  return { ask, answer, asked: () => asked };
}

test("the first wish is asked at once", () => {
  const { ask, asked } = manual();
  throttled(ask)(1000);
  assert.equal(asked(), 1);
});

test("while one is pending nothing is asked; afterwards once, however many wished", async () => {
  const { ask, answer, asked } = manual();
  const wish = throttled(ask);
  for (let i = 0; i < 10; i++) wish(0);
  await sleep(5);
  assert.equal(asked(), 1);
  await answer();
  assert.equal(asked(), 2);
  await answer();
  await sleep(5);
  assert.equal(asked(), 2);
});

test("between two lies the interval; a more urgent wish shortens it", async () => {
  const { ask, answer, asked } = manual();
  const wish = throttled(ask);
  wish(60);
  await answer();
  wish(60);
  await sleep(20);
  assert.equal(asked(), 1);
  await sleep(60);
  assert.equal(asked(), 2);
  await answer();
  wish(60_000);
  assert.equal(asked(), 2);
  wish(0);
  assert.equal(asked(), 3);
});
