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
