/**
 * A picture with digits, and how the network reads them. Pure.
 *
 * @module
 */

/** @typedef {import("../../../api/protocol.js").ErrorReport} ErrorReport */
/** @typedef {import("../../../api/protocol.js").Prediction} Prediction */
/** @typedef {import("../../../worker/picture/picture.js").Seen} Seen */

/**
 * @typedef {object} Picture
 * @property {string | null} reading the name of the picture that is being looked at
 * @property {Seen | null} seen the picture before it stays until it is known what is in the new one
 * @property {Prediction[]} readings of its digits; none while there is no network
 * @property {number} chosen the digit that is shown large
 * @property {"off" | "opening" | "on"} camera
 * @property {ErrorReport | null} problem
 */

/**
 * @typedef {{type: "picture-opened"} |
 *   {type: "picture-reading", name: string} |
 *   {type: "picture-seen", seen: Seen} |
 *   {type: "picture-failed", error: ErrorReport} |
 *   {type: "picture-read", seen: Seen, readings: Prediction[]} |
 *   {type: "picture-chosen", index: number} |
 *   {type: "picture-camera", camera: Picture["camera"]} |
 *   {type: "picture-closed"}} PictureAction
 */

/** @returns {Picture} */
export function initialPicture() {
  return { reading: null, seen: null, readings: [], chosen: 0, camera: "off", problem: null };
}

/** @param {Picture} picture @param {PictureAction} action @returns {Picture} */
export function reducePicture(picture, action) {
  switch (action.type) {
    case "picture-reading":
      return { ...picture, reading: action.name, problem: null, camera: "off" };
    case "picture-seen":
      return { ...picture, reading: null, seen: action.seen, readings: [], chosen: 0 };
    case "picture-failed":
      return { ...picture, reading: null, problem: action.error, camera: "off" };
    case "picture-read":
      // Readings of a picture that is shown no more are to a question that no longer stands.
      return picture.seen === action.seen ? { ...picture, readings: action.readings } : picture;
    case "picture-chosen":
      return { ...picture, chosen: action.index };
    case "picture-camera":
      return { ...picture, camera: action.camera, problem: null };
    case "picture-closed":
      return initialPicture();
    default:
      return picture;
  }
}
