/**
 * The runs in the browser's storage: which there are, and what may be done with them. A run belongs to the tab that
 * trains it; the others may look at it.
 *
 * @module
 */

import { reportOf } from "../../api/errors.js";
import { Journal } from "./journal.js";
import { newId } from "./keeper.js";
import { IMAGES, pathsOf, RUNS } from "./paths.js";

/** @typedef {import("../../public/pkg/files/digit_lab.js").Storage} Storage */
/** @typedef {import("../../public/pkg/cpu/digit_lab.js").Checkpoint} Checkpoint */
/** @typedef {import("../../public/pkg/cpu/digit_lab.js").Place} Place */
/** @typedef {import("../../api/protocol.js").StoredRun} StoredRun */
/** @typedef {import("../../api/protocol.js").ListedRun} ListedRun */
/** @typedef {import("../../public/pkg/files/digit_lab.js").Numbers} Numbers */
/** @typedef {import("./journal.js").Told} Told */

/**
 * What is stored of a run beside its arrays.
 * @typedef {object} State
 * @property {StoredRun} run
 * @property {Place} place
 * @property {number[]} memory tensors that the optimiser keeps of each parameter
 * @property {readonly number[]} snapshots their steps
 * @property {import("./keeper.js").Bundles} bundles in which they lie, beside others that were thinned out since
 * @property {Told} told
 */

/**
 * A run as it comes from the storage.
 * @typedef {object} Found
 * @property {StoredRun} run
 * @property {Checkpoint} checkpoint
 * @property {[number, Uint8Array][]} snapshots with their steps, ascending
 * @property {import("./keeper.js").Bundles} bundles in which they lie
 * @property {Journal} journal
 * @property {boolean} older whether the newest copy is damaged, and this is the one before
 */

/** Runs without a name that are kept; after that the oldest go. */
const MOST_UNNAMED = 20;

/** The lock of a run: who holds it may write. @param {string} id */
const lockOf = (id) => `digit-lab:run:${id}`;
/** The lock of stored images: as long as a tab holds it they stay. @param {string} sha256 */
const lockOfImages = (sha256) => `digit-lab:images:${sha256}`;

export class Library {
  #open;
  #locks;
  /** The runs that are this tab's. @type {Set<string>} */
  #own = new Set();

  /**
   * @param {object} needs
   * @param {() => Promise<Storage>} needs.open
   * @param {LockManager | undefined} needs.locks undefined where the browser has none: then every run is this tab's
   */
  constructor({ open, locks }) {
    this.#open = open;
    this.#locks = locks;
  }

