/**
 * The browser's storage, put together: what writes the run in hand down, and the library of runs.
 *
 * @module
 */

import { fetchFiles } from "../files.js";
import { unreachable } from "../parts.js";
import { Images, storedImages } from "./images.js";
import { Keeper } from "./keeper.js";
import { Library } from "./library.js";
import { pathsOf } from "./paths.js";

/** @typedef {import("../../public/pkg/cpu/digit_lab.js").Engine} Engine */
/** @typedef {import("../../public/pkg/files/digit_lab.js").Storage} Storage */

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

  /**
   * Brings the images of a run, unless they are in use.
   * @param {import("../../api/protocol.js").StoredData | null} data
   * @param {import("./project.js").Project["images"]} given those that came with it
   */
  const bring = async (data, given) => {
    if (data && !(await images.are(data))) {
      const { request, source, class_names } = data;
      if (given) await apply({ type: "mirror", ...given });
      else if (request) await load(/** @type {any} */ ({ source, ...request }));
      else await apply(await storedImages(await open(), data));
      // What came from a file is to be stored first.
      if (given && !request) images.taken();
      else images.restored(data);
      await apply({ type: "name_classes", class_names });
    }
    post({ event: "loaded", summary: await use((engine) => engine.dataset()) });
  };

  /**
   * A run takes the place of the one in hand, which was written down when it was paused.
   * @param {Pick<import("./library.js").Found, "run" | "checkpoint" | "snapshots" | "journal">} found
   * @param {{older: boolean, elsewhere: boolean}} told
   * @param {{known: NonNullable<Parameters<Keeper["resume"]>[0]>, bundles: import("./keeper.js").Bundles, release: () => void} | null} stored
   *   null: it will be written down as a run of its own
   */
  const goOn = ({ run, checkpoint, snapshots, journal }, told, stored) =>
    begin(run.config, {
      elapsed_ms: run.elapsed_ms,
      restore: (engine) => {
        for (const [step, bytes] of snapshots) engine.addSnapshot(step, bytes);
        return { type: "restore", checkpoint };
      },
      then() {
        if (stored) keeper.resume(stored.known, journal, stored.bundles, stored.release);
        else keeper.copy(run.name, journal);
        const id = stored?.known.id ?? null;
        post({ event: "resumed", ...journal.resumed(), finished: run.finished, ...told, id });
      },
    });

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

      /** @param {{run: string}} request */
      async openRun({ run: id }) {
        if (id === keeper.id) throw { code: "run-open", message: "This is the run in hand." };
        const storage = await open();
        await halt();
        const own = await library.own(id);
        try {
          const found = await library.read(id);
          const { run, bundles } = found;
          await bring(run.data, null);
          const release = () => {
            storage.release(pathsOf(id).run);
            own?.();
          };
          const known = own && { id, name: run.name, began_ms: run.began_ms };
          return await goOn(found, { older: found.older, elsewhere: !own }, known && { known, bundles, release });
        } catch (error) {
          own?.();
          throw error;
        }
      },

      /** What the run in hand told so far, and of which images it is. */
      async told() {
        const told = keeper.journal.resumed();
        return { ...told, ...compute(), build: __BUILD_ID__, sha256: await images.checksum() };
      },

      /** @param {{images: boolean}} request */
      async saveProject({ images: with_images }) {
        const { readSafetensors, writeSafetensors } = await fetchFiles(base());
        const { writeProject } = await fetchProject();
        const gathered = await use(async (engine) => {
          const checkpoint = await engine.checkpoint();
          const run = keeper.about(checkpoint.place);
          if (!run) throw { code: "no-run", message: "Train the network first: there is no step yet." };
          const steps = [...engine.snapshots().steps];
          return {
            run,
            checkpoint,
            journal: keeper.journal.copy(),
            snapshots: steps.map((step) => /** @type {[number, Uint8Array]} */ ([step, engine.snapshot(step)])),
            images: with_images ? { images: engine.images(), about: engine.about() } : null,
            named: await engine.capture(NAMES),
          };
        });
        const run = { ...gathered.run, data: await images.identity() };
        return { file: writeProject({ ...gathered, run }, gathered.named, { readSafetensors, writeSafetensors }) };
      },

      /** @param {{file: Uint8Array}} request */
      async openProject({ file }) {
        const safetensors = await fetchFiles(base());
        const { readProject } = await fetchProject();
        const project = readProject(file, safetensors);
        await halt();
        await bring(project.run.data, project.images);
        return goOn(project, { older: false, elsewhere: false }, null);
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

/** Asks for the names and shapes of a network's tensors, in their order. @type {Parameters<Engine["capture"]>[0]} */
const NAMES = { images: { split: "test", indices: [0] }, layers: "all", what: ["parameter"] };

/** What reads and writes project files. */
async function fetchProject() {
  try {
    return await import("./project.js");
  } catch {
    throw unreachable();
  }
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
