/**
 * The Results room: what is shown of the verdicts on all test images, what has been answered, and what is
 * still to be asked. Pure.
 *
 * A verdict is asked for again when it is `due`, a number that grows with every reason for a new one; what was
 * asked of a verdict belongs to that verdict's object, and is asked again for another.
 *
 * @module
 */

import { isOnShow } from "../../../page/rooms.js";
import { hasNetwork, stepLookedAt } from "../../../run/phase.js";

/** @typedef {import("../state.js").ResultsAction} Action */
/** @typedef {import("../state.js").ResultsState} State */
/** @typedef {import("../../../api/protocol.js").Cases} Cases */
/** @typedef {import("../../../api/protocol.js").ErrorReport} ErrorReport */
/** @typedef {import("../../../api/protocol.js").Classifier} Classifier */
/** @typedef {[number, number] | null} Classes the two that the choice is between; null: all */
/** @typedef {Required<Omit<import("../../../api/protocol.js").CasesRequest, "classifier" | "classes">>} Query */
/** @typedef {"losses" | "gallery"} ListName */

/** @type {Classifier[]} */
export const CLASSIFIERS = ["network", "template"];

/**
 * A classifier's answer; without a verdict, what was wrong.
 * @typedef {object} Assessed
 * @property {Classes} classes
 * @property {number} due
 * @property {import("../../../api/protocol.js").Verdict | null} verdict
 * @property {ErrorReport | null} problem
 */

/** @typedef {{classifier: Classifier, query: Query, of: Assessed, cases: Cases | null, problem: ErrorReport | null}} Page */
/** @typedef {{of: Assessed, labels: ArrayLike<number>, values: Float32Array | null}} Scores `values`: null if they could not be had */
/** @typedef {{query: Query, page: Page | null}} List `page` may still be one of an earlier wish */

/**
 * @typedef {object} Assessment
 * @property {Classifier} classifier whose verdict is looked into
 * @property {Classes} classes
 * @property {number} due
 * @property {Record<Classifier, Assessed | null>} assessed
 * @property {{loaded: number, total: number} | null} progress of the verdict that is asked for
 * @property {boolean} percent whether the confusion matrix shows shares of its rows
 * @property {List} losses
 * @property {List} gallery
 * @property {{page: Page, at: number} | null} chosen the image that is shown large
 * @property {Record<Classifier, Scores | null>} scores what each image got for each class
 * @property {boolean} compare whether the lists show what either classifier answers
 * @property {import("../../../api/protocol.js").Templates | null} means the mean image of each class
 * @property {boolean} few whether two classes are told apart on their first 50 images each, and not on all of them
 */

/**
 * @typedef {{type: "verdict-again"} |
 *   {type: "verdict-shown", classifier: Classifier} |
 *   {type: "verdict-classes", classes: Classes} |
 *   {type: "verdict-percent", percent: boolean} |
 *   {type: "verdict-asked"} |
 *   {type: "verdict-answered", classifier: Classifier, assessed: Assessed} |
 *   {type: "verdict-list", list: ListName, query: Partial<Query>} |
 *   {type: "verdict-page", list: ListName, page: Page} |
 *   {type: "verdict-chosen", chosen: Assessment["chosen"]} |
 *   {type: "verdict-compare", compare: boolean} |
 *   {type: "verdict-few", few: boolean} |
 *   {type: "verdict-means", means: NonNullable<Assessment["means"]>} |
 *   {type: "verdict-scores", classifier: Classifier, scores: Scores}} VerdictAction
 */

/** @type {Query} */
const QUERY = {
  truth: null,
  prediction: null,
  only: "all",
  order: "loss",
  descending: true,
  seed: 0,
  first: 0,
  count: 10,
};

/** @returns {Assessment} */
export function initialAssessment() {
  return {
    classifier: "network",
    classes: null,
    due: 0,
    assessed: { network: null, template: null },
    progress: null,
    percent: false,
    losses: { query: QUERY, page: null },
    gallery: { query: { ...QUERY, only: "wrong", order: "random", descending: false, count: 40 }, page: null },
    chosen: null,
    scores: { network: null, template: null },
    compare: false,
    means: null,
    few: false,
  };
}

/**
 * @param {Assessment} assessment
 * @param {Action} action
 * @param {State} state as it was
 * @returns {Assessment}
 */
