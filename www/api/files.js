/**
 * What a visitor's files are, told by their names: which of MNIST's four, a pair, pictures. Pure.
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
  const base = baseOf(name);
  const train = /train/.test(base);
  const test = /t10k|test/.test(base);
  const kind = kindOf(name);
  if (train === test || kind === null) return null;
  return `${train ? "train" : "test"}_${kind}`;
}

/** @param {string} name @returns {"images" | "labels" | null} null if the name does not say, or says both */
function kindOf(name) {
  const images = /image|idx3/.test(baseOf(name));
  const labels = /label|idx1/.test(baseOf(name));
  if (images === labels) return null;
  return images ? "images" : "labels";
}

/** @param {string} name */
function baseOf(name) {
  return name.toLowerCase().split(/[\\/]/).at(-1) ?? "";
}

/**
 * Two files as images and their labels.
 * @template {{name: string}} F
 * @param {F[]} files
 * @returns {{images: F, labels: F} | null} null if they are no pair: two of one kind, or of training and test
 */
export function pairOf(files) {
  const [images] = files.filter(({ name }) => kindOf(name) === "images");
  const [labels] = files.filter(({ name }) => kindOf(name) === "labels");
  if (files.length !== 2 || !images || !labels) return null;
  const split = (/** @type {F} */ { name }) => roleOf(name)?.split("_")[0];
  return split(images) === split(labels) ? { images, labels } : null;
}

/**
 * What a pair or an archive is called, read off the name of one of its files.
 * @param {string} name such as "emnist-digits-images-idx3-ubyte.gz"
 * @returns {string} such as "emnist-digits"; empty if only the file's role is in it
 */
export function titleOf(name) {
  const base = name.split(/[\\/]/).at(-1) ?? "";
  const title = base.replace(/\.(gz|zip)$/i, "").replace(/[-_. ]*(images?|idx3).*$/i, "");
  return /^(train|test|t10k)?$/i.test(title) ? "" : title;
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
