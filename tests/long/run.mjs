/** `npm run test:long`: what takes too long for `npm test`. @module */

import { readFlags } from "../../www/tools/flags.mjs";
import { command, Failure } from "../../www/tools/run.mjs";
import { ensureBrowser } from "../../www/tools/setup.mjs";
import { ensureSite, serveSite } from "../../www/tools/site.mjs";
import { comparePublished } from "./published.js";
import { surviveKills } from "../e2e/killing.js";

const HELP = `
npm run test:long: kills a browser 200 times while a network trains in it, at random moments, 150 times on the CPU and 50
times on WebGPU, and goes on each time with what was written down: some half an hour. Then it trains the default recipe
with five seeds, and compares its epochs with the published figures: some three minutes.

  npm run test:long
  npm run test:long -- --kills 20     so many, a quarter of them on WebGPU
  npm run test:long -- --seed 2       at other moments
  npm run test:long -- --kills 0      only the published figures
  npm run test:long -- --seeds 0      only the kills
`;

/** Three seconds, and what a stretch of steps and a writing take on a slow or busy machine. */
const MOST_LOST_MS = 5000;

/** @param {number} seed @returns {() => number} 0..1 (Park and Miller's minimal standard generator) */
function createRandom(seed) {
  let state = seed;
  return () => (state = (state * 16_807) % 2_147_483_647) / 2_147_483_647;
}

await command(async () => {
  const flags = readFlags(HELP, {
    kills: { type: "string", default: "200" },
    seed: { type: "string", default: "1" },
    seeds: { type: "string", default: "5" },
  });
  const [kills, seed, seeds] = [Number(flags.kills), Number(flags.seed), Number(flags.seeds)];
  if (!(Number.isInteger(kills) && kills >= 0 && Number.isInteger(seed) && seed > 0)) {
    throw new Failure("--kills takes numbers from 0, --seed from 1.", 2);
  }
  if (!(Number.isInteger(seeds) && (seeds === 0 || seeds > 1)))
    throw new Failure("--seeds takes 0, or numbers from 2.", 2);
  await ensureBrowser();
  await ensureSite({ gpu: true });
  const address = await serveSite();
  const random = createRandom(seed);
  let total = 0;
  let failed = 0;
  for (const [backend, share] of /** @type {const} */ ([
    ["cpu", 0.75],
    ["webgpu", 0.25],
  ])) {
    if (kills === 0) break;
    const log = (/** @type {string} */ line) => console.error(`${backend}, ${line}`);
    // The last browser is killed, too.
    const most = Math.max(0, Math.round(kills * share) - 1);
    const result = await surviveKills({ address, backend, kills: most, random, most_lost_ms: MOST_LOST_MS, log });
    total += result.kills;
    console.log(JSON.stringify({ backend, ...result }));
  }
  if (seeds > 0) {
    for (const compared of await comparePublished(address, seeds, console.error)) {
      console.log(JSON.stringify(compared));
      if (compared.passed) total += 1;
      else failed += 1;
    }
  }
  console.log(`\n${total} passed, ${failed} failed`);
  if (failed) throw new Failure("Published figures lie too far from those of this machine.");
});
