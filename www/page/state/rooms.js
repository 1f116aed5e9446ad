/**
 * The rooms, whose code is fetched when somebody goes there: how far that is. Pure.
 *
 * @module
 */

/** @typedef {Exclude<import("../places.js").Place, "lab">} Room */
/** @typedef {"absent" | "coming" | "there" | "failed"} RoomPhase */
/** @typedef {Record<Room, RoomPhase>} Rooms */
/** @typedef {{type: "room", room: Room, phase: RoomPhase}} RoomAction */

/** @type {Room[]} */
export const ROOM_NAMES = ["data", "results"];

/** @returns {Rooms} */
export function initialRooms() {
  return { data: "absent", results: "absent" };
}

/** @param {Rooms} rooms @param {import("../state.js").Action} action @returns {Rooms} */
export function reduceRooms(rooms, action) {
  return action.type === "room" ? { ...rooms, [action.room]: action.phase } : rooms;
}
