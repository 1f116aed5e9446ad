/**
 * Brings the four MNIST files into memory: from the browser's cache, else from beside the page,
 * else from public mirrors. Each file is decompressed as it arrives and handed out only if its
 * bytes are MNIST's to the last bit, so that no source has to be trusted. What the bytes mean
 * (the IDX format) is not known here. Needs no DOM: it runs in the worker, and under Node.
 *
 * Memory: one buffer of the exact size per file, the compressed bytes until they are cached
 * (11 MB), and no more than a few MB beyond, whatever a source sends.
 *
 * @module
 */

import { FILES, MIRRORS } from "../../api/mnist.js";
import { FileError, readChecked } from "./checked-file.js";
import { FileCache } from "./file-cache.js";

/** @typedef {import("./checked-file.js").Digest} Digest */

/** @typedef {import("../../api/mnist.js").Part} Part */
/** @typedef {import("../../api/mnist.js").DataFile} DataFile */

/** @typedef {{code: string, message: string, params?: Record<string, string | number>}} Notice */

/**
 * `loaded` and `total` are over all four files, in bytes as downloaded: a file's `gz_bytes` times
 * the share of it that is decompressed and in place. So the total is the same for every source
 * and is reached exactly. `loaded` falls back when a source is given up.
 * @typedef {object} LoadProgress
 * @property {"cache" | "download" | "verify"} stage
 * @property {string} file
 * @property {string} origin a host name, "this site" or "browser cache"
 * @property {number} loaded
 * @property {number} total
 */

/** Where the files lie beside the page. */
export const FOLDER = "data/mnist/";

/** A source that sends less than this in `stall_ms` is as good as dead. */
const LEAST_BYTES = 4096;

const PROGRESS_MS = 100;

/**
 * Loads MNIST. Rejects with the code "dataset-unreachable" if no source is left; a source that is
 * dead, slow, cut short or wrong is reported to `onNotice` and not asked again.
 *
 * @param {object} options
 * @param {string | URL | null} options.base the page's folder; null: look at the mirrors only
 * @param {readonly string[]} [options.mirrors] folders, each ending in "/"
 * @param {Readonly<Record<Part, DataFile>>} [options.files]
 * @param {typeof globalThis.fetch} [options.fetch]
 * @param {Pick<CacheStorage, "open"> | null} [options.caches] null: keep nothing
 * @param {Digest} [options.subtle]
 * @param {(progress: LoadProgress) => void} [options.onProgress] about ten times a second
 * @param {(notice: Notice) => void} [options.onNotice]
 * @param {(file: DataFile, content: Blob | Uint8Array<ArrayBuffer>) => Promise<void>} [options.onFile] gets
 *   each checked download as it arrived, so as a rule still compressed
 * @param {number} [options.stall_ms]
 * @returns {Promise<{files: Record<Part, Uint8Array<ArrayBuffer>>, origin: string}>}
 */
export async function loadMnist({
  base,
  mirrors = MIRRORS,
  files = FILES,
  fetch = globalThis.fetch,
  caches,
  subtle = globalThis.crypto?.subtle ?? null, // absent where the page is served over plain http
  onProgress = () => {},
  onNotice = () => {},
  onFile = async () => {},
  stall_ms = 15_000,
}) {
  const meter = new Meter(files, onProgress);
  const cache = await FileCache.open(caches, onNotice);
  const sources = listSources(base, mirrors);
  const cancel = new AbortController();
  const context = { sources, fetch, subtle, meter, onNotice, stall_ms, cancelled: cancel.signal };
  /** @type {Partial<Record<Part, Uint8Array<ArrayBuffer>>>} */
  const loaded = {};
  const origins = new Set();

  const parts = /** @type {Part[]} */ (Object.keys(files)).sort((a, b) => files[a].bytes - files[b].bytes);
  await Promise.all(
    parts.map(async (part) => {
      const file = files[part];
      const bytes = await cache.read(file, { subtle, ...meter.track("cache", file, "browser cache") });
      if (!bytes) return meter.reset(file);
      loaded[part] = bytes;
      origins.add("browser cache");
    }),
  );

  const download = async (/** @type {Part} */ part) => {
    const { bytes, packed, origin } = await fetchFromAny(files[part], context);
    loaded[part] = bytes;
    origins.add(origin);
    const content = packed ? new Blob(packed) : bytes;
    await Promise.all([cache.keep(files[part], content), onFile(files[part], content)]);
  };
  // The smallest goes ahead, so that a dead source costs one request; the others follow together.
  const [scout, ...others] = parts.filter((part) => !loaded[part]);
  try {
    if (scout) await download(scout);
    await Promise.all(others.map(download));
  } finally {
    cancel.abort(); // when one file fails for good, the others need not go on
  }
  const complete = /** @type {Record<Part, Uint8Array<ArrayBuffer>>} */ (loaded);
  return { files: complete, origin: [...origins].join(", ") };
}

/**
 * A place to ask, and what became of it.
 * @typedef {object} Source
 * @property {string} folder
 * @property {string} origin as people are told
 * @property {boolean} own beside the page, where the files may well not be
 * @property {string | null} failure why it is not asked any more
 */

/**
 * @param {string | URL | null} base
 * @param {readonly string[]} mirrors
 * @returns {Source[]}
 */
