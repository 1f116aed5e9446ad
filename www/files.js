/**
 * Which of MNIST's four files is which, told by its name. Pure.
 *
 * The names vary by source: `train-images-idx3-ubyte.gz`, `train-images.idx3-ubyte`,
 * `t10k_labels`, `test-images`, ….
 *
 * @module
 */

/** @typedef {keyof import("./protocol.js").DatasetFiles} FileRole */

/** In the order in which they are asked for, with the usual names. */
export const FILE_NAMES = /** @type {const} */ ({
  train_images: "train-images-idx3-ubyte",
  train_labels: "train-labels-idx1-ubyte",
  test_images: "t10k-images-idx3-ubyte",
  test_labels: "t10k-labels-idx1-ubyte",
});

export const FILE_ROLES = /** @type {FileRole[]} */ (Object.keys(FILE_NAMES));

/**
 * @param {string} name a file's name, or a path
 * @returns {FileRole | null} null if it is none of the four
 */
export function roleOf(name) {
  const base = name.toLowerCase().split(/[\\/]/).at(-1) ?? "";
  const train = /train/.test(base);
  const test = /t10k|test/.test(base);
  const images = /image|idx3/.test(base);
  const labels = /label|idx1/.test(base);
  if (train === test || images === labels) return null;
  if (train) return images ? "train_images" : "train_labels";
  return images ? "test_images" : "test_labels";
}

/**
 * Sorts files into the four places. A later file of the same role replaces an earlier one.
 * @template {{name: string}} F
 * @param {Iterable<F>} files
 * @returns {{found: Partial<Record<FileRole, F>>, unknown: string[]}}
 */
export function sortFiles(files) {
  /** @type {Partial<Record<FileRole, F>>} */
  const found = {};
  /** @type {string[]} */
  const unknown = [];
  for (const file of files) {
    const role = roleOf(file.name);
    if (role) found[role] = file;
    else unknown.push(file.name);
  }
  return { found, unknown };
}
