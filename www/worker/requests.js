/**
 * Whether a request to the worker has what its handler needs. What the engine is handed is checked there; here is only
 * what JavaScript itself looks into.
 *
 * @module
 */

import { FILE_ROLES } from "../api/files.js";

/** @typedef {(value: unknown) => boolean} Test */

/** @type {Test} */
const isText = (value) => typeof value === "string";
/** @type {Test} */
const isAddress = (value) => {
  try {
    return isText(value) && new URL(/** @type {string} */ (value)).href !== "";
  } catch {
    return false;
  }
};
/** @type {Test} */
const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
/** @type {Test} */
const isBytes = (value) => value instanceof Uint8Array;
/** @type {Test} */
const isSamples = (value) => isObject(value) && ["images", "labels"].every((part) => isBytes(field(value, part)));
/** @type {Test} */
const isPictures = (value) =>
  value instanceof Blob ||
  (Array.isArray(value) && value.every((one) => isText(field(one, "path")) && field(one, "file") instanceof Blob));

/** An id of a run is part of a path. @type {Test} */
const isId = (value) => isText(value) && /^[0-9a-z]{1,20}-[0-9a-z]{1,20}$/.test(/** @type {string} */ (value));
/** @type {Record<string, [Test, string]>} */
const STORED = { run: [isId, "the id of a run"], base: [isAddress, "an address"] };

/** Fields that must be there, by the type of the request. @type {Record<string, Record<string, [Test, string]>>} */
const FIELDS = {
  open: { backend: [isText, "the name of a backend"], base: [isAddress, "an address"] },
  loadDataset: { dataset: [isObject, "an object with a source"], base: [isAddress, "an address"] },
  saveWeights: {
    format: [(format) => ["safetensors", "onnx", "npz"].includes(String(format)), "safetensors, onnx or npz"],
    base: [isAddress, "an address"],
  },
  loadWeights: { file: [isBytes, "a Uint8Array"], base: [isAddress, "an address"] },
  lastRun: { base: [isAddress, "an address"] },
  storedRuns: { base: [isAddress, "an address"] },
  openRun: STORED,
  renameRun: { ...STORED, name: [isText, "a text"] },
  removeRun: STORED,
  duplicateRun: STORED,
  storedCurves: STORED,
  told: { base: [isAddress, "an address"] },
  saveProject: { images: [(value) => typeof value === "boolean", "true or false"], base: [isAddress, "an address"] },
  openProject: { file: [isBytes, "a Uint8Array"], base: [isAddress, "an address"] },
  prepare: { config: [isObject, "an object of settings"] },
};

/** The same of a data set, by its source. @type {Record<string, Record<string, [Test, string]>>} */
const SOURCES = {
  mnist: {},
  files: { files: [(files) => FILE_ROLES.every((role) => isBytes(field(files, role))), "four files as Uint8Array"] },
  pair: {
    images: [isBytes, "a Uint8Array"],
    image_file: [isText, "the name of the file"],
    labels: [isBytes, "a Uint8Array"],
    label_file: [isText, "the name of the file"],
  },
  images: {},
  generated: {},
  mixed: {},
};

/**
 * @param {unknown} request
 * @param {object} handlers by the types of requests
 * @throws {import("../api/protocol.js").ErrorReport} with the code "request-invalid"
 */
export function checkRequest(request, handlers) {
  const type = field(request, "type");
  if (!isText(type) || !Object.hasOwn(handlers, /** @type {string} */ (type))) {
    throw refusal("type", `there is no request of the type ${JSON.stringify(type)?.slice(0, 100)}`);
  }
  check(request, FIELDS[/** @type {string} */ (type)] ?? {});
  if (type !== "loadDataset") return;
  const dataset = field(request, "dataset");
  const source = field(dataset, "source");
  if (!isText(source) || !Object.hasOwn(SOURCES, /** @type {string} */ (source))) {
    throw refusal("source", `it is one of ${Object.keys(SOURCES).join(", ")}`);
  }
  check(dataset, SOURCES[/** @type {string} */ (source)]);
  if (source === "images") checkImages(dataset);
}

/** Pictures as files, or as bytes. @param {unknown} dataset */
function checkImages(dataset) {
  const [train, test] = [field(dataset, "train"), field(dataset, "test")];
  if (train === undefined) return check(dataset, { files: [isPictures, "an archive, or a list of files with paths"] });
  check(dataset, { train: [isSamples, "images and labels as Uint8Array"] });
  if (test !== undefined) check(dataset, { test: [isSamples, "images and labels as Uint8Array"] });
}

/** @param {unknown} object @param {Record<string, [Test, string]>} fields */
function check(object, fields) {
  for (const [name, [test, wanted]] of Object.entries(fields)) {
    if (!test(field(object, name))) throw refusal(name, `it must be ${wanted}`);
  }
}

/** @param {unknown} object @param {string} name @returns {unknown} */
function field(object, name) {
  return object === null || object === undefined ? undefined : /** @type {any} */ (object)[name];
}

/** @param {string} name @param {string} message @returns {import("../api/protocol.js").ErrorReport} */
function refusal(name, message) {
  return { code: "request-invalid", message: `${name}: ${message}.` };
}
