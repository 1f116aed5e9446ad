/**
 * The state that all rooms share, as slices: the page, the images, the run and what is wanted of the next one. Pure. No
 * DOM, no worker. A feature of a room has slices of its own in its folder.
 *
 * Two kinds of action come in, told apart by `type`: what the worker posts (its event's name), and what the visitor or
 * an answered request did.
 *
 * @module
 */

import { appendEvaluation, appendSteps, before, curvesOf, emptyCurves } from "../run/curves.js";
import { lent, room, rooms } from "./rooms.js";
import { reduceAlert, reduceAnnouncement } from "./state/alert.js";
import { initialCompute, reduceCompute } from "./state/compute.js";
import { drawing } from "./state/drawing.js";
import { initialData, reduceData } from "./state/data.js";
import { initialDraft, reduceDraft } from "./state/draft.js";
import { looking } from "./state/looking.js";
import { initialRun, reduceEpochs, reduceEvaluation, reduceRun } from "./state/run.js";
import { storing } from "./state/storing.js";

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
/** @typedef {import("./state/run.js").Run} Run */
/** @typedef {import("./state/run.js").Report} Report */

/**
 * @typedef {object} State
 * @property {"en" | "zh"} language
 * @property {import("./rooms.js").Room} room that is shown
 * @property {import("./rooms.js").Rooms} rooms
 * @property {readonly import("./rooms.js").Room[]} lent rooms of which parts stand in the one that is shown
 * @property {Compute} compute
 * @property {Data} data
 * @property {Preset[]} presets none until they are known
 * @property {Draft} draft
 * @property {Run} run
 * @property {import("../run/curves.js").Curves} curves
 * @property {import("../api/protocol.js").EpochReport[]} epochs
 * @property {import("../api/protocol.js").Evaluation | null} evaluation the latest on the test images
 * @property {import("./state/looking.js").Looking} looking
 * @property {import("./state/drawing.js").Drawing} drawing
 * @property {import("./state/storing.js").Storing} storing
 * @property {Alert | null} alert
 * @property {Announcement | null} announcement
 */

/**
 * What the worker posts, under its own name.
 * @typedef {{[K in WorkerEvent["event"]]: {type: K, event?: K} & Omit<Extract<WorkerEvent, {event: K}>, "event">}[WorkerEvent["event"]]} FromWorker
 */

/**
 * @typedef {FromWorker |
 *   {type: "language", language: "en" | "zh"} |
 *   import("./rooms.js").RoomAction |
 *   import("./rooms.js").RoomPhaseAction |
 *   import("./rooms.js").LentAction |
 *   {type: "opening"} |
 *   {type: "opened", report: import("../api/protocol.js").BackendReport} |
 *   {type: "open-failed", error: ErrorReport} |
 *   {type: "loading", source: Source} |
 *   {type: "load-failed", error: ErrorReport} |
 *   {type: "load-problem-dismissed"} |
 *   {type: "renamed", summary: import("../api/protocol.js").DatasetSummary} |
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
 *   {type: "stop-asked"} |
 *   {type: "run-failed", error: ErrorReport} |
 *   import("./state/looking.js").LookingAction |
 *   import("./state/drawing.js").DrawingAction |
 *   import("./state/storing.js").StoringAction |
 *   {type: "alerted", alert: Alert} |
 *   {type: "dismissed"}} Action
 */

/** By their names in {@link State}. @type {{[K in keyof State]: import("./store.js").Slice<State[K]>}} */
export const slices = {
  language: {
    initial: "en",
    reduce: (language, /** @type {Action} */ action) => (action.type === "language" ? action.language : language),
  },
  room,
  rooms,
  lent,
  compute: { initial: initialCompute(), reduce: reduceCompute },
  data: { initial: initialData(), reduce: reduceData },
  presets: {
    initial: [],
    reduce: (presets, /** @type {Action} */ action) => (action.type === "presets" ? action.presets : presets),
  },
  draft: { initial: initialDraft(), reduce: reduceDraft },
  run: { initial: initialRun(), reduce: reduceRun },
  curves: { initial: emptyCurves(), reduce: reduceCurves },
  epochs: { initial: [], reduce: reduceEpochs },
  evaluation: { initial: null, reduce: reduceEvaluation },
  looking,
  drawing,
  storing,
  alert: { initial: null, reduce: reduceAlert },
  announcement: { initial: null, reduce: reduceAnnouncement },
};

/** @param {State["curves"]} curves @param {Action} action */
function reduceCurves(curves, action) {
  if (action.type === "configured") return curves.steps.length || curves.marks.length ? emptyCurves() : curves;
  if (action.type === "resumed") return curvesOf(action);
  if (action.type === "steps") return appendSteps(curves, action);
  if (action.type === "evaluation") return appendEvaluation(curves, action);
  if (action.type === "backendChanged" && action.step !== null) return before(curves, action.step + 1);
  return curves;
}