function listSources(base, mirrors) {
  const sources = mirrors.map((folder) => ({ folder, origin: new URL(folder).host, own: false, failure: null }));
  if (base === null) return sources;
  return [{ folder: new URL(FOLDER, base).href, origin: "this site", own: true, failure: null }, ...sources];
}

/**
 * @typedef {object} Context what the downloads have in common
 * @property {Source[]} sources
 * @property {typeof globalThis.fetch} fetch
 * @property {Digest} subtle
 * @property {Meter} meter
 * @property {(notice: Notice) => void} onNotice
 * @property {number} stall_ms
 * @property {AbortSignal} cancelled
 */

/**
 * @param {DataFile} file
 * @param {Context} context
 */
async function fetchFromAny(file, context) {
  const { sources, cancelled, meter, onNotice } = context;
  for (const [index, source] of sources.entries()) {
    if (source.failure) continue;
    try {
      return { ...(await fetchFrom(source, file, context)), origin: source.origin };
    } catch (error) {
      if (cancelled.aborted || !(error instanceof FileError)) throw error;
      meter.reset(file);
      if (source.failure) continue; // another file's download has told already
      const { absent, message: reason } = error;
      source.failure = source.own && absent ? "does not have the files" : `${file.name}.gz: ${reason}`;
      if (source.own && absent) continue;
      const next = sources.slice(index + 1).find(({ failure }) => !failure);
      const then = next ? ` Next: ${next.origin}.` : "";
      const message = `${file.name}.gz did not come from ${source.origin}: ${reason}.${then}`;
      const params = { ...error.params, file: `${file.name}.gz`, origin: source.origin };
      onNotice({ code: "mirror-failed", message, params });
    }
  }
  const tried = sources.map(({ origin, failure }) => `${origin} (${failure})`).join("; ");
  const message =
    `MNIST could not be loaded. Tried: ${tried}. ` +
    "Check the connection and try again, or use a copy of the four files, or generated digits.";
  throw Object.assign(new Error(message), { code: "dataset-unreachable" });
}

/**
 * @param {Source} source
 * @param {DataFile} file
 * @param {Context} context
 */
async function fetchFrom({ folder, origin }, file, { fetch, subtle, meter, stall_ms, cancelled }) {
  const request = new AbortController();
  const stop = () => request.abort(cancelled.reason);
  cancelled.addEventListener("abort", stop);
  const stall = () =>
    request.abort(
      new FileError(`it is too slow: next to nothing came for ${stall_ms / 1000} s`, {
        reason: "slow",
        seconds: stall_ms / 1000,
      }),
    );
  let timer = setTimeout(stall, stall_ms);
  let since_bytes = 0;
  const { onFill, onComplete } = meter.track("download", file, origin);
  try {
    const response = await fetch(`${folder}${file.name}.gz`, { signal: request.signal }).catch(() => {
      throw new FileError("it could not be reached", { reason: "unreachable" });
    });
    // Some storage services say 403 for what is not there.
    if (!response.ok) {
      const { status } = response;
      throw new FileError(`HTTP ${status}`, { reason: "status", status }, [403, 404, 410].includes(status));
    }
    return await readChecked(response, file, {
      subtle,
      onArrival(bytes) {
        since_bytes += bytes;
        if (since_bytes < LEAST_BYTES) return;
        since_bytes = 0;
        clearTimeout(timer);
        timer = setTimeout(stall, stall_ms);
      },
      onFill,
      onComplete() {
        clearTimeout(timer);
        onComplete();
      },
    });
  } catch (error) {
    throw request.signal.aborted ? request.signal.reason : error;
  } finally {
    clearTimeout(timer);
    cancelled.removeEventListener("abort", stop);
    request.abort(); // lets go of a body that is not wanted any more
  }
}

/** Adds up how much of all files is in place, and reports it now and then. */
class Meter {
  /** @type {Map<DataFile, number>} */
  #shares = new Map();
  #onProgress;
  #total;
  #last_ms = -Infinity;

  /**
   * @param {Readonly<Record<Part, DataFile>>} files
   * @param {(progress: LoadProgress) => void} onProgress
   */
  constructor(files, onProgress) {
    this.#onProgress = onProgress;
    this.#total = Object.values(files).reduce((sum, file) => sum + file.gz_bytes, 0);
  }

  /** @param {DataFile} file */
  reset(file) {
    this.#shares.delete(file);
  }

  /**
   * Follows a file from one source.
   * @param {"cache" | "download"} stage
   * @param {DataFile} file
   * @param {string} origin
   */
  track(stage, file, origin) {
    if (stage === "download") this.#report(stage, file, origin); // tells whom we are waiting for
    return {
      onFill: (/** @type {number} */ share) => {
        this.#shares.set(file, share);
        if (performance.now() - this.#last_ms >= PROGRESS_MS) this.#report(stage, file, origin);
      },
      onComplete: () => this.#report("verify", file, origin),
    };
  }

  /**
   * @param {LoadProgress["stage"]} stage
   * @param {DataFile} file
   * @param {string} origin
   */
  #report(stage, file, origin) {
    this.#last_ms = performance.now();
    let loaded = 0;
    for (const [{ gz_bytes }, share] of this.#shares) loaded += Math.floor(gz_bytes * share);
    this.#onProgress({ stage, file: file.name, origin, loaded, total: this.#total });
  }
}
