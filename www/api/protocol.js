/**
 * The messages that cross between the page and the worker, as types. No behaviour.
 *
 * The page sends a {@link Request}; the worker answers each with exactly one {@link Reply} that
 * carries its id. In between it may post any number of {@link Event}s, which carry none.
 * Objects that Rust makes or reads are typed by the module itself: see `src/web/wire.rs`, and the
 * structs with `derive(Tsify)` under `src/`.
 *
 * Units are in the names. Accuracies and probabilities are 0..=1. Pixels are bytes, 0 = paper,
 * 255 = ink, row by row.
 *
 * @module
 */

/** @typedef {import("../public/pkg/cpu/digit_lab.js").BackendKind} BackendKind "webgpu" | "ndarray" */
/** @typedef {import("../public/pkg/cpu/digit_lab.js").DatasetSummary} DatasetSummary */
/** @typedef {import("../public/pkg/cpu/digit_lab.js").DatasetFiles} DatasetFiles four IDX files, raw or gzip-compressed where a visitor hands them over */
/** @typedef {import("../public/pkg/cpu/digit_lab.js").GenerationRequest} GenerationRequest */
/** @typedef {import("../public/pkg/cpu/digit_lab.js").MixRequest} MixRequest */
/** @typedef {import("../public/pkg/cpu/digit_lab.js").SketchRequest} SketchRequest */
/** @typedef {import("../public/pkg/cpu/digit_lab.js").Variation} Variation how much generated digits differ: `{slant, width, …}` */
/** @typedef {import("../public/pkg/cpu/digit_lab.js").Knob} Knob */
/** @typedef {import("../public/pkg/cpu/digit_lab.js").Paper} Paper "auto" | "white" | "black" */
/** @typedef {import("../public/pkg/cpu/digit_lab.js").RunConfig} RunConfig */
/** @typedef {import("../public/pkg/cpu/digit_lab.js").RunSummary} RunSummary */
/** @typedef {import("../public/pkg/cpu/digit_lab.js").Command} Command a change to a run: `{type: "configure", …}` */
/** @typedef {import("../public/pkg/cpu/digit_lab.js").StepReport} StepReport */
/** @typedef {import("../public/pkg/cpu/digit_lab.js").Evaluation} Evaluation */
/** @typedef {import("../public/pkg/cpu/digit_lab.js").Spec} Spec a network as data: `{layers: LayerSpec[]}` */
/** @typedef {import("../public/pkg/cpu/digit_lab.js").LayerSpec} LayerSpec `{kind: "conv2d", …}` */
/** @typedef {import("../public/pkg/cpu/digit_lab.js").LayerSummary} LayerSummary */
/** @typedef {import("../public/pkg/cpu/digit_lab.js").NetworkReport} NetworkReport */
/** @typedef {import("../public/pkg/cpu/digit_lab.js").Preset} Preset a network and its recipe: `{spec, config}` */
/** @typedef {import("../public/pkg/cpu/digit_lab.js").RateSweep} RateSweep */
/** @typedef {import("../public/pkg/cpu/digit_lab.js").SweepRequest} SweepRequest */
/** @typedef {import("../public/pkg/cpu/digit_lab.js").Augmentation} Augmentation */
/** @typedef {import("../public/pkg/cpu/digit_lab.js").Advance} Advance */
/** @typedef {import("../public/pkg/cpu/digit_lab.js").Input} Input "unit" | "normalised" */
/** @typedef {import("../public/pkg/cpu/digit_lab.js").Classifier} Classifier "network" | "template" */
/** @typedef {import("../public/pkg/cpu/digit_lab.js").Verdict} Verdict */
/** @typedef {import("../public/pkg/cpu/digit_lab.js").SplitName} SplitName "train" | "test" */
/** @typedef {import("../public/pkg/cpu/digit_lab.js").Samples} Samples */
/** @typedef {import("../public/pkg/cpu/digit_lab.js").Plane} Plane */
/** @typedef {import("../public/pkg/cpu/digit_lab.js").Bitmap} Bitmap */
/** @typedef {import("../public/pkg/cpu/digit_lab.js").Drawing} Drawing */
/** @typedef {import("../public/pkg/cpu/digit_lab.js").Inspection} Inspection */
/** @typedef {import("../public/pkg/cpu/digit_lab.js").Prediction} Prediction */
/** @typedef {import("../public/pkg/cpu/digit_lab.js").Statistics} Statistics */
/** @typedef {import("../public/pkg/cpu/digit_lab.js").BrowseRequest} BrowseRequest */
/** @typedef {import("../public/pkg/cpu/digit_lab.js").Browsed} Browsed */
/** @typedef {import("../public/pkg/cpu/digit_lab.js").NetworkInput} NetworkInput */
/** @typedef {import("../public/pkg/cpu/digit_lab.js").Templates} Templates */
/** @typedef {import("../public/pkg/cpu/digit_lab.js").TemplateCurve} TemplateCurve */
/** @typedef {import("../public/pkg/cpu/digit_lab.js").TemplateCurves} TemplateCurves */
/** @typedef {import("../public/pkg/cpu/digit_lab.js").TemplatePairs} TemplatePairs */
/** @typedef {import("../public/pkg/cpu/digit_lab.js").CasesRequest} CasesRequest */
/** @typedef {import("../public/pkg/cpu/digit_lab.js").Cases} Cases */
/** @typedef {import("../public/pkg/cpu/digit_lab.js").Probabilities} Probabilities */
/** @typedef {import("../public/pkg/cpu/digit_lab.js").Shifted} Shifted */

