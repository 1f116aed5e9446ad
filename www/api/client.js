/**
 * The trainer, as a page or a script uses it: a proxy of the worker that owns everything.
 *
 * ```js
 * import { openTrainer } from "./client.js";
 *
 * const trainer = openTrainer();
 * trainer.on("steps", ({ step, losses }) => console.log(step, losses.at(-1)));
 * await trainer.open("auto");                      // → {backend, adapter, notices}
 * await trainer.loadDataset({ source: "mnist" });  // → {train_count, test_count, …}
 * await trainer.configure({ preset: "simple", epochs: 1 });
 * const { reason } = await trainer.train();        // settles when training stops
 * const { accuracy } = await trainer.evaluate();
 * const { probabilities } = await trainer.predict({ width: 280, height: 280, pixels });
 * trainer.close();
 * ```
 *
 * Every method returns a promise; one that fails rejects with a {@link TrainerError}, whose
 * `code` is stable and whose `message` is a sentence. Calls may overlap: the worker does them in
 * order, and between two short stretches of training, so `predict`, `inspect` and `pause` answer
 * while a run goes on. This file knows no view.
 *
 * @module
 */

import { QUESTIONS } from "./questions.js";

/** @typedef {import("./protocol.js").Event} Event */

/** Every kind of event, for those who listen to all. */
export const EVENT_KINDS = /** @type {const} */ ([
  "progress",
  "notice",
  "workers",
  "backendChanged",
  "loaded",
  "configured",
  "resumed",
  "stored",
  "rate",
  "steps",
  "evaluation",
  "sweep",
  "epoch",
  "stopped",
  "crashed",
]);

/** A refusal or a failure, with a stable `code` (such as "idx-truncated") and a sentence. */
export class TrainerError extends Error {
  /** @param {import("./protocol.js").ErrorReport} report */
  constructor({ code, message, params }) {
    super(message);
    this.name = "TrainerError";
    this.code = code;
    this.params = params;
  }
}

const Base = /** @type {new () => import("./questions.js").Asking} */ (/** @type {unknown} */ (Object));

/** Beside the methods below, it has one for each of {@link QUESTIONS}. */
export class Trainer extends Base {
  static {
    for (const [type, requestOf] of Object.entries(QUESTIONS)) {
      Object.defineProperty(this.prototype, type, {
        /** @this {Trainer} @param {...any} given */
        value(...given) {
          return this.#request({ type, .../** @type {(...given: any[]) => object} */ (requestOf)(...given) });
        },
      });
    }
  }

  #worker;
  #base;
  #nextId = 1;
  /** @type {Map<number, {resolve: (value: any) => void, reject: (error: TrainerError) => void}>} */
  #pending = new Map();
  /** @type {Map<string, Set<(event: any) => void>>} */
  #listeners = new Map();
  /** @type {import("./protocol.js").ErrorReport | null} */
  #crash = null;

  /**
   * @param {Worker} worker one that runs `worker.js`
   * @param {string} base address of the folder in which `pkg/` lies, and `data/` if it is served
   */
  constructor(worker, base) {
    super();
    this.#worker = worker;
    this.#base = base;
    worker.onmessage = ({ data }) => this.#receive(data);
    // A panic in the module surfaces here, as an uncaught error of the worker, and not as a reply.
    worker.onerror = (event) => {
      event.preventDefault();
      const said = event.message?.replace(/^Uncaught (Error: )?/, "");
      this.#fail({ code: "worker-crashed", message: said || "The training worker could not be started." });
    };
    worker.onmessageerror = () =>
      this.#fail({ code: "worker-crashed", message: "A message from the training worker could not be read." });
  }

  /**
   * Listens to one kind of event ("steps", "epoch", …).
   * @template {Event["event"]} K
   * @param {K} kind
   * @param {(event: Extract<Event, {event: K}>) => void} listener
   * @returns {() => void} stops listening
   */
  on(kind, listener) {
    const listeners = this.#listeners.get(kind) ?? new Set();
    this.#listeners.set(kind, listeners.add(listener));
    return () => listeners.delete(listener);
  }

  /**
   * Opens what computes. "auto" takes WebGPU where a real GPU answers and passes a numerical
   * check, else ndarray on the CPU; so does "webgpu", which takes a software GPU too. `notices` say
   * why. Must come before everything but `loadDataset`, which may be called at the same time, so
   * that the download does not wait.
   *
   * On the CPU several `workers` train together where the page is cross-origin isolated: as many as do the machine
   * good, or (1 to 16) as many as asked for. For a given number a run comes out the same to the bit.
   * @param {import("./protocol.js").BackendChoice} [backend]
   * @param {number | "auto"} [workers]
   * @returns {Promise<import("./protocol.js").BackendReport>}
   */
  open(backend = "auto", workers = "auto") {
    return this.#request({ type: "open", backend, workers, base: this.#base });
  }

