/**
 * The workers that train one network, as the first of them sees them: starts the members, sends them what its own engine
 * does, and trains alone where a team is not faster.
 *
 * @module
 */

import { Exchange, memoryFor } from "./exchange.js";

/** @typedef {import("../../public/pkg/cpu/digit_lab.js").Engine} Engine */
/** @typedef {import("../../api/protocol.js").Command} Command */
/** @typedef {import("./member.js").Order} Order */
/** @typedef {import("./member.js").News} News */

/** The first step of a run waits this long for members that are still starting. */
const LATEST_MS = 10_000;

/** Rehearsed steps: the compiler slows down the first ones, and the fastest of the others counts. */
const REHEARSALS = { warm: 2, timed: 4 };

/** A team is worth it if it takes at most this share of the time that one worker takes. */
const WORTH = 0.95;

/** A team is given up after being slower than one worker for this long. */
const SLOW_MS = 3000;
/** A single stretch counts for this much of it at most: a tab may have been frozen for an hour. */
const MOST_SLOW_MS = 500;

/**
 * @typedef {object} Start
 * @property {WebAssembly.Module} module
 * @property {string} code address of the module's JavaScript
 * @property {import("../../api/protocol.js").BackendKind} backend
 * @property {number} count workers in all, this one included
 * @property {boolean} adaptive whether to train alone where that is faster
 */

export class Team {
  #post;
  #spawn;
  /** @type {Worker[]} */
  #members = [];
  /** Whether a member has said so. */
  #failed = false;
  #adaptive = true;
  /** Settles once all members are there. @type {Promise<boolean>} */
  #ready = Promise.resolve(false);
  /** Until a run's next step it is open who computes it. @type {"open" | "together" | "alone"} */
  #mode = "alone";
  /** Time per image in the rehearsal of one worker; null if there was none. @type {number | null} */
  #alone_ms = null;
  #slow_ms = 0;
  /** The number of workers that the page was told last. */
  #told = 1;

  /**
   * @param {object} needs
   * @param {(event: import("../../api/protocol.js").Event) => void} needs.post
   * @param {() => Worker} needs.spawn starts a worker that runs `member.js`
   */
  constructor({ post, spawn }) {
    this.#post = post;
    this.#spawn = spawn;
  }

  /** How many workers there are, this one included. */
  get size() {
    return this.#members.length + 1;
  }

  /** How many workers compute the run. */
  get count() {
    return this.#mode === "together" ? this.size : 1;
  }

  /** Starts the members, without waiting for them. @param {Start} start */
  start({ module, code, backend, count, adaptive }) {
    this.#dismiss();
    this.#adaptive = adaptive;
    this.#told = count;
    /** @type {Promise<boolean>[]} */
    const ready = [];
    for (let rank = 1; rank < count; rank += 1) {
      const member = this.#spawn();
      this.#members.push(member);
      ready.push(
        new Promise((resolve) => {
          member.onmessage = ({ data }) => {
            const news = /** @type {News} */ (data);
            if (news.type === "failed") this.#failed = true;
            resolve(news.type === "ready");
          };
          member.onerror = (event) => {
            event.preventDefault();
            this.#failed = true;
            resolve(false);
          };
        }),
      );
    }
    this.#ready = Promise.all(ready).then((all) => all.every(Boolean));
    this.#send({ type: "open", module, code, backend });
  }

  /** The own engine has applied a command: the members apply it too. @param {Command} command */
  tell(command) {
    this.#send(command);
    if (command.type === "mirror") this.#mode = "alone"; // there is no run any more
    if (command.type === "configure" || command.type === "reset") {
      this.#mode = this.#members.length > 0 ? "open" : "alone";
      this.#slow_ms = 0;
    }
  }

