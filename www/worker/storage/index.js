/**
 * The browser's storage, put together: what writes the run in hand down, and the library of runs.
 *
 * @module
 */

import { fetchFiles } from "../files.js";
import { Images, storedImages } from "./images.js";
import { Keeper } from "./keeper.js";
import { Library } from "./library.js";
import { pathsOf } from "./paths.js";

/** @typedef {import("../../public/pkg/cpu/digit_lab.js").Engine} Engine */
/** @typedef {import("../../public/pkg/files/digit_lab.js").Storage} Storage */
/** @typedef {import("../../api/protocol.js").Resumed} Resumed */

/**
 * What the worker lends.
 * @typedef {object} Workshop
 * @property {() => string} base address of the folder in which `pkg/` lies
 * @property {<T>(work: (engine: Engine) => T | Promise<T>) => Promise<T>} use
 * @property {(event: import("../../api/protocol.js").Event) => void} post
 * @property {() => {workers: number, backend: import("../../api/protocol.js").BackendKind}} compute
 * @property {(request: import("../../api/protocol.js").DatasetRequest) => Promise<unknown>} load brings images
 * @property {(command: import("../../api/protocol.js").Command) => Promise<unknown>} apply to the engine and its team
 * @property {() => Promise<unknown>} halt pauses the training
 * @property {(config: import("../../api/protocol.js").RunConfig, more: import("../index.js").More) => Promise<import("../../api/protocol.js").RunSummary>} begin
 */

/** @param {Workshop} workshop */
export function createStorage({ base, use, post, compute, load, apply, halt, begin }) {
  /** @type {Promise<Storage> | null} */
  let opened = null;
  const open = () => {
    opened ??= openStorage(base()).catch((error) => {
      opened = null;
      throw error;
    });
    return opened;
  };
  const library = new Library({ open, locks: navigator.locks });
  const images = new Images({ open, use, post, hold: (sha256) => library.use(sha256) });
  const own = async (/** @type {string} */ id) => {
    const release = await library.own(id);
    // In the background: the run in hand comes first.
    void library.tidy().catch(() => {});
    return release;
  };
  const keeper = new Keeper({ open, post, own, compute, images: () => images.identity() });

  return {
    keeper,
    images,
    handlers: {
      storedRuns: async () => ({ ...(await space()), place: (await open()).kind, runs: await library.list() }),

      /** The run that a visitor is offered to go on with. */
      async lastRun() {
        const runs = await library.list();
        return runs.find(({ problem, elsewhere, finished }) => !problem && !elsewhere && !finished) ?? null;
      },

      /** Another run takes the place of the one in hand, which was written down when it was paused. @param {{run: string}} request */
      async openRun({ run: id }) {
        if (id === keeper.id) throw { code: "run-open", message: "This is the run in hand." };
        const storage = await open();
        await halt();
        const release = await library.own(id);
        try {
          const found = await library.read(id);
          const { run, checkpoint, snapshots, bundles, journal, older } = found;
          if (run.data && !(await images.are(run.data))) {
            const { request, source } = run.data;
            if (request) await load(/** @type {any} */ ({ source, ...request }));
            else await apply(await storedImages(storage, run.data));
            images.restored(run.data);
            const { class_names } = run.data;
            await apply({ type: "name_classes", class_names });
          }
          const dataset = await use((engine) => engine.dataset());
          post({ event: "loaded", summary: dataset });
          const known = release && { id, name: run.name, began_ms: run.began_ms };
          return await begin(run.config, {
            elapsed_ms: run.elapsed_ms,
            restore: (engine) => {
              for (const [step, bytes] of snapshots) engine.addSnapshot(step, bytes);
              return { type: "restore", checkpoint };
            },
            then() {
              keeper.resume(known, journal, bundles, () => {
                storage.release(pathsOf(id).run);
                release?.();
              });
              post({ event: "resumed", ...journal.resumed(), finished: run.finished, older, id: known ? id : null });
            },
          });
        } catch (error) {
          release?.();
          throw error;
        }
      },

      /** @param {{run: string, name: string}} request */
      async renameRun({ run: id, name }) {
        await library.rename(id, name);
        if (keeper.id === id) keeper.rename(name);
      },

      /** @param {{run: string}} request */
      async removeRun({ run: id }) {
        await library.remove(id);
        if (keeper.id === id) keeper.forget();
      },

      /** @param {{run: string}} request */
      duplicateRun: ({ run: id }) => library.duplicate(id),

      /** @param {{run: string}} request */
      async storedCurves({ run: id }) {
        const { run, journal } = await library.read(id);
        return { run, ...journal.resumed() };
      },
    },
  };
}

/** @param {string} base */
async function openStorage(base) {
  const { Storage } = await fetchFiles(base);
  return Storage.open();
}

/** @returns {Promise<{used_bytes: number, quota_bytes: number, persisted: boolean}>} */
async function space() {
  const { usage = 0, quota = 0 } = await navigator.storage.estimate();
  return { used_bytes: usage, quota_bytes: quota, persisted: await navigator.storage.persisted() };
}
