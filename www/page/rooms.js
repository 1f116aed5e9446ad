/**
 * The page's rooms and their addresses: which one is shown, and how far the code of each has come. Pure.
 *
 * @module
 */

/** @typedef {"lab" | "data" | "inside" | "results" | "library" | "lessons"} Room */
/** @typedef {"absent" | "coming" | "there" | "failed"} RoomPhase */
/** @typedef {Record<Room, RoomPhase>} Rooms */
/** @typedef {{type: "room", room: Room}} RoomAction the address leads to another room */
/** @typedef {{type: "room-phase", room: Room, phase: RoomPhase}} RoomPhaseAction */
/** @typedef {{type: "lent", rooms: Room[]}} LentAction parts of these rooms stand in the one that is shown */

/**
 * The id of each room's element, which is its address's hash, and those of the sections in it.
 * @type {Record<Room, {id: string, sections: string[]}>}
 */
export const PLAN = {
  lab: { id: "lab", sections: ["data", "network", "train", "results", "inside", "draw"] },
  data: { id: "data-room", sections: ["explore", "batch", "own"] },
  inside: { id: "inside-room", sections: ["walk", "outputs", "many", "update", "why", "likes", "embedding"] },
  results: { id: "results-room", sections: ["verdict", "shift"] },
  library: { id: "library-room", sections: ["stored", "project", "weights", "pytorch", "metrics", "log", "record"] },
  lessons: { id: "lessons-room", sections: ["lesson", "glossary"] },
};

export const ROOMS = /** @type {Room[]} */ (Object.keys(PLAN));

/** The rooms whose code is fetched when somebody goes there. */
export const LATER_ROOMS = ROOMS.filter((room) => room !== "lab");

/**
 * The room that an address leads to. A hash may name a room, or anything in it; whatever is unknown leads to the Lab.
 * @param {string} hash with its "#", or empty
 * @param {(id: string) => string | undefined} [roomIdOf] the id of the room in which another element lies
 * @returns {Room}
 */
export function roomOf(hash, roomIdOf = () => undefined) {
  // What follows a slash says what is to be seen there.
  const [name] = hash.slice(1).split("/");
  const isIn = (/** @type {string | undefined} */ name) =>
    ROOMS.find((room) => PLAN[room].id === name || (name && PLAN[room].sections.includes(name)));
  return isIn(name) ?? isIn(roomIdOf(name)) ?? "lab";
}

/** @type {import("./store.js").Slice<Room>} */
export const room = {
  initial: "lab",
  reduce: (room, /** @type {import("./state.js").Action} */ action) => (action.type === "room" ? action.room : room),
};

/** @type {import("./store.js").Slice<Rooms>} */
export const rooms = {
  initial: { lab: "there", data: "absent", inside: "absent", results: "absent", library: "absent", lessons: "absent" },
  reduce: (rooms, /** @type {import("./state.js").Action} */ action) =>
    action.type === "room-phase" ? { ...rooms, [action.room]: action.phase } : rooms,
};

/**
 * The rooms of which parts stand in the room that is shown, until another one is.
 * @type {import("./store.js").Slice<readonly Room[]>}
 */
export const lent = {
  initial: [],
  reduce(lent, /** @type {import("./state.js").Action} */ action) {
    if (action.type === "lent") return action.rooms;
    return action.type === "room" && lent.length ? [] : lent;
  },
};

/**
 * Whether a visitor sees anything of a room.
 * @param {{room: Room, lent: readonly Room[]}} state
 * @param {Room} room
 */
export function isOnShow({ room: shown, lent }, room) {
  return shown === room || lent.includes(room);
}
