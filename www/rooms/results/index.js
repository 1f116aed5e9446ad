/**
 * The Results room: verdicts on all test images and accuracies on shifted ones, as it is put together once its code is
 * there.
 *
 * @module
 */

import { mount, within } from "../../page/rendering.js";
import { classNames } from "../../run/class-names.js";
import { hasNetwork } from "../../run/phase.js";
import { createShiftActions } from "./shift/actions.js";
import { createShift } from "./shift/view.js";
import { createAssessment } from "./verdict/actions.js";
import { createHead } from "./verdict/head.js";
import { createVerdict } from "./verdict/view.js";
import { slices } from "./state.js";

/** @typedef {import("./state.js").ResultsState} ResultsState */

/**
 * @param {import("../../page/app.js").App} app
 * @param {import("../../page/store.js").GrowingStore} store
 * @param {import("../../page/shared.js").Shared} shared
 */
export function createRoom(app, store, { looking }) {
  store.add(slices);
  const assessment = createAssessment(app, store);
  store.subscribe(assessment.look);
  const shift = createShiftActions(app, store);
  /** @param {number} index of the test image to be shown in the Lab */
  const lookInside = (index) => {
    assessment.leave();
    store.dispatch({ type: "image-chosen", index });
    location.hash = "#inside";
  };
  const names = (/** @type {ResultsState} */ { data }) => classNames(data.summary);
  const views = [
    mount(
      "verdict",
      (/** @type {ResultsState} */ state) => ({
        assessment: state.verdict,
        names: names(state),
        summary: state.data.summary,
      }),
      createVerdict({ ...assessment, lookInside }),
    ),
    // In an element that the verdict leaves to it, since it follows every report of the run.
    mount(
      "verdict-head",
      (/** @type {ResultsState} */ state) => ({
        assessment: state.verdict,
        run: state.run,
        looking: state.looking,
        names: names(state),
        summary: state.data.summary,
      }),
      createHead({ ...assessment, ...looking }),
    ),
    mount(
      "shift",
      ({ shift, run, data, draft }) => ({
        shift,
        ready: data.phase === "ready" && hasNetwork(run),
        drafted: draft.config?.shift ?? null,
        trained: run.summary?.config.shift ?? null,
      }),
      createShift(shift),
    ),
  ];
  return { views: views.map((view) => within("results", view)), look: assessment.look, verdict: assessment, shift };
}