  /**
   * Brings the images in; reports "progress" events. The data in use stays in use if it fails.
   * @param {import("./protocol.js").DatasetRequest} dataset
   * @returns {Promise<import("./protocol.js").DatasetSummary>}
   */
  loadDataset(dataset) {
    return this.#request({ type: "loadDataset", dataset, base: this.#base });
  }

  /**
   * Fetches what reads pictures, so that `loadDataset({source: "images"})` can do without the network. It need not come
   * first.
   * @returns {Promise<void>}
   */
  expectPictures() {
    return this.#request({ type: "expectPictures" });
  }

  /**
   * Calls the classes otherwise, by their ids; the run goes on.
   * @param {string[]} class_names ten at most
   * @returns {Promise<import("./protocol.js").DatasetSummary>}
   */
  nameClasses(class_names) {
    return this.#request({ type: "nameClasses", class_names });
  }

  /**
   * Has a GPU compile what a run with these settings takes, so that its first step need not wait; does nothing on a
   * CPU. Needs no images. `configure` sees to it by itself.
   * @param {import("./protocol.js").ConfigRequest} config
   * @returns {Promise<void>}
   */
  prepare(config) {
    return this.#request({ type: "prepare", config });
  }

  /**
   * Sets up a run: draws fresh weights from the seed. Ends the run there was. Reports a "configured" event.
   * @param {import("./protocol.js").ConfigRequest} config
   * @returns {Promise<import("./protocol.js").RunSummary>}
   */
  configure(config) {
    return this.#request({ type: "configure", config });
  }

  /**
   * Trains until the last epoch is evaluated, `pause` is called, `max_steps` more steps are made, or `epochs` more
   * epochs have ended with their evaluations; settles then. Reports "steps", "evaluation" and "epoch" events
   * meanwhile. If the GPU is lost, the run goes on from its last checkpoint, on the GPU opened anew or on the CPU
   * with its workers, and a "backendChanged" event says so. Rejects with the code "recovery-failed" if the CPU module
   * cannot be loaded then: the run is kept, and another `train` tries again. Rejects with the code "not-finite" if the
   * loss is no longer a number: the run then stands at the last good weights, and another `train` goes on from there.
   * @param {import("./protocol.js").TrainRequest} [options]
   * @returns {Promise<import("./protocol.js").Stopped>}
   */
  train(options = {}) {
    return this.#request({ type: "train", ...options });
  }

  /** Stops after the step in hand, as it ends a sweep; `train` goes on from there. @returns {Promise<void>} */
  pause() {
    return this.#request({ type: "pause" });
  }

  /**
   * Ends the run where it is, training or paused: evaluates what there is and settles when that is done.
   * @returns {Promise<import("./protocol.js").Stopped>}
   */
  stop() {
    return this.#request({ type: "stop" });
  }

  /**
   * Another learning rate from the next step on, also while training; a schedule takes it for its peak. Reports a
   * "rate" event.
   * @param {number} learning_rate
   * @returns {Promise<void>}
   */
  setLearningRate(learning_rate) {
    return this.#request({ type: "setLearningRate", learning_rate });
  }

  /**
   * Pauses the training and tries rates from small to large on a copy of the network; the run stays as it is. Reports
   * "sweep" events and resolves with the last. Whatever else is done to the run ends it early: `finished` is false
   * then.
   * @param {import("./protocol.js").SweepRequest} [options]
   * @returns {Promise<import("./protocol.js").RateSweep>}
   */
  findRate(options = {}) {
    return this.#request({ type: "findRate", ...options });
  }

  /**
   * Back to the run's first step, with the same settings and seed. Reports a "configured" event.
   * @returns {Promise<import("./protocol.js").RunSummary>}
   */
  reset() {
    return this.#request({ type: "reset" });
  }

  /**
   * The network's weights and running statistics as a file, with PyTorch's names and shapes, in 32 bits. An ONNX file is
   * the network itself: it takes `image` `[N, 1, 28, 28]`, 0 = paper to 1 = ink, and gives `logits` and `probabilities`.
   * @param {{format: import("./protocol.js").WeightsFormat, at?: number | null}} request `at`: the step of a snapshot, whose
   *   values were kept in 16 bits; null: the network as it is now
   * @returns {Promise<{file: Uint8Array<ArrayBuffer>}>}
   */
  saveWeights({ format, at = null }) {
    return this.#request({ type: "saveWeights", format, at, base: this.#base });
  }

