/**
 * Bringing images into the engine, whatever they come from. Reports how far it is; what is in use
 * stays in use until the new images are there whole.
 *
 * @module
 */

import { loadMnist } from "./mnist.js";

/** @typedef {import("./public/pkg/cpu/digit_lab.js").Engine} Engine */
/** @typedef {import("./protocol.js").DatasetRequest} DatasetRequest */
/** @typedef {import("./protocol.js").DatasetSummary} DatasetSummary */

/**
 * What the worker lends.
 * @typedef {object} Workshop
 * @property {<T>(work: (engine: Engine) => T | Promise<T>) => Promise<T>} use waits its turn for the engine
 * @property {<T>(part: (engine: Engine) => Partly<T> | Promise<Partly<T>>, progress: import("./protocol.js").Progress) => Promise<T>} inParts
 * @property {() => Promise<unknown>} halt pauses the training
 * @property {(event: import("./protocol.js").Event) => void} post
 */

/** @template T @typedef {{done: number, value: T | null}} Partly */

/** Digits to generate at a time: some 100 ms of work. */
const GENERATED_AT_ONCE = 1000;
/** The sizes of MNIST. */
const GENERATED = { seed: 0, train_count: 60_000, test_count: 10_000 };

/**
 * @param {Workshop} workshop
 * @returns {(request: DatasetRequest, base: string) => Promise<DatasetSummary>} `base`: where the page lies
 */
export function createDatasets({ use, inParts, halt, post }) {
  /** @param {import("./protocol.js").DatasetFiles} files @param {boolean} mnist */
  const parse = async (files, mnist) => {
    const { train_images, train_labels, test_images, test_labels } = files;
    await use(() => post({ event: "progress", task: "dataset", stage: "parse" }));
    // Paused only: should the files be bad, the run there is can go on.
    await halt();
    return use((engine) => engine.load(train_images, train_labels, test_images, test_labels, mnist));
  };

  /** @param {string} base */
  const fetchMnist = async (base) => {
    const { files } = await loadMnist({
      base,
      onProgress: (progress) => post({ event: "progress", task: "dataset", ...progress }),
      onNotice: (notice) => post({ event: "notice", ...notice }),
    });
    return files;
  };

  /** @param {{seed?: number, train_count?: number, test_count?: number}} request */
  const generate = async (request) => {
    const { seed, train_count, test_count } = { ...GENERATED, ...request };
    await halt();
    await use((engine) => engine.beginGeneration(seed, train_count, test_count));
    const total = train_count + test_count;
    return inParts((engine) => engine.generate(GENERATED_AT_ONCE), { task: "dataset", stage: "generate", total });
  };

  return async (request, base) => {
    if (request.source === "generated") return generate(request);
    if (request.source === "files") return parse(request.files, false);
    return parse(await fetchMnist(base), true);
  };
}
