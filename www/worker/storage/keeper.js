/**
 * Writes a run down while it trains, so that a reload, a crash or a closed tab loses nothing: its state in two copies in
 * turn, each snapshot once. Storage may be absent, forbidden or full: then the page is told, training goes on, and
 * nothing that is stored is harmed.
 *
 * @module
 */

import { reportOf } from "../../api/errors.js";
import { Journal } from "./journal.js";
import { pathsOf } from "./paths.js";

/** @typedef {import("../../public/pkg/cpu/digit_lab.js").Engine} Engine */
/** @typedef {import("../../public/pkg/cpu/digit_lab.js").Checkpoint} Checkpoint */
/** @typedef {import("../../public/pkg/files/digit_lab.js").Numbers} Numbers */
/** @typedef {import("../../api/protocol.js").ErrorReport} ErrorReport */
/** @typedef {import("../../api/protocol.js").Event} Event */
/** @typedef {import("../../api/protocol.js").RunSummary} RunSummary */
/** @typedef {import("../../api/protocol.js").StoredRun} StoredRun */
/** @typedef {import("./images.js").Identity} Identity */

/** The part of `Storage` that is needed. @typedef {Pick<import("../../public/pkg/files/digit_lab.js").Storage, "save" | "keep" | "remove" | "release">} Writing */

/** Time between two writings at least. */
const EVERY_MS = 3000;
/** Writing takes at most this share of the time. */
const MOST_SHARE = 0.02;
/** Snapshots for so many bytes are written at a time while the run goes on; the others follow. */
const MOST_FRESH = 6_000_000;
/** After a failure it is tried again so much later. */
const AGAIN_MS = 20_000;
/** A writing that takes longer is not waited for. */
const LATEST_MS = 4000;

/**
 * What is written, gathered at one moment.
 * @typedef {object} Gathered
 * @property {StoredRun} run
 * @property {Omit<import("./library.js").State, "run">} state what is no array
 * @property {{name: string, data: Numbers}[]} arrays
 * @property {Bundle | null} fresh snapshots that are to be stored
 * @property {string[]} stale bundles that are to be removed
 */

/** Snapshots in one file, which lies under `name`. @typedef {{name: string, snapshots: [number, Uint8Array][]}} Bundle */
/** Which steps' snapshots lie in which bundle. @typedef {Record<string, number[]>} Bundles */

export class Keeper {
  #needs;
  #journal = new Journal();
  /** @type {RunSummary | null} */
  #summary = null;
  /** The run's, once it is stored. @type {{id: string, name: string | null, began_ms: number} | null} */
  #known = null;
  /** The name of a run that came from elsewhere. @type {string | null} */
  #name = null;
  /** What is stored of the snapshots. @type {Bundles} */
  #bundles = {};
  /** @type {() => void} */
  #release = () => {};
  #due_ms = -Infinity;
  /** Before this, writing would take too large a share of the time. */
  #soonest_ms = -Infinity;
  #busy = false;
  /** The code of the failure that the page was told last. @type {string | null} */
  #told = null;

  /**
   * @param {object} needs
   * @param {() => Promise<Writing>} needs.open
   * @param {(event: Event) => void} needs.post
   * @param {(id: string) => Promise<(() => void) | null>} needs.own makes the run this tab's: what gives it up; null if
   *   another tab has it
   * @param {() => {workers: number, backend: import("../../api/protocol.js").BackendKind}} needs.compute
   * @param {() => Promise<Identity>} needs.images stores the images in use, if they are the visitor's own
   * @param {() => number} [needs.now] ms
   */
  constructor({ now = () => performance.now(), ...needs }) {
    this.#needs = { ...needs, now };
  }

  /** @param {Event} event anything that the page is told */
  hear(event) {
    if (event.event === "configured") this.#begin(event.summary);
    else this.#journal.hear(event);
  }