  /**
   * What the run begins with, as an `.npz` file for a program that is to repeat it (`run/pytorch/script.js`): the weights
   * before the first step by their names, `order` `[epochs, images]` (of 100 epochs at most) and `validation`, indices of
   * training images. Rejects with "config-invalid" if the run began with weights of a file.
   * @returns {Promise<{file: Uint8Array<ArrayBuffer>}>}
   */
  saveStart() {
    return this.#request({ type: "saveStart" });
  }

  /**
   * Sets the run up anew, and has it begin with the weights of a file: safetensors or `.npz`, also PyTorch's, or ONNX of this page, of 16, 32
   * or 64 bits. Rejects with "weights-misfit" if they are of another network, and names what does not fit; with
   * "weights-damaged", "weights-type", "weights-size", "weights-foreign" or "files-unreachable" if the file cannot be read. The run stays
   * as it is then. Reports a "configured" event.
   * @param {Uint8Array} file
   * @returns {Promise<import("./protocol.js").RunSummary>}
   */
  loadWeights(file) {
    return this.#request({ type: "loadWeights", file, base: this.#base });
  }

  /**
   * The run in the browser's storage that was written last, if it is not finished and no other tab has it; null without
   * one. Need not wait for `open`, as the other requests about stored runs.
   * @returns {Promise<import("./protocol.js").StoredRun | null>}
   */
  lastRun() {
    return this.#request({ type: "lastRun", base: this.#base });
  }

  /**
   * The library of runs. A run is written there while it trains, every three seconds at most, and whenever it stops;
   * "stored" events say so. Rejects with "storage-refused", "storage-full" or "files-unreachable", as all that follow.
   * @returns {Promise<import("./protocol.js").StoredRuns>}
   */
  storedRuns() {
    return this.#request({ type: "storedRuns", base: this.#base });
  }

  /**
   * Goes back to a stored run, with its images, weights, optimiser, curves and snapshots; it stands paused then, and the
   * run in hand ends. On the CPU with as many workers as before, its next losses are those of a run that was never
   * interrupted, to the bit. Reports "loaded", "configured" and "resumed" events. If another tab has the run, this is a
   * copy, which becomes a run of its own. Rejects with "run-missing", "run-open" if it is the run in hand,
   * "stored-damaged", "stored-newer" or "images-missing".
   * @param {string} run its id
   * @returns {Promise<import("./protocol.js").RunSummary>}
   */
  openRun(run) {
    return this.#request({ type: "openRun", run, base: this.#base });
  }

  /**
   * @param {string} run its id
   * @param {string} name of 80 characters at most; empty: none
   * @returns {Promise<void>} rejects with "run-missing", or "run-elsewhere" if another tab has it open
   */
  renameRun(run, name) {
    return this.#request({ type: "renameRun", run, name, base: this.#base });
  }

  /** @param {string} run its id @returns {Promise<void>} rejects with "run-elsewhere" if another tab has it open */
  removeRun(run) {
    return this.#request({ type: "removeRun", run, base: this.#base });
  }

  /** @param {string} run its id @returns {Promise<string>} the id of the copy */
  duplicateRun(run) {
    return this.#request({ type: "duplicateRun", run, base: this.#base });
  }

  /**
   * What a stored run told while it trained, to be compared.
   * @param {string} run its id
   * @returns {Promise<{run: import("./protocol.js").StoredRun} & Omit<import("./protocol.js").Resumed, "finished" | "older" | "id" | "elsewhere">>}
   */
  storedCurves(run) {
    return this.#request({ type: "storedCurves", run, base: this.#base });
  }

  /**
   * All that the run in hand told so far, every step's loss included, and what it was computed with and from (`sha256` of
   * the images and labels). Rejects with "stored-damaged" before the first step.
   * @returns {Promise<import("./protocol.js").ToldSoFar>}
   */
  told() {
    return this.#request({ type: "told", base: this.#base });
  }

  /**
   * The run in hand as one file, a zip archive: settings, weights, optimiser, metrics, snapshots.
   * @param {{images?: boolean}} [with_] `images`: the images, too, which a run on MNIST or on generated digits does not need
   * @returns {Promise<{file: Uint8Array<ArrayBuffer>}>} rejects with "no-run" before the first step
   */
  saveProject({ images = false } = {}) {
    return this.#request({ type: "saveProject", images, base: this.#base });
  }

