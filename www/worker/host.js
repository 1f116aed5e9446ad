/**
 * Holds the engine. Three things happen here and nowhere else: calls of the engine are made one at a time; a command is
 * applied to the engine, sent to the team's members and logged for recovery; and an engine whose GPU is lost is replaced
 * by another one, which applies the log and goes on from the last checkpoint. The commands are the module's
 * (`src/session/command.rs`): engines of the same backend that apply the same ones in the same order are equal.
 *
 * A GPU may be lost at any time: its driver restarts, the computer sleeps, a cable is unplugged. The first time the
 * GPU is opened again. If that fails, or the second time, the CPU module takes over, with its workers.
 *
 * @module
 */

import { sharesMemory } from "./compute.js";
import { reportOf } from "../api/errors.js";
import { Recovery } from "./recovery/log.js";

/** @typedef {import("../public/pkg/cpu/digit_lab.js").Engine} Engine */
/** @typedef {import("../api/protocol.js").Command} Command */
/** @typedef {import("./engine.js").Opened} Opened */

/** Time between two checkpoints of a run under way. */
const CHECKPOINT_MS = 3000;

/** After so many losses the GPU is not opened again. */
const MOST_LOSSES = 2;

/** Codes with which a new engine refuses to continue work that was begun on the lost one. */
const GONE = new Set(["no-dataset", "no-run", "no-sweep", "no-verdict"]);

/**
 * Why there is a checkpoint: it is time for one, an epoch has ended, or the run stops, whereupon all of it is written down.
 * @typedef {"due" | "epoch" | "stop"} Occasion
 */

export class Host {
  #post;
  #launcher;
  #team;
  #keeper;
  #moved;
  #recovery = new Recovery();
  #opening = false;
  /** @type {() => void} */
  #setReady = () => {};
  /** @type {Promise<void>} */
  #ready = new Promise((resolve) => (this.#setReady = resolve));
  /** The end of the queue of calls. @type {Promise<unknown>} */
  #queue = Promise.resolve();
  /** Null while there is nothing to compute with, after a loss. @type {Opened | null} */
  #opened = null;
  #losses = 0;
  /** Why the last GPU was lost. @type {import("../api/protocol.js").ErrorReport} */
  #reason = { code: "device-lost", message: "" };
  #checkpoint_ms = -Infinity;

  /**
   * @param {object} needs
   * @param {(event: import("../api/protocol.js").Event) => void} needs.post
   * @param {Pick<import("./engine.js").Launcher, "open" | "openGpu" | "openCpu">} needs.launcher
   * @param {Pick<import("./team/team.js").Team, "tell" | "advance" | "count" | "size">} needs.team
   * @param {Pick<import("./storing.js").Storing, "ready" | "wants" | "gather" | "write">} needs.keeper writes runs down
   * @param {(now: {backend: import("../api/protocol.js").BackendKind, step: number}) => void} needs.moved is told where the
   *   run continues
   */
  constructor({ post, launcher, team, keeper, moved }) {
    this.#post = post;
    this.#launcher = launcher;
    this.#team = team;
    this.#keeper = keeper;
    this.#moved = moved;
  }

