/** The benchmark's command line. @module */

import { cpus } from "node:os";
import { WORKER_CHOICES } from "../../www/api/choices.js";
import { machineHasGpu } from "../../www/tools/browser.mjs";
import { mnistFolder, numberOf, oneOf, readFlags } from "../../www/tools/flags.mjs";
import { Failure } from "../../www/tools/run.mjs";
import { BROWSER_PEERS } from "./peers/browser.mjs";
import { FIGURES } from "./rounds.mjs";

const HELP = `
npm run bench: measures the real worker in a headless Chromium, and its peers beside it if asked for. Every case (who,
network, batch size) has its turn in every round. Leave the machine alone meanwhile.

  npm run bench -- --backends ndarray --presets simple,lenet --batches 64
  npm run bench -- --peers all --presets simple --batches 64 --rounds 7 --json

Cases
  --backends LIST        of ndarray, webgpu (ndarray, and webgpu where there is a GPU)
  --workers LIST         numbers of workers that train together on the CPU (1, and 2 where there are as many cores)
  --peers LIST           all, or of tfjs-wasm, tfjs-webgl, tfjs-webgpu, jax-wasm, jax-webgpu (fetched from npm into
                         target/ once), torch:1, torch:2 (native PyTorch on so many threads; TORCH_PYTHON names a
                         Python that has it); tfjs, jax and torch stand for all of their kind
  --presets LIST         all, or some (all; peers then train simple and lenet only)
  --batches LIST         batch sizes (64,128,512); --batch-size is the same

Measuring
  --rounds N             turns of each case (3)
  --seconds N            of measured training a turn, after a warm-up (2)
  --figures LIST         beside the training: of start, evaluation, prediction, page, views; none for none (all
                         of them)

Where, and on what
  --data NAME            mnist or generated (mnist; peers train on MNIST only)
  --mnist DIR            the folder of the four MNIST files (MNIST_DIR, else what "npm start" would serve)
  --software-gpu         WebGPU on the CPU (SwiftShader), also where there is a GPU

Output
  --json                 a line a case: subject ("ours:ndarray:2" is our ndarray in two workers, "torch:2"), preset, batch,
                         images_per_second {median, min, max, rounds}, gflops, and what else was measured; "npm run
                         --silent bench" leaves npm's own lines out

For a network's first batch size: evaluation_ms of all test images and their accuracy after so little training;
predict_ms, one image there and back. For a subject's first case: from the navigation to the module being ready
(module_ready_ms), to the last byte of the data (data_there_ms) and to the first loss; first_loss_after_data_ms lies
between the last two. module_bytes and module_gzip_bytes are what is downloaded to compute, wasm_memory_bytes what the
workers' modules hold after this case with the data loaded, wasm_memory_end_bytes after all cases; longest_task_ms and
longest_frame_gap_ms what the page's own thread does while it trains in full view (tasks up to 50 ms count as 0).
views_off is images a second with a room in view that asks nothing of the network, views_lab and views_inside how many
times as fast it trains with the Lab or the Inside room in view: in turns, in one run of the ordinary page.
On webgpu, of each training step: dispatches_per_step, uploaded_bytes_per_step, read_bytes_per_step, and
busy_ms_per_step, in which the worker prepares a step: from one report to the next question to the GPU.
gflops counts 6 operations for each multiply-add of the forward pass, those too that somebody is clever enough to leave
out; limit_gflops is what one core does at most in wasm simd128, on values that never leave the registers. ratios are
ours by theirs, round by round. What cannot be measured is told on stderr, and the exit status is 1 then.
`;

const BACKENDS = /** @type {const} */ (["ndarray", "webgpu"]);
const PEERS = [...Object.keys(BROWSER_PEERS), "torch:1", "torch:2"];

/** @typedef {ReturnType<typeof readCommandLine>} Settings */

/** @param {string} text */
const listOf = (text) => [...new Set(text.split(",").map((part) => part.trim()))].filter(Boolean);

/** @param {string} text */
function peersOf(text) {
  const names = listOf(text).flatMap((name) => {
    if (name === "all") return PEERS;
    if (/^torch:[1-9]\d*$/.test(name)) return [name];
    const family = PEERS.filter((peer) => peer === name || peer.startsWith(`${name}-`) || peer.startsWith(`${name}:`));
    if (family.length === 0) oneOf("peers", name, ["all", "tfjs", "jax", "torch", ...PEERS]);
    return family;
  });
  return [...new Set(names)];
}

/** What is asked for; what makes no sense is refused. */
export function readCommandLine() {
  const flags = readFlags(HELP, {
    backends: { type: "string" },
    workers: { type: "string", default: cpus().length > 1 ? "1,2" : "1" },
    peers: { type: "string", default: "" },
    presets: { type: "string", default: "all" },
    batches: { type: "string", default: "64,128,512" },
    "batch-size": { type: "string" },
    rounds: { type: "string", default: "3" },
    seconds: { type: "string", default: "2" },
    figures: { type: "string", default: FIGURES.join(",") },
    data: { type: "string", default: "mnist" },
    mnist: { type: "string" },
    "software-gpu": { type: "boolean" },
    json: { type: "boolean" },
  });
  const usual = machineHasGpu() || flags["software-gpu"] ? BACKENDS : BACKENDS.filter((name) => name !== "webgpu");
  const backends = flags.backends === undefined ? usual : listOf(flags.backends);
  const figures = flags.figures === "none" ? [] : listOf(flags.figures);
  const settings = {
    backends: backends.map((name) => oneOf("backends", name, BACKENDS)),
    workers: listOf(flags.workers).map((text) => Number(oneOf("workers", text, WORKER_CHOICES.slice(1)))),
    peers: peersOf(flags.peers),
    presets: flags.presets === "all" ? null : listOf(flags.presets),
    batches: listOf(flags["batch-size"] ?? flags.batches).map(
      (text) => numberOf("batches", text, "positive-whole") ?? 64,
    ),
    rounds: numberOf("rounds", flags.rounds, "positive-whole") ?? 3,
    seconds: numberOf("seconds", flags.seconds, "positive") ?? 2,
    figures: new Set(figures.map((name) => oneOf("figures", name, FIGURES))),
    source: oneOf("data", flags.data, /** @type {const} */ (["mnist", "generated"])),
    mnist: mnistFolder(flags.mnist),
    software: flags["software-gpu"] ?? false,
    json: flags.json ?? false,
  };
  if (settings.backends.length === 0)
    throw new Failure("--backends names none: the trainer describes the networks.", 2);
  if (settings.workers.length === 0) throw new Failure("--workers names none.", 2);
  if (settings.batches.length === 0) throw new Failure("--batches names none.", 2);
  if (settings.peers.length > 0 && settings.source === "generated") {
    throw new Failure("Peers train on MNIST: --peers and --data generated do not go together.", 2);
  }
  return settings;
}
