/**
 * Answers the requests that change nothing: what the page asks to see of the data, of the network and of the results.
 * The engine answers most of them as they are. One verdict at a time: each goes on in parts, with training and
 * everything else in between.
 *
 * @module
 */

/** @typedef {import("../public/pkg/cpu/digit_lab.js").Engine} Engine */
/** @typedef {import("../api/protocol.js").Verdict} Verdict */

/**
 * @typedef {object} Surroundings
 * @property {<T>(work: (engine: Engine) => T | Promise<T>) => Promise<T>} use takes its turn with the engine
 * @property {(part: (engine: Engine) => Promise<import("../public/pkg/cpu/digit_lab.js").Partly<any>>,
 *   progress: import("../api/protocol.js").Progress) => Promise<any>} inParts does a part after another, and tells of it
 */

/** Requests of the same names as methods of the engine, which take what the request holds. */
const PASSED_ON = /** @type {const} */ ([
  ...["presets", "describe", "inspect", "predict", "generatorKnobs", "sketch", "samples", "augmented"],
  ...["statistics", "browse", "networkInput", "templates", "templateCurves", "templatePairs", "cases", "probabilities"],
]);

/** @typedef {import("../api/protocol.js").HandlersOf<typeof PASSED_ON[number]>} PassedOn */

/** @param {Surroundings} surroundings @returns the handlers of the requests, by their types */
export function exploring({ use, inParts }) {
  /** The end of the queue of verdicts. @type {Promise<unknown>} */
  let assessment = Promise.resolve();

  /** @param {import("../api/protocol.js").RequestOf<"assess">} request @returns {Promise<Verdict>} */
  async function pronounce({ id: _, type: __, ...request }) {
    const total = await use((engine) => engine.beginAssessment(request));
    return inParts((engine) => engine.assess(request), { task: "assess", total });
  }

  /** @param {typeof PASSED_ON[number]} type */
  const passOn =
    (type) =>
    (/** @type {any} */ { id: _, type: __, ...request }) =>
      use((engine) => /** @type {any} */ (engine)[type](request));
  const passedOn = Object.fromEntries(PASSED_ON.map((type) => [type, passOn(type)]));

  return {
    .../** @type {PassedOn} */ (/** @type {unknown} */ (passedOn)),

    /** @param {import("../api/protocol.js").RequestOf<"assess">} request */
    assess(request) {
      const verdict = assessment.then(() => pronounce(request));
      assessment = verdict.catch(() => {}); // the caller receives the failure
      return verdict;
    },
  };
}
