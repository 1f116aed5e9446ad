/**
 * The commands that bring another engine to the place of one that was lost: a log that is cut short by checkpoints. It
 * lies in JavaScript's memory, which outlives the memory of a module. Knows nothing of devices.
 *
 * @module
 */

/** @typedef {import("../../api/protocol.js").Command} Command */

export class Recovery {
  /** The images and the names of their classes. @type {Command[]} */
  #data = [];
  /** The run: how it was configured, its last checkpoint, and what was done to it since. @type {Command[]} */
  #run = [];

  /** Adds a command that an engine has applied, except for steps, which are made again. @param {Command} command */
  log(command) {
    switch (command.type) {
      case "mirror":
        this.#data = [command];
        this.#run = [];
        break;
      case "name_classes":
        this.#data = [...this.#data.filter(({ type }) => type !== "name_classes"), command];
        break;
      case "configure":
        this.#run = [command];
        break;
      case "reset":
        // A run that is configured again begins at its first step too.
        this.#run = this.#run.slice(0, 1);
        break;
      case "restore":
        this.#run = [...this.#run.slice(0, 1), command];
        break;
      case "set_learning_rate":
      case "stop":
        this.#run.push(command);
    }
  }

  /** Whether there is a run to go on with. */
  get hasRun() {
    return this.#run.length > 0;
  }

  /** In the order in which an engine has to apply them. @returns {Command[]} */
  get commands() {
    return [...this.#data, ...this.#run];
  }

  clear() {
    this.#data = [];
    this.#run = [];
  }
}
