/**
 * Brings the rooms: the code and the words of each are fetched when somebody goes there, or is about to. Knows no view.
 *
 * @module
 */

import { hasBegun } from "./state.js";
import { ROOM_NAMES } from "./state/rooms.js";

/** @typedef {import("./state/rooms.js").Room} Room */

/**
 * @template {{[R in Room]: unknown}} Made what there is of a room once it is furnished
 * @param {object} needs
 * @param {import("./rendering.js").Store} needs.store
 * @param {{[R in Room]: () => Promise<() => Made[R]>}} needs.fetchers each fetches what a room is made with; may be tried again
 */
export function createRooms({ store, fetchers }) {
  /** @type {Partial<Record<Room, Promise<() => any>>>} */
  const fetched = {};
  /** @type {Partial<Made>} */
  const made = {};

  /** @template {Room} R @param {R} room @returns {Promise<() => Made[R]>} */
  const fetchRoom = (room) => {
    const coming = (fetched[room] ??= fetchers[room]());
    coming.catch(() => {
      // The next who wants it tries anew.
      if (fetched[room] === coming) delete fetched[room];
    });
    return coming;
  };

  /**
   * Has a room ready, if it is not.
   * @template {Room} R
   * @param {R} room
   * @returns {Promise<Made[R] | null>} null: it could not be fetched, and the page says so
   */
  const open = async (room) => {
    const phase = (/** @type {import("./state/rooms.js").RoomPhase} */ phase) =>
      store.dispatch({ type: "room", room, phase });
    if (made[room]) return made[room];
    phase("coming");
    /** @type {() => Made[R]} */
    let furnish;
    try {
      furnish = await fetchRoom(room);
    } catch {
      phase("failed");
      return null;
    }
    if (!made[room]) {
      made[room] = furnish();
      phase("there");
    }
    return made[room];
  };

  /** Fetches a room that somebody may go to, without a word if it fails. @param {Room} room */
  const prefetch = (room) => void fetchRoom(room).catch(() => {});

  return { open, prefetch };
}

/**
 * Fetches rooms before anybody waits for them: both in a quiet moment once a network is being trained, the Data room at
 * once where there are no images, since it is the way out.
 * @param {import("./rendering.js").Store} store
 * @param {Pick<ReturnType<typeof createRooms>, "open" | "prefetch">} rooms
 * @param {(work: () => void) => void} whenQuiet
 */
export function anticipate(store, { open, prefetch }, whenQuiet) {
  let quiet = false;
  const look = () => {
    const state = store.get();
    if (state.data.phase === "failed" && state.rooms.data === "absent") void open("data");
    if (quiet || !hasBegun(state) || !state.run.report) return;
    quiet = true;
    whenQuiet(() => ROOM_NAMES.forEach(prefetch));
  };
  store.subscribe(look);
  look();
}
