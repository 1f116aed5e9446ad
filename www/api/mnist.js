/**
 * What is known of MNIST's four files, and where they can be had. Pure.
 *
 * @module
 */

/** @typedef {"train_images" | "train_labels" | "test_images" | "test_labels"} Part */

/**
 * @typedef {{name: string, bytes: number, gz_bytes: number, sha256: string}} DataFile
 *   `gz_bytes`: about what a download takes; only progress is measured with it
 */

/** @type {Readonly<Record<Part, DataFile>>} */
export const FILES = Object.freeze({
  train_images: {
    name: "train-images-idx3-ubyte",
    bytes: 47_040_016,
    gz_bytes: 9_912_422,
    sha256: "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
  },
  train_labels: {
    name: "train-labels-idx1-ubyte",
    bytes: 60_008,
    gz_bytes: 28_881,
    sha256: "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
  },
  test_images: {
    name: "t10k-images-idx3-ubyte",
    bytes: 7_840_016,
    gz_bytes: 1_648_877,
    sha256: "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
  },
  test_labels: {
    name: "t10k-labels-idx1-ubyte",
    bytes: 10_008,
    gz_bytes: 4_542,
    sha256: "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
  },
});

/** Public mirrors, in the order of trying. Those on GitHub are pinned to a commit. */
export const MIRRORS = Object.freeze([
  "https://cdn.jsdelivr.net/gh/fgnt/mnist@ae608a02b796c9ee908c082585a5f006fe05258e/",
  "https://raw.githubusercontent.com/fgnt/mnist/ae608a02b796c9ee908c082585a5f006fe05258e/",
  "https://ossci-datasets.s3.amazonaws.com/mnist/",
  "https://storage.googleapis.com/cvdf-datasets/mnist/",
]);
