/**
 * A run as one file, a zip archive that people and programs can read. Pure, but for what it is handed.
 *
 * | file | content |
 * | --- | --- |
 * | `run.json` | settings, position, epochs, evaluations, where the images come from |
 * | `metrics.csv` | a line for each step |
 * | `weights.safetensors` | weights and running values, with PyTorch's names |
 * | `optimiser.safetensors` | what the optimiser keeps: `conv1.weight.0` is its first tensor of that parameter |
 * | `snapshots/STEP.f16` | the network after a step, in half precision, little-endian, in the order of the weights |
 * | `images/…-ubyte` | the images, as MNIST's four files have them, if they were asked for |
 *
 * @module
 */

import { unzipSync, zipSync } from "fflate";
import { Journal } from "./journal.js";

/** @typedef {import("../../public/pkg/cpu/digit_lab.js").Checkpoint} Checkpoint */
/** @typedef {import("../../public/pkg/files/digit_lab.js").NamedTensor} NamedTensor */
/** @typedef {import("../../api/protocol.js").StoredRun} StoredRun */
/** @typedef {import("./journal.js").Told} Told */
/** @typedef {Pick<typeof import("../../public/pkg/files/digit_lab.js"), "readSafetensors" | "writeSafetensors">} Safetensors */
/** @typedef {ReturnType<import("../../public/pkg/cpu/digit_lab.js").Engine["images"]>} ImageFiles */
/** @typedef {ReturnType<import("../../public/pkg/cpu/digit_lab.js").Engine["about"]>} AboutImages */

/**
 * @typedef {object} Project
 * @property {StoredRun} run
 * @property {Checkpoint} checkpoint
 * @property {Journal} journal
 * @property {[number, Uint8Array][]} snapshots with their steps, ascending
 * @property {{images: ImageFiles, about: AboutImages} | null} images
 */

const FORMAT = "digit-lab-run";
const VERSION = 1;
/** More than any run of the page has, unpacked. */
const MOST_BYTES = 1_000_000_000;
const MOST_FILES = 2000;
const MOST_TEXT = 100_000_000;

/** The images' files, with the sizes of an entry. */
const IMAGE_FILES = /** @type {const} */ ([
  ["train_images", "images/train-images-idx3-ubyte", [28, 28]],
  ["train_labels", "images/train-labels-idx1-ubyte", []],
  ["test_images", "images/t10k-images-idx3-ubyte", [28, 28]],
  ["test_labels", "images/t10k-labels-idx1-ubyte", []],
]);

const COLUMNS = /** @type {const} */ (["losses", "accuracies", "learning_rates", "gradient_norms"]);
const HEADER = ["step", "loss", "accuracy", "learning_rate", "gradient_norm"];

/**
 * @param {Project} project
 * @param {readonly {tensor: string, shape: number[]}[]} named the network's tensors in their order
 * @param {Safetensors} safetensors
 * @returns {Uint8Array<ArrayBuffer>}
 */
export function writeProject({ run, checkpoint, journal, snapshots, images }, named, { writeSafetensors }) {
  const { place, tensors, memory } = checkpoint;
  const weights = named.map(({ tensor, shape }, i) => ({ name: tensor, shape, data: tensors[i] }));
  const learned = named.filter(({ tensor }) => isLearned(tensor));
  const optimiser = memory.flatMap((kept, i) =>
    kept.map((data, k) => ({ name: `${learned[i].tensor}.${k}`, shape: shapeOf(learned[i].shape, data), data })),
  );
  const { last, epochs, evaluations, rates } = journal.told;
  const about = {
    format: FORMAT,
    version: VERSION,
    run,
    place,
    memory: memory.map((kept) => kept.length),
    tensors: named.map(({ tensor }) => tensor),
    told: { last, epochs, evaluations, rates },
    images: images?.about ?? null,
  };
  /** @type {Record<string, Uint8Array | [Uint8Array, {level: 0}]>} */
  const files = {
    "run.json": encode(`${JSON.stringify(about, null, 2)}\n`),
    "metrics.csv": encode(csvOf(journal)),
    // Weights hardly shrink.
    "weights.safetensors": [writeSafetensors(weights, ["format", "pt"]), { level: 0 }],
    "optimiser.safetensors": [writeSafetensors(optimiser, ["format", "pt"]), { level: 0 }],
  };
  for (const [step, bytes] of snapshots) files[`snapshots/${step}.f16`] = [bytes, { level: 0 }];
  if (images) {
    for (const [part, path, sizes] of IMAGE_FILES) files[path] = idx(images.images[part], sizes);
  }
  return /** @type {Uint8Array<ArrayBuffer>} */ (zipSync(/** @type {any} */ (files)));
}

