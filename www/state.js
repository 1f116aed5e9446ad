/**
 * What the page knows, and how each event changes it: `reduce(state, event)`, pure. No DOM, no worker.
 *
 * Two kinds of event come in, told apart by `type`: what the worker posts (its event's name), and
 * what the visitor or an answered request did. A slice that an event does not concern keeps its
 * identity, so that only the views of changed slices are drawn again.
 *
 * @module
 */

import { appendSteps, appendTest, emptyCurves } from "./curves.js";

/** @typedef {import("./protocol.js").ErrorReport} ErrorReport */
/** @typedef {import("./protocol.js").Progress} Progress */
/** @typedef {import("./protocol.js").Notice} Notice */
/** @typedef {import("./protocol.js").Event} WorkerEvent */
/** @typedef {import("./files.js").FileRole} FileRole */
/** @typedef {"mnist" | "files" | "generated"} Source */

/**
 * @typedef {object} Compute
 * @property {"idle" | "opening" | "ready" | "failed"} phase
 * @property {Progress | null} progress of the module's download, or of opening the device
 * @property {import("./protocol.js").BackendReport | null} report
 * @property {Notice[]} notices
 * @property {ErrorReport | null} problem
 */

/**
 * @typedef {object} Data
 * @property {"idle" | "loading" | "ready" | "failed"} phase `failed`: there are no images at all
 * @property {Source} source being loaded, or in use
 * @property {Progress | null} progress the latest
 * @property {number} fraction 0..=1 of the loading
 * @property {import("./protocol.js").DatasetSummary | null} summary
 * @property {({first: number} & import("./protocol.js").Samples) | null} samples
 * @property {{found: Partial<Record<FileRole, string>>, unknown: string[]}} picked names of the visitor's files
 * @property {Notice[]} notices mirrors that did not serve
 * @property {ErrorReport | null} problem
 */

/** @typedef {import("./protocol.js").StepReport & import("./protocol.js").Timing} Report */

/**
 * @typedef {object} Run
 * @property {"none" | "configuring" | "ready" | "training" | "pausing" | "paused" | "finished" | "failed"} phase
 * @property {import("./protocol.js").RunSummary | null} summary
 * @property {Report | null} report the latest
 * @property {{loaded: number, total: number} | null} evaluating
 * @property {ErrorReport | null} problem with the settings asked for
 */

/** @typedef {{index: number, inspection: import("./protocol.js").Inspection | null}} Inside */
/** @typedef {{inked: boolean, prediction: import("./protocol.js").Prediction | null}} Draw */
/** @typedef {"reload" | "open-auto" | "reset" | "dismiss"} AlertAction */
/** @typedef {ErrorReport & {params?: Record<string, string>, actions: AlertAction[], serious: boolean}} Alert */
/** @typedef {{key: string, params: Record<string, number>}} Announcement for those who listen to the page */

/**
 * @typedef {object} State
 * @property {"en" | "zh"} language
 * @property {Compute} compute
 * @property {Data} data
 * @property {Run} run
 * @property {import("./curves.js").Curves} curves
 * @property {import("./protocol.js").EpochReport[]} epochs
 * @property {import("./protocol.js").Evaluation | null} evaluation the latest
 * @property {Inside} inside
 * @property {Draw} draw
 * @property {Alert | null} alert
 * @property {Announcement | null} announcement
 */

/**
 * What the worker posts, under its own name.
 * @typedef {{[K in WorkerEvent["event"]]: {type: K} & Extract<WorkerEvent, {event: K}>}[WorkerEvent["event"]]} FromWorker
 */

/**
 * @typedef {FromWorker |
 *   {type: "language", language: "en" | "zh"} |
 *   {type: "opening"} |
 *   {type: "opened", report: import("./protocol.js").BackendReport} |
 *   {type: "open-failed", error: ErrorReport} |
 *   {type: "loading", source: Source} |
 *   {type: "loaded", summary: import("./protocol.js").DatasetSummary} |
 *   {type: "load-failed", error: ErrorReport} |
 *   {type: "samples", first: number, samples: import("./protocol.js").Samples} |
 *   {type: "picked", found: Partial<Record<FileRole, string>>, unknown: string[]} |
 *   {type: "configuring"} |
 *   {type: "configured", summary: import("./protocol.js").RunSummary} |
 *   {type: "configure-failed", error: ErrorReport} |
 *   {type: "train-asked"} |
 *   {type: "pause-asked"} |
 *   {type: "run-failed", error: ErrorReport} |
 *   {type: "image-chosen", index: number} |
 *   {type: "inspected", inspection: import("./protocol.js").Inspection} |
 *   {type: "inked", inked: boolean} |
 *   {type: "predicted", prediction: import("./protocol.js").Prediction} |
 *   {type: "alerted", alert: Alert} |
 *   {type: "dismissed"}} Action
 */

