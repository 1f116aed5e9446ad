/**
 * What a visitor can do to the images and the run, as calls to the trainer and actions for the store. Knows no view and
 * no element.
 *
 * @module
 */

import { EVENT_KINDS } from "../api/client.js";
import { reportOf } from "../api/errors.js";
import { isUnderWay } from "../run/phase.js";
import { createDrafting } from "./drafting.js";
import { createRunning } from "./running.js";
import { createStoring } from "./storing.js";

/** @typedef {import("../api/client.js").Trainer} Trainer */
/** @typedef {import("../api/protocol.js").BackendChoice} BackendChoice */
/** @typedef {import("../api/protocol.js").ConfigRequest} ConfigRequest */
/** @typedef {import("../api/protocol.js").DatasetRequest} DatasetRequest */
/** @typedef {import("../api/protocol.js").ErrorReport} ErrorReport */
/** @typedef {import("./state.js").AlertAction} AlertAction */

/** @typedef {ReturnType<typeof createApp>} App */

/**
 * @param {object} needs
 * @param {Trainer} needs.trainer
 * @param {import("./store.js").Store<import("./state.js").State, any>} needs.store
 * @param {import("../run/options.js").Options} needs.options
 */
export function createApp({ trainer, store, options }) {
  const { dispatch, get } = store;

  /** Something failed that has no place of its own on the page. @param {unknown} error @param {AlertAction[]} actions */
  const alert = (error, ...actions) => {
    const { code, message, params } = reportOf(error);
    // The crash itself has been announced once; what it took with it need not be.
    if (code === "worker-crashed" || code === "closed") return;
    dispatch({ type: "alerted", alert: { code, message, params, actions: [...actions, "dismiss"], serious: true } });
  };

  const shared = { trainer, dispatch, get, alert };
  const drafting = createDrafting(shared);
  const running = createRunning(shared);
  const { configure } = drafting;

  /** Sets up the network once both the compute and the images are there. @returns {Promise<boolean>} */
  const setUp = async () => {
    const { compute, data, draft, run } = get();
    if (compute.phase !== "ready" || data.phase !== "ready") return false;
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

  const storing = createStoring(shared, setUp);

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
    trainer,
    dispatch,
    get,
    alert,
    load,
    setLearningRate,
    ...drafting,
    ...running,
    ...storing,
    /** Opens the backend and fetches the images at once; settles when both and the network are there. */
    async start() {
      const loading = load({ source: options.data });
      void storing.offerLast();
      // Without a backend the images wait for ever, so this failure must not wait for them.
      if (await open(options.backend)) await loading;
      const { compute, data, draft, run } = get();
      const problem = compute.problem ?? data.problem ?? draft.problem;
      if (problem) throw Object.assign(new Error(problem.message), { code: problem.code });
      return { backend: compute.report, data: data.summary, run: run.summary };
    },
    mnist: () => load({ source: "mnist" }),
    openAuto: () => open("auto"),
    /** Hands the worker's events to the store. */
    listen() {
      for (const kind of EVENT_KINDS) {
        trainer.on(kind, (/** @type {any} */ event) => dispatch({ type: kind, ...event }));
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
function withoutCulprit(config, { code, params }) {
  const culprit = code === "network-invalid" ? "network" : params?.setting;
  const rest = Object.entries(config).filter(([name]) => name !== culprit);
  return rest.length < Object.keys(config).length ? Object.fromEntries(rest) : {};
}