/**
 * Reads a project. Whether its numbers fit together as a run is for the engine to say.
 * @param {Uint8Array} file
 * @param {Safetensors} safetensors
 * @returns {Project} throws a report with the code "project-damaged", "project-newer" or "project-size"
 */
export function readProject(file, { readSafetensors }) {
  const { about, text, raw } = unpack(file);
  const told = toldOf(about.told);
  const journal = Journal.of(told, columnsOf(text("metrics.csv")));
  const byName = (/** @type {string} */ path) => {
    try {
      return new Map(readSafetensors(raw(path)).map((tensor) => [tensor.name, tensor.data]));
    } catch (error) {
      throw damaged(`${path}: ${/** @type {any} */ (error)?.message}`);
    }
  };
  const [weights, optimiser] = [byName("weights.safetensors"), byName("optimiser.safetensors")];
  const names = listOf(about.tensors, "tensors").map((name) => textOf(name, "tensors"));
  const learned = names.filter(isLearned);
  const take = (/** @type {Map<string, Float32Array>} */ from, /** @type {string} */ name) => {
    const data = from.get(name);
    if (!data) throw damaged(`${name} is missing.`);
    return data;
  };
  const tensors = names.map((name) => take(weights, name));
  const memory = listOf(about.memory, "memory").map((count, i) =>
    Array.from({ length: smallOf(count, "memory") }, (_, k) => take(optimiser, `${learned[i]}.${k}`)),
  );
  /** @type {[number, Uint8Array][]} */
  const snapshots = raw.paths
    .flatMap((path) => /^snapshots\/(\d{1,9})\.f16$/.exec(path)?.slice(1) ?? [])
    .map((step) => /** @type {[number, Uint8Array]} */ ([Number(step), raw(`snapshots/${step}.f16`)]));
  snapshots.sort(([a], [b]) => a - b);
  return {
    run: runOf(about.run),
    checkpoint: { place: about.place, tensors, memory },
    journal,
    snapshots,
    images: about.images === null ? null : { images: imagesOf(raw), about: about.images },
  };
}

/** @param {Uint8Array} file */
function unpack(file) {
  let total = 0;
  let count = 0;
  const filter = (/** @type {{originalSize: number}} */ { originalSize }) => {
    total += originalSize;
    count += 1;
    if (total > MOST_BYTES || count > MOST_FILES) {
      throw { code: "project-size", message: "The project file is larger than any run of this page." };
    }
    return true;
  };
  /** @type {Record<string, Uint8Array>} */
  let files;
  try {
    files = unzipSync(file, { filter });
  } catch (error) {
    if (/** @type {any} */ (error).code === "project-size") throw error;
    throw damaged(/** @type {Error} */ (error).message);
  }
  const raw = (/** @type {string} */ path) => {
    if (!Object.hasOwn(files, path)) throw damaged(`${path} is missing.`);
    return files[path];
  };
  raw.paths = Object.keys(files);
  const text = (/** @type {string} */ path) => {
    const bytes = raw(path);
    if (bytes.length > MOST_TEXT) throw damaged(`${path} is too long.`);
    try {
      return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    } catch {
      throw damaged(`${path} is no text.`);
    }
  };
  let about;
  try {
    about = JSON.parse(text("run.json"));
  } catch (error) {
    throw damaged(/** @type {Error} */ (error).message);
  }
  if (about?.format !== FORMAT) throw damaged("run.json is not that of a run.");
  if (!(about.version <= VERSION)) {
    throw { code: "project-newer", message: "A newer version of this page wrote the project file." };
  }
  return { about, text, raw };
}