/** @typedef {"auto" | BackendKind} BackendChoice */

/** Something that a visitor should know and that is not an error, reported like one. @typedef {ErrorReport} Notice */

/**
 * What computes, and why: `notices` say what was tried first and did not serve.
 * @typedef {object} BackendReport
 * @property {BackendChoice} requested
 * @property {BackendKind} backend
 * @property {string | null} adapter the GPU's name as the browser tells it; null on the CPU
 * @property {Notice[]} notices
 * @property {Workers} workers at the start; events tell of changes
 */

/**
 * How many workers compute a run together; `reason` is a code that says why they are not more: "workers-not-isolated"
 * (the page may not share memory), "workers-slower" (than one alone), "workers-failed", "workers-lost",
 * "workers-memory"; null if nothing is to be said.
 * @typedef {{count: number, reason: string | null}} Workers
 */

/** A file of weights. @typedef {"safetensors" | "onnx" | "npz"} WeightsFormat */

/** A zip archive, or pictures with their paths, whose last folder is the class. @typedef {File | {path: string, file: File}[]} PictureFiles */

/** What to call a visitor's data: as a whole, and its classes by their ids, ten at most. @typedef {{name?: string, class_names?: string[] | null}} Naming */

/** The share of every class that is held out to test with, 0.01..=0.9, drawn by the seed. @typedef {{test_share?: number, seed?: number}} HoldOut */

/**
 * Where the images come from.
 * - `mnist` looks beside the page, then on the pinned mirrors
 * - `files`: four IDX files; `pair`: one pair of them, with the files' names for errors; of any size of image
 * - `images`: pictures as `files`, which are decoded, made grey, resized, and inverted where the `paper` is white, what
 *   "auto" tells by their edges; or `[n, 28, 28]` bytes as they are, 0 = paper. A share is held out if there are none to
 *   test with
 * - `generated` draws digits from a seed, without any download
 * - `mixed`: MNIST, with a share of its training images replaced by generated digits of their class
 *
 * What is left out is Rust's choice.
 * @typedef {{source: "mnist"} |
 *   ({source: "files", files: DatasetFiles} & Naming) |
 *   ({source: "pair", images: Uint8Array, image_file: string, labels: Uint8Array, label_file: string} & HoldOut & Naming) |
 *   ({source: "images", files: PictureFiles, paper?: Paper} & HoldOut & Naming) |
 *   ({source: "images", train: Samples, test?: Samples, paper?: "black"} & HoldOut & Naming) |
 *   ({source: "generated"} & Partial<GenerationRequest>) |
 *   ({source: "mixed"} & Partial<MixRequest>)} DatasetRequest
 */

/**
 * Settings of a run; what is left out (or null) takes the preset's value. `network` gives layers of one's own
 * instead of the preset's.
 * @typedef {Partial<RunConfig>} ConfigRequest
 */

/**
 * How far to train: so many steps, so many epochs with their evaluations, or (neither) to the end.
 * @typedef {{max_steps?: number, epochs?: number}} TrainRequest
 */

