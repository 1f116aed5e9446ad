/** A trainer that is played by a test. @module */

import { dataset, description, misfit, OTHER_PRESET, steps, summary, sweep } from "./actions.js";
import { PRESET } from "./recipe.js";

/** @typedef {import("../../www/api/protocol.js").ConfigRequest} ConfigRequest */
/** @typedef {import("./actions.js").Action} Action */

export const PRESETS = [PRESET, OTHER_PRESET];
/** As the trainer refuses. */
export const refusal = (/** @type {string} */ code, /** @type {string} */ message) => {
  const setting = code === "config-invalid" ? /^(\w+): /.exec(message)?.[1] : undefined;
  return Object.assign(new Error(message), { code, ...(setting && { params: { setting } }) });
};

/**
 * Does what the worker would: answers, and tells of it in events. Training goes on until it is stopped.
 */
export class FakeTrainer {
  /** @type {[string, any][]} what was asked, in order */
  told = [];
  /** @type {[string, (event: any) => void][]} */
  listeners = [];
  step = 0;
  /** @type {ConfigRequest} */
  config = {};
  /** Ends the training under way. @type {((how: {reason: string} | Error) => void) | null} */
  finish = null;
  /** Configurations wait for this. @type {Promise<unknown>} */
  gate = Promise.resolve();
  /** @type {(config: ConfigRequest) => void} throws if it refuses */
  judge = () => {};
  /** @type {Action | Error} */
  swept = sweep(4, true);

  on(/** @type {string} */ kind, /** @type {(event: any) => void} */ listener) {
    this.listeners.push([kind, listener]);
  }

  emit(/** @type {any} */ event) {
    for (const [kind, listener] of this.listeners) {
      if (kind === event.type) listener({ ...event, event: event.type });
    }
  }

  /** Names of what was asked since the last look. @param {...string} names */
  asked(...names) {
    const list = this.told.filter(([name]) => names.length === 0 || names.includes(name));
    this.told = [];
    return list;
  }

  async open() {
    return { requested: "auto", backend: "ndarray", adapter: null, notices: [] };
  }
  async presets() {
    return PRESETS;
  }
  async loadDataset() {
    return dataset;
  }
  async samples() {
    return { images: new Uint8Array(), labels: new Uint8Array() };
  }
  async describe(/** @type {any} */ network) {
    this.told.push(["describe", network]);
    return description(network.layers.length === 0 ? misfit : null);
  }
  async prepare(/** @type {ConfigRequest} */ config) {
    this.told.push(["prepare", config]);
    throw refusal("config-invalid", "epochs: it is too large.");
  }
  async configure(/** @type {ConfigRequest} */ config) {
    this.told.push(["configure", config]);
    await this.gate;
    this.judge(config);
    this.stop_("reset");
    this.config = config;
    return this.setUp();
  }
  async reset() {
    this.told.push(["reset", null]);
    this.stop_("reset");
    return this.setUp();
  }
  setUp() {
    this.step = 0;
    const preset = PRESETS.find(({ config }) => config.preset === this.config.preset) ?? PRESET;
    const config = /** @type {any} */ ({ ...preset.config, ...this.config });
    const made = { ...summary, config, spec: config.network ?? preset.spec };
    this.emit({ type: "configured", summary: made });
    return made;
  }
  train(/** @type {any} */ request) {
    this.told.push(["train", request]);
    return new Promise((resolve, reject) => {
      this.finish = (how) => {
        this.finish = null;
        const reason = how instanceof Error ? "failed" : how.reason;
        this.emit({ type: "stopped", reason, step: this.step });
        if (how instanceof Error) reject(how);
        else resolve({ reason, step: this.step });
      };
      if (request.max_steps) {
        this.makeSteps(request.max_steps);
        this.stop_("limit");
      }
    });
  }
  makeSteps(count = 1) {
    this.step += count;
    this.emit(steps(this.step, count));
  }
  /** @param {string} reason */
  stop_(reason) {
    this.finish?.({ reason });
  }
  async pause() {
    this.told.push(["pause", null]);
    this.stop_("paused");
  }
  async stop() {
    this.told.push(["stop", null]);
    if (this.finish) this.stop_("finished");
    else this.emit({ type: "stopped", reason: "finished", step: this.step });
    return { reason: "finished", step: this.step };
  }
  async setLearningRate(/** @type {number} */ learning_rate) {
    this.told.push(["setLearningRate", learning_rate]);
    if (learning_rate > 10) throw refusal("config-invalid", "learning_rate: it is too large.");
    this.emit({ type: "rate", learning_rate });
  }
  async findRate() {
    this.told.push(["findRate", null]);
    this.stop_("paused");
    if (this.swept instanceof Error) throw this.swept;
    this.emit(this.swept);
    return this.swept;
  }
}
