/**
 * The images: where they come from, how far their loading is, what is wrong with them. Pure.
 *
 * @module
 */

import { isAboutData, withNotice } from "./compute.js";

/** @typedef {import("../state.js").Action} Action */
/** @typedef {import("../../api/protocol.js").DatasetRequest["source"]} Source */

/**
 * @typedef {object} Data
 * @property {"idle" | "loading" | "ready" | "failed"} phase `failed`: there are no images at all
 * @property {Source} source being loaded, or in use
 * @property {import("../../api/protocol.js").Progress | null} progress the latest
 * @property {number} fraction 0..=1 of the loading
 * @property {import("../../api/protocol.js").DatasetSummary | null} summary
 * @property {import("../../api/protocol.js").Notice[]} notices mirrors that did not serve
 * @property {import("../../api/protocol.js").ErrorReport | null} problem
 */

/** @returns {Data} */
export function initialData() {
  return {
    phase: "idle",
    source: "mnist",
    progress: null,
    fraction: 0,
    summary: null,
    notices: [],
    problem: null,
  };
}

/** @param {Data} data @param {Action} action @returns {Data} */
export function reduceData(data, action) {
  switch (action.type) {
    case "loading":
      return {
        ...data,
        phase: "loading",
        source: action.source,
        progress: null,
        fraction: 0,
        notices: [],
        problem: null,
      };
    case "progress":
      if (action.task !== "dataset" || data.phase !== "loading") return data;
      return {
        ...data,
        progress: action,
        fraction: action.total ? (action.loaded ?? 0) / action.total : data.fraction,
      };
    case "notice":
      return isAboutData(action) ? { ...data, notices: withNotice(data.notices, action) } : data;
    case "loaded":
      return {
        ...data,
        phase: "ready",
        source: action.summary.source,
        progress: null,
        fraction: 1,
        summary: action.summary,
      };
    case "load-failed":
      // What was in use before stays in use.
      return {
        ...data,
        phase: data.summary ? "ready" : "failed",
        source: data.summary?.source ?? data.source,
        progress: null,
        problem: action.error,
      };
    case "load-problem-dismissed":
      return { ...data, problem: null };
    case "renamed":
      return { ...data, summary: action.summary };
    default:
      return data;
  }
}