/**
 * @param {"en" | "zh"} language
 * @returns {State}
 */
export function initialState(language) {
  return {
    language,
    compute: { phase: "idle", progress: null, report: null, notices: [], problem: null },
    data: {
      phase: "idle",
      source: "mnist",
      progress: null,
      fraction: 0,
      summary: null,
      samples: null,
      picked: { found: {}, unknown: [] },
      notices: [],
      problem: null,
    },
    run: { phase: "none", summary: null, report: null, evaluating: null, problem: null },
    curves: emptyCurves(),
    epochs: [],
    evaluation: null,
    inside: { index: 0, inspection: null },
    draw: { inked: false, prediction: null },
    alert: null,
    announcement: null,
  };
}

/**
 * @param {State} state
 * @param {Action} action
 * @returns {State}
 */
export function reduce(state, action) {
  return {
    language: action.type === "language" ? action.language : state.language,
    compute: reduceCompute(state.compute, action),
    data: reduceData(state.data, action),
    run: reduceRun(state.run, action),
    curves: reduceCurves(state.curves, action),
    epochs: reduceEpochs(state.epochs, action),
    evaluation: reduceEvaluation(state.evaluation, action),
    inside: reduceInside(state.inside, action),
    draw: reduceDraw(state.draw, action),
    alert: reduceAlert(state.alert, action),
    announcement: reduceAnnouncement(state.announcement, action),
  };
}

/** Whether a run has begun that a change of its settings would end. @param {State} state */
export function hasBegun(state) {
  return (state.run.report?.step ?? state.run.summary?.step ?? 0) > 0;
}

/** @param {Compute} compute @param {Action} action @returns {Compute} */
function reduceCompute(compute, action) {
  switch (action.type) {
    case "opening":
      return { ...compute, phase: "opening", progress: null, report: null, notices: [], problem: null };
    case "progress":
      return action.task === "module" || action.task === "device" ? { ...compute, progress: action } : compute;
    case "notice":
      return isAboutData(action) ? compute : { ...compute, notices: withNotice(compute.notices, action) };
    case "opened": {
      const notices = action.report.notices.reduce(withNotice, compute.notices);
      return { ...compute, phase: "ready", progress: null, report: action.report, notices };
    }
    case "open-failed":
      return { ...compute, phase: "failed", progress: null, problem: action.error };
    case "crashed":
      return { ...compute, phase: "failed", progress: null, problem: { code: action.code, message: action.message } };
    default:
      return compute;
  }
}

/** Mirrors and the browser's storage concern where the images come from. @param {Notice} notice */
function isAboutData({ code }) {
  return code.startsWith("mirror-") || code.startsWith("cache-");
}

/**
 * The same news may come as an event and in the report that follows.
 * @param {Notice[]} notices
 * @param {Notice} notice
 */
function withNotice(notices, { code, message }) {
  const known = notices.some((other) => other.code === code && other.message === message);
  return known ? notices : [...notices, { code, message }];
}

/** @param {Data} data @param {Action} action @returns {Data} */
function reduceData(data, action) {
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
        samples: null,
        picked: { found: {}, unknown: [] },
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
    case "samples":
      return { ...data, samples: { first: action.first, ...action.samples } };
    case "picked":
      return { ...data, picked: { found: action.found, unknown: action.unknown }, problem: null };
    default:
      return data;
  }
}

