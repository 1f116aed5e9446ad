/**
 * Loads the rooms: the code and the words of each are fetched when somebody goes there, or is about to. Knows no view.
 *
 * @module
 */

import { hasBegun } from "../run/phase.js";
import { LATER_ROOMS } from "./rooms.js";

/** @typedef {import("./rooms.js").Room} Room */

/**
 * @template {{[R in Room]?: unknown}} Made what there is of a room once it has been created
 * @param {object} needs
 * @param {import("./store.js").Store<any, import("./state.js").Action>} needs.store
 * @param {{[R in keyof Made]: () => Promise<() => Made[R]>}} needs.fetchers each fetches what a room is created with; may
 *   be tried again
 */
export function createRoomLoader({ store, fetchers }) {
  /** @type {{[R in keyof Made]?: Promise<() => any>}} */
  const fetched = {};
  /** @type {Partial<Made>} */
  const made = {};

  /** @template {keyof Made} R @param {R} room @returns {Promise<() => any>} */
  const fetchRoom = (room) => {
    const coming = (fetched[room] ??= fetchers[room]());
    coming.catch(() => {
      // The next one to ask tries again.
      if (fetched[room] === coming) delete fetched[room];
    });
    return coming;
  };

  /**
   * Has a room ready, if it is not.
   * @template {keyof Made & Room} R
   * @param {R} room
   * @returns {Promise<NonNullable<Made[R]> | null>} null: it could not be fetched, and the page says so
   */
  const open = async (room) => {
    const phase = (/** @type {import("./rooms.js").RoomPhase} */ phase) =>
      store.dispatch({ type: "room-phase", room, phase });
    const known = made[room];
    if (known) return known;
    phase("coming");
    /** @type {() => any} */
    let create;
    try {
      create = await fetchRoom(room);
    } catch {
      phase("failed");
      return null;
    }
    if (!made[room]) {
      made[room] = create();
      phase("there");
    }
    return /** @type {any} */ (made[room]);
  };

  /** Fetches a room that somebody may go to; a failure is not told. @param {keyof Made} room */
  const prefetch = (room) => void fetchRoom(room).catch(() => {});

  return { open, prefetch };
}

/**
 * Fetches rooms before anybody waits for them: all of them in a quiet moment once a network is being trained, the Data
 * room at once where there are no images, since it is the way out.
 * @param {import("./store.js").Store<import("./state.js").State, any>} store
 * @param {{open: (room: any) => Promise<unknown>, prefetch: (room: any) => void}} loader
 * @param {(work: () => void) => void} whenQuiet
 */
export function anticipate(store, { open, prefetch }, whenQuiet) {
  let quiet = false;
  const look = () => {
    const state = store.get();
    if (state.data.phase === "failed" && state.rooms.data === "absent") void open("data");
    if (quiet || !hasBegun(state) || !state.run.report) return;
    quiet = true;
    whenQuiet(() => LATER_ROOMS.forEach(prefetch));
  };
  store.subscribe(look);
  look();
}
