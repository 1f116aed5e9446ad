/**
 * A picture's width and height, read off its first bytes, so that an absurd one is refused before it is decoded. Pure.
 *
 * @module
 */

/** @typedef {{width: number, height: number}} Size */

/**
 * @param {Uint8Array} bytes the file
 * @returns {Size | null} null if it is no PNG, JPEG, GIF, BMP, WebP, AVIF or HEIF, or one that is cut short
 */
export function pictureSize(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    return png(view) ?? gif(view) ?? bmp(view) ?? webp(view) ?? heif(view) ?? jpeg(view);
  } catch {
    return null; // a read beyond the end
  }
}

/** @param {DataView} view @param {number} at @param {string} text */
function says(view, at, text) {
  return [...text].every((letter, i) => view.getUint8(at + i) === letter.charCodeAt(0));
}

/** @param {DataView} view @returns {Size | null} */
function png(view) {
  if (!says(view, 0, "\u0089PNG\r\n\u001a\n")) return null;
  return { width: view.getUint32(16), height: view.getUint32(20) };
}

/** @param {DataView} view @returns {Size | null} */
function gif(view) {
  if (!says(view, 0, "GIF8")) return null;
  return { width: view.getUint16(6, true), height: view.getUint16(8, true) };
}

/** @param {DataView} view @returns {Size | null} */
function bmp(view) {
  if (!says(view, 0, "BM")) return null;
  if (view.getUint32(14, true) === 12) return { width: view.getUint16(18, true), height: view.getUint16(20, true) };
  // A negative height means rows from the top.
  return { width: Math.abs(view.getInt32(18, true)), height: Math.abs(view.getInt32(22, true)) };
}

/** @param {DataView} view @returns {Size | null} */
function webp(view) {
  if (!says(view, 0, "RIFF") || !says(view, 8, "WEBP")) return null;
  if (says(view, 12, "VP8X")) {
    const three = (/** @type {number} */ at) => view.getUint16(at, true) + (view.getUint8(at + 2) << 16);
    return { width: three(24) + 1, height: three(27) + 1 };
  }
  if (says(view, 12, "VP8L")) {
    const bits = view.getUint32(21, true);
    return { width: (bits & 0x3fff) + 1, height: ((bits >> 14) & 0x3fff) + 1 };
  }
  if (!says(view, 12, "VP8 ")) return null;
  return { width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff };
}

/** AVIF is a kind of HEIF. The picture is the largest of those in the file. @param {DataView} view @returns {Size | null} */
function heif(view) {
  if (!says(view, 4, "ftyp")) return null;
  /** @type {Size | null} */
  let largest = null;
  // The properties come soon: sizes are boxes "ispe", with flags before the numbers.
  for (let at = 8; at + 16 <= Math.min(view.byteLength, 1 << 16); at++) {
    if (view.getUint8(at) !== 0x69 || !says(view, at, "ispe")) continue;
    const size = { width: view.getUint32(at + 8), height: view.getUint32(at + 12) };
    if (!largest || size.width * size.height > largest.width * largest.height) largest = size;
  }
  return largest;
}

/** @param {DataView} view @returns {Size | null} */
function jpeg(view) {
  if (view.getUint16(0) !== 0xffd8) return null;
  for (let at = 2; ;) {
    while (view.getUint8(at) !== 0xff) at += 1;
    const marker = view.getUint8(at + 1);
    // Start of frame, of whichever kind; three others lie in its range.
    if (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)) {
      return { width: view.getUint16(at + 7), height: view.getUint16(at + 5) };
    }
    const bare = marker === 0xff || marker === 0x01 || (marker >= 0xd0 && marker <= 0xd9);
    at += bare ? (marker === 0xff ? 1 : 2) : 2 + view.getUint16(at + 2);
  }
}
