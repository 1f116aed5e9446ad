/**
 * The Results room: verdicts on all test images, as it is put together once its code is there.
 *
 * @module
 */

import { classNames } from "../class-names.js";
import { createAssessment } from "../lab/verdict.js";
import { mount, within } from "../rendering.js";
import { createVerdict } from "../views/verdict/index.js";

/**
 * @param {ReturnType<typeof import("../lab.js").createLab>} lab
 * @param {import("../rendering.js").Store} store
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
