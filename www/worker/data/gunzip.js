/**
 * Unpacks gzip files that a visitor hands over, with the browser's own decompressor. Whatever a file holds, no more than
 * the limit is ever made room for, and {@link SLICE_BYTES} times 1032 held beside it: so a file made to blow up costs no
 * more memory than an honest one. What the bytes mean is not known here. Pure.
 *
 * @module
 */

/** The most that is unpacked: what the engine reads of one file (src/data/idx.rs), with its header. */
const MOST_BYTES = (256 << 20) + 16;
/** Deflate expands no further. */
const MOST_EXPANSION = 1032;
/** One write is expanded as a whole: with slices of this size, at most 8 MiB are in flight. */
export const SLICE_BYTES = 8192;

/**
 * @param {Uint8Array} bytes gzip or not
 * @param {string} file its name, for errors
 * @param {number} [most_bytes]
 * @returns {Promise<Uint8Array>} what is no gzip, as it is
 * @throws {import("../../api/protocol.js").ErrorReport} "idx-gzip", "idx-truncated" or "idx-too-large"
 */
export async function gunzip(bytes, file, most_bytes = MOST_BYTES) {
  if (!isGzip(bytes)) return bytes;
  const announced = announcedBytes(bytes);
  const room = new Uint8Array(Math.min(announced, most_bytes, MOST_EXPANSION * bytes.length));
  const { readable, writable } = new DecompressionStream("gzip");
  let written = false;
  const write = async () => {
    const writer = writable.getWriter();
    for (let at = 0; at < bytes.length; at += SLICE_BYTES) {
      await writer.write(/** @type {Uint8Array<ArrayBuffer>} */ (bytes.subarray(at, at + SLICE_BYTES)));
    }
    written = true;
    await writer.close();
  };
  write().catch(() => {}); // the reading fails as well, and is what is answered
  let filled = 0;
  const fits = await fill(room, readable, (count) => (filled = count)).catch((error) => {
    // A decompressor that took every byte and complains at the end wants more of them.
    throw written ? cutShort(file) : damaged(file, String(error?.message ?? error));
  });
  if (!fits && announced > most_bytes) throw tooLarge(file, most_bytes);
  if (!fits || filled < announced) throw damaged(file, "its size is not the one it announces");
  return room;
}

/**
 * Fills `room` with what a stream brings, and stops it once there is more.
 * @param {Uint8Array} room
 * @param {ReadableStream<Uint8Array>} stream
 * @param {(filled: number) => void} onFill so many bytes are in place
 * @returns {Promise<boolean>} whether there was room for all
 */
export async function fill(room, stream, onFill) {
  const reader = stream.getReader();
  let filled = 0;
  try {
    for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) {
      if (filled + chunk.value.length > room.length) return false;
      room.set(chunk.value, filled);
      filled += chunk.value.length;
      onFill(filled);
    }
    return true;
  } finally {
    reader.cancel().catch(() => {});
  }
}

/** Whether a file begins like gzip. @param {Uint8Array} head its first two bytes, or more */
export function isGzip([first, second]) {
  return first === 0x1f && second === 0x8b;
}

/** What a gzip file says of its size, unpacked: its last four bytes, little-endian. @param {Uint8Array} bytes */
function announcedBytes(bytes) {
  return bytes.slice(-4).reduceRight((size, byte) => size * 256 + byte, 0);
}

/** @param {string} file @param {string} reason */
function damaged(file, reason) {
  const why = reason.replace(/\.$/, "");
  const message = `${file}: the gzip stream is damaged (${why}). Fetch it again.`;
  return Object.assign(new Error(message), { code: "idx-gzip", params: { file, why } });
}

/** @param {string} file */
function cutShort(file) {
  const message = `${file}: the gzip stream breaks off before its end. It is cut short; fetch it again.`;
  return Object.assign(new Error(message), { code: "idx-truncated", params: { file, reason: "gzip-short" } });
}

/** @param {string} file @param {number} most_bytes */
function tooLarge(file, most_bytes) {
  const message = `${file}: unpacks to more than ${most_bytes} bytes; no more are read.`;
  return Object.assign(new Error(message), { code: "idx-too-large", params: { file, limit: most_bytes } });
}
