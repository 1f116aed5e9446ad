/**
 * The browser's storage as the rest of the worker sees it. What reads and writes it is fetched when a run is trained, or
 * when a stored one is asked for; until then it is kept what was told.
 *
 * @module
 */

import { unreachable } from "./parts.js";

/** @typedef {import("../public/pkg/cpu/digit_lab.js").Engine} Engine */
/** @typedef {import("../api/protocol.js").Event} Event */
/** @typedef {import("../api/protocol.js").DatasetRequest} DatasetRequest */
/** @typedef {ReturnType<typeof import("./storage/index.js").createStorage>} Storage */
/** @typedef {ReturnType<typeof createStoring>} Storing */

/** Requests that the storage answers. */
const REQUESTS = /** @type {const} */ ([
  "storedRuns",
  "openRun",
  "renameRun",
  "removeRun",
  "duplicateRun",
  "storedCurves",
  "told",
  "saveProject",
  "openProject",
]);

/** A run that stops waits so long for the storage that is to take it. */
const LATEST_MS = 2000;

/** What is told of a run. @type {Set<Event["event"]>} */
const HEARD = new Set(["configured", "steps", "evaluation", "epoch", "rate", "backendChanged"]);

/** @param {Omit<import("./storage/index.js").Workshop, "base" | "load"> & {load: (request: DatasetRequest, base: string) => Promise<unknown>}} workshop */
export function createStoring({ load, ...workshop }) {
  const { post } = workshop;
  let base = "";
  /** @type {Storage | null} */
  let storage = null;
  /** @type {Promise<Storage> | null} */
  let coming = null;
  /** What was told of the run before the storage was there. @type {Event[]} */
  let heard = [];
  /** What brought the images in use. @type {DatasetRequest | null} */
  let brought = null;

  /** @returns {Promise<Storage>} */
  const fetchStorage = () => {
    coming ??= import("./storage/index.js").then(
      ({ createStorage }) => {
        const own = { base: () => base, load: (/** @type {DatasetRequest} */ request) => load(request, base) };
        storage = createStorage({ ...workshop, ...own });
        if (brought) storage.images.loaded(brought);
        for (const event of heard) storage.keeper.hear(event);
        heard = [];
        return storage;
      },
      () => {
        coming = null;
        throw unreachable();
      },
    );
    return coming;
  };

  const answering = REQUESTS.map((type) => [
    type,
    async (/** @type {any} */ request) => {
      base = request.base;
      return (await fetchStorage()).handlers[type](request);
    },
  ]);

  return {
    /** Where the page lies. @param {string} address */
    at(address) {
      base = address;
    },
    /** @param {Event} event that the page is told */
    hear(event) {
      if (!HEARD.has(event.event)) return;
      if (storage) return storage.keeper.hear(event);
      // Of earlier runs nothing counts any more.
      if (event.event === "configured") heard = [];
      heard.push(event);
    },
    /** Other images are in use. @param {DatasetRequest} request */
    loaded(request) {
      brought = request;
      storage?.images.loaded(request);
    },
    /** The classes have other names. */
    renamed() {
      storage?.images.renamed();
    },
    /** A run is about to train: it will be written down. */
    expect() {
      fetchStorage().catch((problem) => post({ event: "stored", id: null, step: null, problem }));
    },
    /** Settles once the storage is there, if it is coming, or takes too long. */
    async ready() {
      if (storage || !coming) return;
      await Promise.race([coming.catch(() => {}), new Promise((resolve) => setTimeout(resolve, LATEST_MS))]);
    },
    /** @type {Storage["keeper"]["wants"]} */
    wants: (occasion) => storage?.keeper.wants(occasion) ?? false,
    /** @type {Storage["keeper"]["gather"]} */
    gather: (engine, checkpoint, occasion) => storage?.keeper.gather(engine, checkpoint, occasion) ?? null,
    /** @type {Storage["keeper"]["write"]} */
    write: async (gathered, gathering_ms) => storage?.keeper.write(gathered, gathering_ms),
    handlers: {
      .../** @type {Pick<Storage["handlers"], (typeof REQUESTS)[number]>} */ (Object.fromEntries(answering)),

      /** Fetches nothing as long as there is no run. @param {import("../api/protocol.js").RequestOf<"lastRun">} request */
      async lastRun(request) {
        base = request.base;
        return (await hasRuns()) ? (await fetchStorage()).handlers.lastRun() : null;
      },
    },
  };
}

/** Whether there may be runs in the browser's storage. Where nothing can be stored there are none. */
async function hasRuns() {
  try {
    const top = await navigator.storage.getDirectory();
    await (await top.getDirectoryHandle("digit-lab")).getDirectoryHandle("runs");
    return true;
  } catch {
    const databases = await indexedDB.databases?.().catch(() => []);
    return databases?.some(({ name }) => name === "digit-lab") ?? false;
  }
}
