/** Native PyTorch as a subject: a Python process of its own, asked line by line. @module */

import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { atEnd, Failure, tail } from "../../../www/tools/run.mjs";
import { PREDICTIONS } from "../subject.mjs";
import { refusalOf } from "./plan.js";
import { mnistForPeers } from "./serve.mjs";

const SCRIPT = fileURLToPath(new URL("torch_peer.py", import.meta.url));

/** A Python process that answers in order. */
class Process {
  #child;
  #errors = "";
  /** @type {((answer: {value?: any, error?: string}) => void)[]} */
  #waiting = [];
  alive = true;

  /** @param {string} python @param {number} threads */
  constructor(python, threads) {
    const child = spawn(python, [SCRIPT, String(threads), mnistForPeers()], {
      // The libraries below PyTorch look at these before it can say anything.
      env: { ...process.env, OMP_NUM_THREADS: String(threads), MKL_NUM_THREADS: String(threads) },
      stdio: ["pipe", "pipe", "pipe"],
    });
    this.#child = child;
    atEnd(() => child.kill("SIGKILL"));
    child.stderr.on("data", (text) => (this.#errors = (this.#errors + text).slice(-4000)));
    child.stdin.on("error", () => {}); // it has ended: "close" tells why
    createInterface({ input: child.stdout }).on("line", (line) => this.#waiting.shift()?.(JSON.parse(line)));
    const end = (/** @type {string} */ reason) => {
      this.alive = false;
      for (const answer of this.#waiting.splice(0)) answer({ error: reason });
    };
    child.on("error", ({ message }) => end(`TORCH_PYTHON cannot be started: ${message}.`));
    child.on("close", (code) => end(`TORCH_PYTHON (${python}) ended with ${code}: ${tail(this.#errors.trim(), 1)}`));
  }

  /** @returns {Promise<any>} */
  async hear() {
    if (!this.alive) throw new Failure("The Python process has ended.");
    /** @type {{value?: any, error?: string}} */
    const { value, error } = await new Promise((resolve) => this.#waiting.push(resolve));
    if (error !== undefined) throw new Failure(error);
    return value;
  }

  /** @param {"train" | "evaluate" | "predict"} call @param {object} [argument] */
  ask(call, argument = {}) {
    this.#child.stdin.write(`${JSON.stringify({ call, with: argument })}\n`);
    return this.hear();
  }

  end() {
    this.#child.kill("SIGKILL");
  }
}

/** @param {number} threads @returns {import("../subject.mjs").Subject} */
export function torchPeer(threads) {
  /** @type {Process} */
  let python;
  return {
    name: `torch:${threads}`,
    facts: {},
    refusal: (network) => refusalOf(network, { every_layer: true }),
    async open() {
      const program = process.env.TORCH_PYTHON;
      if (!program) throw new Failure("TORCH_PYTHON names no Python that has PyTorch: set it to one.");
      python = new Process(program, threads);
      Object.assign(this.facts, await python.hear());
    },
    train: (visit) => python.ask("train", visit),
    evaluate: () => python.ask("evaluate"),
    predict: () => python.ask("predict", { count: PREDICTIONS }),
    alive: () => python.alive,
    close: async () => python?.end(),
  };
}