/** @param {string} message */
function damaged(message) {
  return { code: "project-damaged", message: `The project file cannot be read. ${message}` };
}

/** @param {unknown} value @param {string} name @returns {unknown[]} */
function listOf(value, name) {
  if (Array.isArray(value) && value.length <= 1_000_000) return value;
  throw damaged(`${name} is no list.`);
}

/** @param {unknown} value @param {string} name @returns {string} */
function textOf(value, name) {
  if (typeof value === "string" && value.length <= 1000) return value;
  throw damaged(`${name} is no text.`);
}

/** @param {unknown} value @param {string} name @returns {number} */
function numberOf(value, name) {
  if (typeof value === "number" && Number.isFinite(value)) return value;
  throw damaged(`${name} is no number.`);
}

/** @param {unknown} value @param {string} name @returns {number} from 0 to 8 */
function smallOf(value, name) {
  const number = numberOf(value, name);
  if (Number.isInteger(number) && number >= 0 && number <= 8) return number;
  throw damaged(`${name} is out of range.`);
}

/** What an object's fields are; `?`: it may be null. @typedef {Record<string, "number" | "text" | "number?">} Fields */

/**
 * An object whose fields are numbers, texts, or null.
 * @param {unknown} value
 * @param {string} name
 * @param {Fields} fields
 * @returns {any} these fields only
 */
function recordOf(value, name, fields) {
  if (typeof value !== "object" || value === null) throw damaged(`${name} is no object.`);
  const given = /** @type {Record<string, unknown>} */ (value);
  const checked = Object.entries(fields).map(([field, kind]) => {
    const own = Object.hasOwn(given, field) ? given[field] : null;
    if (kind === "text") return [field, textOf(own, `${name}.${field}`)];
    if (kind === "number?" && own === null) return [field, null];
    return [field, numberOf(own, `${name}.${field}`)];
  });
  return Object.fromEntries(checked);
}

/** @type {Fields} */
const LAST = {
  ...{ step: "number", total_steps: "number", epoch: "number", step_in_epoch: "number", steps_per_epoch: "number" },
  ...{ images: "number", epoch_loss: "number", epoch_accuracy: "number" },
  ...{ elapsed_ms: "number", images_per_second: "number", remaining_ms: "number?" },
};
/** @type {Fields} */
const EVALUATION = {
  ...{ split: "text", step: "number", loss: "number", accuracy: "number", count: "number" },
};
/** @type {Fields} */
const EPOCH = {
  ...{ epoch: "number", backend: "text", workers: "number", train_loss: "number", train_accuracy: "number" },
  ...{ test_loss: "number", test_accuracy: "number", validation_loss: "number?", validation_accuracy: "number?" },
  ...{ learning_rate: "number", images_per_second: "number", elapsed_ms: "number" },
};

/** @param {any} told @returns {Told} */
function toldOf(told) {
  return {
    last: recordOf(told?.last, "last", LAST),
    epochs: listOf(told.epochs, "epochs").map((epoch) => recordOf(epoch, "epochs", EPOCH)),
    evaluations: listOf(told.evaluations, "evaluations").map((one) => recordOf(one, "evaluations", EVALUATION)),
    rates: listOf(told.rates, "rates").map((rate) =>
      recordOf(rate, "rates", { step: "number", learning_rate: "number" }),
    ),
  };
}

