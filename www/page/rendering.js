/**
 * The store, and the drawing of what changed: at most once an animation frame, and only the views
 * whose slice is another object than before. Knows no view and no trainer.
 *
 * @module
 */

import { createFormatter } from "../ui/format.js";
import { translator } from "../i18n/index.js";

/** @typedef {import("./state.js").State} State */
/** @typedef {import("./state.js").Action} Action */

/**
 * What every view gets beside its slice: the page's language.
 * @typedef {object} Ui
 * @property {import("../i18n/index.js").Translate} t
 * @property {import("../ui/format.js").Formatter} format
 * @property {import("../i18n/index.js").Language} language
 */

/** @typedef {{get: () => State, dispatch: (action: Action) => void, subscribe: (listener: () => void) => void}} Store */

/**
 * @param {State} state
 * @param {(state: State, action: Action) => State} reduce
 * @returns {Store}
 */
export function createStore(state, reduce) {
  /** @type {Set<() => void>} */
  const listeners = new Set();
  return {
    get: () => state,
    dispatch(action) {
      state = reduce(state, action);
      for (const listener of listeners) listener();
    },
    subscribe: (listener) => void listeners.add(listener),
  };
}

/**
 * A view that is drawn when a part of its slice is another than before, or when `all` says so.
 * @template {Record<string, unknown> | null} S
 * @param {(state: State) => S} select
 * @param {(slice: S, ui: Ui) => void} render
 * @returns {(state: State, ui: Ui, all: boolean) => void}
 */
export function mount(select, render) {
  /** @type {S | undefined} */
  let before;
  return (state, ui, all) => {
    const slice = select(state);
    if (!all && before !== undefined && sameParts(before, slice)) return;
    before = slice;
    render(slice, ui);
  };
}

/**
 * A view that is drawn only while its place is shown, and as soon as it is shown again.
 * @param {import("./places.js").Place} place
 * @param {ReturnType<typeof mount>} view
 * @returns {ReturnType<typeof mount>}
 */
export function within(place, view) {
  // What is to be drawn afresh, such as colours and words, may have changed out of sight.
  let missed = false;
  return (state, ui, all) => {
    missed ||= all;
    if (state.place !== place) return;
    view(state, ui, missed);
    missed = false;
  };
}

/**
 * @param {Record<string, unknown> | null} a
 * @param {Record<string, unknown> | null} b
 */
function sameParts(a, b) {
  if (a === null || b === null) return a === b;
  return Object.keys(b).every((name) => Object.is(a[name], b[name]));
}

/**
 * Draws the views once now and again after every change of the state or of the colour scheme.
 * @param {Store} store
 * @param {ReturnType<typeof mount>[]} views
 * @returns {(more: ReturnType<typeof mount>[]) => void} adds views to them
 */
export function drawChanges(store, views) {
  /** @type {Ui | undefined} */
  let ui;
  let scheduled = false;
  let all = true;

  const draw = () => {
    scheduled = false;
    const state = store.get();
    if (ui?.language !== state.language) {
      const { language } = state;
      ui = { t: translator(language), format: createFormatter(language), language };
      all = true;
    }
    for (const view of views) view(state, ui, all);
    all = false;
  };
  const schedule = () => {
    if (scheduled) return;
    scheduled = true;
    requestAnimationFrame(draw);
  };

  store.subscribe(schedule);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
    all = true;
    schedule();
  });
  draw();
  return (more) => {
    views = [...views, ...more];
    // What is new on the page has its words from a view that was there before.
    all = true;
    schedule();
  };
}
