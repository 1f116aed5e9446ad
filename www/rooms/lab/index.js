/**
 * The Lab, put together: the page's first room, which is always there.
 *
 * @module
 */

import { mount, within } from "../../page/rendering.js";
import { hasBegun } from "../../page/state.js";
import { isTraining } from "../../page/state/run.js";
import { createAugment } from "./augment/view.js";
import { createChartTools } from "./curves/tools.js";
import { createCurves } from "./curves/view.js";
import { createData } from "./data/view.js";
import { createDraw } from "./draw/view.js";
import { createFinder } from "./finder/view.js";
import { createInside } from "./inside/view.js";
import { createNetwork } from "./network/view.js";
import { createResults } from "./results/view.js";
import { createRuns } from "./curves/runs.js";
import { createSettings } from "./settings/view.js";
import { createTrain } from "./train/view.js";

/** @typedef {import("../../page/state.js").State} State */

const busy = (/** @type {State} */ state) => isTraining(state.run) || state.run.phase === "configuring";
const hasSummary = (/** @type {State} */ { run }) => run.summary !== null && run.phase !== "failed";

/** What is shown of the run, in the Lab and in the bar above all rooms. @param {State} state */
export const runSlice = ({ run, draft, finder, compute, data, evaluation }) => ({
  run,
  draft,
  finder,
  compute: compute.phase,
  preparing: compute.preparing,
  data: data.phase,
  source: data.source,
  fraction: data.fraction,
  evaluation,
});

/**
 * @param {object} given
 * @param {ReturnType<typeof import("../../page/app.js").createLab>} given.lab
 * @param {ReturnType<typeof import("./draw/pad.js").createPad>} given.pad
 * @param {import("../../page/rendering.js").Store} given.store
 * @param {import("../../api/client.js").Trainer} given.trainer
 * @param {(id: string) => HTMLElement} given.byId
 */
export function furnishLab({ lab, pad, store, trainer, byId }) {
  const take = () => {
    const image = store.get().inside.inspection?.image;
    if (image) pad.show(image);
  };

  const finder = /** @type {HTMLDetailsElement} */ (byId("finder"));
  const charts = { chart: store.dispatch, kept: store.dispatch };

  const inLab = [
    mount(
      ({ data, run }) => ({ data, subset: run.summary?.config.subset }),
      createData(byId("data"), { more: lab.moreSamples, generate: lab.generateAndTrain, retry: lab.mnist }),
    ),
    mount(
      (state) => ({
        summary: state.run.summary,
        draft: state.draft,
        begun: hasBegun(state),
        busy: busy(state),
        presets: state.presets,
      }),
      createNetwork(byId("network"), lab),
    ),
    mount(runSlice, createTrain(byId("train"), { ...lab, openFinder: () => openFinder(finder) })),
    mount(({ chart }) => ({ chart }), createChartTools(byId("curves"), charts)),
    mount(
      ({ curves, kept, chart, run }) => ({ curves, kept, chart, summary: run.summary }),
      createCurves(byId("curves"), charts),
    ),
    mount(
      ({ curves, kept, chart, run, presets, data }) => ({
        curves,
        kept,
        chart,
        run,
        presets,
        source: data.summary?.source ?? null,
      }),
      createRuns(byId("runs"), charts),
    ),
    mount(runSlice, createFinder(finder, lab)),
    mount(
      (state) => ({ draft: state.draft, presets: state.presets, begun: hasBegun(state), busy: busy(state) }),
      createSettings(byId("settings"), lab),
    ),
    mount(
      ({ draft, presets, data }) => ({ draft, presets, dataset: data.summary }),
      createAugment(byId("augment"), { edit: lab.edit, augmented: (request) => trainer.augmented(request) }),
    ),
    mount(
      ({ epochs, evaluation, run }) => ({ epochs, evaluation, summary: run.summary }),
      createResults(byId("results")),
    ),
    mount(({ inside, data }) => ({ inside, summary: data.summary }), createInside(byId("inside"), lab)),
    mount(
      (state) => ({
        draw: state.draw,
        ready: hasSummary(state),
        image: state.inside.inspection !== null,
        summary: state.data.summary,
      }),
      createDraw(byId("draw"), { ...pad, take }),
    ),
  ];
  return inLab.map((view) => within("lab", view));
}

/** @param {HTMLDetailsElement} finder */
function openFinder(finder) {
  finder.open = true;
  finder.scrollIntoView({ block: "nearest", behavior: "smooth" });
  finder.querySelector("summary")?.focus({ preventScroll: true });
}
