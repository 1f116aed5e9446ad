/**
 * What the page knows, and how each event changes it: `reduce(state, event)`, pure. No DOM, no worker.
 * Every slice has its reducer, the larger ones in files of their own.
 *
 * Two kinds of event come in, told apart by `type`: what the worker posts (its event's name), and
 * what the visitor or an answered request did. A slice that an event does not concern keeps its
 * identity, so that only the views of changed slices are drawn again.
 *
 * @module
 */

import { initialChart, reduceChart } from "../rooms/lab/curves/state.js";
import { appendEvaluation, appendSteps, before, emptyCurves } from "../run/curves.js";
import { reduceKept } from "../rooms/lab/curves/kept.js";
import { reduceAlert, reduceAnnouncement } from "./state/alert.js";
import { initialCompute, reduceCompute } from "./state/compute.js";
import { initialData, reduceData } from "./state/data.js";
import { initialDraft, reduceDraft } from "./state/draft.js";
import { initialExplore, reduceExplore } from "../rooms/data/explore/state.js";
import { initialFinder, reduceFinder } from "../rooms/lab/finder/state.js";
import { initialOwn, reduceOwn } from "../rooms/data/own/state.js";
import { initialRooms, reduceRooms } from "./state/rooms.js";
import { initialRun, reduceEpochs, reduceEvaluation, reduceRun } from "./state/run.js";
import { initialAssessment, reduceAssessment } from "../rooms/results/verdict/state.js";

/** @typedef {import("../api/protocol.js").ErrorReport} ErrorReport */
/** @typedef {import("../api/protocol.js").Event} WorkerEvent */
/** @typedef {import("../api/protocol.js").Preset} Preset */
/** @typedef {import("../api/protocol.js").RunConfig} RunConfig */
/** @typedef {import("../api/protocol.js").Spec} Spec */
/** @typedef {import("./state/alert.js").Alert} Alert */
/** @typedef {import("./state/alert.js").AlertAction} AlertAction */
/** @typedef {import("./state/alert.js").Announcement} Announcement */
/** @typedef {import("./state/compute.js").Compute} Compute */
/** @typedef {import("./state/data.js").Data} Data */
/** @typedef {import("./state/data.js").Source} Source */
/** @typedef {import("./state/draft.js").Draft} Draft */
/** @typedef {import("../rooms/data/explore/state.js").Explore} Explore */
/** @typedef {import("../rooms/lab/finder/state.js").Finder} Finder */
/** @typedef {import("./state/run.js").Run} Run */
/** @typedef {import("./state/run.js").Report} Report */
/** @typedef {import("../rooms/results/verdict/state.js").Assessment} Assessment */

/** @typedef {{index: number, inspection: import("../api/protocol.js").Inspection | null}} Inside */
/** @typedef {{inked: boolean, prediction: import("../api/protocol.js").Prediction | null}} Draw */

/**
 * @typedef {object} State
 * @property {"en" | "zh"} language
 * @property {import("./places.js").Place} place that is shown
 * @property {import("./state/rooms.js").Rooms} rooms
 * @property {Compute} compute
 * @property {Data} data
 * @property {import("../rooms/data/own/state.js").Own} own
 * @property {Preset[]} presets none until they are known
 * @property {Draft} draft
 * @property {Run} run
 * @property {import("../run/curves.js").Curves} curves
 * @property {import("../api/protocol.js").EpochReport[]} epochs
 * @property {import("../api/protocol.js").Evaluation | null} evaluation the latest on the test images
 * @property {import("../rooms/lab/curves/kept.js").KeptRun[]} kept earlier runs
 * @property {import("../rooms/lab/curves/state.js").Chart} chart
 * @property {Finder} finder
 * @property {Inside} inside
 * @property {Explore} explore
 * @property {Assessment} verdict
 * @property {Draw} draw
 * @property {Alert | null} alert
 * @property {Announcement | null} announcement
 */

/**
 * What the worker posts, under its own name.
 * @typedef {{[K in WorkerEvent["event"]]: {type: K, event?: K} & Omit<Extract<WorkerEvent, {event: K}>, "event">}[WorkerEvent["event"]]} FromWorker
 */

