/**
 * Going through the lessons: the step that the address leads to, the figures of other rooms, and what is done at a step.
 *
 * @module
 */

import { reportOf } from "../../../api/errors.js";
import { hasNetwork } from "../../../run/phase.js";
import { DEEDS, VIEWS } from "./deeds.js";
import { roomsOf } from "./figures.js";
import { linkTo, placeOf } from "./link.js";
import { writeProgress } from "./progress.js";
import { TRACKS } from "./tracks.js";

/** @typedef {import("./link.js").Place} Place */

/** @param {Place} place */
export function stepAt({ track, step }) {
  const found = /** @type {import("./tracks.js").Track} */ (TRACKS.find(({ id }) => id === track));
  return { track: found, step: found.steps[step] };
}

/**
 * @param {import("../../../page/app.js").App} app
 * @param {import("../state.js").LessonsStore} store
 * @param {(room: any) => Promise<any>} open has another room ready; null: it cannot be fetched, and the page says so
 * @param {ReturnType<typeof import("./lending.js").createLending>} lending
 */
export function createLessonActions(app, store, open, lending) {
  const { get, dispatch, subscribe } = store;
  /** @type {HTMLElement | null} */
  let slot = null;

  /** Has the rooms of the step's figures draw, as long as the lessons are shown. */
  const lend = () => {
    const { room, lesson } = get();
    if (room !== "lessons") return;
    const rooms = roomsOf(stepAt(lesson.place).step.figures);
    if (rooms.join() !== get().lent.join()) dispatch({ type: "lent", rooms });
    for (const name of rooms) if (name !== "lab" && get().rooms[name] === "absent") void open(name);
  };

  /** Takes the figures, once they have been drawn. */
  const take = () => {
    const { room, lesson } = get();
    if (!slot || room !== "lessons") return;
    lending.show(slot, stepAt(lesson.place).step.figures);
    if (followed !== lesson.place) showCurrent();
    followed = lesson.place;
  };
  /** The place that the lists beside the step were scrolled to. @type {Place | null} */
  let followed = null;
  let scheduled = false;
  const takeSoon = () => {
    if (scheduled) return;
    scheduled = true;
    // What the state brings is drawn at the next frame.
    requestAnimationFrame(() =>
      requestAnimationFrame(() => {
        scheduled = false;
        take();
      }),
    );
  };

  /** The place whose figures show what its step is about. @type {Place | null} */
  let prepared = null;
  const prepare = () => {
    const { room, lesson, data, run } = get();
    if (room !== "lessons" || prepared === lesson.place || data.phase !== "ready" || !hasNetwork(run)) return;
    prepared = lesson.place;
    const deed = stepAt(lesson.place).step.deeds.find(({ kind }) => VIEWS.has(kind));
    // What fails here has a button.
    if (deed) void DEEDS[deed.kind](/** @type {any} */ (deed), { app, store, open })?.catch(() => {});
  };

  const follow = () => {
    const place = placeOf(location.hash);
    if (place) dispatch({ type: "lesson-place", place });
  };

  /** @param {Place} place */
  const go = (place) => {
    const hash = linkTo(place);
    if (location.hash === hash) return dispatch({ type: "lesson-place", place });
    location.hash = hash;
  };

  /** @param {number} by */
  const turn = (by) => {
    const { track, step } = get().lesson.place;
    const { steps } = stepAt(get().lesson.place).track;
    const to = step + by;
    if (to < 0 || to >= steps.length) return;
    go({ track, step: to });
    requestAnimationFrame(() => requestAnimationFrame(() => document.getElementById("lesson-step-title")?.focus()));
  };

  let shown = get();
  subscribe((action) => {
    const before = shown;
    shown = get();
    if (action.type === "room") {
      if (shown.room === "lessons") {
        if (!placeOf(location.hash)) dispatch({ type: "lesson-place", place: get().lesson.place });
        lend();
      } else lending.bringAllBack();
    }
    if (shown.room !== "lessons") return;
    if (before.lesson?.place !== shown.lesson.place) {
      writeProgress(() => localStorage, shown.lesson);
      lend();
    }
    if (action.type === "room-phase" || action.type === "loaded" || action.type === "configured") lend();
    prepare();
    if (!complete(shown.lesson.place)) takeSoon();
  });

  /** Whether all figures of a step stand in its slot. @param {Place} place */
  const complete = (place) => {
    const { figures } = stepAt(place).step;
    return slot?.children.length === figures.length && figures.every((id, i) => slot?.children[i].id === id);
  };

  addEventListener("hashchange", follow);
  const pressed = (/** @type {KeyboardEvent} */ event) => {
    if (get().room !== "lessons" || event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey) return;
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    const { target } = event;
    // Figures, fields and lists have arrow keys of their own.
    const own =
      target instanceof Element && target.closest("input, select, textarea, canvas, [role], [tabindex='0'], summary");
    if (!by || own) return;
    event.preventDefault();
    turn(by);
  };
  addEventListener("keydown", pressed);

  return {
    look() {
      follow();
      lend();
      prepare();
      takeSoon();
    },
    go,
    turn,
    /** The element in which figures are shown. @param {HTMLElement} element */
    attach(element) {
      slot = element;
      return takeSoon;
    },
    /** @param {boolean} large */
    enlarge: (large) => dispatch({ type: "lesson-large", large }),
    /** @param {number} number of the deed at this step */
    async act(number) {
      const deed = stepAt(get().lesson.place).step.deeds[number];
      dispatch({ type: "lesson-doing", doing: number });
      try {
        await DEEDS[deed.kind](/** @type {any} */ (deed), { app, store, open });
      } catch (error) {
        dispatch({ type: "lesson-failed", problem: reportOf(error) });
      }
      dispatch({ type: "lesson-doing", doing: null });
    },
  };
}

/** On a narrow screen lessons and steps stand side by side: has those in hand in sight. */
function showCurrent() {
  for (const current of document.querySelectorAll(".lesson__track[aria-current], .lesson__steps [aria-current]")) {
    const item = current.closest("li");
    const list = item?.parentElement;
    if (item && list) list.scrollLeft = item.offsetLeft - list.offsetLeft - (list.clientWidth - item.offsetWidth) / 2;
  }
}

/** @typedef {ReturnType<typeof createLessonActions>} LessonActions */