export function reduceAssessment(assessment, action, state) {
  switch (action.type) {
    case "loaded": {
      const { classifier, percent, compare, few } = assessment;
      return { ...initialAssessment(), classifier, percent, compare, few };
    }
    case "configured":
      return {
        ...assessment,
        assessed: { ...assessment.assessed, network: null },
        scores: { ...assessment.scores, network: null },
        chosen: assessment.chosen?.page.classifier === "network" ? null : assessment.chosen,
        progress: null,
        losses: withoutNetwork(assessment.losses),
        gallery: withoutNetwork(assessment.gallery),
      };
    case "epoch":
      // One who looks at the past is not disturbed.
      return state.looking.at === null ? { ...assessment, due: assessment.due + 1 } : assessment;
    case "verdict-again":
      return { ...assessment, due: assessment.due + 1 };
    case "looked-at":
      return { ...assessment, due: assessment.due + 1 };
    case "room":
    case "lent":
      // A visitor who comes in finds a verdict of the network that is looked at.
      return (action.type === "lent" ? action.rooms.includes("results") : action.room === "results") &&
        isBehind(assessment, state)
        ? { ...assessment, due: assessment.due + 1 }
        : assessment;
    case "progress": {
      // The Data room has its own verdict; what was not asked for here is not followed here.
      if (action.task !== "assess" || !assessment.progress) return assessment;
      return { ...assessment, progress: { loaded: action.loaded ?? 0, total: action.total ?? 0 } };
    }
    case "verdict-shown":
      return { ...assessment, classifier: action.classifier, ...fromTheStart(assessment) };
    case "verdict-classes":
      return {
        ...assessment,
        classes: action.classes,
        chosen: null,
        ...fromTheStart(assessment, { truth: null, prediction: null }),
      };
    case "verdict-percent":
      return { ...assessment, percent: action.percent };
    case "verdict-asked":
      return { ...assessment, progress: assessment.progress ?? { loaded: 0, total: 0 } };
    case "verdict-answered":
      return {
        ...assessment,
        progress: null,
        assessed: { ...assessment.assessed, [action.classifier]: action.assessed },
      };
    case "verdict-list": {
      const { query, page } = assessment[action.list];
      return { ...assessment, [action.list]: { query: { ...query, first: 0, ...action.query }, page } };
    }
    case "verdict-page":
      return { ...assessment, [action.list]: { ...assessment[action.list], page: action.page } };
    case "verdict-chosen":
      return { ...assessment, chosen: action.chosen };
    case "verdict-scores":
      return { ...assessment, scores: { ...assessment.scores, [action.classifier]: action.scores } };
    case "verdict-compare":
      return { ...assessment, compare: action.compare };
    case "verdict-means":
      return { ...assessment, means: action.means };
    case "verdict-few":
      return { ...assessment, few: action.few };
    default:
      return assessment;
  }
}

/** @param {List} list @returns {List} */
function withoutNetwork({ query, page }) {
  return { query, page: page?.classifier === "network" ? null : page };
}

/** @param {Assessment} assessment @param {Partial<Query>} [cell] */
function fromTheStart({ losses, gallery }, cell = {}) {
  return {
    losses: { ...losses, query: { ...losses.query, first: 0 } },
    gallery: { ...gallery, query: { ...gallery.query, ...cell, first: 0 } },
  };
}

/**
 * Whether the verdict is of another step than the network that is looked at.
 * @param {Assessment} assessment
 * @param {Pick<State, "run" | "looking">} state
 */
export function isBehind({ assessed }, state) {
  const verdict = assessed.network?.verdict;
  return !!verdict && verdict.step !== stepLookedAt(state);
}

/** @typedef {Classifier | ListName | "network-scores" | "template-scores" | "means"} Need */

/**
 * What the room shows and has not been answered, in the order of its urgency; nothing while nobody is there.
 * @param {State} state
 * @returns {Need[]}
 */
export function verdictNeeds(state) {
  const { data, run, compute, verdict: assessment } = state;
  if (!isOnShow(state, "results") || data.phase !== "ready" || compute.phase !== "ready") return [];
  /** @type {Need[]} */
  const needs = CLASSIFIERS.filter((classifier) => {
    const assessed = assessment.assessed[classifier];
    if (classifier === "network" && !hasNetwork(run)) return false;
    // The mean images stay as they are.
    const due = classifier === "network" ? assessment.due : (assessed?.due ?? 0);
    return assessed?.classes !== assessment.classes || assessed.due !== due;
  });
  const assessed = assessment.assessed[assessment.classifier];
  // Of a verdict that is being replaced nothing need be asked.
  if (assessed?.verdict && !needs.includes(assessment.classifier)) {
    for (const name of /** @type {const} */ (["losses", "gallery"])) {
      const { query, page } = assessment[name];
      if (page?.query !== query || page.of !== assessed) needs.push(name);
    }
  }
  for (const classifier of CLASSIFIERS) {
    const behind = assessment.assessed[classifier];
    const missing = behind?.verdict && assessment.scores[classifier]?.of !== behind;
    if (missing && !needs.includes(classifier)) needs.push(`${classifier}-scores`);
  }
  if (assessment.compare && !assessment.means) needs.push("means");
  return needs;
}

/** @type {import("../../../page/store.js").Slice<Assessment>} */
export const verdict = { initial: initialAssessment(), reduce: reduceAssessment };
