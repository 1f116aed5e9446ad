/**
 * The training pump: asks the engine for one short stretch after another, puts the clock beside
 * what it reports, and lets everything else in between. Rust says what a step is; this file says
 * when the next one happens.
 *
 * @module
 */

import { Clock } from "./clock.js";

/** @typedef {import("./public/pkg/cpu/digit_lab.js").Engine} Engine */
/** @typedef {import("./protocol.js").Advance} Advance */
/** @typedef {import("./protocol.js").RunSummary} RunSummary */
/** @typedef {import("./protocol.js").Stopped} Stopped */

/**
 * @typedef {object} Surroundings
 * @property {<T>(work: (engine: Engine) => T | Promise<T>) => Promise<T>} use takes its turn with the engine
 * @property {() => Promise<void>} turn lets messages arrive
 * @property {(event: import("./protocol.js").Event) => void} post
 */

export class Pump {
  #surroundings;
  #clock = new Clock();
  /** @type {RunSummary | null} */
  #run = null;
  #test_count = 0;
  /** @type {import("./protocol.js").BackendKind} */
  #backend = "flex";
  /** Test images done in the evaluation under way. */
  #evaluated = 0;
  /** What to stop for; null while there is no need. @type {Stopped["reason"] | null} */
  #stopFor = null;
  /** Settles when the pump has stopped; null while it rests. @type {Promise<unknown> | null} */
  #pumping = null;

  /** @param {Surroundings} surroundings */
  constructor(surroundings) {
    this.#surroundings = surroundings;
  }

  /**
   * Takes up a run that was just set up.
   * @param {RunSummary} run
   * @param {number} test_count images to evaluate on after each epoch
   * @param {import("./protocol.js").BackendKind} backend
   */
  begin(run, test_count, backend) {
    // A copy: the step is counted on here, and the summary goes to the page.
    this.#run = { ...run };
    this.#test_count = test_count;
    this.#backend = backend;
    this.#clock = new Clock();
    this.#evaluated = 0;
  }

  /**
   * Trains until the run is finished, something stops it, or `max_steps` more steps are made.
   * @param {number} max_steps
   * @returns {Promise<Stopped>}
   */
  train(max_steps) {
    if (this.#pumping) throw { code: "busy", message: "Training is under way already." };
    this.#stopFor = null;
    const stopped = this.#train(max_steps);
    this.#pumping = stopped.catch(() => {}).finally(() => (this.#pumping = null));
    return stopped;
  }

  /** Stops after the stretch in hand, if there is one. @param {Stopped["reason"]} reason */
  async stop(reason) {
    if (!this.#pumping) return;
    this.#stopFor = reason;
    await this.#pumping;
  }

  /** @param {number} max_steps @returns {Promise<Stopped>} */
  async #train(max_steps) {
    const { use, turn } = this.#surroundings;
    const limit = this.#step + max_steps;
    for (;;) {
      if (this.#stopFor) return this.#stopped(this.#stopFor);
      const left = limit - this.#step;
      if (left <= 0) return this.#stopped("limit");
      let ms = 0;
      const advance = await use(async (engine) => {
        const began = performance.now();
        const advance = await engine.advance(Math.min(this.#clock.steps, left));
        ms = performance.now() - began;
        return advance;
      });
      this.#report(advance, ms);
      if (advance.kind === "finished") return this.#stopped("finished");
      await turn();
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
      this.#tested(advance.test.count, ms);
      this.#evaluated = 0;
      post({ event: "evaluation", ...advance.test });
      post({ event: "epoch", ...this.#epoch(advance) });
    }
  }

  /** @param {number} done test images so far @param {number} ms since the last report */
  #tested(done, ms) {
    this.#clock.evaluated({ images: done - this.#evaluated, ms });
    this.#evaluated = done;
  }

  /** @param {Extract<Advance, {kind: "epoch"}>} advance @returns {import("./protocol.js").EpochReport} */
  #epoch({ epoch, train_loss, train_accuracy, test }) {
    return {
      epoch,
      backend: this.#backend,
      train_loss,
      train_accuracy,
      test_loss: test.loss,
      test_accuracy: test.accuracy,
      images_per_second: this.#clock.endEpoch(),
      elapsed_ms: this.#clock.elapsed_ms,
    };
  }

  /** @param {number} epoch counted from 1 @returns {import("./protocol.js").Timing} */
  #timing(epoch) {
    const { elapsed_ms, images_per_second } = this.#clock;
    if (!this.#run) return { elapsed_ms, images_per_second, remaining_ms: null };
    const { config, step, total_steps } = this.#run;
    const train_images = (total_steps - step) * config.batch_size;
    const test_images = (config.epochs - epoch + 1) * this.#test_count;
    return { elapsed_ms, images_per_second, remaining_ms: this.#clock.remaining_ms(train_images, test_images) };
  }
}
