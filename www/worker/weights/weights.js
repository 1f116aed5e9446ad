/**
 * Files of weights, out and in: safetensors through a module of its own, and NumPy's `.npz`. What reads and writes them is
 * fetched when it is needed.
 *
 * @module
 */

import { npy, readNpy } from "../../api/npy.js";
import { fetchFiles } from "../files.js";
import { graphOf } from "./graph.js";
import { matchWeights } from "./match.js";
import { startArrays } from "./start.js";

/** @typedef {import("../../public/pkg/cpu/digit_lab.js").Engine} Engine */
/** @typedef {import("./match.js").NamedTensor} NamedTensor */

/** More than any network of the page, in any type: whatever is larger is not unpacked. */
const MOST_BYTES = 400_000_000;

/** Orders of epochs that a program gets: 24 MB of MNIST. */
const MOST_ORDERS = 100;
/** What operations of an ONNX file take beside the network's tensors. */
const CONSTANTS = /^(input|gelu)\.(mean|deviation|root|one|half)$/;

/**
 * @param {object} needs
 * @param {<T>(work: (engine: Engine) => T | Promise<T>) => Promise<T>} needs.use
 * @param {() => import("../../api/protocol.js").RunSummary | null} needs.run the run in hand
 * @param {(restore: (engine: Engine) => Promise<import("../../api/protocol.js").Command>) => Promise<import("../../api/protocol.js").RunSummary>} needs.beginWith
 *   sets the run up anew, and applies a command before anybody hears of it
 */
export function createWeights({ use, run, beginWith }) {
  /** The network's tensors. @param {number | null} at */
  const captured = (at) =>
    use((engine) =>
      engine.capture({ images: { split: "test", indices: [0] }, layers: "all", what: ["parameter"], at }),
    );

  return {
    /** @param {import("../../api/protocol.js").RequestOf<"saveWeights">} request */
    async saveWeights({ format, at, base }) {
      const [tensors, step] = await Promise.all([captured(at), use((engine) => engine.step())]);
      const named = tensors.map(({ tensor, shape, data }) => ({ name: tensor, shape, data }));
      if (format === "npz") return { file: await writeNpz(named) };
      const { writeSafetensors, writeOnnx } = await fetchFiles(base);
      const about = ["digit_lab.step", String(at ?? step)];
      // "pt" is what PyTorch's reader expects.
      if (format === "safetensors") return { file: writeSafetensors(named, ["format", "pt", ...about]) };
      const summary = run();
      if (!summary) throw { code: "no-run", message: "There is no network yet." };
      const { nodes, constants } = graphOf(summary.spec.layers, summary.config.input);
      const network = ["digit_lab.network", JSON.stringify(summary.spec)];
      return { file: writeOnnx(nodes, [...named, ...constants], [...about, ...network]) };
    },
    /** What the run begins with, for a program that is to repeat it. */
    async saveStart() {
      const [named, step] = await Promise.all([captured(null), use((engine) => engine.step())]);
      const start = await use((engine) => engine.runStart(MOST_ORDERS));
      // A run that has not begun may have been given weights.
      const weights = step === 0 ? named.map(({ data }) => data) : start.tensors;
      return { file: await writeNpz(startArrays(named, weights, start)) };
    },
    /** @param {import("../../api/protocol.js").RequestOf<"loadWeights">} request */
    async loadWeights({ file, base }) {
      const given = await read(file, base);
      const tensors = matchWeights(await captured(null), given);
      return beginWith(async (engine) => {
        const checkpoint = await engine.checkpoint();
        return { type: "restore", checkpoint: { ...checkpoint, tensors, memory: [] } };
      });
    },
  };
}

/** @returns {Promise<typeof import("fflate")>} */
const fetchZip = () => import("fflate");

/** @param {import("./start.js").NamedArray[]} tensors @returns {Promise<Uint8Array>} */
async function writeNpz(tensors) {
  const { zipSync } = await fetchZip();
  // As `numpy.savez` has it: not compressed, since weights hardly shrink.
  return zipSync(Object.fromEntries(tensors.map((tensor) => [`${tensor.name}.npy`, npy(tensor)])), { level: 0 });
}

/** @param {Uint8Array} file @param {string} base @returns {Promise<NamedTensor[]>} */
async function read(file, base) {
  const isZip = file[0] === 0x50 && file[1] === 0x4b;
  // An ONNX file begins with the field of its version; a safetensors file with the length of its header, then "{".
  const isOnnx = file[0] === 0x08 && file[8] !== 0x7b;
  if (isOnnx) {
    const tensors = (await fetchFiles(base)).readOnnx(file);
    return tensors.filter(({ name }) => !CONSTANTS.test(name));
  }
  if (!isZip) return (await fetchFiles(base)).readSafetensors(file);
  const { unzipSync } = await fetchZip();
  let total = 0;
  const filter = (/** @type {{name: string, originalSize: number}} */ { name, originalSize }) => {
    total += originalSize;
    if (total > MOST_BYTES)
      throw { code: "weights-size", message: "The archive holds more than any network here has." };
    return name.endsWith(".npy");
  };
  try {
    const files = Object.entries(unzipSync(file, { filter }));
    if (files.length === 0) throw new Error("There are no .npy files in it.");
    return files.map(([name, bytes]) => ({ name: name.slice(0, -".npy".length), ...readNpy(bytes) }));
  } catch (error) {
    if (/** @type {any} */ (error).code === "weights-size") throw error;
    throw { code: "weights-damaged", message: /** @type {Error} */ (error).message };
  }
}
