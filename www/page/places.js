/**
 * The page's three places and their addresses. Pure.
 *
 * @module
 */

/** @typedef {"lab" | "data" | "results"} Place */

/** The id of each place's element, which is its address's hash. @type {Record<Place, string>} */
export const ROOMS = { lab: "lab", data: "data-room", results: "results-room" };

export const PLACES = /** @type {Place[]} */ (Object.keys(ROOMS));

/**
 * Which place an address leads to. A hash may name a place, or anything in it; whatever is unknown leads to the lab.
 * @param {string} hash with its "#", or empty
 * @param {(id: string) => string | undefined} roomOf the id of the room in which the element with this id lies
 * @returns {Place}
 */
export function placeOf(hash, roomOf) {
  const room = roomOf(hash.slice(1));
  return PLACES.find((place) => ROOMS[place] === room) ?? "lab";
}
