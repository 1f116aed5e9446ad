/**
 * What a visitor does in the Results room, and the asking for what is shown there.
 *
 * @module
 */

import { reportOf } from "../../../api/errors.js";
import { verdictNeeds } from "./state.js";

/** @typedef {import("./state.js").Classifier} Classifier */
/** @typedef {import("./state.js").Assessment} Assessment */
/** @typedef {import("./state.js").ListName} ListName */
/** @typedef {import("./state.js").Need} Need */
/** @typedef {import("./state.js").VerdictAction} VerdictAction */

/**
 * @param {import("../../../page/app.js").App} app
 * @param {import("../state.js").ResultsStore} store
 */
export function createAssessment({ trainer, alert }, { dispatch, get }) {
  /** @type {Set<Need>} */
  const pending = new Set();

  /** @param {Classifier} classifier @returns {Promise<VerdictAction>} */
  const assess = async (classifier) => {
    const { verdict, looking } = get();
    const { classes, due } = verdict;
    const answer = trainer.assess({ classifier, classes, at: classifier === "network" ? looking.at : null });
    dispatch({ type: "verdict-asked" });
    try {
      const verdict = await answer;
      return { type: "verdict-answered", classifier, assessed: { classes, due, verdict, problem: null } };
    } catch (error) {
      const problem = reportOf(error);
      return { type: "verdict-answered", classifier, assessed: { classes, due, verdict: null, problem } };
    }
  };

  /** @param {ListName} list @returns {Promise<VerdictAction>} */
  const listing = async (list) => {
    const { classifier, classes, assessed, [list]: wish } = get().verdict;
    const { query } = wish;
    const of = /** @type {import("./state.js").Assessed} */ (assessed[classifier]);
    try {
      const cases = await trainer.cases({ classifier, classes, ...query });
      return { type: "verdict-page", list, page: { classifier, query, of, cases, problem: null } };
    } catch (error) {
      return { type: "verdict-page", list, page: { classifier, query, of, cases: null, problem: reportOf(error) } };
    }
  };

  /** @param {Classifier} classifier @returns {Promise<VerdictAction>} */
  const scoring = async (classifier) => {
    const of = /** @type {import("./state.js").Assessed} */ (get().verdict.assessed[classifier]);
    try {
      const { labels, values } = await trainer.probabilities({ classifier });
      return { type: "verdict-scores", classifier, scores: { of, labels, values } };
    } catch (error) {
      // They are asked for again with the next verdict.
      alert(error);
      return { type: "verdict-scores", classifier, scores: { of, labels: [], values: null } };
    }
  };

  /** @param {Need} need @returns {Promise<VerdictAction>} */
  const ask = async (need) => {
    if (need === "network" || need === "template") return assess(need);
    if (need === "losses" || need === "gallery") return listing(need);
    if (need === "network-scores") return scoring("network");
    if (need === "template-scores") return scoring("template");
    try {
      return { type: "verdict-means", means: await trainer.templates() };
    } catch (error) {
      alert(error);
      return { type: "verdict-compare", compare: false };
    }
  };

  /** @param {Need} need */
  const bring = async (need) => {
    pending.add(need);
    const { data, run } = get();
    const action = await ask(need);
    pending.delete(need);
    // What is said of images or of a network that are no more, is said for nothing.
    const now = get();
    if (now.data.summary === data.summary && now.run.summary === run.summary) dispatch(action);
    else look();
  };

  /** Asks for what is shown and not there, one question of a kind at a time. */
  const look = () => {
    for (const need of verdictNeeds(get())) if (!pending.has(need)) void bring(need);
  };

  /** @param {ListName} list @param {Partial<import("./state.js").Query>} query */
  const list = (list, query) => dispatch({ type: "verdict-list", list, query });

  return {
    /** To be called whenever anything has changed. */
    look,
    list,
    again: () => dispatch({ type: "verdict-again" }),
    /** @param {Classifier} classifier */
    show(classifier) {
      if (classifier !== get().verdict.classifier) dispatch({ type: "verdict-shown", classifier });
    },
    /** @param {Assessment["classes"]} classes */
    restrict(classes) {
      dispatch({ type: "verdict-classes", classes });
    },
    /** @param {boolean} compare whether the lists show what either classifier answers */
    compare(compare) {
      dispatch({ type: "verdict-compare", compare });
    },
    /** @param {boolean} few whether two classes are told apart on their first images only */
    few(few) {
      dispatch({ type: "verdict-few", few });
    },
    /** @param {boolean} percent */
    percent(percent) {
      dispatch({ type: "verdict-percent", percent });
    },
    /** The images of a cell of the matrix; null: of all. @param {{truth: number, prediction: number} | null} cell */
    open(cell) {
      list("gallery", cell ? { ...cell, only: "all" } : { truth: null, prediction: null, only: "wrong" });
    },
    /** @param {ListName} name @param {number} at place on the list's page */
    choose(name, at) {
      const { page } = get().verdict[name];
      if (page?.cases) dispatch({ type: "verdict-chosen", chosen: { page, at } });
    },
    /** @param {number} by so many places along the page */
    leaf(by) {
      const { chosen } = get().verdict;
      const last = (chosen?.page.cases?.indices.length ?? 0) - 1;
      if (chosen) {
        const at = Math.min(last, Math.max(0, chosen.at + by));
        dispatch({ type: "verdict-chosen", chosen: { ...chosen, at } });
      }
    },
    leave() {
      if (get().verdict.chosen) dispatch({ type: "verdict-chosen", chosen: null });
    },
    /**
     * What every test image got for every class; null if that cannot be said.
     * @param {Classifier} classifier
     * @returns {Promise<import("../../../api/protocol.js").Probabilities | null>}
     */
    async probabilities(classifier) {
      try {
        return await trainer.probabilities({ classifier });
      } catch (error) {
        alert(error);
        return null;
      }
    },
  };
}
