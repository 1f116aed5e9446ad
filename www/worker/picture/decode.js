/**
 * A picture's file → a decoded picture. Limits are checked before anything is decoded.
 *
 * @module
 */

import { pictureSize } from "../data/pictures/size.js";

/** The largest file. */
const MOST_FILE_BYTES = 64 << 20;
/** The most pixels of a picture: 256 MB once it is decoded. */
const MOST_PIXELS = 64 << 20;
/** The most pixels on a side, as the module has it. */
const MOST_SIDE = 16_384;

/**
 * @param {Blob | ImageBitmap} picture
 * @param {string} name for errors
 * @returns {Promise<ImageBitmap>} upright: a photo's own note of how the camera was held is followed
 * @throws {import("../../api/protocol.js").ErrorReport} with the code "picture-large" or "picture-unreadable"
 */
export async function decode(picture, name) {
  if (picture instanceof ImageBitmap) return picture;
  if (picture.size > MOST_FILE_BYTES) throw large(name, `${MOST_FILE_BYTES >> 20} MiB`);
  const bytes = await picture.arrayBuffer().catch(() => null);
  const size = bytes && pictureSize(new Uint8Array(bytes));
  if (!size) throw unreadable(name);
  const { width, height } = size;
  if (Math.max(width, height) > MOST_SIDE || width * height > MOST_PIXELS) {
    throw large(name, `${MOST_SIDE} × ${MOST_SIDE}, ${MOST_PIXELS >> 20} Mpx`);
  }
  const decoded = createImageBitmap(picture, { imageOrientation: "from-image", premultiplyAlpha: "none" });
  const bitmap = await decoded.catch(() => null);
  if (!bitmap) throw unreadable(name);
  return bitmap;
}

/** @param {string} file @param {string} most @returns {import("../../api/protocol.js").ErrorReport} */
function large(file, most) {
  const message = `${file} is too large: pictures of at most ${most} are read. Make it smaller, or take a part of it.`;
  return { code: "picture-large", message, params: { file, most } };
}

/** @param {string} file @returns {import("../../api/protocol.js").ErrorReport} */
function unreadable(file) {
  const message = `${file} is no picture that this browser can read: it is damaged, or of another kind than JPEG, PNG, WebP, AVIF, GIF or BMP.`;
  return { code: "picture-unreadable", message, params: { file } };
}