  /** Goes on with the run. @param {Engine} engine the own one @param {number} max_steps */
  async advance(engine, max_steps) {
    if (this.#mode === "open") await this.#assemble(engine);
    /** @type {Extract<Command, {type: "advance"}>} */
    const command = { type: "advance", max_steps };
    if (this.#mode === "alone") return engine.apply(command);
    // The own engine waits for the members inside its call, so they are sent off first.
    this.#send(command);
    const began = performance.now();
    try {
      const advance = await engine.apply(command);
      if (advance.kind === "steps") await this.#watch(engine, advance.images, performance.now() - began);
      return advance;
    } finally {
      if (this.#mode === "together" && engine.members() === 1) this.#lose("workers-lost");
    }
  }

  /** Before the next step of a run: joins the engines, if that is faster. @param {Engine} engine */
  async #assemble(engine) {
    if (!(await this.#inTime()) || this.#failed) return this.#lose("workers-failed");
    const size = this.size;
    /** @type {SharedArrayBuffer} */
    let memory;
    try {
      memory = memoryFor(engine.teamCapacity(size));
    } catch {
      return this.#goAlone("workers-memory");
    }
    const alone = this.#adaptive ? await rehearse(engine) : null;
    this.#members.forEach((member, i) => {
      member.postMessage(/** @type {Order} */ ({ type: "join", memory, rank: i + 1, size }));
    });
    engine.join(new Exchange(memory, 0, size));
    this.#mode = "together";
    this.#alone_ms = alone;
    if (alone !== null) {
      this.#send({ type: "rehearse", steps: REHEARSALS.warm + REHEARSALS.timed });
      const together = await rehearse(engine);
      if (engine.members() === 1) return this.#lose("workers-lost");
      if (together > WORTH * alone) {
        await this.#part(engine);
        return this.#goAlone("workers-slower");
      }
    }
    this.#report(size, null);
  }

  /** Whether all members are there, waiting for those that are still starting. @returns {Promise<boolean>} */
  async #inTime() {
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    let timer;
    /** @type {Promise<boolean>} */
    const late = new Promise((resolve) => (timer = setTimeout(() => resolve(false), LATEST_MS)));
    const there = await Promise.race([this.#ready, late]);
    clearTimeout(timer);
    return there;
  }

  /** Gives up a team that other programs on the machine slow down. @param {Engine} engine @param {number} images @param {number} ms */
  async #watch(engine, images, ms) {
    if (this.#alone_ms === null) return;
    this.#slow_ms = ms > images * this.#alone_ms ? this.#slow_ms + Math.min(ms, MOST_SLOW_MS) : 0;
    if (this.#slow_ms < SLOW_MS) return;
    await this.#part(engine);
    this.#goAlone("workers-slower");
  }

  /** @param {Engine} engine */
  async #part(engine) {
    await engine.apply({ type: "leave" });
    this.#send({ type: "leave" });
  }

  /** For the rest of this run. @param {string} reason */
  #goAlone(reason) {
    this.#mode = "alone";
    this.#report(1, reason);
  }

  /** For good: something is wrong with the members. @param {string} reason */
  #lose(reason) {
    this.#dismiss();
    this.#goAlone(reason);
  }

  #dismiss() {
    for (const member of this.#members) member.terminate();
    this.#members = [];
    this.#failed = false;
  }

  /** @param {number} count @param {string | null} reason */
  #report(count, reason) {
    if (count === this.#told && !reason) return;
    this.#told = count;
    this.#post({ event: "workers", count, reason });
  }

  /** @param {Order} order */
  #send(order) {
    for (const member of this.#members) member.postMessage(order);
  }
}

/** Time per image of a step without consequences, in ms. @param {Engine} engine */
async function rehearse(engine) {
  let least = Infinity;
  for (let step = 0; step < REHEARSALS.warm + REHEARSALS.timed; step += 1) {
    const began = performance.now();
    const images = await engine.apply({ type: "rehearse", steps: 1 });
    if (step >= REHEARSALS.warm) least = Math.min(least, (performance.now() - began) / images);
  }
  return least;
}
