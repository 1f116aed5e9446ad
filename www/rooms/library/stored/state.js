/**
 * The runs in the browser's storage, as a list that is sorted, chosen from and edited. Pure.
 *
 * @module
 */

/** @typedef {import("../../../api/protocol.js").ErrorReport} ErrorReport */
/** @typedef {import("../../../api/protocol.js").ListedRun} ListedRun */
/** @typedef {import("../../../api/protocol.js").StoredRuns} StoredRuns */
/** @typedef {Awaited<ReturnType<import("../../../api/client.js").Trainer["storedCurves"]>>} StoredCurves */

/** What the list can be sorted by. */
export const ORDERS = /** @type {const} */ (["name", "network", "data", "step", "accuracy", "saved", "size"]);
/** @typedef {(typeof ORDERS)[number]} Order */

/** Runs that are compared at most. */
export const MOST_COMPARED = 8;

/**
 * @typedef {object} StoredState
 * @property {StoredRuns | null} list null until it is known
 * @property {ErrorReport | null} problem why there is no list
 * @property {{by: Order, descending: boolean}} order
 * @property {string | null} naming id of the run whose name is being edited
 * @property {string | null} removing id of the run that is to be removed once that is confirmed
 * @property {string | null} busy id of the run to which something is being done
 * @property {string[]} chosen ids of the runs to compare
 * @property {Record<string, StoredCurves>} curves of chosen runs, as far as they are known, by id
 */

/**
 * @typedef {{type: "stored-listed", list: StoredRuns} |
 *   {type: "stored-failed", problem: ErrorReport} |
 *   {type: "stored-order", by: Order} |
 *   {type: "stored-naming", id: string | null} |
 *   {type: "stored-removing", id: string | null} |
 *   {type: "stored-busy", id: string | null} |
 *   {type: "stored-chosen", id: string, chosen: boolean} |
 *   {type: "stored-curves", curves: StoredCurves}} StoredAction
 */

/** @type {import("../../../page/store.js").Slice<StoredState>} */
export const stored = {
  initial: {
    list: null,
    problem: null,
    order: { by: "saved", descending: true },
    naming: null,
    removing: null,
    busy: null,
    chosen: [],
    curves: {},
  },
  reduce(stored, /** @type {import("../state.js").LibraryAction} */ action) {
    switch (action.type) {
      case "stored-listed": {
        const { list } = action;
        const ids = new Set(list.runs.map(({ id }) => id));
        return { ...stored, list, problem: null, chosen: stored.chosen.filter((id) => ids.has(id)) };
      }
      case "stored-failed":
        return { ...stored, problem: action.problem };
      case "stored-order": {
        const { by, descending } = stored.order;
        // What is large or new comes first, names in their order.
        const first = action.by !== "name" && action.by !== "network" && action.by !== "data";
        return { ...stored, order: { by: action.by, descending: by === action.by ? !descending : first } };
      }
      case "stored-naming":
        return { ...stored, naming: action.id, removing: null };
      case "stored-removing":
        return { ...stored, removing: action.id, naming: null };
      case "stored-busy":
        return { ...stored, busy: action.id, naming: null, removing: null };
      case "stored-chosen": {
        const others = stored.chosen.filter((id) => id !== action.id);
        const chosen = action.chosen ? [...others, action.id].slice(-MOST_COMPARED) : others;
        return { ...stored, chosen };
      }
      case "stored-curves":
        return { ...stored, curves: { ...stored.curves, [action.curves.run.id]: action.curves } };
      default:
        return stored;
    }
  },
};

/** What a run is sorted by. @param {ListedRun} run @param {Order} by @returns {string | number} */
function keyOf(run, by) {
  if (run.problem) return "";
  switch (by) {
    case "name":
      return run.name ?? "";
    case "network":
      return run.config.preset;
    case "data":
      return run.data?.name ?? run.data?.source ?? "";
    case "step":
      return run.step;
    case "accuracy":
      return run.accuracy ?? -1;
    case "saved":
      return run.saved_ms;
    case "size":
      return run.bytes;
  }
}

/**
 * The runs in the order that is chosen; equal ones in that of the list.
 * @param {readonly ListedRun[]} runs
 * @param {StoredState["order"]} order
 * @returns {ListedRun[]}
 */
export function inOrder(runs, { by, descending }) {
  const way = descending ? -1 : 1;
  return [...runs].sort((a, b) => {
    const [x, y] = [keyOf(a, by), keyOf(b, by)];
    if (typeof x === "string" || typeof y === "string") return way * String(x).localeCompare(String(y));
    return way * (x - y);
  });
}
