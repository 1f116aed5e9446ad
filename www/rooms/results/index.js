/**
 * The Results room: verdicts on all test images, as it is put together once its code is there.
 *
 * @module
 */

import { classNames } from "../../run/class-names.js";
import { createAssessment } from "./verdict/actions.js";
import { mount, within } from "../../page/rendering.js";
import { createVerdict } from "./verdict/view.js";

/**
 * @param {ReturnType<typeof import("../../page/app.js").createLab>} lab
 * @param {import("../../page/rendering.js").Store} store
 * @param {(id: string) => HTMLElement} byId
 */
export function furnish(lab, store, byId) {
  const assessment = createAssessment(lab.bench);
  store.subscribe(assessment.look);
  const lookInside = (/** @type {number} */ index) => {
    assessment.leave();
    lab.choose(index);
    location.hash = "#inside";
  };
  const view = mount(
    ({ verdict, run, data: { summary } }) => ({ assessment: verdict, run, names: classNames(summary), summary }),
    createVerdict(byId("verdict"), { ...assessment, lookInside }),
  );
  return { views: [within("results", view)], look: assessment.look };
}
