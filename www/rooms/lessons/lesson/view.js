/**
 * A step of a lesson: its text, the tutorial's lines beside this page's, what can be done, the live figures of other
 * rooms, the tutorial's numbers beside the run's, and a question.
 *
 * @module
 */

import { explain } from "../../../i18n/index.js";
import { isTraining } from "../../../run/phase.js";
import { copyButton } from "../../../ui/copy-button.js";
import { smallButton } from "../../../ui/figure-card.js";
import { UNKNOWN } from "../../../ui/format.js";
import { tableView } from "../../../ui/table.js";
import { attached, html, live, nothing } from "../../../ui/template.js";
import { stepAt } from "./actions.js";
import { deedWords } from "./deeds.js";
import { linkTo } from "./link.js";
import { NUMBERS, OF_IMAGES } from "./numbers.js";
import { programUpTo, TRACKS } from "./tracks.js";

/** @typedef {import("../../../ui/ui.js").Ui} Ui */
/** @typedef {import("../../../i18n/index.js").Key} Key */
/** @typedef {import("./state.js").Lesson} Lesson */
/** @typedef {{lesson: Lesson} & import("./numbers.js").State} Slice */

/** @param {import("./actions.js").LessonActions} actions @returns {(slice: Slice, ui: Ui) => import("../../../ui/template.js").Template} */
export function createLesson(actions) {
  const code = createCode();
  /** The step whose answer is unfolded. @type {unknown} */
  let answered = null;
  return ({ lesson, ...state }, ui) => {
    const { t, format } = ui;
    const { place } = lesson;
    const { track, step } = stepAt(place);
    const words = (/** @type {string} */ name) => t(/** @type {Key} */ (`lesson.${track.id}.${step.id}.${name}`));
    const params = { number: format.integer(place.step + 1), count: format.integer(track.steps.length) };
    const back = smallButton(t("lessons.previous"), () => actions.turn(-1), place.step === 0);
    const onward = html`
      <button
        type="button"
        class="button button--main"
        ?disabled=${place.step + 1 === track.steps.length}
        @click=${() => actions.turn(1)}
      >
        ${t("lessons.next")}
      </button>
    `;
    const unfold = (/** @type {Event} */ event) => {
      // Its own event comes late: a drawing in between would fold it again.
      event.preventDefault();
      answered = answered === step ? null : step;
      ui.redraw();
    };
    return html`
      <h2 id="lesson-title">${t("lessons.title")}</h2>
      <p class="muted lesson__about">${t("lessons.about")} ${t("lessons.keys")}</p>
      ${tracksView(lesson, ui)}
      <div class="lesson" data-large=${lesson.large}>
        ${stepsView(lesson, track, ui)}
        <article class="lesson__step" aria-labelledby="lesson-step-title" data-step="${track.id}/${step.id}">
          <p class="lesson__where muted number">
            ${track.id.toUpperCase()} · ${t("lessons.step", params)}
            <a class="link" href=${linkTo(place)}>${t("lessons.link")}</a>
            <button
              type="button"
              class="pick"
              aria-pressed=${lesson.large}
              @click=${() => actions.enlarge(!lesson.large)}
            >
              ${t("lessons.present")}
            </button>
          </p>
          <h3 class="lesson__title" id="lesson-step-title" tabindex="-1">${words("title")}</h3>
          <p class="lesson__text">${words("text")}</p>
          ${deedsView(lesson, step, isTraining(state.run), actions, ui)}
          <div
            class="lesson__figures"
            aria-label=${t("lessons.figure")}
            role="group"
            ${attached(actions.attach, step)}
          ></div>
          ${numbersView(track, step, state, ui)} ${code(track, place.step, ui)}
          <details class="lesson__question" .open=${live(answered === step)}>
            <summary @click=${unfold}><strong>${t("lessons.question")}</strong> ${words("question")}</summary>
            <p>${words("answer")}</p>
          </details>
          <p class="buttons lesson__turn">${back} ${onward}</p>
        </article>
      </div>
    `;
  };
}

/** The five lessons. @param {Lesson} lesson @param {Ui} ui */
function tracksView({ place, visited }, { t, format }) {
  const links = TRACKS.map(({ id, steps }) => {
    const done = visited[id]?.length ?? 0;
    return html`
      <li>
        <a
          class="lesson__track"
          href=${linkTo({ track: id, step: id === place.track ? place.step : Math.max(0, ...(visited[id] ?? [])) })}
          aria-current=${id === place.track ? "true" : nothing}
        >
          <strong>${t(`lessons.track.${id}`)}</strong>
          <span class="muted">${t(`lessons.track.${id}.about`)}</span>
          <span class="muted number"
            >${t("lessons.done", { done: format.integer(done), count: format.integer(steps.length) })}</span
          >
        </a>
      </li>
    `;
  });
  return html`<ol class="lesson__tracks" aria-label=${t("lessons.tracks")}>
    ${links}
  </ol>`;
}