/**
 * `base` is the address of the page, beside which the modules and the data lie.
 * @typedef {{id: number, type: "open", backend: BackendChoice, workers: number | "auto", base: string} |
 *   {id: number, type: "loadDataset", dataset: DatasetRequest, base: string} |
 *   {id: number, type: "expectPictures"} |
 *   {id: number, type: "nameClasses", class_names: string[]} |
 *   {id: number, type: "saveWeights", format: WeightsFormat, at: number | null, base: string} |
 *   {id: number, type: "saveStart"} |
 *   {id: number, type: "loadWeights", file: Uint8Array, base: string} |
 *   {id: number, type: "lastRun", base: string} |
 *   {id: number, type: "storedRuns", base: string} |
 *   {id: number, type: "openRun", run: string, base: string} |
 *   {id: number, type: "renameRun", run: string, name: string, base: string} |
 *   {id: number, type: "removeRun", run: string, base: string} |
 *   {id: number, type: "duplicateRun", run: string, base: string} |
 *   {id: number, type: "storedCurves", run: string, base: string} |
 *   {id: number, type: "told", base: string} |
 *   {id: number, type: "saveProject", images: boolean, base: string} |
 *   {id: number, type: "openProject", file: Uint8Array, base: string} |
 *   {id: number, type: "prepare", config: ConfigRequest} |
 *   {id: number, type: "configure", config: ConfigRequest} |
 *   ({id: number, type: "train"} & TrainRequest) |
 *   {id: number, type: "pause"} |
 *   {id: number, type: "stop"} |
 *   {id: number, type: "setLearningRate", learning_rate: number} |
 *   ({id: number, type: "findRate"} & SweepRequest) |
 *   {id: number, type: "reset"} |
 *   {id: number, type: "evaluate"} |
 *   {id: number, type: "assess", classifier: Classifier, classes: [number, number] | null, at: number | null} |
 *   {id: number, type: "shifted", classifier: Classifier, distances: number[], count: number, at: number | null} |
 *   {id: number, type: "features", split: SplitName, count: number, layer: string | number | null, at: number | null} |
 *   QuestionRequest} Request
 */

/**
 * What the engine answers as it is: see `questions.js`.
 * @typedef {{[Q in import("./questions.js").Question]: {id: number, type: Q} & ReturnType<import("./questions.js").Questions[Q]>}[import("./questions.js").Question]} QuestionRequest
 */

/** @typedef {Request["type"]} RequestType */

/** One kind of request. @template {RequestType} T @typedef {Extract<Request, {type: T}>} RequestOf */

/** What answers each kind of request. @template {RequestType} T @typedef {{[K in T]: (request: RequestOf<K>) => unknown}} HandlersOf */

/**
 * A stable code, and a sentence for people. `params` are what the page needs to say it in its own words.
 * @typedef {{code: string, message: string, params?: Record<string, string | number>}} ErrorReport
 */

/** @typedef {{id: number, ok: true, value: any} | {id: number, ok: false, error: ErrorReport}} Reply */

/**
 * What the clock adds to a report that Rust makes without one. Time spent paused does not count.
 * @typedef {object} Timing
 * @property {number} elapsed_ms training and evaluation since the run's first step
 * @property {number} images_per_second training images, over the last few seconds
 * @property {number | null} remaining_ms until the last epoch's evaluation is done; null while unknown
 */

/**
 * Why training stopped: after `paused`, `limit` (as far as was asked for) and `failed` another `train` goes on.
 * `failed` comes with the rejection of `train`; after a loss that is no number, `step` is the one whose weights are
 * kept.
 * @typedef {object} Stopped
 * @property {"finished" | "paused" | "limit" | "reset" | "failed"} reason
 * @property {number} step
 */

/**
 * One epoch, as `npm run train --json` prints it.
 * @typedef {object} EpochReport
 * @property {number} epoch counted from 1
 * @property {BackendKind} backend
 * @property {number} workers that computed together at its end
 * @property {number} train_loss mean over the epoch's training batches
 * @property {number} train_accuracy
 * @property {number} test_loss
 * @property {number} test_accuracy
 * @property {number | null} validation_loss over the images held out of training; null if there are none
 * @property {number | null} validation_accuracy
 * @property {number} learning_rate of the epoch's last step
 * @property {number} images_per_second over the epoch's training, evaluation left out
 * @property {number} elapsed_ms since the run's first step
 */

/**
 * Progress of long work.
 * - `module`: the wasm module's download, in bytes
 * - `device`: opening and checking the GPU (no numbers)
 * - `dataset`: `stage` says what is done to `file`; `loaded`/`total` in bytes, or in images while generating or decoding
 * - `evaluation`: test and validation images done
 * - `sweep`: steps of the rate finder done
 * - `assess`: test images assessed
 * - `features`: images whose features are there
 * - `shifted`: moved test images classified, each counted once a distance and direction
 * - `pipelines`: a GPU compiles what a network takes; done once `loaded` is `total`
 * @typedef {object} Progress
 * @property {"module" | "device" | "dataset" | "evaluation" | "sweep" | "assess" | "features" | "shifted" | "pipelines"} task
 * @property {"cache" | "download" | "verify" | "parse" | "pictures" | "generate"} [stage]
 * @property {string} [file]
 * @property {string} [origin] where it comes from: a host name, or "this site"
 * @property {number} [loaded]
 * @property {number} [total]
 */

