/**
 * The requests that the engine answers as they are: what the page asks to see of networks, images and results. One table
 * makes the client's methods (`client.js`) and the worker's handlers (`../worker/exploring.js`): the arguments of a method
 * become the fields of its request, which the engine's method of the same name takes. Its answer is the method's; the
 * types are those of `src/web/`.
 *
 * A new question is one entry here and one binding there.
 *
 * @module
 */

/** @typedef {import("./protocol.js").SplitName} SplitName */

export const QUESTIONS = {
  /** Networks with names, each with its recipe; the first is the default. */
  presets: () => ({}),

  /**
   * Shapes and sizes of a network's layers, without setting it up; `problem` names the first that does not fit.
   * @param {import("./protocol.js").Spec} network
   */
  describe: (network) => ({ network }),

  /** First convolution's kernels and feature maps for a test image. @param {number} index of the test image */
  inspect: (index) => ({ index }),

  /**
   * Reads a drawn digit. Rejects with the code "draw-empty" if there is no ink.
   * @param {import("./protocol.js").Bitmap} bitmap
   */
  predict: (bitmap) => ({ bitmap }),

  /** What can be turned of the generator of digits. */
  generatorKnobs: () => ({}),

  /**
   * The first digits that a data set generated in this way would begin with.
   * @param {Partial<import("./protocol.js").SketchRequest>} sketch
   */
  sketch: (sketch) => ({ sketch }),

  /** Images with their labels. @param {SplitName} split @param {number[]} indices */
  samples: (split, indices) => ({ split, indices }),

  /**
   * Training images with a run's random shifts, turns, … applied. `draw` counts the variants: the same number gives
   * the same images again.
   * @param {{indices: number[], settings: Partial<import("./protocol.js").Augmentation>, draw?: number}} request
   */
  augmented: ({ indices, settings, draw = 0 }) => ({ indices, settings, draw }),

  /** A split in numbers. @param {SplitName} split */
  statistics: (split) => ({ split }),

  /**
   * A page of images, of one class or (null) of all, in the order of the file.
   * @param {import("./protocol.js").BrowseRequest} request
   */
  browse: ({ split, class: only, first, count }) => ({ split, class: only, first, count }),

  /**
   * An image as the run's network takes it; of a training image, the variant of the epoch `draw`, counted from 0.
   * @param {{split: SplitName, index: number, draw?: number}} request
   */
  networkInput: ({ split, index, draw = 0 }) => ({ split, index, draw }),

  /** The mean image of each class of the training split. */
  templates: () => ({}),

  /**
   * Every image of the classes `a` and `b`, compared with the mean images of both.
   * @param {{a: number, b: number, split: SplitName}} request
   */
  templateCurves: ({ a, b, split }) => ({ a, b, split }),

  /** How well the nearest mean tells each two classes apart. */
  templatePairs: () => ({}),

  /**
   * Single test images behind the classifier's last verdict. Rejects with the code "no-verdict" if there is none.
   * @param {import("./protocol.js").CasesRequest} request
   */
  cases: (request) => ({ ...request }),

  /**
   * All that is behind the classifier's last verdict. Rejects with the code "no-verdict" if there is none.
   * @param {{classifier: import("./protocol.js").Classifier}} request
   */
  probabilities: ({ classifier }) => ({ classifier }),
};

/** @typedef {typeof QUESTIONS} Questions */
/** @typedef {keyof Questions} Question */

/** As methods of the client. @typedef {{[Q in Question]: (...given: Parameters<Questions[Q]>) => Promise<Answer<Q>>}} Asking */

/** @template {Question} Q @typedef {Awaited<ReturnType<import("../public/pkg/cpu/digit_lab.js").Engine[Q]>>} Answer */
