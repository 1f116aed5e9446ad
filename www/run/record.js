/**
 * A run's record: what it was computed with and from, and a hash of its losses' bits, short enough for a link; and what
 * the comparison of two records says. Pure.
 *
 * The hash is FNV-1a of 64 bits over the losses of all steps so far as 32-bit floating-point numbers, little-endian: it
 * tells runs apart that differ by chance, and is no protection against forgery. It is taken at steps that are powers of
 * two and at the last one, so that a run can be compared before it has come as far as the record.
 *
 * @module
 */

/** A hash, and the loss, after a step. @typedef {{step: number, loss: number, hash: string}} Check */

/**
 * @typedef {object} RunRecord
 * @property {string} build of the page
 * @property {string} data SHA-256 of the images and labels, in hexadecimal, or its beginning
 * @property {string} backend
 * @property {number} workers
 * @property {string} settings hash of the settings
 * @property {boolean} by_hand whether the learning rate was changed by hand
 * @property {Check[]} checks ascending
 */

const VERSION = 1;
/** Hexadecimal digits of the data's checksum in a link. */
const DATA_DIGITS = 16;
/** Losses are compared over so many steps: later, rounding may have led a run anywhere. */
const EARLY_STEPS = 32;
/** As far apart as rounding brings losses in these steps: sums of thousands of 32-bit numbers, and Adam's divisions. */
const ROUNDING = 2e-3;

const FNV_OFFSET = 0xcbf29ce484222325n;
const FNV_PRIME = 0x100000001b3n;

/** @param {Uint8Array} bytes @param {bigint} [hash] of what came before */
function fnv(bytes, hash = FNV_OFFSET) {
  for (const byte of bytes) hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * FNV_PRIME);
  return hash;
}

/** @param {bigint} hash */
const spelled = (hash) => hash.toString(16).padStart(16, "0");

/**
 * @param {ArrayLike<number>} losses of all steps, from the first
 * @returns {Check[]}
 */
export function checksOf(losses) {
  const values = Float32Array.from(losses);
  const steps = new Set(values.length ? [values.length] : []);
  for (let step = 1; step <= values.length; step *= 2) steps.add(step);
  return hashesAt(values, steps).map(([step, hash]) => ({ step, loss: values[step - 1], hash }));
}

/**
 * @param {object} run
 * @param {import("../api/protocol.js").RunConfig} run.config
 * @param {string} run.build
 * @param {string} run.sha256 of the images and labels
 * @param {string} run.backend
 * @param {number} run.workers
 * @param {boolean} run.by_hand
 * @param {ArrayLike<number>} run.losses
 * @returns {RunRecord}
 */
export function recordOf({ config, build, sha256, backend, workers, by_hand, losses }) {
  const settings = spelled(fnv(new TextEncoder().encode(JSON.stringify(config))));
  return { build, data: sha256.slice(0, DATA_DIGITS), backend, workers, settings, by_hand, checks: checksOf(losses) };
}

/** For a link. @param {RunRecord} record @returns {string} of letters that need no quoting in an address */
export function encodeRecord({ build, data, backend, workers, settings, by_hand, checks }) {
  const points = checks.map(({ step, loss, hash }) => `${step.toString(36)}_${bitsOf(loss)}_${hash}`);
  return [VERSION, build, data, backend, workers, settings, by_hand ? 1 : 0, ...points].join("~");
}