  /**
   * Goes back to the run of such a file, as `openRun` to a stored one; it is written down as a run of its own. Rejects with
   * "project-damaged", "project-newer", "project-size", "images-missing", "config-invalid" or "files-unreachable".
   * @param {Uint8Array} file
   * @returns {Promise<import("./protocol.js").RunSummary>}
   */
  openProject(file) {
    return this.#request({ type: "openProject", file, base: this.#base });
  }

  /** Loss and accuracy on every test image. @returns {Promise<import("./protocol.js").Evaluation>} */
  evaluate() {
    return this.#request({ type: "evaluate" });
  }

  /**
   * All test images assessed, by the network as it is now or by the mean images; between all classes, or (`classes`)
   * between two; or by the network at the snapshot of a step (`at`). Reports "progress" events; training may go on meanwhile.
   * @param {{classifier: import("./protocol.js").Classifier, classes?: [number, number] | null, at?: number | null}} request
   * @returns {Promise<import("./protocol.js").Verdict>}
   */
  assess({ classifier, classes = null, at = null }) {
    return this.#request({ type: "assess", classifier, classes, at });
  }

  /**
   * Accuracy on the first `count` test images, 10,000 at most, moved by each of the `distances`, whole pixels from 0 to 14,
   * 15 of them at most: the mean over moves to the left, right, up and down. What leaves an image is cut, and paper comes
   * in. By the network as it is now, at the snapshot of a step (`at`), or by the mean images. Reports "progress" events;
   * training may go on meanwhile, and does not change.
   * @param {{classifier: import("./protocol.js").Classifier, distances: number[], count: number, at?: number | null}} request
   * @returns {Promise<import("./protocol.js").Shifted>}
   */
  shifted({ classifier, distances, count, at = null }) {
    return this.#request({ type: "shifted", classifier, distances, count, at });
  }

  /**
   * What a layer (null: the last hidden one) gives the first `count` images of a split, 10,000 at most, with the two
   * directions of their largest variance. Features of training images are kept for `nearest`.
   * @param {{split: import("./protocol.js").SplitName, count: number, layer?: string | number | null, at?: number | null}} request
   * @returns {Promise<import("../public/pkg/cpu/digit_lab.js").Features>}
   */
  features({ split, count, layer = null, at = null }) {
    return this.#request({ type: "features", split, count, layer, at });
  }

  /** Ends the worker; what was asked of it and is not answered rejects with the code "closed". */
  close() {
    this.#fail({ code: "closed", message: "The trainer was closed." });
  }

  /** @param {object} message @returns {Promise<any>} */
  #request(message) {
    if (this.#crash) return Promise.reject(new TrainerError(this.#crash));
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      // First the message: one that cannot be sent throws, and leaves nothing waiting.
      this.#worker.postMessage({ id, ...message });
      this.#pending.set(id, { resolve, reject });
    });
  }

  /** @param {import("./protocol.js").Reply | Event} message */
  #receive(message) {
    if (this.#crash) return;
    if ("event" in message) return this.#emit(message);
    const waiting = this.#pending.get(message.id);
    this.#pending.delete(message.id);
    if (message.ok) waiting?.resolve(message.value);
    else waiting?.reject(new TrainerError(message.error));
    // A panic while a call was answered at once comes as a reply: nothing more will work then.
    if (!message.ok && message.error.code === "worker-crashed") this.#fail(message.error);
  }

  /** @param {Event} event */
  #emit(event) {
    for (const listener of this.#listeners.get(event.event) ?? []) listener(event);
  }

  /** @param {import("./protocol.js").ErrorReport} error */
  #fail(error) {
    if (this.#crash) return;
    this.#crash = error;
    // What is left of it must not go on training behind a page that says it has stopped.
    this.#worker.terminate();
    for (const { reject } of this.#pending.values()) reject(new TrainerError(error));
    this.#pending.clear();
    if (error.code !== "closed") this.#emit({ event: "crashed", ...error });
  }
}

/**
 * Starts a worker and returns its proxy.
 * @param {{base?: string}} [options] `base`: address of the folder in which the modules' `pkg/` lies;
 *   the page's own unless said otherwise
 * @returns {Trainer}
 */
export function openTrainer({ base = document.baseURI } = {}) {
  const worker = new Worker(new URL("../worker/index.js", import.meta.url), { type: "module", name: "trainer" });
  return new Trainer(worker, new URL("./", base).href);
}
