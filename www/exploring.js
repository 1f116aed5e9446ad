/**
 * Answers what the page asks to see of the data and of the results. One verdict at a time: each
 * goes on in parts, with training and everything else in between.
 *
 * @module
 */

/** @typedef {import("./public/pkg/cpu/digit_lab.js").Engine} Engine */
/** @typedef {import("./protocol.js").Verdict} Verdict */

/**
 * @typedef {object} Surroundings
 * @property {<T>(work: (engine: Engine) => T | Promise<T>) => Promise<T>} use takes its turn with the engine
 * @property {(part: (engine: Engine) => Promise<import("./public/pkg/cpu/digit_lab.js").Partly<any>>,
 *   progress: import("./protocol.js").Progress) => Promise<any>} inParts does a part after another, and tells of it
 */

/** @param {Surroundings} surroundings @returns the handlers of the requests, by their types */
export function exploring({ use, inParts }) {
  /** The end of the queue of verdicts. @type {Promise<unknown>} */
  let assessment = Promise.resolve();

  /** @param {Pick<import("./protocol.js").RequestOf<"assess">, "classifier" | "classes">} request @returns {Promise<Verdict>} */
  async function pronounce({ classifier, classes }) {
    const total = await use((engine) => engine.beginAssessment(classifier));
    return inParts((engine) => engine.assess(classifier, classes), { task: "assess", total });
  }

  /** @type {import("./protocol.js").HandlersOf<"statistics" | "browse" | "networkInput" | "templates" |
   *   "templateCurves" | "templatePairs" | "assess" | "cases" | "probabilities">} */
  const handlers = {
    statistics: ({ split }) => use((engine) => engine.statistics(split === "test")),

    browse: ({ split, class: only, first, count }) =>
      use((engine) => engine.browse(split === "test", only ?? undefined, first, count)),

    networkInput: ({ split, index, draw }) => use((engine) => engine.networkInput(split === "test", index, draw)),

    templates: () => use((engine) => engine.templates()),

    templateCurves: ({ a, b, split }) => use((engine) => engine.templateCurves(split === "test", a, b)),

    templatePairs: () => use((engine) => engine.templatePairs()),

    assess(request) {
      const verdict = assessment.then(() => pronounce(request));
      assessment = verdict.catch(() => {}); // whoever asked for it hears of its failure
      return verdict;
    },

    // Only what was given: to the module, `undefined` is a value and no wish for its own choice.
    cases: ({ id: _, type: __, ...request }) => use((engine) => engine.cases(request)),

    probabilities: ({ classifier }) => use((engine) => engine.probabilities(classifier)),
  };
  return handlers;
}
