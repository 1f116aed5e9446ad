/**
 * The Results room: what is shown of the verdicts on all test images, what has been answered, and what is
 * still to be asked. Pure.
 *
 * A verdict is asked for again when it is `due`, a number that grows with every reason for a new one; what was
 * asked of a verdict belongs to that verdict's object, and is asked again for another.
 *
 * @module
 */

import { hasNetwork } from "./run.js";

/** @typedef {import("../state.js").Action} Action */
/** @typedef {import("../state.js").State} State */
/** @typedef {import("../protocol.js").Cases} Cases */
/** @typedef {import("../protocol.js").ErrorReport} ErrorReport */
/** @typedef {import("../protocol.js").Judge} Judge */
/** @typedef {[number, number] | null} Classes the two that the choice is between; null: all */
/** @typedef {Required<Omit<import("../protocol.js").CasesRequest, "judge" | "classes">>} Query */
/** @typedef {"losses" | "gallery"} ListName */

/** @type {Judge[]} */
export const JUDGES = ["network", "template"];

/**
 * A judge's answer; without a verdict, what was wrong.
 * @typedef {object} Judged
 * @property {Classes} classes
 * @property {number} due
 * @property {import("../protocol.js").Verdict | null} verdict
 * @property {ErrorReport | null} problem
 */

/** @typedef {{judge: Judge, query: Query, of: Judged, cases: Cases | null, problem: ErrorReport | null}} Page */
/** @typedef {{query: Query, page: Page | null}} List `page` may still be one of an earlier wish */

/**
 * @typedef {object} Judging
 * @property {Judge} judge whose verdict is looked into
 * @property {Classes} classes
 * @property {number} due
 * @property {Record<Judge, Judged | null>} judged
 * @property {{loaded: number, total: number} | null} progress of the verdict that is asked for
 * @property {boolean} percent whether the confusion matrix shows shares of its rows
 * @property {List} losses
 * @property {List} gallery
 * @property {{page: Page, at: number} | null} chosen the image that is shown large
 * @property {Record<Judge, {of: Judged, values: Float32Array} | null>} scores what each image got for each class
 */

/**
 * @typedef {{type: "verdict-again"} |
 *   {type: "verdict-shown", judge: Judge} |
 *   {type: "verdict-classes", classes: Classes} |
 *   {type: "verdict-percent", percent: boolean} |
 *   {type: "verdict-asked"} |
 *   {type: "verdict-answered", judge: Judge, judged: Judged} |
 *   {type: "verdict-list", list: ListName, query: Partial<Query>} |
 *   {type: "verdict-page", list: ListName, page: Page} |
 *   {type: "verdict-chosen", chosen: Judging["chosen"]} |
 *   {type: "verdict-scores", judge: Judge, of: Judged, values: Float32Array}} VerdictAction
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

/** @returns {Judging} */
export function initialJudging() {
  return {
    judge: "network",
    classes: null,
    due: 0,
    judged: { network: null, template: null },
    progress: null,
    percent: false,
    losses: { query: QUERY, page: null },
    gallery: { query: { ...QUERY, only: "wrong", order: "random", descending: false, count: 40 }, page: null },
    chosen: null,
    scores: { network: null, template: null },
  };
}

/**
 * @param {Judging} judging
 * @param {Action} action
 * @param {State} state as it was
 * @returns {Judging}
 */
