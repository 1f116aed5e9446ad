/**
 * What the visitor wants of the next run: its settings and its layers, as they are edited. Pure.
 *
 * The draft follows the run, until it is edited; then it stands until it is applied or taken back.
 *
 * @module
 */

import { networkText } from "../../run/link.js";
import { differences } from "../../run/settings.js";

/** @typedef {import("../state.js").Action} Action */
/** @typedef {import("../../api/protocol.js").ErrorReport} ErrorReport */
/** @typedef {import("../../api/protocol.js").NetworkReport} NetworkReport */
/** @typedef {import("../../api/protocol.js").Preset} Preset */
/** @typedef {import("../../api/protocol.js").RunConfig} RunConfig */
/** @typedef {import("../../api/protocol.js").RunSummary} RunSummary */
/** @typedef {import("../../api/protocol.js").Spec} Spec */

/**
 * @typedef {object} Draft
 * @property {RunConfig | null} config null until a run was set up; its `network` is null for the preset's own layers
 * @property {Spec | null} network all layers, whether the preset's or one's own
 * @property {NetworkReport | null} description of `network`; for a moment after an edit, of the one before
 * @property {boolean} edited since a run was last asked for, or that was refused
 * @property {boolean} changed whether it is another than the run's
 * @property {ErrorReport | null} problem why no run can be set up from it
 */

/** @returns {Draft} */
export function initialDraft() {
  return { config: null, network: null, description: null, edited: false, changed: false, problem: null };
}

/**
 * @param {Draft} draft
 * @param {Action} action
 * @param {{presets: Preset[], run: Pick<import("./run.js").Run, "phase" | "summary">}} state the one before the action
 * @returns {Draft}
 */
export function reduceDraft(draft, action, { presets, run }) {
  const { summary } = run;
  switch (action.type) {
    case "edited": {
      if (!draft.config) return draft;
      // What was wrong with the settings may be mended now; a network that does not fit, is not.
      const problem = problemOf(draft.description);
      return edited({ ...draft, config: { ...draft.config, ...action.config }, problem }, run);
    }
    case "network-edited": {
      if (!draft.config) return draft;
      const config = { ...draft.config, network: isOwn(action.network, draft.config.preset, presets) };
      return edited({ ...draft, config, network: action.network }, run);
    }
    case "preset-chosen": {
      const { spec, config } = action.preset;
      const seed = draft.config?.seed ?? config.seed;
      return edited({ ...draft, config: { ...config, seed, network: null }, network: spec }, run);
    }
    case "described":
      // An answer about layers that have been edited since.
      if (action.network !== draft.network) return draft;
      return { ...draft, description: action.description, problem: problemOf(action.description) };
    case "reverted":
      return summary ? draftOf(summary) : draft;
    case "applying":
      return { ...draft, edited: false, problem: null };
    case "configured":
      return draft.edited ? compared(draft, action.summary) : draftOf(action.summary);
    case "configure-failed":
      return { ...draft, edited: true, problem: action.error };
    default:
      return draft;
  }
}

/** @param {RunSummary} summary @returns {Draft} */
function draftOf({ config, spec, layers, parameters, macs }) {
  const description = { layers, parameters, macs, problem: null };
  return { config, network: spec, description, edited: false, changed: false, problem: null };
}

/** @param {Draft} draft @param {Pick<import("./run.js").Run, "phase" | "summary">} run @returns {Draft} */
function edited(draft, { phase, summary }) {
  const next = compared(draft, summary);
  // What is the run's own again is no edit, unless another run is on its way.
  return { ...next, edited: next.changed || phase === "configuring" };
}

/** @param {Draft} draft @param {RunSummary | null} summary @returns {Draft} */
function compared(draft, summary) {
  const { config, network } = draft;
  if (!config || !network || !summary) return draft;
  const same =
    config.preset === summary.config.preset &&
    differences(config, summary.config).length === 0 &&
    sameNetwork(network, summary.spec);
  return { ...draft, changed: !same };
}

/** @param {NetworkReport | null} description @returns {ErrorReport | null} */
function problemOf(description) {
  if (!description?.problem) return null;
  const { layer, message, reason, params } = description.problem;
  return { code: "network-invalid", message: `${layer}: ${message}`, params: { ...params, layer, reason } };
}

/**
 * Layers for a request: null where the preset has just these.
 * @param {Spec} network @param {string} preset @param {Preset[]} presets
 */
function isOwn(network, preset, presets) {
  const known = presets.find(({ config }) => config.preset === preset);
  return known && sameNetwork(network, known.spec) ? null : network;
}

/** Whether two networks mean the same, whatever they leave out. @param {Spec} a @param {Spec} b */
export function sameNetwork(a, b) {
  return a === b || networkText(a) === networkText(b);
}