/** @param {Run} run @param {Action} action @returns {Run} */
function reduceRun(run, action) {
  switch (action.type) {
    case "configuring":
      return { ...run, phase: "configuring", problem: null };
    case "configured":
      return { phase: "ready", summary: action.summary, report: null, evaluating: null, problem: null };
    case "configure-failed":
      return { ...run, phase: run.summary ? restingPhase(run, run.summary) : "failed", problem: action.error };
    case "train-asked":
      return { ...run, phase: "training" };
    case "pause-asked":
      return run.phase === "training" ? { ...run, phase: "pausing" } : run;
    case "steps":
      // A script may have pressed "train" on the trainer itself; the page follows.
      return { ...run, phase: run.phase === "pausing" ? "pausing" : "training", report: action, evaluating: null };
    case "progress":
      if (action.task !== "evaluation") return run;
      return { ...run, evaluating: { loaded: action.loaded ?? 0, total: action.total ?? 0 } };
    case "evaluation":
      return { ...run, evaluating: null };
    case "epoch": {
      // The epoch's own figures, which take in what came after the last report of steps.
      const { elapsed_ms, images_per_second } = action;
      return run.report ? { ...run, report: { ...run.report, elapsed_ms, images_per_second } } : run;
    }
    case "stopped":
      if (action.reason === "reset") return run;
      return { ...run, phase: action.reason === "finished" ? "finished" : "paused", evaluating: null };
    case "run-failed":
    case "crashed":
      return { ...run, phase: "failed", evaluating: null };
    default:
      return run;
  }
}

/**
 * Where a run stands that nothing is done to.
 * @param {Run} run
 * @param {import("./protocol.js").RunSummary} summary
 */
function restingPhase({ report }, { step, total_steps }) {
  const made = report?.step ?? step;
  if (made === 0) return "ready";
  return made < total_steps ? "paused" : "finished";
}

/** @param {State["curves"]} curves @param {Action} action */
function reduceCurves(curves, action) {
  if (action.type === "configured") return emptyCurves();
  if (action.type === "steps") return appendSteps(curves, action.step, action.losses, action.accuracies);
  if (action.type === "evaluation") return appendTest(curves, action);
  return curves;
}

/** @param {State["epochs"]} epochs @param {Action} action */
function reduceEpochs(epochs, action) {
  if (action.type === "configured") return [];
  return action.type === "epoch" ? [...epochs, action] : epochs;
}

/** @param {State["evaluation"]} evaluation @param {Action} action */
function reduceEvaluation(evaluation, action) {
  if (action.type === "configured") return null;
  return action.type === "evaluation" ? action : evaluation;
}

/** @param {Inside} inside @param {Action} action @returns {Inside} */
function reduceInside(inside, action) {
  if (action.type === "image-chosen") return { ...inside, index: action.index };
  if (action.type === "inspected") return { ...inside, inspection: action.inspection };
  return action.type === "loaded" ? { index: 0, inspection: null } : inside;
}

/** @param {Draw} draw @param {Action} action @returns {Draw} */
function reduceDraw(draw, action) {
  if (action.type === "inked") return { inked: action.inked, prediction: action.inked ? draw.prediction : null };
  // An answer that comes after the pad was cleared is to a question that no longer stands.
  if (action.type === "predicted") return draw.inked ? { ...draw, prediction: action.prediction } : draw;
  return draw;
}

/** @param {Alert | null} alert @param {Action} action @returns {Alert | null} */
function reduceAlert(alert, action) {
  switch (action.type) {
    case "alerted":
      return alert?.code === "worker-crashed" ? alert : action.alert;
    case "crashed":
      return { code: action.code, message: action.message, actions: ["reload"], serious: true };
    case "opening":
    case "loading":
    case "configuring":
      // A new attempt settles the failure before it.
      return alert?.serious && alert.code !== "worker-crashed" ? null : alert;
    case "dismissed":
      return null;
    default:
      return alert;
  }
}

/** @param {Announcement | null} announcement @param {Action} action @returns {Announcement | null} */
function reduceAnnouncement(announcement, action) {
  switch (action.type) {
    case "loaded":
      return { key: "said.loaded", params: { count: action.summary.train_count } };
    case "configured":
      return { key: "said.ready", params: {} };
    case "train-asked":
      return { key: "said.training", params: {} };
    case "epoch":
      return { key: "said.epoch", params: { epoch: action.epoch, accuracy: action.test_accuracy } };
    case "stopped":
      if (action.reason === "reset") return announcement;
      return { key: action.reason === "finished" ? "said.finished" : "said.paused", params: { step: action.step } };
    default:
      return announcement;
  }
}
