/**
 * The store: the page's state, made of slices. Each slice belongs to one file, which says how it begins and how each
 * action changes it; a feature brings its slices with it. Knows no slice.
 *
 * @module
 */

/**
 * One part of the state. `reduce` is pure; an action that does not concern the slice leaves its identity, so that only
 * the views of changed slices are drawn again. `state` is the whole state before the action.
 * @template S
 * @typedef {{initial: S, reduce: (slice: S, action: any, state: any) => S}} Slice
 */

/** @typedef {Record<string, Slice<any>>} Slices by their names in the state */

/**
 * @template State
 * @template {{type: string}} Action
 * @typedef {object} Store
 * @property {() => State} get
 * @property {(action: Action) => void} dispatch
 * @property {(listener: (action: Action) => void) => void} subscribe told of every action, after it
 */

/** @typedef {Store<any, any> & {add: (more: Slices) => void}} GrowingStore `add`: slices of a room whose code has come */

/**
 * The state before anything has happened.
 * @param {Slices} slices
 * @returns {any}
 */
export function initialOf(slices) {
  return Object.fromEntries(Object.entries(slices).map(([name, { initial }]) => [name, initial]));
}

/**
 * @param {Slices} slices
 * @param {any} state that of these slices; what else is in it stays
 * @param {{type: string}} action
 * @returns {any}
 */
export function reduceAll(slices, state, action) {
  const changed = Object.entries(slices).map(([name, { reduce }]) => [name, reduce(state[name], action, state)]);
  return { ...state, ...Object.fromEntries(changed) };
}

/** @param {Slices} slices @returns {GrowingStore} */
export function createStore(slices) {
  let all = { ...slices };
  let state = initialOf(all);
  /** @type {Set<(action: any) => void>} */
  const listeners = new Set();
  return {
    get: () => state,
    dispatch(action) {
      state = reduceAll(all, state, action);
      for (const listener of listeners) listener(action);
    },
    subscribe: (listener) => void listeners.add(listener),
    add(more) {
      all = { ...all, ...more };
      state = { ...initialOf(more), ...state };
    },
  };
}