/** The steps of the lesson. @param {Lesson} lesson @param {import("./tracks.js").Track} track @param {Ui} ui */
function stepsView({ place, visited }, { id, steps }, { t }) {
  const links = steps.map(
    (step, i) => html`
      <li data-visited=${visited[id]?.includes(i) ?? false}>
        <a href=${linkTo({ track: id, step: i })} aria-current=${i === place.step ? "step" : nothing}
          >${t(/** @type {Key} */ (`lesson.${id}.${step.id}.title`))}</a
        >
      </li>
    `,
  );
  return html`
    <nav class="lesson__steps" aria-label=${t("lessons.steps")}>
      <ol>
        ${links}
      </ol>
    </nav>
  `;
}

/**
 * What can be done here.
 * @param {Lesson} lesson
 * @param {import("./tracks.js").Step} step
 * @param {boolean} training
 * @param {import("./actions.js").LessonActions} actions
 * @param {Ui} ui
 */
function deedsView({ doing, problem }, { deeds }, training, { act }, { t }) {
  if (deeds.length === 0) return nothing;
  const buttons = deeds.map((deed, i) => {
    const pauses = deed.kind === "pause";
    return html`
      <button
        type="button"
        class="button"
        data-deed=${deed.kind}
        ?disabled=${pauses ? !training : doing !== null}
        @click=${() => void act(i)}
      >
        ${doing === i ? t("lessons.working") : deedWords(deed, t)}
      </button>
    `;
  });
  return html`
    <p class="buttons lesson__deeds" role="group" aria-label=${t("lessons.do")}>${buttons}</p>
    ${
      problem
        ? html`<p class="problem" role="alert">${t("lessons.failed", { message: explain(t, "error", problem) })}</p>`
        : nothing
    }
  `;
}

/**
 * The tutorial's numbers beside this run's.
 * @param {import("./tracks.js").Track} track
 * @param {import("./tracks.js").Step} step
 * @param {import("./numbers.js").State} state
 * @param {Ui} ui
 */
function numbersView(track, { numbers }, state, { t, format }) {
  if (numbers.length === 0) return nothing;
  const { summary } = state.run;
  const other = summary !== null && summary.config.preset !== track.preset && track.id !== "e";
  const rows = numbers.map(({ kind, published }) => {
    const ours = NUMBERS[kind](state, format);
    return html`
      <tr data-number=${kind}>
        <th scope="row">${t(/** @type {Key} */ (`lessons.number.${kind}`))}</th>
        <td>${published}</td>
        <td>${ours ?? UNKNOWN}</td>
      </tr>
    `;
  });
  const depends = numbers.some(({ kind }) => !OF_IMAGES.has(kind));
  return html`
    ${tableView("lesson__numbers", [t("lessons.number"), t("lessons.published"), t("lessons.ours")], rows)}
    ${
      other && depends
        ? html`<p class="muted">${t("lessons.ours")}: ${t("lessons.other", { preset: track.preset })}</p>`
        : nothing
    }
    ${
      state.data.summary && state.data.summary.source !== "mnist"
        ? html`<p class="muted">${t("lessons.mnist")}</p>`
        : nothing
    }
  `;
}

/** The tutorial's lines beside this page's, to be copied. */
function createCode() {
  const copies = { here: copyButton(), there: copyButton(), all: copyButton() };
  return (/** @type {import("./tracks.js").Track} */ track, /** @type {number} */ at, /** @type {Ui} */ ui) => {
    const { t } = ui;
    const { python, here } = track.code[track.steps[at].id];
    const block = (/** @type {string} */ title, /** @type {string} */ text, /** @type {unknown} */ buttons) => html`
      <div class="lesson__lines">
        <h4>${title}</h4>
        <pre tabindex="0" aria-label=${title}><code translate="no">${text}</code></pre>
        <p class="buttons">${buttons}</p>
      </div>
    `;
    return html`
      <div class="lesson__code">
        ${block(
          t("lessons.there"),
          python,
          html`${copies.there(() => python, t("lessons.copy"), ui)}
          ${at > 0 ? copies.all(() => programUpTo(track, at), t("lessons.copy.all"), ui) : nothing}`,
        )}
        ${block(
          t("lessons.here"),
          here,
          copies.here(() => here, t("lessons.copy"), ui),
        )}
      </div>
    `;
  };
}
