/**
 * Arrays as NumPy's `.npy` files, version 1.0 of the format (numpy.lib.format): little-endian, in C order. Pure.
 *
 * @module
 */

/** An array of numbers. @typedef {{shape: readonly number[], data: Float32Array | Int32Array | Uint8Array}} Tensor */

/** The header is padded so that the values begin at a multiple of this. */
const ALIGNMENT = 64;
const MAGIC = "\x93NUMPY\x01\x00";

/** @param {Tensor} tensor @returns {Uint8Array<ArrayBuffer>} the file; throws if the shape does not fit the values */
export function npy({ shape, data }) {
  if (shape.reduce((product, side) => product * side, 1) !== data.length)
    throw new Error(`A shape of ${shape.join(" × ")} does not fit ${data.length} values.`);
  const descr = data instanceof Float32Array ? "<f4" : data instanceof Int32Array ? "<i4" : "|u1";
  // Python's tuple of one has a comma.
  const tuple = shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(", ")})`;
  const header = `{'descr': '${descr}', 'fortran_order': False, 'shape': ${tuple}, }`;
  const before = MAGIC.length + 2;
  const offset = Math.ceil((before + header.length + 1) / ALIGNMENT) * ALIGNMENT;
  const file = new Uint8Array(offset + data.byteLength);
  const view = new DataView(file.buffer);
  const text = `${header.padEnd(offset - before - 1)}\n`;
  for (let i = 0; i < MAGIC.length; i++) file[i] = MAGIC.charCodeAt(i);
  view.setUint16(MAGIC.length, text.length, true);
  for (let i = 0; i < text.length; i++) file[before + i] = text.charCodeAt(i);
  for (let i = 0; i < data.length; i++) {
    const at = offset + i * data.BYTES_PER_ELEMENT;
    if (data instanceof Float32Array) view.setFloat32(at, data[i], true);
    else if (data instanceof Int32Array) view.setInt32(at, data[i], true);
    else file[at] = data[i];
  }
  return file;
}

/**
 * The array in an `.npy` file of NumPy, in C order, of floating-point numbers of 32 or 64 bits or of integers.
 * @param {Uint8Array} file
 * @returns {{shape: number[], data: Float32Array}} throws if it is none, or of another type
 */
export function readNpy(file) {
  const refuse = (/** @type {string} */ why) => new Error(`It is no .npy file that can be read: ${why}.`);
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  if (file.length < 12 || file[0] !== 0x93 || text(file.subarray(1, 6)) !== "NUMPY")
    throw refuse("it begins otherwise");
  const long = file[6] > 1;
  const before = long ? 12 : 10;
  const length = long ? view.getUint32(8, true) : view.getUint16(8, true);
  const offset = before + length;
  if (offset > file.length) throw refuse("it is cut off");
  const header = text(file.subarray(before, offset));
  const descr = /'descr': *'([^']+)'/.exec(header)?.[1] ?? "";
  const sizes = /'shape': *\(([\d, ]*)\)/.exec(header)?.[1];
  if (sizes === undefined || !/'fortran_order': *False/.test(header)) throw refuse("its header is of another kind");
  const read = READERS[descr];
  if (!read) throw refuse(`its type is ${descr || "unknown"}`);
  const shape = sizes
    .split(",")
    .map((part) => part.trim())
    .filter(Boolean)
    .map(Number);
  const count = shape.reduce((product, side) => product * side, 1);
  if (count * read.bytes !== file.length - offset) throw refuse("its size does not fit its shape");
  const data = new Float32Array(count);
  for (let i = 0; i < count; i++) data[i] = read.at(view, offset + i * read.bytes);
  return { shape, data };
}

/** @type {Record<string, {bytes: number, at: (view: DataView, at: number) => number}>} */
const READERS = {
  "<f4": { bytes: 4, at: (view, at) => view.getFloat32(at, true) },
  "<f8": { bytes: 8, at: (view, at) => view.getFloat64(at, true) },
  "<i4": { bytes: 4, at: (view, at) => view.getInt32(at, true) },
  "<i8": { bytes: 8, at: (view, at) => Number(view.getBigInt64(at, true)) },
  "|u1": { bytes: 1, at: (view, at) => view.getUint8(at) },
};

/** @param {Uint8Array} bytes of ASCII */
function text(bytes) {
  return String.fromCharCode(...bytes);
}