export function reduceJudging(judging, action, state) {
  switch (action.type) {
    case "loaded": {
      const { judge, percent } = judging;
      return { ...initialJudging(), judge, percent };
    }
    case "configured":
      return {
        ...judging,
        judged: { ...judging.judged, network: null },
        scores: { ...judging.scores, network: null },
        chosen: judging.chosen?.page.judge === "network" ? null : judging.chosen,
        progress: null,
        losses: withoutNetwork(judging.losses),
        gallery: withoutNetwork(judging.gallery),
      };
    case "epoch":
    case "verdict-again":
      return { ...judging, due: judging.due + 1 };
    case "place":
      // Whoever comes in finds a verdict of the network as it is.
      return action.place === "results" && isBehind(judging, state.run)
        ? { ...judging, due: judging.due + 1 }
        : judging;
    case "progress": {
      // The Data room has its own verdict; what was not asked for here is not followed here.
      if (action.task !== "judge" || !judging.progress) return judging;
      return { ...judging, progress: { loaded: action.loaded ?? 0, total: action.total ?? 0 } };
    }
    case "verdict-shown":
      return { ...judging, judge: action.judge, ...fromTheStart(judging) };
    case "verdict-classes":
      return {
        ...judging,
        classes: action.classes,
        chosen: null,
        ...fromTheStart(judging, { truth: null, prediction: null }),
      };
    case "verdict-percent":
      return { ...judging, percent: action.percent };
    case "verdict-asked":
      return { ...judging, progress: judging.progress ?? { loaded: 0, total: 0 } };
    case "verdict-answered":
      return { ...judging, progress: null, judged: { ...judging.judged, [action.judge]: action.judged } };
    case "verdict-list": {
      const { query, page } = judging[action.list];
      return { ...judging, [action.list]: { query: { ...query, first: 0, ...action.query }, page } };
    }
    case "verdict-page":
      return { ...judging, [action.list]: { ...judging[action.list], page: action.page } };
    case "verdict-chosen":
      return { ...judging, chosen: action.chosen };
    case "verdict-scores": {
      const scores = { of: action.of, values: action.values };
      return { ...judging, scores: { ...judging.scores, [action.judge]: scores } };
    }
    default:
      return judging;
  }
}

/** @param {List} list @returns {List} */
function withoutNetwork({ query, page }) {
  return { query, page: page?.judge === "network" ? null : page };
}

/** @param {Judging} judging @param {Partial<Query>} [cell] */
function fromTheStart({ losses, gallery }, cell = {}) {
  return {
    losses: { ...losses, query: { ...losses.query, first: 0 } },
    gallery: { ...gallery, query: { ...gallery.query, ...cell, first: 0 } },
  };
}

/** The network's step now. @param {State["run"]} run */
export function stepOf({ report, summary }) {
  return report?.step ?? summary?.step ?? 0;
}

/** Whether the network has trained on since its verdict. @param {Judging} judging @param {State["run"]} run */
export function isBehind({ judged }, run) {
  const verdict = judged.network?.verdict;
  return !!verdict && verdict.step !== stepOf(run);
}

/** @typedef {Judge | ListName | "scores"} Need */

/**
 * What the room shows and has not been answered, in the order of its urgency; nothing while nobody is there.
 * @param {State} state
 * @returns {Need[]}
 */
export function verdictNeeds({ place, data, run, compute, verdict: judging }) {
  if (place !== "results" || data.phase !== "ready" || compute.phase !== "ready") return [];
  /** @type {Need[]} */
  const needs = JUDGES.filter((judge) => {
    const judged = judging.judged[judge];
    if (judge === "network" && !hasNetwork(run)) return false;
    // The mean images stay as they are.
    const due = judge === "network" ? judging.due : (judged?.due ?? 0);
    return judged?.classes !== judging.classes || judged.due !== due;
  });
  const judged = judging.judged[judging.judge];
  // Of a verdict that is being replaced nothing need be asked.
  if (judged?.verdict && !needs.includes(judging.judge)) {
    for (const name of /** @type {const} */ (["losses", "gallery"])) {
      const { query, page } = judging[name];
      if (page?.query !== query || page.of !== judged) needs.push(name);
    }
  }
  const { chosen } = judging;
  if (chosen) {
    const { judge } = chosen.page;
    const behind = judging.judged[judge];
    if (behind?.verdict && judging.scores[judge]?.of !== behind) needs.push("scores");
  }
  return needs;
}
