/**
 * The real page, headless: opened with `?headless=1` it shows nothing and offers its trainer (`client.js`) as
 * `digitLab.trainer`, which is driven from here.
 *
 * @module
 */

import { EVENT_KINDS } from "../api/client.js";
import { Failure } from "./run.mjs";

/** @typedef {import("../api/client.js").Trainer} Trainer */

/** A refusal of the trainer, with its stable code. */
export class Refusal extends Failure {
  /** @param {{code: string, message: string}} error */
  constructor({ code, message }) {
    super(`${message} (${code})`);
    this.code = code;
  }
}

/** Longer than the slowest thing between two events: compiling the shaders on a software GPU. */
const SILENCE_MS = 10 * 60_000;

/**
 * @param {import("@playwright/test").Browser} browser
 * @param {string} address of the served site
 * @param {(event: import("../api/protocol.js").Event) => void} onEvent
 */
export async function openPage(browser, address, onEvent) {
  const page = await browser.newPage();
  let lastEvent = Date.now();
  const crash = new Promise((_, reject) => {
    const watch = setInterval(() => {
      if (Date.now() - lastEvent > SILENCE_MS) reject(new Failure("The page has said nothing for ten minutes."));
    }, 10_000);
    watch.unref();
    page.on("crash", () => reject(new Failure("The browser's tab crashed: it may have run out of memory.")));
    page.on("close", () => reject(new Failure("The browser was closed.")));
  });
  // It is awaited only while a call is under way.
  crash.catch(() => {});
  page.on("console", (message) => {
    if (message.type() === "error") console.error(`page: ${message.text()}`);
  });
  page.on("pageerror", (error) => console.error(`page: ${error.message}`));
  await page.exposeFunction("digitLabEvent", (/** @type {import("../api/protocol.js").Event} */ event) => {
    lastEvent = Date.now();
    onEvent(event);
  });
  await page.goto(`${address}?headless=1`);
  await page
    .waitForFunction(() => "digitLab" in globalThis, null, { timeout: 60_000 })
    .catch(() => {
      throw new Failure("The page did not start: its reason stands above, if it gave one.");
    });
  await page.evaluate((kinds) => {
    const { digitLab, digitLabEvent } = /** @type {any} */ (globalThis);
    for (const kind of kinds) digitLab.trainer.on(kind, digitLabEvent);
  }, EVENT_KINDS);

  return {
    page,
    /**
     * Calls one of the trainer's methods.
     * @template {"open" | "loadDataset" | "configure" | "train" | "evaluate" | "predict" | "pause" | "reset" | "saveWeights" |
     *   "saveProject" | "openProject" | "saveStart" |
     *   "loadWeights"} M
     * @param {M} method
     * @param {Parameters<Trainer[M]>} args
     * @returns {Promise<Awaited<ReturnType<Trainer[M]>>>}
     */
    async call(method, ...args) {
      lastEvent = Date.now();
      const answer = page.evaluate(
        async ({ method, args }) => {
          try {
            return { value: await /** @type {any} */ (globalThis).digitLab.trainer[method](...args) };
          } catch (thrown) {
            const { code, message } = /** @type {{code?: string, message: string}} */ (thrown);
            return { error: { code: code ?? "unknown", message } };
          }
        },
        { method, args: /** @type {any[]} */ (args) },
      );
      answer.catch(() => {});
      const { value, error } = /** @type {any} */ (await Promise.race([answer, crash]));
      if (error) throw new Refusal(error);
      return value;
    },
  };
}
