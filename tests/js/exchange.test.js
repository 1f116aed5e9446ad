import assert from "node:assert/strict";
import { test } from "node:test";
import { Worker } from "node:worker_threads";
import { Exchange, memoryFor } from "../../www/worker/team/exchange.js";

/** Adds numbers up with the others, over and over, as `src/team.rs` does; then leaves, if it is to. */
const MEMBER = `
  import { parentPort, workerData } from "node:worker_threads";
  const { address, memory, rank, size, rounds, leaves } = workerData;
  const { Exchange } = await import(address);
  const exchange = new Exchange(memory, rank, size);
  const sums = [];
  for (let round = 0; round < rounds; round += 1) {
    const base = (round % 2) * size;
    exchange.write(base + rank, new Float32Array([rank + 10 * round]));
    if (!exchange.meet()) { sums.push(null); break; }
    const all = new Float32Array(size);
    exchange.read(base, all);
    sums.push(all.reduce((sum, value) => sum + value, 0));
  }
  if (leaves) exchange.leave();
  parentPort.postMessage(sums);
`;

/** @param {number} size @param {(rank: number) => {rounds: number, leaves?: boolean}} task @returns {Promise<(number | null)[][]>} */
async function together(size, task) {
  const memory = memoryFor(2 * size);
  const address = new URL("../../www/worker/team/exchange.js", import.meta.url).href;
  const source = new URL(`data:text/javascript,${encodeURIComponent(MEMBER)}`);
  const members = Array.from({ length: size }, (_, rank) => {
    const worker = new Worker(source, { workerData: { address, memory, rank, size, ...task(rank) } });
    return new Promise((resolve, reject) => worker.once("message", resolve).once("error", reject));
  });
  return /** @type {any} */ (Promise.all(members));
}

test("everybody reads what everybody wrote, round after round", async () => {
  for (const size of [1, 2, 3]) {
    const rounds = 2000;
    const expected = Array.from({ length: rounds }, (_, round) => (size * (size - 1)) / 2 + 10 * round * size);
    assert.deepEqual(await together(size, () => ({ rounds })), Array(size).fill(expected));
  }
});

test("nobody waits for a member that has left", async () => {
  const [, left, ...others] = await together(3, (rank) => ({ rounds: rank === 1 ? 5 : 100, leaves: rank === 1 }));
  assert.equal(left.length, 5);
  for (const sums of [...others]) {
    assert.equal(sums.at(-1), null);
    assert.ok(sums.length >= 5 && sums.length <= 7, `${sums.length}`);
  }
});

test("a part of the memory is written and read without touching the rest", () => {
  const memory = memoryFor(6);
  const exchange = new Exchange(memory, 0, 1);
  assert.equal(exchange.capacity, 6);
  exchange.write(2, Float32Array.of(1.5, -2));
  const all = new Float32Array(6);
  exchange.read(0, all);
  assert.deepEqual([...all], [0, 0, 1.5, -2, 0, 0]);
});
