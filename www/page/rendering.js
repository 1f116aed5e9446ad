/**
 * Draws what changed: at most once an animation frame, and only the views whose part of the state is another than
 * before. Knows no view and no trainer.
 *
 * @module
 */

import { isOnShow } from "./rooms.js";
import { createUi } from "../ui/ui.js";
import { render } from "../ui/template.js";

/** @typedef {import("../ui/ui.js").Ui} Ui */
/** @typedef {import("../ui/template.js").Template} Template */

/**
 * A part of the page that follows the state. `all`: words or colours are others than before.
 * @typedef {(state: any, ui: Ui, all: boolean) => void} View
 */

/**
 * A view that fills an element with a template, whenever a part of what `select` takes from the state is another than
 * before. `ui.redraw()` fills it again for a change that the state does not know of, such as what is being typed.
 * @template {Record<string, unknown>} S
 * @param {string} id of the element, which is there when the view is drawn for the first time
 * @param {(state: any) => S} select
 * @param {(slice: S, ui: Ui) => Template} template
 * @returns {View}
 */
export function mount(id, select, template) {
  /** @type {HTMLElement | null} */
  let element = null;
  return follow(select, (slice, ui) => {
    element ??= /** @type {HTMLElement} */ (document.getElementById(id));
    render(template(slice, ui), element);
  });
}

/**
 * A view that does something else than to fill an element.
 * @template {Record<string, unknown>} S
 * @param {(state: any) => S} select
 * @param {(slice: S, ui: Ui) => void} draw
 * @returns {View}
 */
export function follow(select, draw) {
  /** @type {S | undefined} */
  let shown;
  /** @type {Ui | undefined} */
  let words;
  let scheduled = false;
  const drawNow = () => {
    scheduled = false;
    if (shown && words) draw(shown, words);
  };
  const redraw = () => {
    if (!scheduled) queueMicrotask(drawNow);
    scheduled = true;
  };
  return (state, ui, all) => {
    const slice = select(state);
    if (!all && shown && sameParts(shown, slice)) return;
    shown = slice;
    if (all || !words) words = { ...ui, redraw };
    drawNow();
  };
}

/**
 * A view that is drawn only while its room or a part of it is shown, and as soon as it is shown again.
 * @param {import("./rooms.js").Room} room
 * @param {View} view
 * @returns {View}
 */
export function within(room, view) {
  // Colours and words may have changed while the room was hidden.
  let missed = false;
  return (state, ui, all) => {
    missed ||= all;
    if (!isOnShow(state, room)) return;
    view(state, ui, missed);
    missed = false;
  };
}

/** @param {Record<string, unknown>} a @param {Record<string, unknown>} b */
function sameParts(a, b) {
  return Object.keys(b).every((name) => Object.is(a[name], b[name]));
}

/** What comes many times a second while a network trains, and need not be on show at once. */
const PATIENT = new Set(["steps", "progress"]);
/** Such a change is drawn after this at the latest: each drawing takes its time from the training. */
const PATIENT_MS = 160;

/**
 * Draws the views once now and again after every change of the state or of the colour scheme.
 * @param {import("./store.js").Store<import("./state.js").State, any>} store
 * @param {View[]} views
 * @returns {{add: (more: View[]) => void, redraw: () => void}} `add`: more views; `redraw`: for words that have come
 */
export function drawChanges(store, views) {
  /** @type {Ui | undefined} */
  let ui;
  let scheduled = false;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let patience;
  let all = true;

  const draw = () => {
    scheduled = false;
    clearTimeout(patience);
    patience = undefined;
    const state = store.get();
    if (!ui || ui.language !== state.language) all = true;
    if (all) ui = createUi(state.language);
    // What a view draws may itself change the state: the words and colours are new for all views of this turn.
    const drawAll = all;
    all = false;
    for (const view of views) drawOne(view, state, /** @type {Ui} */ (ui), drawAll);
  };
  const schedule = () => {
    if (scheduled) return;
    scheduled = true;
    requestAnimationFrame(draw);
  };

  store.subscribe(({ type }) => {
    if (PATIENT.has(type)) patience ??= setTimeout(schedule, PATIENT_MS);
    else schedule();
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
    all = true;
    schedule();
  });
  draw();
  return {
    add(more) {
      const state = store.get();
      views = [...views, ...more];
      for (const view of more) drawOne(view, state, /** @type {Ui} */ (ui), true);
    },
    redraw() {
      all = true;
      schedule();
    },
  };
}

/** A fault in one view leaves the others drawn. @type {(view: View, ...given: Parameters<View>) => void} */
function drawOne(view, ...given) {
  try {
    view(...given);
  } catch (error) {
    reportError(error);
  }
}