/** @param {string} text @returns {RunRecord | null} null if it is none */
export function decodeRecord(text) {
  const [version, build, data, backend, workers, settings, by_hand, ...points] = text.split("~");
  const isPlain = /^[\w.-]{1,40}$/;
  const isHash = /^[0-9a-f]{16}$/;
  const plain = [build, data, backend].every((part) => isPlain.test(part ?? ""));
  const count = Number(workers);
  if (version !== String(VERSION) || !plain || !isHash.test(settings ?? "") || points.length > 64) return null;
  if (!(Number.isInteger(count) && count >= 1 && count <= 64) || !/^[01]$/.test(by_hand ?? "")) return null;
  /** @type {Check[]} */
  const checks = [];
  for (const point of points) {
    const [step, loss, hash] = point.split("_");
    const number = /^[0-9a-z]{1,8}$/.test(step ?? "") ? parseInt(step, 36) : 0;
    if (number <= (checks.at(-1)?.step ?? 0) || !/^[0-9a-f]{8}$/.test(loss ?? "") || !isHash.test(hash ?? ""))
      return null;
    checks.push({ step: number, loss: lossOf(loss), hash });
  }
  return checks.length ? { build, data, backend, workers: count, settings, by_hand: by_hand === "1", checks } : null;
}

/** @param {number} loss */
function bitsOf(loss) {
  const view = new DataView(new ArrayBuffer(4));
  view.setFloat32(0, loss);
  return view.getUint32(0).toString(16).padStart(8, "0");
}

/** @param {string} bits */
function lossOf(bits) {
  const view = new DataView(new ArrayBuffer(4));
  view.setUint32(0, parseInt(bits, 16));
  return view.getFloat32(0);
}

/** What may make runs differ. @typedef {"settings" | "data" | "by_hand" | "backend" | "workers" | "build"} Cause */

/**
 * @typedef {object} Comparison
 * @property {"waiting" | "same" | "rounding" | "different"} verdict `waiting`: there is no step to compare yet
 * @property {number} step up to which the losses are the same to the bit
 * @property {number} of the record's last step
 * @property {number | null} differs the first step that is known to differ
 * @property {Cause[]} causes what is not the same, beside the losses
 */

/**
 * @param {RunRecord} record
 * @param {RunRecord} own of the run in hand
 * @param {ArrayLike<number>} losses of the run in hand
 * @returns {Comparison}
 */
export function compare(record, own, losses) {
  const causes = /** @type {Cause[]} */ (["settings", "data", "by_hand", "backend", "workers", "build"]).filter(
    (cause) => record[cause] !== own[cause] || (cause === "by_hand" && (record.by_hand || own.by_hand)),
  );
  const of = record.checks[record.checks.length - 1].step;
  const reached = record.checks.filter(({ step }) => step <= losses.length);
  if (reached.length === 0) return { verdict: "waiting", step: 0, of, differs: null, causes };
  // The record's last step need not be one of the run's own.
  const mine = new Map(hashesAt(losses, new Set(reached.map(({ step }) => step))));
  const wrong = reached.find(({ step, hash }) => mine.get(step) !== hash);
  const step = reached.filter((check) => !wrong || check.step < wrong.step).at(-1)?.step ?? 0;
  if (!wrong) return { verdict: "same", step, of, differs: null, causes };
  const early = reached.filter((check) => check.step <= EARLY_STEPS);
  const near = early.every(
    ({ step, loss }) => Math.abs(losses[step - 1] - loss) <= ROUNDING * Math.max(1, Math.abs(loss)),
  );
  const could_round = !causes.some((cause) => cause === "settings" || cause === "data" || cause === "by_hand");
  return { verdict: near && could_round ? "rounding" : "different", step, of, differs: wrong.step, causes };
}

/** The hashes at some steps. @param {ArrayLike<number>} losses @param {Set<number>} steps @returns {[number, string][]} ascending */
function hashesAt(losses, steps) {
  /** @type {[number, string][]} */
  const found = [];
  let hash = FNV_OFFSET;
  const last = Math.max(...steps);
  const bytes = new Uint8Array(4);
  const view = new DataView(bytes.buffer);
  for (let step = 1; step <= last; step += 1) {
    view.setFloat32(0, losses[step - 1], true);
    hash = fnv(bytes, hash);
    if (steps.has(step)) found.push([step, spelled(hash)]);
  }
  return found;
}