/** What is needed of the run; the engine checks the settings. @param {any} run @returns {StoredRun} */
function runOf(run) {
  const numbers = recordOf(run, "run", {
    ...{ began_ms: "number", saved_ms: "number", step: "number", total_steps: "number", parameters: "number" },
    ...{
      accuracy: "number?",
      loss: "number?",
      elapsed_ms: "number",
      workers: "number",
      backend: "text",
      build: "text",
    },
  });
  const { data } = run;
  if (typeof run.config !== "object" || run.config === null) throw damaged("The settings are missing.");
  const name = run.name === null || run.name === undefined ? null : textOf(run.name, "name").slice(0, 80);
  const known = {
    ...recordOf(data, "data", { source: "text", train_count: "number" }),
    request: typeof data.request === "object" ? data.request : null,
    sha256: data.sha256 === null ? null : textOf(data.sha256, "sha256"),
    kept: data.kept === true,
    name: data.name === null || data.name === undefined ? null : textOf(data.name, "name"),
    class_names: listOf(data.class_names, "class_names").map((name) => textOf(name, "class_names")),
  };
  return { ...numbers, id: "", name, config: run.config, finished: run.finished === true, data: known, bytes: 0 };
}

/** @param {Journal} journal */
function csvOf(journal) {
  const { report } = journal.resumed();
  const lines = Array.from(report.losses, (_, i) => [i + 1, ...COLUMNS.map((name) => report[name][i])].join(","));
  return `${[HEADER.join(","), ...lines].join("\n")}\n`;
}

/** @param {string} text */
function columnsOf(text) {
  const [header, ...lines] = text.trimEnd().split("\n");
  if (header !== HEADER.join(",")) throw damaged("metrics.csv has other columns.");
  const columns = COLUMNS.map((name) =>
    name === "learning_rates" ? new Float64Array(lines.length) : new Float32Array(lines.length),
  );
  lines.forEach((line, i) => {
    const [step, ...values] = line.split(",").map(Number);
    if (step !== i + 1 || values.length !== COLUMNS.length) throw damaged(`metrics.csv: line ${i + 2}.`);
    values.forEach((value, k) => (columns[k][i] = value));
  });
  return Object.fromEntries(COLUMNS.map((name, k) => [`steps.${name}`, columns[k]]));
}

/** An optimiser's tensor that is one number for its parameter has no shape. @param {number[]} shape @param {Float32Array} data */
function shapeOf(shape, data) {
  return shape.reduce((product, size) => product * size, 1) === data.length ? shape : [data.length];
}

/** Whether the optimiser changes a tensor. @param {string} name */
function isLearned(name) {
  return !/(^|\.)running_(mean|var)$/.test(name);
}

/** @param {string} text */
function encode(text) {
  return new TextEncoder().encode(text);
}

/** An IDX file of bytes. @param {Uint8Array} data @param {readonly number[]} sizes of an entry */
function idx(data, sizes) {
  const all = [data.length / sizes.reduce((product, size) => product * size, 1), ...sizes];
  const file = new Uint8Array(4 + 4 * all.length + data.length);
  const view = new DataView(file.buffer);
  view.setUint32(0, 0x0800 + all.length);
  all.forEach((size, i) => view.setUint32(4 + 4 * i, size));
  file.set(data, 4 + 4 * all.length);
  return file;
}

/** @param {(path: string) => Uint8Array} raw @returns {ImageFiles} */
function imagesOf(raw) {
  const parts = IMAGE_FILES.map(([part, path, sizes]) => {
    const file = raw(path);
    const header = 8 + 4 * sizes.length;
    const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
    const isIdx =
      file.length >= header &&
      view.getUint32(0) === 0x0801 + sizes.length &&
      sizes.every((size, i) => view.getUint32(8 + 4 * i) === size) &&
      file.length - header === view.getUint32(4) * sizes.reduce((product, size) => product * size, 1);
    if (!isIdx) throw damaged(`${path} is no IDX file of its images.`);
    return [part, file.subarray(header)];
  });
  return /** @type {any} */ (Object.fromEntries(parts));
}
