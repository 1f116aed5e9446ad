/**
 * The Library room: the runs that this browser keeps, and what leaves the page as files and comes back.
 *
 * @module
 */

import { calmly, createCalm } from "../../page/calm.js";
import { mount, within } from "../../page/rendering.js";
import { watchSight } from "../../page/sight.js";
import { createLogActions } from "./log/actions.js";
import { createLog } from "./log/view.js";
import { createMetrics } from "./metrics/view.js";
import { createProjectActions } from "./project/actions.js";
import { createProject } from "./project/view.js";
import { createPytorch } from "./pytorch/view.js";
import { createRecordActions } from "./record/actions.js";
import { createRecord } from "./record/view.js";
import { slices } from "./state.js";
import { createStoredActions } from "./stored/actions.js";
import { createStored } from "./stored/view.js";
import { createWeightsActions } from "./weights/actions.js";
import { createWeights } from "./weights/view.js";

/** @typedef {import("./state.js").LibraryState} LibraryState */

/** While a network trains, its curves are drawn this often. */
const FOLLOWED_MS = 1000;

/**
 * @param {import("../../page/app.js").App} app
 * @param {import("../../page/store.js").GrowingStore} store
 * @param {import("../../page/shared.js").Shared} shared
 */
export function createRoom(app, store, { looking }) {
  store.add(slices);
  const stored = createStoredActions(app, store);
  const inSight = watchSight(["log"], () => log.look());
  const log = createLogActions(app, /** @type {import("./state.js").LibraryStore} */ (store), () => inSight("log"));
  const project = createProjectActions(app, store);
  const record = createRecordActions(app, store);
  const weights = createWeightsActions(app, store);
  const views = [
    mount("stored", (/** @type {LibraryState} */ { stored, storing }) => ({ stored, storing }), createStored(stored)),
    mount("project", (/** @type {LibraryState} */ { project, run }) => ({ project, run }), createProject(project)),
    mount(
      "weights",
      (/** @type {LibraryState} */ { weights, run, looking }) => ({ weights, run, looking }),
      createWeights({ ...weights, ...looking }),
    ),
    mount("pytorch", (/** @type {LibraryState} */ { run, data }) => ({ run, data }), createPytorch(app.trainer)),
    mount(
      "metrics",
      (/** @type {LibraryState} */ { run, curves, epochs }) => ({ run, curves, epochs }),
      createMetrics(),
    ),
    mount(
      "log",
      (/** @type {LibraryState} */ { log, run, data, epochs }) => ({ log, run, data, epochs }),
      createLog(log),
    ),
    mount(
      "record",
      (/** @type {LibraryState} */ { record, run, data }) => ({ record, run, data }),
      createRecord(record),
    ),
  ];
  /** @param {File} file a project file, or one of weights */
  const take = async (file) => {
    if (file.name.toLowerCase().endsWith(".zip")) await project.open(file);
    else await weights.load(file);
  };
  const look = () => {
    stored.look();
    record.look();
    log.look();
  };
  const calm = createCalm(FOLLOWED_MS);
  return { views: views.map((view) => within("library", calmly(calm, view))), look, take, log };
}
