/**
 * A browser that is killed while a network trains in it, again and again: what was written down must be there, whole, and
 * go on as if nothing had happened.
 *
 * @module
 */

import { chromium } from "@playwright/test";
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromeArgs, findChrome } from "../../www/tools/browser.mjs";

/** @typedef {import("@playwright/test").Page} Page */

/** Images and settings of every run: an epoch takes some seconds, so that a run is written down within and after it. */
const DATA = { source: "generated", train_count: 6400, test_count: 200, seed: 1 };
const CONFIG = { preset: "simple", epochs: 1000, batch_size: 32, seed: 5 };

/**
 * What was seen of a run until the browser was killed.
 * @typedef {object} Seen
 * @property {Map<number, number>} losses by their steps
 * @property {number} elapsed_ms of training, at the last report
 */

/** @param {"cpu" | "webgpu"} backend @param {string} profile */
async function launch(backend, profile) {
  rmSync(join(profile, "DevToolsActivePort"), { force: true });
  const flags = ["--headless=new", `--user-data-dir=${profile}`, "--remote-debugging-port=0"];
  const args = [...chromeArgs(backend === "webgpu" ? "software" : "none"), ...flags, "about:blank"];
  // A group of processes of its own, to be killed as a whole.
  const browser = spawn(findChrome() ?? "chromium", args, { detached: true, stdio: "ignore" });
  const gone = new Promise((resolve) => browser.once("exit", resolve));
  const file = join(profile, "DevToolsActivePort");
  for (let tries = 0; tries < 300 && !existsSync(file); tries += 1) await sleep(100);
  await sleep(50);
  const [port] = readFileSync(file, "utf8").split("\n");
  const connected = await chromium.connectOverCDP(`http://127.0.0.1:${port}`);
  const kill = async () => {
    process.kill(-(/** @type {number} */ (browser.pid)), "SIGKILL");
    await gone;
    await connected.close().catch(() => {});
  };
  return { page: await connected.contexts()[0].newPage(), kill };
}

const sleep = (/** @type {number} */ ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Opens the page, without anything that starts by itself. @param {Page} page @param {string} address @param {"cpu" | "webgpu"} backend */
async function open(page, address, backend) {
  await page.goto(`${address}?autostart=0`);
  await page.evaluate(
    async (backend) => {
      await /** @type {any} */ (globalThis).digitLab.trainer.open(backend, 1);
    },
    backend === "webgpu" ? /** @type {const} */ ("webgpu") : /** @type {const} */ ("ndarray"),
  );
}

/** Has every report of steps told to Node as it comes, since the page will not live to be asked. @param {Page} page @returns {Promise<Seen>} */
async function watch(page) {
  /** @type {Seen} */
  const seen = { losses: new Map(), elapsed_ms: 0 };
  await page.exposeFunction("told", (/** @type {any} */ { step, losses, elapsed_ms }) => {
    losses.forEach((/** @type {number} */ loss, /** @type {number} */ i) =>
      seen.losses.set(step - losses.length + 1 + i, loss),
    );
    seen.elapsed_ms = elapsed_ms;
  });
  await page.evaluate(() => {
    const { digitLab, told } = /** @type {any} */ (globalThis);
    digitLab.trainer.on("steps", (/** @type {any} */ { step, losses, elapsed_ms }) =>
      told({ step, losses: [...losses], elapsed_ms }),
    );
  });
  return seen;
}

/**
 * Kills the browser so many times, at random moments, and goes on each time with what was written down.
 * @param {object} how
 * @param {string} how.address of the page
 * @param {"cpu" | "webgpu"} how.backend
 * @param {number} how.kills
 * @param {() => number} how.random 0..1
 * @param {number} how.most_lost_ms of training: three seconds, and what a stretch of steps and a writing take on this machine
 * @param {number} [how.most_ms] that a browser lives after training began
 * @param {(line: string) => void} [how.log]
 * @returns {Promise<{kills: number, resumed: number, compared: number, most_lost_ms: number}>} `compared`: losses that were
 *   computed again after a kill, all of them equal. Rejects with what went wrong.
 */
export async function surviveKills({ address, backend, kills, random, most_lost_ms, most_ms = 9000, log = () => {} }) {
  const profile = mkdtempSync(join(tmpdir(), "digit-lab-killed-"));
  const result = { kills: 0, resumed: 0, compared: 0, most_lost_ms: 0 };
  let before = /** @type {Seen | null} */ (null);
  let stored = 0;
  try {
    for (let kill = 0; kill <= kills; kill += 1) {
      const browser = await launch(backend, profile);
      try {
        const { page } = browser;
        await open(page, address, backend);
        const runs = await page.evaluate(
          async () => (await /** @type {any} */ (globalThis).digitLab.trainer.storedRuns()).runs,
        );
        for (const run of runs) if (run.problem) throw new Error(`A run cannot be read: ${run.problem.message}`);
        const [last] = runs;
        let began_ms = 0;
        if (last) {
          await page.evaluate((id) => /** @type {any} */ (globalThis).digitLab.trainer.openRun(id), last.id);
          result.resumed += 1;
          began_ms = last.elapsed_ms;
          if (last.step < stored) throw new Error(`Step ${last.step} came back where ${stored} had been stored.`);
          stored = last.step;
          if (before) {
            const lost_ms = before.elapsed_ms - last.elapsed_ms;
            result.most_lost_ms = Math.max(result.most_lost_ms, lost_ms);
            if (lost_ms > most_lost_ms) throw new Error(`${Math.round(lost_ms)} ms of training were lost.`);
          }
        } else {
          if (before && before.elapsed_ms > most_lost_ms) throw new Error("Nothing was stored.");
          await page.evaluate(
            async ([data, config]) => {
              const { trainer } = /** @type {any} */ (globalThis).digitLab;
              await trainer.loadDataset(/** @type {any} */ (data));
              await trainer.configure(/** @type {any} */ (config));
            },
            [DATA, CONFIG],
          );
        }
        const seen = await watch(page);
        seen.elapsed_ms = began_ms;
        await page.evaluate(() => void (/** @type {any} */ (globalThis).digitLab.trainer.train().catch(() => {})));
        const old = before;
        const until = Date.now() + 300 + random() * most_ms;
        // All that the killed browser had computed further is computed again before the next kill, as far as time allows.
        const lives = () => Date.now() < until;
        while (lives()) await sleep(20);
        await browser.kill();
        result.kills += 1;
        for (const [step, loss] of seen.losses) {
          const other = old?.losses.get(step);
          if (other === undefined) continue;
          result.compared += 1;
          if (other !== loss) throw new Error(`The loss of step ${step} is ${loss} after a kill, and was ${other}.`);
        }
        // What was seen of steps that were not made again is still to be compared with.
        before = { elapsed_ms: seen.elapsed_ms, losses: new Map([...(old?.losses ?? []), ...seen.losses]) };
        log(`${kill + 1}: ${seen.losses.size} steps, ${result.compared} losses compared`);
      } catch (error) {
        await browser.kill().catch(() => {});
        throw error;
      }
    }
  } finally {
    rmSync(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
  return result;
}