  /** Makes a run this tab's. @param {string} id @returns {Promise<(() => void) | null>} gives it up; null: it is another tab's */
  own(id) {
    if (!this.#locks) return Promise.resolve(() => {});
    return new Promise((resolve) => {
      const held = this.#locks?.request(lockOf(id), { ifAvailable: true }, (lock) => {
        if (!lock) return resolve(null);
        this.#own.add(id);
        return new Promise((release) => {
          resolve(() => {
            this.#own.delete(id);
            release(null);
          });
        });
      });
      held?.catch(() => resolve(() => {}));
    });
  }

  /** Has stored images stay as long as this tab uses them. @param {string} sha256 @returns {() => void} ends that */
  use(sha256) {
    let end = () => {};
    const used = new Promise((resolve) => (end = () => resolve(null)));
    this.#locks?.request(lockOfImages(sha256), { mode: "shared" }, () => used).catch(() => {});
    return end;
  }

  /** All runs, the one that was written last first. @returns {Promise<ListedRun[]>} */
  async list() {
    const storage = await this.#open();
    const elsewhere = await this.#heldElsewhere();
    const runs = [];
    for (const id of await storage.list(RUNS)) {
      const run = await this.#about(storage, id);
      if (run) runs.push({ ...run, elsewhere: elsewhere.has(id) });
    }
    return runs.sort((a, b) => b.saved_ms - a.saved_ms);
  }

  /** @param {Storage} storage @param {string} id @returns {Promise<Omit<ListedRun, "elsewhere"> | null>} null: it was not written yet */
  async #about(storage, id) {
    const paths = pathsOf(id);
    try {
      const stored = await storage.load(paths.about);
      if (stored) return { .../** @type {StoredRun} */ (JSON.parse(stored.text)), id, problem: null };
    } catch {
      // The state has it, too.
    }
    try {
      const stored = await storage.load(paths.state);
      return stored && { .../** @type {State} */ (JSON.parse(stored.text)).run, id, problem: null };
    } catch (error) {
      return { .../** @type {StoredRun} */ ({ id, saved_ms: 0, bytes: 0 }), problem: reportOf(error) };
    }
  }

  /**
   * Reads a run.
   * @param {string} id
   * @returns {Promise<Found>} rejects with "run-missing", "stored-damaged", "stored-newer", "storage-refused"
   */
  async read(id) {
    const storage = await this.#open();
    const paths = pathsOf(id);
    const stored = await storage.load(paths.state);
    if (!stored) throw missing();
    const { run, place, memory, snapshots: steps, bundles, told } = /** @type {State} */ (JSON.parse(stored.text));
    const about = await this.#about(storage, id);
    const snapshots = await snapshotsOf(storage, id, bundles, new Set(steps));
    const checkpoint = checkpointOf(place, memory, stored.arrays);
    const journal = Journal.of(told, stored.arrays);
    const named = { ...run, id, name: about?.name ?? null };
    return { run: named, checkpoint, snapshots, bundles, journal, older: stored.older };
  }

  /** @param {string} id @param {string} name */
  async rename(id, name) {
    const storage = await this.#open();
    await this.#assertFree(id);
    const run = await this.#about(storage, id);
    if (!run) throw missing();
    const { problem: _, ...about } = run;
    await storage.save(
      pathsOf(id).about,
      JSON.stringify({ ...about, name: name.trim().slice(0, 80) || null }),
      [],
      false,
    );
  }

  /** @param {string} id */
  async remove(id) {
    const storage = await this.#open();
    await this.#assertFree(id);
    await storage.remove(pathsOf(id).run);
  }

  /** @param {string} id @returns {Promise<string>} the new run's */
  async duplicate(id) {
    const storage = await this.#open();
    const [from, copy] = [pathsOf(id), newId()];
    const to = pathsOf(copy);
    const [state, about] = [await storage.load(from.state), await this.#about(storage, id)];
    if (!state || !about) throw missing();
    for (const bundle of Object.keys(/** @type {State} */ (JSON.parse(state.text)).bundles)) {
      const snapshots = await storage.kept(from.snapshots(bundle)).catch(() => null);
      if (snapshots) await storage.keep(to.snapshots(bundle), named(snapshots));
    }
    await storage.save(to.state, state.text, named(state.arrays), false);
    await storage.save(to.about, JSON.stringify({ ...about, id: copy }), [], false);
    return copy;
  }

  /** Removes the oldest runs that have no name, and images that no run is of. */
  async tidy() {
    const storage = await this.#open();
    const runs = await this.list();
    const unnamed = runs.filter(({ name, elsewhere, id }) => !name && !elsewhere && !this.#own.has(id));
    const gone = new Set(unnamed.slice(MOST_UNNAMED));
    for (const { id } of gone) await storage.remove(pathsOf(id).run);
    const used = new Set(runs.filter((run) => !gone.has(run)).map(({ data }) => data?.sha256));
    const held = await this.#held();
    for (const file of await storage.list(IMAGES)) {
      const [sha256] = file.split(".");
      if (!used.has(sha256) && !held.has(lockOfImages(sha256))) await storage.remove(`${IMAGES}/${file}`);
    }
  }

  /** The runs that other tabs have. @returns {Promise<Set<string>>} */
  async #heldElsewhere() {
    const ids = [...(await this.#held())].map((name) => name.split(":").at(-1) ?? "");
    return new Set(ids.filter((id) => !this.#own.has(id)));
  }

  /** The names of all locks of this origin. @returns {Promise<Set<string>>} */
  async #held() {
    const { held = [] } = (await this.#locks?.query()) ?? {};
    return new Set(held.map(({ name = "" }) => name));
  }

  /** @param {string} id */
  async #assertFree(id) {
    if (!(await this.#heldElsewhere()).has(id)) return;
    throw { code: "run-elsewhere", message: "Another tab has this run open: close it there first." };
  }
}

/**
 * The snapshots of a run. Those of a file that is damaged are missing, and nothing else is.
 * @param {Storage} storage
 * @param {string} id
 * @param {import("./keeper.js").Bundles} bundles
 * @param {Set<number>} wanted their steps
 */
async function snapshotsOf(storage, id, bundles, wanted) {
  /** @type {[number, Uint8Array][]} */
  const found = [];
  for (const [bundle, steps] of Object.entries(bundles)) {
    const snapshots = await storage.kept(pathsOf(id).snapshots(bundle)).catch(() => null);
    for (const step of steps) {
      const bytes = snapshots?.[step];
      if (wanted.has(step) && bytes instanceof Uint8Array) found.push([step, bytes]);
    }
  }
  return found.sort(([a], [b]) => a - b);
}

/** @param {Record<string, Numbers>} arrays */
function named(arrays) {
  return Object.entries(arrays).map(([name, data]) => ({ name, data }));
}

/**
 * @param {Place} place
 * @param {number[]} memory tensors that the optimiser keeps of each parameter
 * @param {Record<string, Numbers>} arrays
 * @returns {Checkpoint}
 */
function checkpointOf(place, memory, arrays) {
  const take = (/** @type {string} */ name) => {
    const data = arrays[name];
    if (!(data instanceof Float32Array)) throw { code: "stored-damaged", message: `${name} is missing.` };
    return data;
  };
  const count = Object.keys(arrays).filter((name) => name.startsWith("network.")).length;
  return {
    place,
    tensors: Array.from({ length: count }, (_, i) => take(`network.${i}`)),
    memory: memory.map((kept, i) => Array.from({ length: kept }, (_, k) => take(`memory.${i}.${k}`))),
  };
}

function missing() {
  return { code: "run-missing", message: "There is no such run any more." };
}
