/**
 * Three ways to begin, for a first visit: to train, to follow a lesson, to draw. And the tour.
 *
 * @module
 */

import { stepOf } from "../../../run/phase.js";
import { html, nothing } from "../../../ui/template.js";

/** @typedef {import("../../../ui/ui.js").Ui} Ui */
/** @typedef {{welcome: boolean, run: import("../../../page/state/run.js").Run}} Slice */

const WAYS = /** @type {const} */ (["train", "lesson", "draw"]);

/**
 * @param {object} actions
 * @param {() => void} actions.end
 * @param {() => unknown} actions.train
 * @param {() => unknown} actions.epochOnce
 * @param {() => unknown} actions.tour
 * @returns {(slice: Slice, ui: Ui) => import("../../../ui/template.js").Template}
 */
export function createWelcome({ end, train, epochOnce, tour }) {
  return ({ welcome, run }, { t }) => {
    if (!welcome) return nothing;
    const go = {
      train: () => (void train(), show("train")),
      lesson: () => (location.hash = "#lesson/c/1"),
      // An untrained network only guesses.
      draw: () => (stepOf(run) === 0 && void epochOnce(), show("draw")),
    };
    const ways = WAYS.map(
      (way) => html`
        <button
          type="button"
          class="button"
          ?disabled=${way !== "lesson" && run.phase !== "ready"}
          @click=${() => (end(), go[way]())}
        >
          <strong>${t(`welcome.${way}`)}</strong>
          <small>${t(`welcome.${way}.about`)}</small>
        </button>
      `,
    );
    return html`
      <div class="welcome" role="region" aria-labelledby="welcome-title">
        <div class="row">
          <h2 id="welcome-title">${t("welcome.title")}</h2>
          <button type="button" class="link" @click=${() => (end(), tour())}>${t("welcome.tour")}</button>
          <button type="button" class="welcome__end" aria-label=${t("action.dismiss")} @click=${end}>✕</button>
        </div>
        <div class="welcome__ways">${ways}</div>
      </div>
    `;
  };
}

/** Leads to a section where it begins far down, once the panel is gone. @param {string} id */
function show(id) {
  requestAnimationFrame(() => {
    const section = document.getElementById(id);
    const { top = 0 } = section?.getBoundingClientRect() ?? {};
    if (top < 0 || top > innerHeight / 3) section?.scrollIntoView();
  });
}
