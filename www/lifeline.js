/**
 * Holds the engine; and where that computes on a GPU, what it takes to go on without it. A GPU may be taken away at any
 * time: by its driver, by the system, by a computer that goes to sleep. Then another engine is opened, on a new device
 * or (that failing, or the second time) on the CPU, is given the same images and the same settings, and goes on from the
 * last checkpoint: nothing is lost but the steps since.
 *
 * Everything is kept in JavaScript's memory, which outlives that of a module.
 *
 * @module
 */

import { reportOf } from "./errors.js";

/** @typedef {import("./public/pkg/cpu/digit_lab.js").Engine} Engine */
/** @typedef {import("./public/pkg/cpu/digit_lab.js").Checkpoint} Checkpoint */
/** @typedef {import("./protocol.js").BackendKind} BackendKind */
/** @typedef {import("./protocol.js").Command} Command */
/** @typedef {import("./engine.js").Opened} Opened */

/** A run under way is written down this often. */
const EVERY_MS = 3000;

/** Losing so many devices, one is done with them. */
const MOST_LOST = 2;

/** A driver that has failed may never open another device. */
const OPEN_MS = 30_000;

/** What an engine says of work that another one had begun. */
const GONE_WITH_IT = new Set(["no-dataset", "no-run", "no-sweep", "no-verdict"]);

export class Lifeline {
  #post;
  #restored;
  /** @type {Opened | null} */
  #opened = null;
  #lost = 0;
  /** What the engine was given. @type {{images: ReturnType<Engine["images"]>, about: ReturnType<Engine["about"]>} | null} */
  #data = null;
  /** @type {import("./protocol.js").RunConfig | null} */
  #config = null;
  /** @type {Checkpoint | null} */
  #checkpoint = null;
  #kept_ms = -Infinity;
  /** What was done to the run since the checkpoint, but for its steps. @type {Command[]} */
  #log = [];

  /**
   * @param {object} needs
   * @param {(event: import("./protocol.js").Event) => void} needs.post
   * @param {(now: {backend: BackendKind, step: number}) => void} needs.restored hears where the run goes on
   */
  constructor({ post, restored }) {
    this.#post = post;
    this.#restored = restored;
  }

  /** @param {Opened} opened */
  hold(opened) {
    this.#opened = opened;
  }

  /** Whether there is something to lose. */
  get #watched() {
    return this.#opened?.watch != null;
  }

  /**
   * Does some work with the engine. If its device is lost meanwhile, once more with another engine; what that cannot
   * answer, since it went with the old one, is refused with the code "interrupted".
   * @template T
   * @param {(engine: Engine) => T | Promise<T>} work
   * @returns {Promise<T>}
   */
  async use(work) {
    const { engine, watch } = /** @type {Opened} */ (this.#opened);
    if (!watch) return work(engine);
    try {
      return await watch.guard(() => work(engine));
    } catch (error) {
      if (!isLoss(error)) throw error;
      await this.#replace(error);
    }
    try {
      return await this.use(work);
    } catch (error) {
      if (!GONE_WITH_IT.has(reportOf(error).code)) throw error;
      throw { code: "interrupted", message: "The GPU was lost meanwhile, and something else computes now: ask again." };
    }
  }

  /** The engine has other images: a run that there was is no more. @param {Engine} engine */
  given(engine) {
    if (!this.#watched) return;
    this.#data = { images: engine.images(), about: engine.about() };
    this.begun(null);
  }

  /** The same images are called otherwise. @param {Engine} engine */
  renamed(engine) {
    if (this.#data) this.#data.about = engine.about();
  }

  /** A run was set up, or (null) there is none any more. @param {import("./protocol.js").RunConfig | null} config */
  begun(config) {
    this.#config = config;
    this.#checkpoint = null;
    this.#log = [];
    this.#kept_ms = -Infinity;
  }

  /** A command was done to the run that no checkpoint knows of yet. @param {Command} command */
  record(command) {
    if (this.#watched) this.#log.push(command);
  }

  /** Whether it is time for a checkpoint. */
  get due() {
    return this.#watched && performance.now() - this.#kept_ms >= EVERY_MS;
  }

  /** Writes the run down. @param {Engine} engine */
  async keep(engine) {
    if (!this.#watched || !this.#config) return;
    this.#checkpoint = await engine.checkpoint();
    this.#log = [];
    this.#kept_ms = performance.now();
  }

  /** @param {unknown} error */
  async #replace(error) {
    const { watch, reopen } = /** @type {Opened} */ (this.#opened);
    watch?.end();
    this.#lost += 1;
    this.#opened = await this.#reopen(reopen, this.#lost < MOST_LOST ? ["webgpu", "flex"] : ["flex"]);
    const { engine, adapter } = this.#opened;
    const step = await this.#bringBack(engine);
    if (!this.#watched) this.#data = null;
    const backend = engine.backend();
    this.#restored({ backend, step: step ?? 0 });
    // What follows the first line is for whoever works on the GPU's library.
    const message = reportOf(error).message.split("\n")[0];
    this.#post({ event: "backendChanged", backend, adapter, reason: { code: "device-lost", message }, step });
  }

  /**
   * @param {Opened["reopen"]} reopen
   * @param {("webgpu" | "flex")[]} kinds in the order of trying
   * @returns {Promise<Opened>}
   */
  async #reopen(reopen, [kind, ...others]) {
    /** @type {Promise<never>} */
    const late = new Promise((_, reject) => setTimeout(() => reject(new Error("It takes too long.")), OPEN_MS));
    try {
      return await Promise.race([reopen(kind), late]);
    } catch (error) {
      if (others.length > 0) return this.#reopen(reopen, others);
      throw { code: "device-lost", message: `Nothing else could be opened: ${reportOf(error).message}` };
    }
  }

  /** @param {Engine} engine @returns {Promise<number | null>} the step from which the run goes on; null if there is none */
  async #bringBack(engine) {
    if (!this.#data) return null;
    const { train_images, train_labels, test_images, test_labels } = this.#data.images;
    engine.mirror(train_images, train_labels, test_images, test_labels, this.#data.about);
    if (!this.#config) return null;
    await engine.apply({ type: "configure", config: this.#config });
    if (this.#checkpoint) await engine.apply({ type: "restore", checkpoint: this.#checkpoint });
    for (const command of this.#log) await engine.apply(command);
    return engine.step();
  }
}

/** The device's end, or the module's: a panic leaves nothing that could be used. @param {unknown} error */
function isLoss(error) {
  return error instanceof WebAssembly.RuntimeError || reportOf(error).code === "device-lost";
}