  /** Another run. @param {RunSummary} summary */
  #begin(summary) {
    this.#release();
    this.#release = () => {};
    this.#journal = new Journal();
    this.#summary = summary;
    this.#known = null;
    this.#name = null;
    this.#bundles = {};
    this.#due_ms = this.#needs.now() + EVERY_MS;
    this.#soonest_ms = -Infinity;
  }

  /**
   * The run that was set up is one that is stored.
   * @param {{id: string, name: string | null, began_ms: number}} known
   * @param {Journal} journal
   * @param {Bundles} bundles of the snapshots that are stored
   * @param {() => void} release gives the run up
   */
  resume(known, journal, bundles, release) {
    this.#release = release;
    this.#journal = journal;
    this.#known = known;
    this.#bundles = bundles;
  }

  /**
   * The run that was set up came from elsewhere: it will be stored as another one.
   * @param {string | null} name
   * @param {Journal} journal
   */
  copy(name, journal) {
    this.#journal = journal;
    this.#name = name;
  }

  /** The id of the run in hand, once it is stored. */
  get id() {
    return this.#known?.id ?? null;
  }

  /** What the run in hand was told, for a file. */
  get journal() {
    return this.#journal;
  }

  /** @param {string} name */
  rename(name) {
    if (this.#known) this.#known = { ...this.#known, name };
  }

  /** The run in hand was removed from the storage: the next writing makes it a new one. */
  forget() {
    this.#release();
    this.#release = () => {};
    this.#known = null;
    this.#bundles = {};
  }

  /** Whether it would write on an occasion; one that stops is always written. @param {import("../host.js").Occasion} occasion */
  wants(occasion) {
    if (this.#busy || this.#summary === null) return false;
    // Short epochs end more often than it is worth while.
    const from_ms = { due: this.#due_ms, epoch: this.#soonest_ms, stop: -Infinity }[occasion];
    return this.#needs.now() >= from_ms;
  }

  /**
   * What is known of the run in hand; null before its first step.
   * @param {import("../../public/pkg/cpu/digit_lab.js").Place} place
   * @returns {StoredRun | null}
   */
  about(place) {
    const summary = this.#summary;
    const { last, evaluations } = this.#journal.told;
    if (!summary || !last) return null;
    const tested = evaluations.findLast(({ split }) => split === "test");
    const saved_ms = Date.now();
    return {
      ...(this.#known ?? { id: newId(), name: this.#name, began_ms: saved_ms }),
      saved_ms,
      config: summary.config,
      step: place.step,
      total_steps: summary.total_steps,
      parameters: summary.parameters,
      finished: place.stage === "finished",
      accuracy: tested?.accuracy ?? null,
      loss: tested?.loss ?? null,
      elapsed_ms: last.elapsed_ms,
      ...this.#needs.compute(),
      build: __BUILD_ID__,
      data: null,
      bytes: 0,
    };
  }

  /**
   * Takes what is to be written, while the engine stands still. Null if there is nothing yet.
   * @param {Engine} engine
   * @param {Checkpoint} checkpoint
   * @param {import("../host.js").Occasion} occasion
   * @returns {Gathered | null}
   */
  gather(engine, { place, tensors, memory }, occasion) {
    // A GPU's checkpoints come for its own sake, too.
    if (place.step === 0 || !this.wants(occasion)) return null;
    this.#journal.cut(place.step);
    const { told } = this.#journal;
    if (told.last === null) return null;
    const steps = [...engine.snapshots().steps];
    const size = sizeOf(tensors) / 2;
    const { kept, stale, fresh: missing } = sorted(this.#bundles, steps);
    const fresh = occasion === "stop" ? missing : missing.slice(0, Math.ceil(MOST_FRESH / size));
    const name = String(1 + Math.max(0, ...Object.keys(this.#bundles).map(Number)));
    const snapshots = fresh.map((step) => /** @type {[number, Uint8Array]} */ ([step, engine.snapshot(step)]));
    const bundles = fresh.length ? { ...kept, [name]: fresh } : kept;
    const arrays = [
      ...tensors.map((data, i) => ({ name: `network.${i}`, data })),
      ...memory.flatMap((kept, i) => kept.map((data, k) => ({ name: `memory.${i}.${k}`, data }))),
      ...this.#journal.arrays(),
    ];
    const bytes = 2 * sizeOf(arrays.map(({ data }) => data)) + steps.length * size;
    const run = { .../** @type {StoredRun} */ (this.about(place)), bytes };
    const state = { place, memory: memory.map((kept) => kept.length), snapshots: steps, bundles, told: { ...told } };
    return { run, state, arrays, fresh: fresh.length ? { name, snapshots } : null, stale };
  }

  /**
   * Writes what was gathered. Never rejects; settles when it is written, or takes too long to be waited for.
   * @param {Gathered | null} gathered
   * @param {number} gathering_ms how long that took
   */
  async write(gathered, gathering_ms) {
    if (!gathered) return;
    const { now } = this.#needs;
    this.#busy = true;
    const writing = this.#write(gathered).then(
      (writing_ms) => {
        const rest_ms = (gathering_ms + writing_ms) / MOST_SHARE;
        this.#soonest_ms = now() + rest_ms;
        this.#due_ms = now() + Math.max(EVERY_MS, rest_ms);
      },
      (error) => {
        this.#due_ms = this.#soonest_ms = now() + AGAIN_MS;
        this.#tell(reportOf(error));
      },
    );
    const written = writing.finally(() => (this.#busy = false));
    await Promise.race([written, new Promise((resolve) => setTimeout(resolve, LATEST_MS))]);
  }

  /** @param {Gathered} gathered @returns {Promise<number>} ms that the writing itself took */
  async #write({ run, state, arrays, fresh, stale }) {
    const { open, own, images, post, now } = this.#needs;
    const summary = this.#summary;
    const storage = await open();
    const data = await images();
    if (this.#summary !== summary) return 0; // another run was set up meanwhile
    if (!this.#known) {
      const release = await own(run.id);
      this.#known = { id: run.id, name: run.name, began_ms: run.began_ms };
      this.#release = () => {
        storage.release(pathsOf(run.id).run);
        release?.();
      };
    }
    const began_ms = now();
    const paths = pathsOf(run.id);
    if (fresh) {
      const named = fresh.snapshots.map(([step, data]) => ({ name: String(step), data }));
      await storage.keep(paths.snapshots(fresh.name), named);
    }
    const about = { ...run, data };
    await storage.save(paths.state, JSON.stringify({ run: about, ...state }), arrays, true);
    await storage.save(paths.about, JSON.stringify(about), [], true);
    this.#bundles = state.bundles;
    for (const name of stale) await storage.remove(paths.snapshots(name));
    this.#told = null;
    post({ event: "stored", id: run.id, step: run.step, problem: null });
    return now() - began_ms;
  }

  /** @param {ErrorReport} problem */
  #tell(problem) {
    if (this.#told === problem.code) return;
    this.#told = problem.code;
    this.#needs.post({ event: "stored", id: this.id, step: null, problem });
  }
}

/**
 * Which bundles stay, which go because most of their snapshots were thinned out, and which snapshots are to be stored.
 * @param {Bundles} bundles
 * @param {readonly number[]} steps of all snapshots that there are
 */
export function sorted(bundles, steps) {
  const alive = new Set(steps);
  const entries = Object.entries(bundles);
  const isStale = (/** @type {number[]} */ of) => 2 * of.filter((step) => alive.has(step)).length < of.length;
  const kept = Object.fromEntries(entries.filter(([, of]) => !isStale(of)));
  const stale = entries.filter(([, of]) => isStale(of)).map(([name]) => name);
  const stored = new Set(Object.values(kept).flat());
  return { kept, stale, fresh: steps.filter((step) => !stored.has(step)) };
}

/** @param {Numbers[]} arrays @returns {number} bytes */
function sizeOf(arrays) {
  return arrays.reduce((sum, { byteLength }) => sum + byteLength, 0);
}

/** Ids are in the order in which runs began. */
export function newId() {
  const random = crypto.getRandomValues(new Uint32Array(1))[0].toString(36).padStart(7, "0");
  return `${Date.now().toString(36).padStart(9, "0")}-${random}`;
}
