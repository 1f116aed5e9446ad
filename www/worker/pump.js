/**
 * The training pump: asks the engine for one short stretch after another, puts the clock beside
 * what it reports, and lets everything else in between. Rust says what a step is; this file says
 * when the next one happens. A sweep of the learning rate takes the same turns.
 *
 * @module
 */

import { Clock } from "./clock.js";

/** @typedef {import("../public/pkg/cpu/digit_lab.js").Engine} Engine */
/** @typedef {import("../api/protocol.js").Advance} Advance */
/** @typedef {import("../api/protocol.js").RateSweep} RateSweep */
/** @typedef {import("../api/protocol.js").RunSummary} RunSummary */
/** @typedef {import("../api/protocol.js").Stopped} Stopped */

/**
 * @typedef {object} Surroundings
 * @property {Pick<import("./host.js").Host, "use" | "apply" | "advance" | "workers" | "checkpoint" | "checkpointDue">} host
 * @property {() => Promise<void>} turn lets messages arrive
 * @property {(event: import("../api/protocol.js").Event) => void} post
 */

export class Pump {
  #surroundings;
  #clock = new Clock();
  /** @type {RunSummary | null} */
  #run = null;
  #test_count = 0;
  /** @type {import("../api/protocol.js").BackendKind} */
  #backend = "ndarray";
  /** Images done in the evaluation under way. */
  #evaluated = 0;
  /** What to stop for; null while there is no need. @type {Stopped["reason"] | null} */
  #stopFor = null;
  /** Whether the run was told to end where it is: only its evaluation is left then, and no limit holds. */
  #stopping = false;
  /** What is under way; null while the pump rests. @type {{kind: "train" | "sweep", result: Promise<any>} | null} */
  #work = null;

  /** @param {Surroundings} surroundings */
  constructor(surroundings) {
    this.#surroundings = surroundings;
  }

  /**
   * Takes up a run that was just set up.
   * @param {RunSummary} run
   * @param {number} test_count images to evaluate on after each epoch, beside those held out for validation
   * @param {{backend: import("../api/protocol.js").BackendKind, elapsed_ms?: number}} before `elapsed_ms`: that it took so far
   */
  begin(run, test_count, { backend, elapsed_ms }) {
    // A copy: the step is counted on here, and the summary goes to the page.
    this.#run = { ...run };
    this.#test_count = test_count;
    this.#backend = backend;
    this.#clock = new Clock(elapsed_ms);
    this.#evaluated = 0;
    this.#stopping = false;
  }

  /** The run in hand, as it was set up, but for its step. */
  get run() {
    return this.#run;
  }

  /** What the run is computed with. */
  get backend() {
    return this.#backend;
  }

