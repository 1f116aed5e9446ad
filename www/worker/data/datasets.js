/**
 * Bringing images into the engine, whatever they come from. Reports how far it is; what is in use
 * stays in use until the new images are there whole.
 *
 * @module
 */

import { FILE_NAMES, FILE_ROLES } from "../../api/files.js";
import { gunzip } from "./gunzip.js";
import { loadMnist } from "./mnist.js";

/** @typedef {import("../../public/pkg/cpu/digit_lab.js").Engine} Engine */
/** @typedef {import("../../api/protocol.js").DatasetRequest} DatasetRequest */
/** @typedef {import("../../api/protocol.js").DatasetSummary} DatasetSummary */

/**
 * What the worker lends.
 * @typedef {object} Workshop
 * @property {<T>(work: (engine: Engine) => T | Promise<T>) => Promise<T>} use waits its turn for the engine
 * @property {<T>(part: (engine: Engine) => Partly<T> | Promise<Partly<T>>, progress: import("../../api/protocol.js").Progress) => Promise<T>} inParts
 * @property {() => Promise<unknown>} halt pauses the training
 * @property {(event: import("../../api/protocol.js").Event) => void} post
 */

/** @template T @typedef {{done: number, value: T | null}} Partly */

/** Digits to generate at a time: some 100 ms of work. */
const GENERATED_AT_ONCE = 1000;

/**
 * What reads pictures: a file of its own, fetched where there may be some, since few visitors bring any.
 * @returns {Promise<typeof import("./pictures/read.js")>}
 */
export async function fetchReader() {
  try {
    return await import("./pictures/read.js");
  } catch {
    const message = "The part of the page that reads pictures could not be fetched: bring them again when connected.";
    throw { code: "reader-unreachable", message };
  }
}

/**
 * @param {Workshop} workshop
 * @returns {(request: DatasetRequest, base: string) => Promise<DatasetSummary>} `base`: where the page lies
 */
export function createDatasets({ use, inParts, halt, post }) {
  /**
   * Hands the engine what there is now. Pauses only: should it be bad, the run there is can go on.
   * @template T
   * @param {(engine: Engine) => T} take
   */
  const parse = async (take) => {
    await use(() => post({ event: "progress", task: "dataset", stage: "parse" }));
    await halt();
    return use(take);
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

  /** Draws what was begun. @param {number} total */
  const generate = (total) =>
    inParts((engine) => engine.generate(GENERATED_AT_ONCE), { task: "dataset", stage: "generate", total });

  const shrink = (/** @type {Uint8Array} */ rgba, /** @type {number} */ height, /** @type {number} */ width) =>
    use((engine) => engine.picture({ rgba, height, width }));

  /** @type {{[S in DatasetRequest["source"]]: (request: Extract<DatasetRequest, {source: S}>, base: string) => Promise<DatasetSummary>}} */
  const sources = {
    async mnist(_, base) {
      const files = await fetchMnist(base);
      return parse((engine) => engine.loadMnist(files));
    },

    async files({ files: packed, ...request }) {
      const files = { ...packed };
      for (const role of FILE_ROLES) files[role] = await gunzip(packed[role], FILE_NAMES[role]);
      return parse((engine) => engine.loadFiles({ files, naming: naming(request) }));
    },

    async pair({ image_file, label_file, ...request }) {
      const images = await gunzip(request.images, image_file);
      const labels = await gunzip(request.labels, label_file);
      const pair = { images, image_file, labels, label_file };
      return parse((engine) => engine.loadPair({ ...pair, hold_out: holdOut(request), naming: naming(request) }));
    },

    async images({ paper = "auto", ...request }) {
      if ("train" in request) {
        const { train, test } = request;
        const paper = /** @type {const} */ ("black"); // bytes are as they are
        const given = { train, test, paper, hold_out: holdOut(request), naming: naming(request) };
        return parse((engine) => engine.loadPictures(given));
      }
      const { readPictures } = await fetchReader();
      const { train, test, class_names, resized_from } = await readPictures(request.files, shrink, post);
      const given = { train, test, paper, resized_from, hold_out: holdOut(request) };
      return parse((engine) =>
        engine.loadPictures({
          ...given,
          naming: naming({ ...request, class_names: request.class_names ?? class_names }),
        }),
      );
    },

    async generated({ source: _, ...request }) {
      await halt();
      return generate(await use((engine) => engine.beginGeneration(request)));
    },

    async mixed({ source: _, ...request }, base) {
      const files = await fetchMnist(base);
      return generate(await parse((engine) => engine.beginMixing({ files, mix: request })));
    },
  };

  return (request, base) => sources[request.source](/** @type {any} */ (request), base);
}

/** @param {import("../../api/protocol.js").Naming} request */
function naming({ name, class_names }) {
  return { name: name || undefined, class_names };
}

/** @param {import("../../api/protocol.js").HoldOut} request */
function holdOut({ test_share, seed }) {
  return { test_share, seed };
}
