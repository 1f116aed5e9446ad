/** A library in the browser as a subject: a tab of its own, with page.js and the library's driver in it. @module */

import { readFileSync } from "node:fs";
import { timesOf } from "../ours.mjs";
import { PREDICTIONS } from "../subject.mjs";
import { Tabs } from "../tabs.mjs";
import { refusalOf } from "./plan.js";

/** @typedef {import("@playwright/test").Page} Page */
/** @typedef {import("../subject.mjs").Subject} Subject */

/** What a library computes with, and what holds it back. */
export const BROWSER_PEERS = /** @type {const} */ ({
  "tfjs-wasm": { library: "tfjs", backend: "wasm", strides: false },
  "tfjs-webgl": { library: "tfjs", backend: "webgl", strides: true },
  "tfjs-webgpu": { library: "tfjs", backend: "webgpu", strides: true },
  "jax-wasm": { library: "jax", backend: "wasm", strides: true },
  "jax-webgpu": { library: "jax", backend: "webgpu", strides: true },
});

/** @typedef {keyof typeof BROWSER_PEERS} BrowserPeer */

const PACKAGES = { tfjs: "@tensorflow/tfjs-core", jax: "@jax-js/jax" };

/** The pinned version. @param {keyof typeof PACKAGES} library @returns {string} */
function versionOf(library) {
  const { dependencies } = JSON.parse(readFileSync(new URL("npm/package.json", import.meta.url), "utf8"));
  return dependencies[PACKAGES[library]];
}

/**
 * Calls a function of page.js in the page.
 * @param {Page} page
 * @param {"open" | "train" | "evaluate" | "predict" | "startUp"} name
 * @param {unknown} [argument]
 * @returns {Promise<any>}
 */
function call(page, name, argument) {
  return page.evaluate(
    async ({ name, argument }) => {
      const url = new URL("driver/page.js", location.href).href;
      return (await import(/* @vite-ignore */ url))[name](argument);
    },
    { name, argument },
  );
}

/**
 * @param {BrowserPeer} name
 * @param {import("@playwright/test").Browser} browser
 * @param {Awaited<ReturnType<typeof import("./serve.mjs").servePeers>>} server
 * @returns {Subject}
 */
export function browserPeer(name, browser, server) {
  const { library, backend, strides } = BROWSER_PEERS[name];
  const tabs = new Tabs(browser, name);
  /** @type {Page} */
  let page;

  return {
    name,
    facts: { version: versionOf(library) },
    refusal: (network) => refusalOf(network, { strides }),
    async open() {
      page = await tabs.open();
      await page.goto(server.address(name));
      Object.assign(this.facts, await call(page, "open", { library, backend }));
    },
    train: (visit) => call(page, "train", visit),
    evaluate: (limit_s) => call(page, "evaluate", limit_s),
    predict: () => call(page, "predict", PREDICTIONS),
    alive: () => tabs.alive,
    close: () => tabs.close(),
    startUp: (task) =>
      tabs.inFresh(async (page) => {
        await page.goto(server.address(name));
        return timesOf(await call(page, "startUp", { library, backend, task }));
      }),
    size: () => server.size(name),
  };
}
