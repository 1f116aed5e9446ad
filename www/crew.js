/**
 * The workers that train one network together, as the first of them sees it: starts the others, has them do what its
 * own engine does, and sees to it that together is never slower than alone.
 *
 * @module
 */

import { Exchange, memoryFor } from "./exchange.js";

/** @typedef {import("./public/pkg/cpu/digit_lab.js").Engine} Engine */
/** @typedef {import("./protocol.js").Command} Command */
/** @typedef {import("./public/pkg/cpu/digit_lab.js").Answers} Answers */
/** @typedef {import("./follower.js").Order} Order */
/** @typedef {import("./follower.js").News} News */

/** Others are waited for so long, once: they have been on their way since the module was there. */
const LATEST_MS = 3000;

/** Rehearsed steps: the first are the compiler's, of the rest the fastest counts. */
const REHEARSALS = { warm: 2, timed: 4 };

/** Together is worth it if it takes at most this share of the time alone. */
const WORTH = 0.95;

/** A team that is slower than one worker alone was, for so long, is given up. */
const SLOW_MS = 3000;

/**
 * @typedef {object} Start
 * @property {WebAssembly.Module} module
 * @property {string} code address of the module's JavaScript
 * @property {import("./protocol.js").BackendKind} backend
 * @property {number} count workers in all, this one included
 * @property {boolean} adaptive whether to work alone where that is faster
 */

export class Crew {
  #post;
  #spawn;
  /** @type {Worker[]} */
  #others = [];
  /** One of them said so. */
  #failed = false;
  #adaptive = true;
  /** Whether all others are there. @type {Promise<boolean>} */
  #ready = Promise.resolve(false);
  /** Before a run's first step it is open who computes it. @type {"open" | "together" | "alone"} */
  #mode = "alone";
  /** What an image took in the rehearsal alone; null if there was none. @type {number | null} */
  #alone_ms = null;
  #slow_ms = 0;
  /** What the page was told last. */
  #told = 1;

  /**
   * @param {object} needs
   * @param {(event: import("./protocol.js").Event) => void} needs.post
   * @param {() => Worker} needs.spawn starts a worker that runs `follower.js`
   */
  constructor({ post, spawn }) {
    this.#post = post;
    this.#spawn = spawn;
  }

  /** How many compute. */
  get count() {
    return this.#mode === "together" ? this.#others.length + 1 : 1;
  }

  /** Starts the others, without waiting for them. @param {Start} start */
  start({ module, code, backend, count, adaptive }) {
    this.#adaptive = adaptive;
    this.#told = count;
    /** @type {Promise<boolean>[]} */
    const ready = [];
    for (let rank = 1; rank < count; rank += 1) {
      const other = this.#spawn();
      this.#others.push(other);
      ready.push(
        new Promise((resolve) => {
          other.onmessage = ({ data }) => {
            const news = /** @type {News} */ (data);
            if (news.type === "failed") this.#failed = true;
            resolve(news.type === "ready");
          };
          other.onerror = (event) => {
            event.preventDefault();
            this.#failed = true;
            resolve(false);
          };
        }),
      );
    }
    this.#ready = Promise.all(ready).then((all) => all.every(Boolean));
    this.#tell({ type: "open", module, code, backend });
  }