/**
 * @typedef {FromWorker |
 *   import("../rooms/lab/curves/state.js").ChartAction |
 *   import("../rooms/lab/curves/kept.js").KeptAction |
 *   import("../rooms/data/explore/state.js").ExploreAction |
 *   import("../rooms/results/verdict/state.js").VerdictAction |
 *   {type: "language", language: "en" | "zh"} |
 *   {type: "place", place: import("./places.js").Place} |
 *   import("./state/rooms.js").RoomAction |
 *   {type: "opening"} |
 *   {type: "opened", report: import("../api/protocol.js").BackendReport} |
 *   {type: "open-failed", error: ErrorReport} |
 *   {type: "loading", source: Source} |
 *   {type: "loaded", summary: import("../api/protocol.js").DatasetSummary} |
 *   {type: "load-failed", error: ErrorReport} |
 *   {type: "samples", first: number, samples: import("../api/protocol.js").Samples} |
 *   import("../rooms/data/own/state.js").OwnAction |
 *   {type: "presets", presets: Preset[]} |
 *   {type: "edited", config: Partial<RunConfig>} |
 *   {type: "network-edited", network: Spec} |
 *   {type: "preset-chosen", preset: Preset} |
 *   {type: "described", network: Spec, description: import("../api/protocol.js").NetworkReport} |
 *   {type: "reverted"} |
 *   {type: "applying"} |
 *   {type: "configuring"} |
 *   {type: "configure-failed", error: ErrorReport} |
 *   {type: "train-asked"} |
 *   {type: "step-asked"} |
 *   {type: "pause-asked"} |
 *   {type: "end-asked"} |
 *   {type: "run-failed", error: ErrorReport} |
 *   {type: "finder-asked"} |
 *   {type: "finder-ended"} |
 *   {type: "finder-failed", error: ErrorReport} |
 *   {type: "image-chosen", index: number} |
 *   {type: "inspected", inspection: import("../api/protocol.js").Inspection} |
 *   {type: "inked", inked: boolean} |
 *   {type: "predicted", prediction: import("../api/protocol.js").Prediction} |
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
    place: "lab",
    rooms: initialRooms(),
    compute: initialCompute(),
    data: initialData(),
    own: initialOwn(),
    presets: [],
    draft: initialDraft(),
    run: initialRun(),
    curves: emptyCurves(),
    epochs: [],
    evaluation: null,
    kept: [],
    chart: initialChart(),
    finder: initialFinder(),
    inside: { index: 0, inspection: null },
    explore: initialExplore(),
    verdict: initialAssessment(),
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
    place: action.type === "place" ? action.place : state.place,
    rooms: reduceRooms(state.rooms, action),
    compute: reduceCompute(state.compute, action),
    data: reduceData(state.data, action),
    own: reduceOwn(state.own, action),
    presets: action.type === "presets" ? action.presets : state.presets,
    draft: reduceDraft(state.draft, action, state),
    run: reduceRun(state.run, action),
    curves: reduceCurves(state.curves, action),
    epochs: reduceEpochs(state.epochs, action),
    evaluation: reduceEvaluation(state.evaluation, action),
    kept: reduceKept(state.kept, action, state),
    chart: reduceChart(state.chart, action),
    finder: reduceFinder(state.finder, action, state),
    inside: reduceInside(state.inside, action),
    explore: reduceExplore(state.explore, action),
    verdict: reduceAssessment(state.verdict, action, state),
    draw: reduceDraw(state.draw, action),
    alert: reduceAlert(state.alert, action),
    announcement: reduceAnnouncement(state.announcement, action),
  };
}

/** Whether a run has begun that a change of its settings would end. @param {Pick<State, "run">} state */
export function hasBegun({ run: { phase, stepping, report, summary } }) {
  if (phase === "training" || phase === "pausing" || stepping) return true;
  return (report?.step ?? summary?.step ?? 0) > 0;
}

/** @param {State["curves"]} curves @param {Action} action */
function reduceCurves(curves, action) {
  if (action.type === "configured") return curves.steps.length || curves.marks.length ? emptyCurves() : curves;
  if (action.type === "steps") return appendSteps(curves, action);
  if (action.type === "evaluation") return appendEvaluation(curves, action);
  if (action.type === "backendChanged" && action.step !== null) return before(curves, action.step + 1);
  return curves;
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