/**
 * Which images a run is of.
 * @typedef {object} StoredData
 * @property {DatasetSummary["source"]} source
 * @property {object | null} request what brings them again, beside the source; null: they are the visitor's own
 * @property {string | null} sha256 of own images and labels
 * @property {boolean} kept whether they will be there again
 * @property {string | null} name
 * @property {string[]} class_names
 * @property {number} train_count
 */

/**
 * A run in the browser's storage.
 * @typedef {object} StoredRun
 * @property {string} id
 * @property {string | null} name that the visitor gave it
 * @property {number} began_ms when it was written first, ms since 1970
 * @property {number} saved_ms when it was written last
 * @property {RunConfig} config
 * @property {number} step
 * @property {number} total_steps
 * @property {number} parameters of the network
 * @property {boolean} finished
 * @property {number | null} accuracy on the test images, at the last evaluation
 * @property {number | null} loss on the test images, at the last evaluation
 * @property {number} elapsed_ms of training and evaluation
 * @property {number} workers
 * @property {BackendKind} backend
 * @property {string} build that wrote it
 * @property {StoredData | null} data
 * @property {number} bytes that it takes, about
 */

/** A run of the library; `elsewhere`: whether another tab has it open; `problem`: why it cannot be read. @typedef {StoredRun & {elsewhere: boolean, problem: ErrorReport | null}} ListedRun */

/**
 * The library: where it lies, its runs (the one that was written last first), and the space of this page in bytes.
 * `persisted`: whether the browser has promised not to clear it by itself.
 * @typedef {{place: "files" | "database", runs: ListedRun[], used_bytes: number, quota_bytes: number, persisted: boolean}} StoredRuns
 */

/**
 * All that a stored run told, at once.
 * @typedef {object} Resumed
 * @property {StepReport & Timing} report of all its steps
 * @property {EpochReport[]} epochs
 * @property {Evaluation[]} evaluations
 * @property {{step: number, learning_rate: number}[]} rates set by hand, and after which step
 * @property {boolean} finished
 * @property {boolean} older whether what was written last is damaged, and this was written before
 * @property {string | null} id of the run; null: it will be written down as another one
 * @property {boolean} elsewhere whether that is because another tab has it open
 */

/** What the run in hand told so far, and what it was computed with and from. @typedef {Omit<Resumed, "finished" | "older" | "id" | "elsewhere"> & {workers: number, backend: BackendKind, build: string, sha256: string}} ToldSoFar */

/**
 * The run in hand was written down; or it was not, for the reason given.
 * @typedef {{id: string | null, step: number | null, problem: ErrorReport | null}} Stored
 */

/** A run was set up, whoever asked for it: with new settings, or back to its first step. @typedef {{summary: RunSummary}} Configured */

/** The learning rate was changed in a run; where a schedule is followed, its peak. @typedef {{learning_rate: number}} Rate */

/**
 * The GPU was lost, for the `reason` given. The GPU opened anew computes now, or the CPU with its workers, and training
 * goes on by itself from `step`, the step of the last checkpoint; null if there was no run.
 * @typedef {object} BackendChange
 * @property {BackendKind} backend
 * @property {string | null} adapter the GPU's name, if it is a GPU again
 * @property {Workers} workers that were started; events tell of changes
 * @property {ErrorReport} reason
 * @property {number | null} step
 */

/**
 * @typedef {({event: "progress"} & Progress) |
 *   ({event: "notice"} & Notice) |
 *   ({event: "workers"} & Workers) |
 *   ({event: "backendChanged"} & BackendChange) |
 *   ({event: "configured"} & Configured) |
 *   {event: "loaded", summary: DatasetSummary} |
 *   ({event: "resumed"} & Resumed) |
 *   ({event: "stored"} & Stored) |
 *   ({event: "rate"} & Rate) |
 *   ({event: "steps"} & StepReport & Timing) |
 *   ({event: "evaluation"} & Evaluation) |
 *   ({event: "sweep"} & RateSweep) |
 *   ({event: "epoch"} & EpochReport) |
 *   ({event: "stopped"} & Stopped) |
 *   ({event: "crashed"} & ErrorReport)} Event
 */

export {};
