/**
 * The changes that bring another engine to the place of one that was lost: a log that is cut short by checkpoints. It
 * lies in JavaScript's memory, which outlives the memory of a module. Knows nothing of devices.
 *
 * @module
 */

/** @typedef {import("../commands.js").Change} Change */

export class Recovery {
  /** The images and the names of their classes. @type {Change[]} */
  #data = [];
  /** The run: how it was configured, its last checkpoint, and what was done to it since. @type {Change[]} */
  #run = [];

  /** Adds a change that an engine has applied, except for steps, which are made again. @param {Change} change */
  log(change) {
    switch (change.type) {
      case "mirror":
        this.#data = [change];
        this.#run = [];
        break;
      case "name_classes":
        this.#data = [...this.#data.filter(({ type }) => type !== "name_classes"), change];
        break;
      case "configure":
        this.#run = [change];
        break;
      case "reset":
        // A run that is configured again begins at its first step too.
        this.#run = this.#run.slice(0, 1);
        break;
      case "restore":
        this.#run = [...this.#run.slice(0, 1), change];
        break;
      case "set_learning_rate":
      case "stop":
        this.#run.push(change);
    }
  }

  /** Whether there is a run to go on with. */
  get hasRun() {
    return this.#run.length > 0;
  }

  /** In the order in which an engine has to apply them. @returns {Change[]} */
  get changes() {
    return [...this.#data, ...this.#run];
  }

  clear() {
    this.#data = [];
    this.#run = [];
  }
}
