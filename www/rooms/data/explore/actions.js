/**
 * What a visitor does in the Data room, and the asking for what is shown there.
 *
 * @module
 */

import { reportOf } from "../../../api/errors.js";
import { digitOf, firstPair, IMAGES_A_PAGE, openNeeds } from "./state.js";

/** @typedef {import("./state.js").Explore} Explore */
/** @typedef {import("./state.js").Need} Need */
/** @typedef {import("./state.js").Split} Split */

/**
 * @param {import("../../../page/app.js").App} app
 * @param {import("../state.js").DataStore} store
 */
export function createExploring({ trainer, alert }, { dispatch, get }) {
  /** @type {Set<Need>} */
  const pending = new Set();
  // The images may have come before the room.
  const { summary } = get().data;
  if (summary) dispatch({ type: "explore-pair", pair: firstPair(summary.train_class_counts) });

  /** @type {Record<Need, (explore: Explore) => Promise<Partial<Explore>>>} */
  const ask = {
    async page({ split, class: of, first }) {
      const page = await trainer.browse({ split, class: of, first, count: IMAGES_A_PAGE });
      return { page: { ...page, split, class: of, first } };
    },
    async input({ chosen, draw }) {
      const digit = /** @type {import("./state.js").Digit} */ (chosen);
      const input = await trainer.networkInput({ split: digit.split, index: digit.index, draw });
      return { input: { ...input, digit, draw } };
    },
    async behind({ curve_split: split, pointed }) {
      const index = /** @type {number} */ (pointed);
      const { images, labels } = await trainer.samples(split, [index]);
      return { behind: { split, index, label: labels[0], image: images } };
    },
    async statistics() {
      return { statistics: { train: await trainer.statistics("train"), test: await trainer.statistics("test") } };
    },
    templates: async () => ({ templates: await trainer.templates() }),
    async curves({ pair: [a, b], curve_split: split }) {
      return { curves: { ...(await trainer.templateCurves({ a, b, split })), split } };
    },
    baseline: async () => ({ baseline: await trainer.assess({ classifier: "template", classes: null }) }),
    pairs: async () => ({ pairs: await trainer.templatePairs() }),
  };

  /** @param {Need} need */
  const bring = async (need) => {
    pending.add(need);
    const { summary } = get().data;
    /** @type {import("./state.js").ExploreAction} */
    let action;
    try {
      action = { type: "explore-answered", answer: await ask[need](get().explore) };
    } catch (error) {
      action = { type: "explore-failed", need, error: reportOf(error) };
    }
    pending.delete(need);
    // What is said of images that are no longer there is said for nothing; what is there now is asked for.
    if (get().data.summary === summary) dispatch(action);
    else look();
  };

  /** Asks for what is shown and not there, one question of a kind at a time and for the latest wish. */
  const look = () => {
    for (const need of openNeeds(get())) if (!pending.has(need)) void bring(need);
  };

  return {
    /** To be called whenever anything has changed. */
    look,
    /** @param {{split?: Split, class?: number | null, first?: number}} wish */
    browse(wish) {
      dispatch({ type: "explore-browse", ...wish });
    },
    /** @param {number} place of an image on the page */
    choose(place) {
      const { page } = get().explore;
      if (page) dispatch({ type: "explore-chosen", digit: digitOf(page, place) });
    },
    /**
     * Enlarges an image by its number; one beyond the last is the last.
     * @param {Split} split
     * @param {number} number of the image, from 0
     */
    async show(split, number) {
      const { summary } = get().data;
      const count = (split === "train" ? summary?.train_count : summary?.test_count) ?? 0;
      if (!count) return;
      const index = Math.min(count - 1, Math.max(0, Math.round(number) || 0));
      try {
        const { images, labels } = await trainer.samples(split, [index]);
        if (get().data.summary !== summary) return;
        dispatch({ type: "explore-chosen", digit: { split, index, label: labels[0], image: images } });
      } catch (error) {
        alert(error);
      }
    },
    /** Other random changes, as another epoch has them. */
    drawAgain() {
      dispatch({ type: "explore-draw" });
    },
    /** @param {[number, number]} pair */
    compare(pair) {
      if (pair[0] !== pair[1]) dispatch({ type: "explore-pair", pair });
    },
    /** @param {Split} split */
    compareIn(split) {
      dispatch({ type: "explore-curve-split", split });
    },
    /** @param {Explore["curve_kind"]} kind */
    compareAs(kind) {
      dispatch({ type: "explore-curve-kind", kind });
    },
    /** @param {number | null} index of an image among those that are compared */
    point(index) {
      dispatch({ type: "explore-pointed", index });
    },
    /** Enlarges the image behind a point. */
    chooseBehind() {
      const { behind } = get().explore;
      if (behind) dispatch({ type: "explore-chosen", digit: behind });
    },
  };
}
