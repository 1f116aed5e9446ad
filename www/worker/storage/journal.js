/**
 * What is told of a run while it trains, as numbers that can be stored and told again. Pure.
 *
 * @module
 */

/** @typedef {import("../../api/protocol.js").Event} Event */
/** @typedef {import("../../api/protocol.js").RunSummary} RunSummary */
/** @typedef {import("../../api/protocol.js").EpochReport} EpochReport */
/** @typedef {import("../../api/protocol.js").Evaluation} Evaluation */
/** @typedef {import("../../api/protocol.js").Resumed} Resumed */
/** @typedef {import("../../public/pkg/files/digit_lab.js").Numbers} Numbers */

/** What each step is told with. */
const MEASURES = /** @type {const} */ (["losses", "accuracies", "learning_rates", "gradient_norms"]);

/** Rates are numbers of 64 bits, the others come from the network's. @param {string} measure */
const arrayOf = (measure) => (measure === "learning_rates" ? Float64Array : Float32Array);

/**
 * The rest of the last report of steps.
 * @typedef {Omit<Resumed["report"], (typeof MEASURES)[number]>} Last
 */

/**
 * The part of a journal that is no array.
 * @typedef {object} Told
 * @property {Last | null} last
 * @property {EpochReport[]} epochs
 * @property {Evaluation[]} evaluations
 * @property {{step: number, learning_rate: number}[]} rates set by hand, and after which step
 */

export class Journal {
  /** @type {Record<(typeof MEASURES)[number], Column>} */
  #columns = { losses: column(), accuracies: column(), learning_rates: column(Float64Array), gradient_norms: column() };
  /** @type {Told} */
  #told = { last: null, epochs: [], evaluations: [], rates: [] };

  /** @param {Event} event anything that is told while the run lasts */
  hear(event) {
    const told = this.#told;
    switch (event.event) {
      case "steps": {
        const { event: _, losses, accuracies, learning_rates, gradient_norms, ...last } = event;
        // After a loss that was no number a run goes on from an earlier step.
        const before = event.step - losses.length;
        this.cut(before);
        const given = { losses, accuracies, learning_rates, gradient_norms };
        for (const measure of MEASURES) this.#columns[measure].append(before, given[measure]);
        told.last = last;
        break;
      }
      case "evaluation": {
        const { event: _, ...evaluation } = event;
        const others = told.evaluations.filter(({ step, split }) => step !== event.step || split !== event.split);
        told.evaluations = [...others, evaluation];
        break;
      }
      case "epoch": {
        const { event: _, ...epoch } = event;
        told.epochs = [...told.epochs.filter((other) => other.epoch < epoch.epoch), epoch];
        if (told.last) {
          const { elapsed_ms, images_per_second } = epoch;
          told.last = { ...told.last, elapsed_ms, images_per_second };
        }
        break;
      }
      case "rate":
        told.rates = [...told.rates, { step: this.#step, learning_rate: event.learning_rate }];
        break;
      case "backendChanged":
        if (event.step !== null) this.cut(event.step);
    }
  }

  get #step() {
    return this.#columns.losses.length;
  }

  /** The run stands at a step: forgets what came after it. @param {number} step */
  cut(step) {
    const told = this.#told;
    for (const measure of MEASURES) this.#columns[measure].cut(step);
    told.evaluations = told.evaluations.filter((evaluation) => evaluation.step <= step);
    told.rates = told.rates.filter((rate) => rate.step <= step);
    if (told.last && told.last.step > step) told.last = { ...told.last, step };
  }

  /** What is to be stored as text. @returns {Told} not to be changed */
  get told() {
    return this.#told;
  }

  /** What is to be stored as numbers: copies. @returns {{name: string, data: Numbers}[]} */
  arrays() {
    return MEASURES.map((measure) => ({ name: `steps.${measure}`, data: this.#columns[measure].copy() }));
  }

  /**
   * A journal that was stored.
   * @param {Told} told
   * @param {Record<string, Numbers>} arrays
   */
  static of(told, arrays) {
    const journal = new Journal();
    journal.#told = { ...told };
    for (const measure of MEASURES) {
      const data = arrays[`steps.${measure}`];
      if (!(data instanceof arrayOf(measure))) throw { code: "stored-damaged", message: "The curves are missing." };
      journal.#columns[measure].append(0, data);
    }
    return journal;
  }

  /** One of its own, which no longer hears. */
  copy() {
    return Journal.of(this.#told, Object.fromEntries(this.arrays().map(({ name, data }) => [name, data])));
  }

  /** All that was told, at once. @returns {Omit<Resumed, "finished" | "older" | "id" | "elsewhere">} */
  resumed() {
    const { last, epochs, evaluations, rates } = this.#told;
    if (!last) throw { code: "stored-damaged", message: "The curves are missing." };
    const measured = Object.fromEntries(MEASURES.map((measure) => [measure, this.#columns[measure].copy()]));
    return { report: { ...last, .../** @type {any} */ (measured) }, epochs, evaluations, rates };
  }
}

/** A list of numbers that grows. */
class Column {
  #data;
  length = 0;

  /** @param {Float32Array | Float64Array} data */
  constructor(data) {
    this.#data = data;
  }

  /** @param {number} at its length; should it be more, what is between is no number @param {ArrayLike<number>} values */
  append(at, values) {
    const length = at + values.length;
    if (length > this.#data.length) {
      const kind = /** @type {Float32ArrayConstructor} */ (this.#data.constructor);
      const larger = new kind(Math.max(length, 2 * this.#data.length));
      larger.set(this.#data.subarray(0, this.length));
      this.#data = larger;
    }
    this.#data.fill(NaN, Math.min(this.length, at), at);
    this.#data.set(values, at);
    this.length = length;
  }

  /** @param {number} length */
  cut(length) {
    this.length = Math.min(this.length, length);
  }

  copy() {
    return this.#data.slice(0, this.length);
  }
}

/** @param {Float32ArrayConstructor | Float64ArrayConstructor} [kind] */
function column(kind = Float32Array) {
  return new Column(new kind(256));
}
