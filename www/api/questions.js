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
/** Up to 64 images of a split, or a drawing with the class that it is meant to be. @typedef {{split: SplitName, indices: number[]} | ({bitmap: import("./protocol.js").Bitmap} | {drawing: import("./protocol.js").Drawing}) & {label?: number}} Subject */
/** @typedef {"activation" | "gradient" | "parameter" | "parameter_gradient"} What */
/**
 * @typedef {object} CaptureRequest
 * @property {Subject} images
 * @property {"all" | (string | number)[]} layers
 * @property {What[]} what
 * @property {"inference" | "training"} [mode]
 * @property {number | null} [class] gradients are of this class's output, summed over the images; null: of the mean loss
 * @property {number | null} [at] the step of a snapshot; null: the network as it is now
 */
/**
 * @typedef {object} ExplainRequest
 * @property {Subject} image one image
 * @property {"saliency" | "smooth-grad" | "integrated-gradients" | "occlusion" | "grad-cam"} method
 * @property {number | null} [class] null: the predicted class
 * @property {string | number | null} [layer] the convolution of Grad-CAM
 * @property {number | null} [at] the step of a snapshot; null: the network as it is now
 */

export const QUESTIONS = {
  /** Networks with names, each with its recipe; the first is the default. */
  presets: () => ({}),

  /**
   * Shapes and sizes of a network's layers, without setting it up; `problem` names the first that does not fit.
   * @param {import("./protocol.js").Spec} network
   */
  describe: (network) => ({ network }),

  /**
   * First convolution's kernels and feature maps for a test image.
   * @param {number} index of the test image
   * @param {number | null} [at] the step of a snapshot; null: the network as it is now
   */
  inspect: (index, at = null) => ({ index, at }),

  /**
   * Any tensor of a pass: outputs of layers, gradients that reach them, parameters and their gradients, for up to 64
   * images. The run does not change. `layers`: "all", or names, places or numbers of layers (-1: the input). Rejects
   * with "config-invalid" if a layer or a snapshot does not exist.
   * @param {CaptureRequest} request
   */
  capture: ({ images, layers, what, mode = "inference", class: of = null, at = null }) => ({
    ...{ images, layers, what, mode, class: of, at },
  }),

  /**
   * Attributes the answer for one image to its pixels; Grad-CAM to the places of `layer`.
   * @param {ExplainRequest} request
   */
  explain: ({ image, method, class: of = null, layer = null, at = null }) => ({ image, method, class: of, layer, at }),

  /**
   * An image that a unit of a layer responds to, by gradient ascent from noise, or from the mean image of a class.
   * @param {{layer: string | number, unit: number, mean?: number | null, seed?: number, at?: number | null}} request
   */
  maximise: ({ layer, unit, mean = null, seed = 0, at = null }) => ({ layer, unit, mean, seed, at }),

  /**
   * One update by up to 64 images on a copy of the network: outputs before and after, gradients, changes.
   * @param {{images: Subject, mode?: "inference" | "training"}} request
   */
  trial: ({ images, mode = "inference" }) => ({ images, mode }),

  /**
   * The training images most like an image, among those whose `features` were computed last. Rejects with the code
   * "no-verdict" if there are none.
   * @param {{image: Subject, count: number}} request
   */
  nearest: ({ image, count }) => ({ image, count }),

  /** The steps of the run that there are snapshots of, and their bytes. */
  snapshots: () => ({}),

  /**
   * Reads a drawn digit: grey pixels of any size, or the marks of a pad. Rejects with the code "draw-empty" if there is no
   * ink, with "draw-marks" or "draw-size" if it cannot be drawn.
   * @param {import("./protocol.js").Bitmap | import("./protocol.js").Drawing} drawing
   * @param {number | null} [at] the step of a snapshot; null: the network as it is now
   * @param {boolean} [stages] whether the stations from the drawing to the network's input come with the answer
   */
  predict: (drawing, at = null, stages = false) =>
    "marks" in drawing ? { drawing, at, stages } : { bitmap: drawing, at, stages },

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

  /**
   * The training images of a batch of the run, in the order in which it takes them; epochs and their batches are counted
   * from 0. Rejects with "config-invalid" if the run has no such batch.
   * @param {{epoch: number, number: number}} request
   */
  batch: ({ epoch, number }) => ({ epoch, number }),

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
