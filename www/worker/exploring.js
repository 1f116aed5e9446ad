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
  /** The end of the queue of verdicts. @type {Promise<unknown>} */
  let assessment = Promise.resolve();

  /** @param {import("../api/protocol.js").RequestOf<"assess">} request @returns {Promise<Verdict>} */
  async function pronounce({ id: _, type: __, ...request }) {
    const total = await use((engine) => engine.beginAssessment(request));
    return inParts((engine) => engine.assess(request), { task: "assess", total });
  }

  /** The end of the queue of features. @type {Promise<unknown>} */
  let gathering = Promise.resolve();

  /** @param {import("../api/protocol.js").RequestOf<"features">} request */
  async function gather({ id: _, type: __, ...request }) {
    const total = await use((engine) => engine.beginFeatures(request));
    return inParts((engine) => engine.features(), { task: "features", total });
  }

  const answering = Object.keys(QUESTIONS).map((type) => [
    type,
    (/** @type {any} */ { id: _, type: __, ...request }) => use((engine) => /** @type {any} */ (engine)[type](request)),
  ]);

  return {
    .../** @type {Answering} */ (Object.fromEntries(answering)),

    /** @param {import("../api/protocol.js").RequestOf<"assess">} request */
    assess(request) {
      const verdict = assessment.then(() => pronounce(request));
      assessment = verdict.catch(() => {}); // the caller receives the failure
      return verdict;
    },

    /** @param {import("../api/protocol.js").RequestOf<"features">} request */
    features(request) {
      const features = gathering.then(() => gather(request));
      gathering = features.catch(() => {}); // the caller receives the failure
      return features;
    },
  };
}
