/**
 * Answers the requests that change nothing: what the page asks to see of the data, of the network and of the results.
 * The engine answers most of them as they are. One verdict at a time: each goes on in parts, with training and
 * everything else in between.
 *
 * @module
 */

import { QUESTIONS } from "../api/questions.js";

/** @typedef {import("../public/pkg/cpu/digit_lab.js").Engine} Engine */
/** @typedef {import("../api/protocol.js").Verdict} Verdict */

/**
 * @typedef {object} Surroundings
 * @property {<T>(work: (engine: Engine) => T | Promise<T>) => Promise<T>} use takes its turn with the engine
 * @property {(part: (engine: Engine) => Promise<import("../public/pkg/cpu/digit_lab.js").Partly<any>>,
 *   progress: import("../api/protocol.js").Progress) => Promise<any>} inParts does a part after another, and tells of it
 */

/** @typedef {import("../api/protocol.js").HandlersOf<import("../api/questions.js").Question>} Answering */

/** @param {Surroundings} surroundings @returns the handlers of the requests, by their types */
export function exploring({ use, inParts }) {
  /** @param {import("../api/protocol.js").RequestOf<"assess">} request @returns {Promise<Verdict>} */
  async function pronounce({ id: _, type: __, ...request }) {
    const total = await use((engine) => engine.beginAssessment(request));
    return inParts((engine) => engine.assess(request), { task: "assess", total });
  }

  /** @param {import("../api/protocol.js").RequestOf<"features">} request */
  async function gather({ id: _, type: __, ...request }) {
    const total = await use((engine) => engine.beginFeatures(request));
    return inParts((engine) => engine.features(), { task: "features", total });
  }

  /** @param {import("../api/protocol.js").RequestOf<"shifted">} request */
  async function shift({ id: _, type: __, ...request }) {
    const total = await use((engine) => engine.beginShifted(request));
    return inParts((engine) => engine.shifted(), { task: "shifted", total });
  }

  const answering = Object.keys(QUESTIONS).map((type) => [
    type,
    (/** @type {any} */ { id: _, type: __, ...request }) => use((engine) => /** @type {any} */ (engine)[type](request)),
  ]);

  return {
    .../** @type {Answering} */ (Object.fromEntries(answering)),

    assess: queued(pronounce),
    features: queued(gather),
    shifted: queued(shift),
  };
}

/**
 * Does one request of a kind after another: the engine works on one at a time.
 * @template R, T
 * @param {(request: R) => Promise<T>} work
 */
function queued(work) {
  /** The end of the queue. @type {Promise<unknown>} */
  let last = Promise.resolve();
  return (/** @type {R} */ request) => {
    const done = last.then(() => work(request));
    last = done.catch(() => {}); // the caller receives the failure
    return done;
  };
}
