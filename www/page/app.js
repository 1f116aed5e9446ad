/**
 * What a visitor can do, as calls to the trainer and events for the store. Knows no view and no
 * element.
 *
 * @module
 */

import { EVENT_KINDS } from "../api/client.js";
import { reportOf } from "../api/errors.js";
import { createDrafting } from "./drafting.js";
import { createRunning } from "./running.js";
import { paced } from "./throttle.js";
import { buttonRole } from "../ui/run-words.js";
import { hasBegun } from "./state.js";
import { hasNetwork, isUnderWay } from "./state/run.js";

/** @typedef {import("../api/client.js").Trainer} Trainer */
/** @typedef {import("../api/protocol.js").BackendChoice} BackendChoice */
/** @typedef {import("../api/protocol.js").ConfigRequest} ConfigRequest */
/** @typedef {import("../api/protocol.js").DatasetRequest} DatasetRequest */
/** @typedef {import("../api/protocol.js").ErrorReport} ErrorReport */
/** @typedef {import("./state.js").AlertAction} AlertAction */

/** Samples shown at a time. */
export const SAMPLES_A_PAGE = 24;

/** While training, the inside and the drawing are looked at afresh this often. */
const WHILE_TRAINING_MS = 330;
/** While a visitor draws or leafs through images, this often. */
const BY_HAND_MS = 50;

/**
 * @param {object} needs
 * @param {Trainer} needs.trainer
 * @param {import("./rendering.js").Store} needs.store
 * @param {import("../run/options.js").Options} needs.options
 * @param {() => import("../api/protocol.js").Bitmap} needs.bitmap what is on the pad
 * @param {(section: "inside" | "draw") => boolean} needs.inSight
 */