  /** Hands the images in use to the others. @param {Engine} engine */
  shareImages(engine) {
    this.#mode = "alone";
    if (this.#others.length === 0) return;
    const images = engine.images();
    for (const [name, bytes] of Object.entries(images)) {
      const shared = new Uint8Array(new SharedArrayBuffer(bytes.length));
      shared.set(bytes);
      images[/** @type {keyof typeof images} */ (name)] = shared;
    }
    this.#tell({ type: "images", images });
  }

  /**
   * Does what a command says, here and in the other workers. One that is refused never reaches them.
   * @template {Command} C
   * @param {Engine} engine
   * @param {C} command
   * @returns {Promise<Answers[C["type"]]>}
   */
  async apply(engine, command) {
    const answer = await engine.apply(command);
    this.#tell(command);
    if (command.type === "configure" || command.type === "reset") {
      this.#mode = this.#others.length > 0 ? "open" : "alone";
      this.#slow_ms = 0;
    }
    return answer;
  }

  /** @param {Engine} engine @param {number} max_steps */
  async advance(engine, max_steps) {
    if (this.#mode === "open") await this.#assemble(engine);
    /** @type {Extract<Command, {type: "advance"}>} */
    const command = { type: "advance", max_steps };
    if (this.#mode === "alone") return engine.apply(command);
    // First the others: this engine waits for them inside.
    this.#tell(command);
    const began = performance.now();
    try {
      const advance = await engine.apply(command);
      if (advance.kind === "steps") await this.#watch(engine, advance.images, performance.now() - began);
      return advance;
    } finally {
      if (this.#mode === "together" && engine.members() === 1) this.#lose("workers-lost");
    }
  }

  /** Before the first step of a run: joins the engines, if that is faster. @param {Engine} engine */
  async #assemble(engine) {
    /** @type {Promise<boolean>} */
    const late = new Promise((resolve) => setTimeout(() => resolve(false), LATEST_MS));
    if (!(await Promise.race([this.#ready, late])) || this.#failed) return this.#lose("workers-failed");
    const size = this.#others.length + 1;
    /** @type {SharedArrayBuffer} */
    let memory;
    try {
      memory = memoryFor(engine.teamCapacity(size));
    } catch {
      return this.#goAlone("workers-memory");
    }
    const alone = this.#adaptive ? await rehearse(engine) : null;
    this.#others.forEach((other, i) => {
      other.postMessage(/** @type {Order} */ ({ type: "join", memory, rank: i + 1, size }));
    });
    engine.join(new Exchange(memory, 0, size));
    this.#mode = "together";
    this.#alone_ms = alone;
    if (alone !== null) {
      this.#tell({ type: "rehearse", steps: REHEARSALS.warm + REHEARSALS.timed });
      const together = await rehearse(engine);
      if (engine.members() === 1) return this.#lose("workers-lost");
      if (together > WORTH * alone) {
        await this.#part(engine);
        return this.#goAlone("workers-slower");
      }
    }
    this.#report(size, null);
  }

  /** Gives up a team that somebody else's work on the machine makes slow. @param {Engine} engine @param {number} images @param {number} ms */
  async #watch(engine, images, ms) {
    if (this.#alone_ms === null) return;
    this.#slow_ms = ms > images * this.#alone_ms ? this.#slow_ms + ms : 0;
    if (this.#slow_ms < SLOW_MS) return;
    await this.#part(engine);
    this.#goAlone("workers-slower");
  }

  /** @param {Engine} engine */
  #part(engine) {
    return this.apply(engine, { type: "leave" });
  }

  /** For the rest of this run. @param {string} reason */
  #goAlone(reason) {
    this.#mode = "alone";
    this.#report(1, reason);
  }

  /** For good: something is wrong with the others. @param {string} reason */
  #lose(reason) {
    for (const other of this.#others) other.terminate();
    this.#others = [];
    this.#goAlone(reason);
  }

  /** @param {number} count @param {string | null} reason */
  #report(count, reason) {
    if (count === this.#told && !reason) return;
    this.#told = count;
    this.#post({ event: "workers", count, reason });
  }

  /** @param {Order} order */
  #tell(order) {
    for (const other of this.#others) other.postMessage(order);
  }
}

/** What an image takes in a step without consequences, in ms. @param {Engine} engine */
async function rehearse(engine) {
  let least = Infinity;
  for (let step = 0; step < REHEARSALS.warm + REHEARSALS.timed; step += 1) {
    const began = performance.now();
    const images = await engine.apply({ type: "rehearse", steps: 1 });
    if (step >= REHEARSALS.warm) least = Math.min(least, (performance.now() - began) / images);
  }
  return least;
}
