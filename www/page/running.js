/**
 * What a visitor does to the run in hand: training, pausing, single steps, its learning rate. Calls
 * to the trainer, events for the store.
 *
 * @module
 */

import { reportOf } from "../api/errors.js";

/** @typedef {import("./state.js").State} State */

/** By so much the rate is made smaller after a loss that was no number. */
export const SMALLER = 1 / 10;

/**
 * What the parts of the controller share.
 * @typedef {object} Shared
 * @property {import("../api/client.js").Trainer} trainer
 * @property {(action: import("./state.js").Action) => void} dispatch
 * @property {() => State} get
 * @property {(error: unknown, ...actions: import("./state.js").AlertAction[]) => void} alert
 */

/** @param {Shared} shared */
export function createRunning({ trainer, dispatch, get, alert }) {
  /** Settles when the training that was asked for here has stopped. @type {Promise<void> | null} */
  let going = null;

  /** @param {unknown} error */
  const failed = (error) => {
    const problem = reportOf(error);
    if (problem.code === "not-finite") return offerSmallerRate(problem);
    // Nothing is wrong with the run: a script has it go on; or it is kept until there is something that computes.
    if (problem.code === "busy" || problem.code === "recovery-failed") return alert(problem);
    dispatch({ type: "run-failed", error: problem });
    alert(problem, "reset");
  };

  /** The run stands at weights that are good. @param {import("../api/protocol.js").ErrorReport} problem */
  const offerSmallerRate = ({ code, message, ...report }) => {
    const params = { ...report.params, rate: String(smallerRate(get().run)) };
    const actions = /** @type {import("./state.js").AlertAction[]} */ (["smaller-rate", "reset", "dismiss"]);
    dispatch({ type: "alerted", alert: { code, message, params, actions, serious: true } });
  };

  /**
   * @param {{type: "train-asked" | "step-asked"}} asked
   * @param {import("../api/protocol.js").TrainRequest} request
   */
  const goOn = async (asked, request) => {
    // A step may be in hand, or a limit far away; the latest wish counts.
    while (going) await pause();
    dispatch(asked);
    await follow(trainer.train(request));
  };

  /** @param {Promise<unknown>} stopping */
  const follow = async (stopping) => {
    const mine = (async () => {
      try {
        await stopping;
      } catch (error) {
        failed(error);
      }
    })();
    going = mine;
    await mine;
    if (going === mine) going = null;
  };

  const pause = async () => {
    dispatch({ type: "pause-asked" });
    try {
      await trainer.pause();
    } catch (error) {
      alert(error);
    }
    await going;
  };

  const train = () => goOn({ type: "train-asked" }, {});

  return {
    train,
    pause,
    stepOnce: () => goOn({ type: "step-asked" }, { max_steps: 1 }),
    /** @param {number} max_steps at most, but not beyond the end of the run */
    trainSteps: (max_steps) => goOn({ type: "train-asked" }, { max_steps }),
    /** To the end of the epoch in hand, its evaluation included. */
    epochOnce: () => goOn({ type: "train-asked" }, { epochs: 1 }),
    /** Stops the run where it is, and has it evaluated. */
    async stop() {
      dispatch({ type: "stop-asked" });
      await follow(trainer.stop());
    },
    /** After a loss that was no number. */
    async goOnSmaller() {
      try {
        await trainer.setLearningRate(smallerRate(get().run));
      } catch (error) {
        return alert(error);
      }
      await train();
    },
  };
}

/** @param {State["run"]} run */
function smallerRate({ learning_rate, summary }) {
  return Number(((learning_rate ?? summary?.config.learning_rate ?? 0) * SMALLER).toPrecision(6));
}