export function createLab({ trainer, store, options, bitmap, inSight }) {
  const { dispatch, get } = store;

  /** Something failed that has no place of its own on the page. @param {unknown} error @param {AlertAction[]} actions */
  const alert = (error, ...actions) => {
    const { code, message } = reportOf(error);
    // The crash itself has been announced once; what it took with it need not be.
    if (code === "worker-crashed" || code === "closed") return;
    dispatch({ type: "alerted", alert: { code, message, actions: [...actions, "dismiss"], serious: true } });
  };

  const inspect = paced(async () => {
    if (!hasNetwork(get().run) || !inSight("inside")) return;
    const { index } = get().inside;
    try {
      dispatch({ type: "inspected", inspection: await trainer.inspect(index) });
    } catch (error) {
      alert(error);
    }
  });

  const predict = paced(async () => {
    if (!hasNetwork(get().run) || !get().draw.inked || !inSight("draw")) return;
    try {
      dispatch({ type: "predicted", prediction: await trainer.predict(bitmap()) });
    } catch (error) {
      // A dot too faint to count as ink: the visitor is about to draw more.
      if (reportOf(error).code !== "draw-empty") alert(error);
    }
  });

  /** Both look again at the network as it is now. @param {number} interval_ms */
  const look = (interval_ms) => {
    inspect(interval_ms);
    predict(interval_ms);
  };

  /** @param {number} first index of the first sample */
  const showSamples = async (first) => {
    const count = get().data.summary?.train_count ?? 0;
    const length = Math.min(SAMPLES_A_PAGE, count);
    const indices = Array.from({ length }, (_, i) => (first + i) % count);
    try {
      dispatch({ type: "samples", first, samples: await trainer.samples("train", indices) });
    } catch (error) {
      alert(error);
    }
  };

  const bench = { trainer, dispatch, get, alert, look };
  const drafting = createDrafting(bench);
  const running = createRunning(bench);
  const { configure, reset } = drafting;

  /** Sets up the network once both the compute and the images are there. @returns {Promise<boolean>} */
  const setUp = async () => {
    const { compute, data, draft, run } = get();
    if (compute.phase !== "ready" || data.phase !== "ready") return false;
    if (!data.samples) showSamples(0);
    // Settings made on the page outlive a change of images; the address's stand at the start.
    const made = draft.problem ? run.summary?.config : draft.config;
    /** @type {ConfigRequest} */
    let wanted = { ...(made ?? options.config) };
    /** @type {ErrorReport | null} */
    let refused = null;
    while (!(await configure(wanted))) {
      const problem = /** @type {ErrorReport} */ (get().draft.problem);
      refused ??= problem;
      if (Object.keys(wanted).length === 0) break;
      wanted = withoutCulprit(wanted, problem);
    }
    const { network } = options.config;
    // The address's own layers are shown, with what is wrong with them.
    if (refused?.code === "network-invalid" && !made && network) await drafting.editNetwork(network);
    else if (refused) alert(refused);
    return get().run.phase === "ready";
  };

  /** @param {BackendChoice} backend @returns {Promise<boolean>} whether it is open */
  const open = async (backend) => {
    dispatch({ type: "opening" });
    try {
      const report = await trainer.open(backend, options.workers);
      dispatch({ type: "presets", presets: await trainer.presets() });
      dispatch({ type: "opened", report });
      // While the images are on their way. What is wrong with the address's settings is told when they are there.
      if (report.backend === "webgpu") trainer.prepare(options.config).catch(() => {});
    } catch (error) {
      dispatch({ type: "open-failed", error: reportOf(error) });
      alert(error, backend === "auto" ? "reload" : "open-auto");
      return false;
    }
    await setUp();
    return true;
  };

  /** @param {DatasetRequest} request @returns {Promise<boolean>} whether the network is set up for them */
  const load = async (request) => {
    if (get().data.phase === "loading") return false;
    dispatch({ type: "loading", source: request.source });
    try {
      dispatch({ type: "loaded", summary: await trainer.loadDataset(request) });
    } catch (error) {
      const problem = reportOf(error);
      // If it is the worker that failed, other images are no way out; the crash has its own answer.
      if (problem.code !== "worker-crashed") dispatch({ type: "load-failed", error: problem });
      return false;
    }
    return setUp();
  };

  /**
   * The rate of the run that is under way, or of the next.
   * @param {number} learning_rate
   * @returns {Promise<void>} rejects if the run does not take it
   */
  const setLearningRate = async (learning_rate) => {
    if (isUnderWay(get().run)) await trainer.setLearningRate(learning_rate);
    else await drafting.edit({ learning_rate });
  };

  return {
    ...drafting,
    ...running,
    look,
    /** Opens what computes and fetches the images at once; settles when both and the network are there. */
    async start() {
      const loading = load({ source: options.data });
      // Without a backend the images wait for ever, so this failure must not wait for them.
      if (await open(options.backend)) await loading;
      const { compute, data, draft, run } = get();
      const problem = compute.problem ?? data.problem ?? draft.problem;
      if (problem) throw Object.assign(new Error(problem.message), { code: problem.code });
      return { backend: compute.report, data: data.summary, run: run.summary };
    },
    /** The one large button. */
    async press() {
      const role = buttonRole(get().run);
      if (role === "pause") return running.pause();
      if (role === "again" && !(await reset())) return;
      await running.train();
    },
    setLearningRate,
    /** What the rooms work with. */
    bench: { ...bench, load },
    /** The rate that the finder suggests, as it is read. */
    async takeSuggestion() {
      const suggestion = get().finder.sweep?.suggestion;
      if (suggestion) await setLearningRate(Number(suggestion.toPrecision(2))).catch(alert);
    },
    mnist: () => load({ source: "mnist" }),
    /** The way out when there is no MNIST: digits, and training on them at once. */
    async generateAndTrain() {
      if ((await load({ source: "generated" })) && !hasBegun(get())) await running.train();
    },
    moreSamples() {
      const { samples, summary } = get().data;
      if (samples && summary) return showSamples((samples.first + SAMPLES_A_PAGE) % summary.train_count);
    },
    /** @param {number} index */
    choose(index) {
      dispatch({ type: "image-chosen", index });
      inspect(BY_HAND_MS);
    },
    /** @param {boolean} inked */
    drawn(inked) {
      if (get().draw.inked !== inked) dispatch({ type: "inked", inked });
      if (inked) predict(BY_HAND_MS);
    },
    openAuto: () => open("auto"),
    /** Hands the worker's events to the store. */
    listen() {
      for (const kind of EVENT_KINDS) {
        trainer.on(kind, (/** @type {any} */ event) => {
          dispatch({ type: kind, ...event });
          if (kind === "steps") look(WHILE_TRAINING_MS);
          if (kind === "backendChanged") look(0);
        });
      }
    },
  };
}

/**
 * What is left of settings without the one that was refused; none, if it is not among them.
 * @param {ConfigRequest} config
 * @param {ErrorReport} problem
 * @returns {ConfigRequest}
 */
function withoutCulprit(config, { code, message }) {
  const culprit = code === "network-invalid" ? "network" : /^(\w+): /.exec(message)?.[1];
  const rest = Object.entries(config).filter(([name]) => name !== culprit);
  return rest.length < Object.keys(config).length ? Object.fromEntries(rest) : {};
}