  /**
   * The run goes on elsewhere, maybe from an earlier step.
   * @param {{backend: import("../api/protocol.js").BackendKind, step: number}} where
   */
  moved({ backend, step }) {
    this.#backend = backend;
    this.#evaluated = 0;
    if (this.#run) this.#run.step = step;
  }

  /** Whether it trains or sweeps. */
  get busy() {
    return this.#work !== null;
  }

  /**
   * Trains until the run is finished, something stops it, or it has gone as far as was asked for.
   * @param {import("../api/protocol.js").TrainRequest} [request]
   * @returns {Promise<Stopped>}
   */
  async train({ max_steps = Infinity, epochs = Infinity } = {}) {
    for (const [name, limit] of Object.entries({ max_steps, epochs })) {
      if (!(typeof limit === "number" && limit >= 0))
        throw { code: "config-invalid", message: `${name}: ${limit} is not a number from 0 up.` };
    }
    await this.#endSweep();
    if (this.#work) throw { code: "busy", message: "Training is under way already." };
    return this.#occupy("train", () => this.#train(max_steps, epochs));
  }

  /**
   * Ends the run where it is: what there is, is evaluated, and that was its last epoch.
   * @returns {Promise<Stopped>}
   */
  async stop() {
    await this.#endSweep();
    const { host } = this.#surroundings;
    await host.use((engine) => host.apply(engine, { type: "stop" }));
    if (this.#step === 0) return this.#stopped("paused"); // nothing to end, and nothing has been
    this.#stopping = true;
    if (!this.#work) return this.train();
    // Who asked for the training that is under way hears of the end too. A wish to pause came before this one.
    if (this.#stopFor === "paused") this.#stopFor = null;
    return this.#work.result;
  }

  /**
   * Tries learning rates, on a copy that the engine makes: the run stays as it is, and paused.
   * @param {import("../api/protocol.js").SweepRequest} request
   * @returns {Promise<RateSweep>} the last; not finished, if something ended it early
   */
  async findRate(request) {
    while (this.#work) await this.halt("paused");
    return this.#occupy("sweep", () => this.#sweep(request));
  }

  /** Stops after the stretch in hand, if there is one. @param {Stopped["reason"]} reason */
  async halt(reason) {
    if (!this.#work) return;
    this.#stopFor = reason;
    await this.#work.result.catch(() => {}); // whoever asked for it hears of its failure
  }

  async #endSweep() {
    if (this.#work?.kind === "sweep") await this.halt("paused");
  }

  /**
   * @template T
   * @param {"train" | "sweep"} kind
   * @param {() => Promise<T>} work
   * @returns {Promise<T>}
   */
  #occupy(kind, work) {
    this.#stopFor = null;
    const result = (async () => {
      try {
        return await work();
      } finally {
        this.#work = null;
      }
    })();
    this.#work = { kind, result };
    return result;
  }

  /** @param {number} max_steps @param {number} epochs @returns {Promise<Stopped>} */
  async #train(max_steps, epochs) {
    const reason = await this.#goOn(max_steps, epochs);
    await this.#surroundings.host.checkpoint("stop");
    return this.#stopped(reason);
  }

  /** @param {number} max_steps @param {number} epochs @returns {Promise<Stopped["reason"]>} why it stopped */
  async #goOn(max_steps, epochs) {
    const { host, turn } = this.#surroundings;
    const limit = this.#step + max_steps;
    let left = epochs;
    let ended = 0;
    for (;;) {
      if (this.#stopFor) return this.#stopFor;
      // After the last epoch nothing is left to be asked for but the run's end.
      const reached = this.#step >= limit || (left <= 0 && this.#step < (this.#run?.total_steps ?? 0));
      if (reached && !this.#stopping) return "limit";
      const advance = await this.#advance(Math.max(1, limit - this.#step));
      if (advance.kind === "finished") return "finished";
      // A run that had to go back may end an epoch twice.
      if (advance.kind === "epoch" && advance.epoch > ended) {
        left -= 1;
        ended = advance.epoch;
      }
      if (advance.kind === "epoch") await host.checkpoint("epoch");
      else if (host.checkpointDue) await host.checkpoint("due");
      await turn();
    }
  }

  /** One stretch, reported. @param {number} max_steps @returns {Promise<Advance>} */
  async #advance(max_steps) {
    const { host } = this.#surroundings;
    try {
      const steps = Math.min(this.#clock.steps, max_steps);
      const { value, ms } = await host.use((engine) => timed(() => host.advance(engine, steps)));
      this.#report(value, ms);
      return value;
    } catch (error) {
      // The engine may have gone back to the last good weights, or be past telling.
      const step = await host.use((engine) => engine.step()).catch(() => this.#step);
      if (this.#run) this.#run.step = step;
      await host.checkpoint("stop").catch(() => {}); // what failed is told below
      this.#stopped("failed");
      throw error;
    }
  }

  /** @param {import("../api/protocol.js").SweepRequest} request @returns {Promise<RateSweep>} */
  async #sweep(request) {
    const { host, turn, post } = this.#surroundings;
    await host.use((engine) => engine.beginSweep(request));
    // Its own clock: the run's tells of the run.
    const clock = new Clock();
    let made = 0;
    for (;;) {
      const { value: sweep, ms } = await host.use((engine) => timed(() => engine.sweep(clock.steps)));
      clock.trained({ steps: sweep.done - made, images: 0, ms });
      made = sweep.done;
      post({ event: "progress", task: "sweep", loaded: sweep.done, total: sweep.total });
      post({ event: "sweep", ...sweep });
      if (sweep.finished) return sweep;
      await turn();
      if (this.#stopFor) return sweep;
    }
  }

  get #step() {
    return this.#run?.step ?? 0;
  }

  /** @param {Stopped["reason"]} reason @returns {Stopped} */
  #stopped(reason) {
    const stopped = { reason, step: this.#step };
    this.#surroundings.post({ event: "stopped", ...stopped });
    return stopped;
  }

  /**
   * Adds what the clock knows to a stretch's report, and posts it.
   * @param {Advance} advance
   * @param {number} ms
   */
  #report(advance, ms) {
    const { post } = this.#surroundings;
    if (advance.kind === "steps") {
      const { kind: _, ...steps } = advance;
      this.#clock.trained({ images: steps.images, steps: steps.losses.length, ms });
      if (this.#run) this.#run.step = steps.step;
      post({ event: "steps", ...steps, ...this.#timing(steps.epoch) });
    } else if (advance.kind === "evaluating") {
      this.#tested(advance.done, ms);
      post({ event: "progress", task: "evaluation", loaded: advance.done, total: advance.total });
    } else if (advance.kind === "epoch") {
      const { test, validation } = advance;
      this.#tested(test.count + (validation?.count ?? 0), ms);
      this.#evaluated = 0;
      if (validation) post({ event: "evaluation", ...validation });
      post({ event: "evaluation", ...test });
      post({ event: "epoch", ...this.#epoch(advance) });
    }
  }

  /** @param {number} done images evaluated so far @param {number} ms since the last report */
  #tested(done, ms) {
    this.#clock.evaluated({ images: done - this.#evaluated, ms });
    this.#evaluated = done;
  }

  /** @param {Extract<Advance, {kind: "epoch"}>} advance @returns {import("../api/protocol.js").EpochReport} */
  #epoch({ epoch, train_loss, train_accuracy, learning_rate, test, validation }) {
    return {
      epoch,
      backend: this.#backend,
      workers: this.#surroundings.host.workers,
      train_loss,
      train_accuracy,
      test_loss: test.loss,
      test_accuracy: test.accuracy,
      validation_loss: validation?.loss ?? null,
      validation_accuracy: validation?.accuracy ?? null,
      learning_rate,
      images_per_second: this.#clock.endEpoch(),
      elapsed_ms: this.#clock.elapsed_ms,
    };
  }

  /** @param {number} epoch counted from 1 @returns {import("../api/protocol.js").Timing} */
  #timing(epoch) {
    const { elapsed_ms, images_per_second } = this.#clock;
    if (!this.#run) return { elapsed_ms, images_per_second, remaining_ms: null };
    const { config, step, total_steps, validation_count } = this.#run;
    const train_images = (total_steps - step) * config.batch_size;
    const test_images = (config.epochs - epoch + 1) * (this.#test_count + validation_count);
    return { elapsed_ms, images_per_second, remaining_ms: this.#clock.remaining_ms(train_images, test_images) };
  }
}

/**
 * @template T
 * @param {() => T | Promise<T>} work
 * @returns {Promise<{value: T, ms: number}>}
 */
async function timed(work) {
  const began = performance.now();
  const value = await work();
  return { value, ms: performance.now() - began };
}