  /**
   * Opens the engine; every other call waits for it.
   * @param {import("./engine.js").OpenRequest} request
   * @returns {Promise<import("../api/protocol.js").BackendReport>}
   */
  async open(request) {
    if (this.#opening) throw { code: "busy", message: "A backend is open already: reload the page to choose another." };
    this.#opening = true;
    try {
      const { opened, report } = await this.#launcher.open(request);
      this.#opened = opened;
      this.#setReady();
      return report;
    } catch (error) {
      this.#opening = false;
      throw error;
    }
  }

  /**
   * Calls the engine once all earlier calls are done. If its GPU is lost meanwhile, the work is done again with another
   * engine. Work that began on the lost engine and cannot be continued rejects with the code "interrupted"; if no other
   * engine can be opened, the code is "recovery-failed", and the next call tries again.
   * @template T
   * @param {(engine: Engine) => T | Promise<T>} work
   * @returns {Promise<T>}
   */
  async use(work) {
    await this.#ready;
    const result = this.#queue.then(() => this.#call(work));
    this.#queue = result.catch(() => {});
    return result;
  }

  /**
   * Applies a command, to be called from within {@link use}. If the engine refuses it, neither the members nor the log
   * learn of it.
   * @template {Command} C
   * @param {Engine} engine
   * @param {C} command
   * @returns {Promise<import("../public/pkg/cpu/digit_lab.js").Answers[C["type"]]>}
   */
  async apply(engine, command) {
    const answer = await engine.apply(command);
    this.#assertHeld(engine);
    this.#record(command);
    return answer;
  }

  /** The engine has loaded images by itself, to be called from within {@link use}. @param {Engine} engine */
  loaded(engine) {
    if (this.#team.size === 1 && !this.#isWatched) return;
    this.#record({ type: "mirror", images: shared(engine.images()), about: engine.about() });
  }

  /** Goes on with the run, with the team if there is one, to be called from within {@link use}. @param {Engine} engine @param {number} max_steps */
  advance(engine, max_steps) {
    return this.#team.advance(engine, max_steps);
  }

  /** How many workers compute the run. */
  get workers() {
    return this.#team.count;
  }

  /** Whether it is time for a checkpoint. */
  get checkpointDue() {
    const isOld = performance.now() - this.#checkpoint_ms >= CHECKPOINT_MS;
    return (this.#isWatched && isOld) || this.#keeper.wants("due");
  }

  /**
   * Makes sure that the run could be continued from here if the GPU or the tab were lost.
   * @param {Occasion} occasion
   */
  async checkpoint(occasion) {
    if (occasion === "stop") await this.#keeper.ready();
    // What nobody takes is not read.
    if (!this.#isWatched && !this.#keeper.wants(occasion)) return;
    let gathering_ms = 0;
    const gathered = await this.use(async (engine) => {
      const began_ms = performance.now();
      const checkpoint = await engine.checkpoint();
      this.#assertHeld(engine);
      if (this.#isWatched && this.#recovery.hasRun) this.#recovery.log({ type: "restore", checkpoint });
      this.#checkpoint_ms = performance.now();
      const gathered = this.#keeper.gather(engine, checkpoint, occasion);
      gathering_ms = performance.now() - began_ms;
      return gathered;
    });
    await this.#keeper.write(gathered, gathering_ms);
  }

  /** Whether the engine computes on a device that may be lost. */
  get #isWatched() {
    return this.#opened?.watch != null;
  }

  /** An engine may still answer after it was replaced; its answers count no more. @param {Engine} engine */
  #assertHeld(engine) {
    if (this.#opened?.engine !== engine) throw { code: "device-lost", message: "The engine was replaced." };
  }

  /** @param {Command} command that the own engine has applied */
  #record(command) {
    this.#team.tell(command);
    if (!this.#isWatched) return;
    this.#recovery.log(command);
    if (command.type === "configure" || command.type === "reset") this.#checkpoint_ms = -Infinity;
  }

  /** @template T @param {(engine: Engine) => T | Promise<T>} work @returns {Promise<T>} */
  async #call(work) {
    let replaced = false;
    for (;;) {
      try {
        if (!this.#opened) {
          await this.#replace();
          replaced = true;
        }
        return await this.#guard(work);
      } catch (error) {
        if (this.#isWatched && isLoss(error)) this.#lose(error);
        else throw replaced ? interruption(error) : error;
      }
    }
  }

  /** @template T @param {(engine: Engine) => T | Promise<T>} work @returns {T | Promise<T>} */
  #guard(work) {
    const { engine, watch } = /** @type {Opened} */ (this.#opened);
    return watch ? watch.guard(() => work(engine)) : work(engine);
  }

  /** @param {unknown} error */
  #lose(error) {
    this.#opened?.watch?.end();
    this.#opened = null;
    this.#losses += 1;
    const { code, message } = reportOf(error);
    // Only the first line is for people; a backtrace of the GPU's library may follow.
    this.#reason = { code, message: message.split("\n")[0] };
  }

  /** Opens another engine and brings it to where the lost one was. */
  async #replace() {
    this.#opened = await this.#openAnother();
    const { adapter, workers } = this.#opened;
    const hasRun = this.#recovery.hasRun;
    const [backend, step] = await this.#guard(async (engine) => {
      for (const command of this.#recovery.commands) {
        await engine.apply(command);
        this.#team.tell(command);
      }
      return /** @type {const} */ ([engine.backend(), hasRun ? engine.step() : null]);
    });
    if (!this.#isWatched) this.#recovery.clear();
    this.#moved({ backend, step: step ?? 0 });
    this.#post({ event: "backendChanged", backend, adapter, workers, reason: this.#reason, step });
  }

  /** @returns {Promise<Opened>} */
  async #openAnother() {
    if (this.#losses < MOST_LOSSES) {
      try {
        return await this.#launcher.openGpu();
      } catch {
        this.#losses = MOST_LOSSES; // it is not asked again
      }
    }
    try {
      return await this.#launcher.openCpu();
    } catch (error) {
      const message = `The GPU was lost, and the CPU cannot take over yet. ${reportOf(error).message}`;
      this.#post({ event: "notice", code: "recovery-failed", message });
      throw { code: "recovery-failed", message };
    }
  }
}

/** The end of the device, or of the module: after a panic nothing of it can be used. @param {unknown} error */
function isLoss(error) {
  return error instanceof WebAssembly.RuntimeError || ["device-lost", "panicked"].includes(reportOf(error).code);
}

/** What work that was begun on a lost engine rejects with. @param {unknown} error */
function interruption(error) {
  if (!GONE.has(reportOf(error).code)) return error;
  return { code: "interrupted", message: "The GPU was lost meanwhile, and something else computes now: ask again." };
}

/**
 * Images in memory that all workers can see, where the page may share memory.
 * @param {ReturnType<Engine["images"]>} images
 */
function shared(images) {
  if (!sharesMemory()) return images;
  const copies = Object.entries(images).map(([name, bytes]) => {
    const copy = new Uint8Array(new SharedArrayBuffer(bytes.length));
    copy.set(bytes);
    return [name, copy];
  });
  return /** @type {typeof images} */ (Object.fromEntries(copies));
}
