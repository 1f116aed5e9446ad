/**
 * What a learner can do at a step: calls of the controller and of the rooms whose figures are shown.
 *
 * @module
 */

import { hasBegun } from "../../../run/phase.js";

/** @typedef {import("./tracks.js").Deed} Deed */

/**
 * @typedef {object} Rooms the rooms that have been fetched, as far as lessons use them
 * @property {any} [data]
 * @property {any} [inside]
 * @property {any} [results]
 * @property {any} [library]
 */

/**
 * @typedef {object} Tools
 * @property {import("../../../page/app.js").App} app
 * @property {import("../state.js").LessonsStore} store
 * @property {<R extends keyof Rooms>(room: R) => Promise<any>} open has a room ready; null: it cannot be fetched
 */

/** The network of a tutorial's claim, without convolutions. @type {import("../../../api/protocol.js").Spec} */
export const CONNECTED = {
  layers: [
    { kind: "flatten" },
    { kind: "linear", name: "fc1", units: 128 },
    { kind: "relu" },
    { kind: "linear", name: "fc2", units: 10 },
  ],
};

const SHIFT_PX = 3;

/**
 * By their kinds. Each settles when it is done, or when training that it began has stopped.
 * @satisfies {Record<string, (deed: any, tools: Tools) => unknown>}
 */
export const DEEDS = {
  image: async (/** @type {{index: number}} */ { index }, { open }) =>
    (await open("data"))?.explore.show("train", index),
  "batch-each": async (_, { open }) => (await open("data"))?.batch.wish({ arrangement: "each", split: "train" }),
  "batch-shuffled": async (/** @type {{count: number}} */ { count }, { open }) =>
    (await open("data"))?.batch.wish({ arrangement: "shuffled", count, number: 0 }),
  errors: async (_, { open }) => {
    const data = await open("data");
    data?.explore.compare([3, 7]);
    data?.explore.compareIn("train");
    data?.explore.compareAs("number");
  },
  setup: (/** @type {{preset: string}} */ { preset }, tools) => setUp(preset, {}, tools),
  "setup-rate": (/** @type {{preset: string, rate: number}} */ { preset, rate }, tools) =>
    setUp(preset, { learning_rate: rate }, tools),
  connected: async (_, { app, store }) => {
    await app.choosePreset("simple");
    await app.editNetwork(CONNECTED);
    if (store.get().draft.changed) await app.apply();
  },
  augment: async (_, { app, store }) => {
    await app.edit({ shift: SHIFT_PX });
    if (store.get().draft.changed) await app.apply();
    await app.epochOnce();
  },
  step: async (_, tools) => {
    await fresh(tools);
    await tools.app.stepOnce();
  },
  steps: async (/** @type {{count: number}} */ { count }, tools) => {
    await fresh(tools);
    await tools.app.trainSteps(count);
  },
  epoch: async (_, tools) => {
    await fresh(tools);
    await tools.app.epochOnce();
  },
  end: async (_, tools) => {
    await fresh(tools);
    await tools.app.train();
  },
  pause: (_, { app }) => app.pause(),
  pair: async (_, { open }) => (await open("results"))?.verdict.few(true),
  losses: async (_, { open }) =>
    (await open("results"))?.verdict.list("losses", { order: "loss", descending: true, count: 9 }),
  file: async (/** @type {{count: number}} */ { count }, { open }) => {
    const results = await open("results");
    results?.verdict.compare(false);
    results?.verdict.list("gallery", { ...FROM_FILE, count });
  },
  compare: async (_, { open }) => {
    const results = await open("results");
    results?.verdict.compare(true);
    results?.verdict.list("gallery", { ...FROM_FILE, count: 10 });
  },
  random: async (_, { open }) => {
    const results = await open("results");
    results?.verdict.compare(false);
    results?.verdict.list("gallery", { ...FROM_FILE, order: "random", seed: Date.now() % 1000, count: 10 });
  },
  layer: async (_, { open }) => (await open("inside"))?.walk.chooseLayer(0),
  "next-image": async (_, { open, store }) => {
    const inside = await open("inside");
    const { test_count = 1 } = store.get().data.summary ?? {};
    const { walk, inside: shown } = /** @type {any} */ (store.get());
    inside?.walk.chooseImage("test", ((walk?.split === "test" ? walk.index : -1) + 1) % test_count);
    store.dispatch(/** @type {any} */ ({ type: "image-chosen", index: (shown.index + 1) % test_count }));
  },
  five: async (_, { open }) =>
    (await open("inside"))?.many.wish({ arrangement: "five", layer: 1, channel: 0, split: "test", first: 0 }),
  twenty: async (_, { open }) =>
    (await open("inside"))?.many.wish({ arrangement: "batch", layer: 0, channel: 0, split: "test", first: 0 }),
  two: async (_, { app, open }) => {
    const [inside, { indices }] = await Promise.all([open("inside"), app.trainer.batch({ epoch: 0, number: 0 })]);
    inside?.update.choose([...indices].slice(0, 2));
  },
  log: async (/** @type {{format: string}} */ { format }, { open }) => (await open("library"))?.log.choose(format),
  shift: async (_, { open }) => (await open("results"))?.shift.measure(),
};

/** @typedef {keyof typeof DEEDS} Kind */

/** What only chooses what a figure shows: done when a learner comes to the step. @type {Set<string>} */
export const VIEWS = new Set([
  ...["image", "batch-each", "batch-shuffled", "errors", "pair", "losses", "file", "compare", "random"],
  ...["layer", "five", "twenty", "two", "log"],
]);

const FROM_FILE = { only: "all", order: "index", descending: false, truth: null, prediction: null };

/**
 * Sets up a preset's network and recipe; a run that has begun is replaced, and stays in the Library.
 * @param {string} preset
 * @param {Partial<import("../../../api/protocol.js").RunConfig>} changes
 * @param {Tools} tools
 */
async function setUp(preset, changes, { app, store }) {
  await app.choosePreset(preset);
  if (Object.keys(changes).length) await app.edit(changes);
  if (store.get().draft.changed || hasBegun(store.get())) await app.apply();
}

/** A run that is over begins anew. @param {Tools} tools */
async function fresh({ app, store }) {
  if (store.get().run.phase === "finished") await app.reset();
}

/**
 * What the button of a deed says.
 * @param {Deed} deed
 * @param {import("../../../i18n/index.js").Translate} t
 */
export function deedWords({ kind, ...params }, t) {
  return t(/** @type {import("../../../i18n/index.js").Key} */ (`lessons.do.${kind}`), params);
}
