/** `npm run train`: the real page trains, headless, and this prints what it reports. @module */

import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { basename, dirname, extname, resolve } from "node:path";
import { BACKEND_CHOICES, WORKER_CHOICES, workersOf } from "../api/choices.js";
import words from "../i18n/en.js";
import { trainPy } from "../run/pytorch/script.js";
import { findSetting, matters } from "../run/settings.js";
import { launchBrowser, machineHasGpu } from "./browser.mjs";
import {
  flagOf,
  helpLine,
  mnistFolder,
  networkOf,
  oneOf,
  readFlags,
  readSettings,
  settingFlags,
  settingsHelp,
} from "./flags.mjs";
import { openPage, Refusal } from "./page.mjs";
import { command, duration, Failure, Progress } from "./run.mjs";
import { ensureBrowser } from "./setup.mjs";
import { ensureSite, serveSite } from "./site.mjs";

/** The presets by name, each in a few words. */
const PRESETS = Object.entries(words)
  .filter(([key]) => /^preset\.[^.]+$/.test(key))
  .map(([key, about]) => helpLine(`  ${key.slice("preset.".length)}`, about));

const HELP = `
npm run train: trains in the real page, in a headless Chromium. A line an epoch on stdout, progress on stderr.

  npm run train -- --preset simple --epochs 3 --backend auto --seed 0
  npm run train -- --preset lenet --optimizer sgd --momentum 0.9 --nesterov --schedule one-cycle --rotation 10

A setting that is left out has the preset's value. --no-NAME sets one that is yes or no to no.

Network
  --preset NAME          a network and its recipe; the default is simple
${PRESETS.join("\n")}
  --network FILE|JSON    layers of one's own with the preset's recipe: {"layers": […]}, or just the list

${settingsHelp()}

Where, and on what
  --backend NAME         auto, webgpu, ndarray; the default is auto
  --workers N            that train together on the CPU: auto, or 1 to 16; the default is auto. For a given number a
                         run comes out the same to the bit
  --software-gpu         WebGPU on the CPU (SwiftShader), also where there is a GPU
  --data NAME            mnist, or generated: digits drawn by the program itself, without a download
  --mnist DIR            the folder of the four MNIST files (MNIST_DIR, else what "npm start" would serve)

Files
  --save FILE            writes what was trained: the weights with PyTorch's names and shapes as FILE.safetensors or
                         FILE.npz, the network as FILE.onnx, the whole run as FILE.zip, or a program that repeats it in
                         PyTorch as FILE.py (with FILE.npz); may be given several times
  --weights FILE         begins with the weights of such a file, of this page or of PyTorch
  --resume FILE          goes on with the run of a FILE.zip of this page, with its settings and images

Output
  --json                 an object an epoch: epoch, backend, workers, train_loss, train_accuracy, test_loss, test_accuracy,
                         validation_loss, validation_accuracy (null without --validation), learning_rate,
                         images_per_second, elapsed_ms ("npm run --silent train" leaves npm's own lines out)

Ends with 0 only if every epoch was trained and tested on the backend asked for; with 2 if the flags make no sense.
`;

const FLAGS = /** @type {const} */ ({
  preset: { type: "string" },
  network: { type: "string" },
  backend: { type: "string", default: "auto" },
  workers: { type: "string", default: "auto" },
  data: { type: "string", default: "mnist" },
  mnist: { type: "string" },
  "software-gpu": { type: "boolean" },
  save: { type: "string", multiple: true },
  weights: { type: "string" },
  resume: { type: "string" },
  json: { type: "boolean" },
});

const SOURCES = /** @type {const} */ (["mnist", "generated"]);

/** @param {import("../api/protocol.js").EpochReport} epoch @param {number} epochs */
function sentence(epoch, epochs) {
  const figures = (
    /** @type {string} */ split,
    /** @type {number | null} */ accuracy,
    /** @type {number | null} */ loss,
  ) =>
    accuracy === null || loss === null ? [] : [`${split} ${(100 * accuracy).toFixed(2)} %, loss ${loss.toFixed(4)}`];
  const parts = [
    ...figures("training", epoch.train_accuracy, epoch.train_loss),
    ...figures("validation", epoch.validation_accuracy, epoch.validation_loss),
    ...figures("test", epoch.test_accuracy, epoch.test_loss),
    `rate ${Number(epoch.learning_rate.toPrecision(3))}`,
    `${epoch.images_per_second.toFixed(0)} images/s, ${duration(epoch.elapsed_ms)}`,
  ];
  return `epoch ${epoch.epoch}/${epochs} on ${epoch.backend}: ${parts.join("; ")}`;
}

/** @param {import("../api/protocol.js").Event & {event: "progress"}} progress */
function progressText({ task, stage, file, loaded, total }) {
  const share = loaded !== undefined && total ? ` ${Math.floor((100 * loaded) / total)} %` : "";
  return `${[task, stage, file].filter(Boolean).join(" ")}${share}`;
}

/** @param {import("../api/protocol.js").Workers} workers */
function workersSentence({ count, reason }) {
  const why = words[/** @type {keyof typeof words} */ (`notice.${reason}`)];
  return why ?? (count > 1 ? `${count} workers train together.` : "One worker trains.");
}

/** What a file is saved as. */
const FORMATS = /** @type {const} */ (["safetensors", "onnx", "npz", "zip", "py"]);

/** By the file's ending. @param {string} file @returns {(typeof FORMATS)[number]} */
function formatOf(file) {
  const ending = extname(file).slice(1);
  const format = FORMATS.find((format) => format === ending);
  if (!format) throw new Failure(`--save ${file}: a file ends with .${FORMATS.join(", .")}.`, 2);
  if (!existsSync(dirname(resolve(file)))) throw new Failure(`--save ${file}: there is no such folder.`, 2);
  return format;
}

/** @param {string} flag @param {string | undefined} file */
function contentOf(flag, file) {
  if (file === undefined) return null;
  try {
    return new Uint8Array(readFileSync(file));
  } catch {
    throw new Failure(`--${flag} ${file}: it cannot be read.`, 2);
  }
}

await command(async () => {
  const flags = readFlags(HELP, { ...settingFlags(), ...FLAGS });
  const backend = oneOf("backend", flags.backend, BACKEND_CHOICES);
  const workers = workersOf(oneOf("workers", flags.workers, WORKER_CHOICES));
  const source = oneOf("data", flags.data, SOURCES);
  const mnist = mnistFolder(flags.mnist);
  const settings = readSettings(flags);
  const saves = (flags.save ?? []).map((file) => ({ file, format: formatOf(file) }));
  const weights = contentOf("weights", flags.weights);
  const project = contentOf("resume", flags.resume);
  const config = {
    ...settings,
    ...(flags.preset !== undefined && { preset: flags.preset }),
    ...(flags.network !== undefined && { network: networkOf(flags.network) }),
  };
  if (project && (weights || Object.keys(config).length > 0)) {
    throw new Failure("--resume goes on with the run's own settings and weights: leave the others out.", 2);
  }

  await ensureBrowser();
  await ensureSite({ gpu: backend !== "ndarray" });
  const software = flags["software-gpu"] || (backend === "webgpu" && !machineHasGpu());
  const browser = await launchBrowser(software ? "software" : machineHasGpu() ? "hardware" : "none");

  const progress = new Progress();
  /** @type {import("../api/protocol.js").EpochReport[]} */
  const done = [];
  let epochs = 0;
  /** Where the images come from. @type {string} */
  let loaded = source;
  const { call } = await openPage(browser, await serveSite({ mnist }), (event) => {
    if (event.event === "epoch") {
      const { event: _, ...report } = event;
      done.push(report);
      progress.clear();
      console.log(flags.json ? JSON.stringify(report) : sentence(report, epochs));
    } else if (event.event === "steps") {
      const loss = event.losses.at(-1)?.toFixed(4) ?? "";
      const left = event.remaining_ms === null ? "" : `, ${duration(event.remaining_ms)} left`;
      progress.show(`step ${event.step}, loss ${loss}, ${event.images_per_second.toFixed(0)} images/s${left}`);
    } else if (event.event === "loaded") {
      loaded = event.summary.source;
    } else if (event.event === "progress") {
      progress.show(progressText(event));
    } else if (event.event === "workers") {
      progress.clear();
      console.error(workersSentence(event));
    } else if (event.event === "backendChanged") {
      progress.clear();
      console.error(`The GPU was lost (${event.reason.message}). ${event.backend} goes on from step ${event.step}.`);
    } else if (event.event === "notice") {
      progress.clear();
      console.error(event.message);
    }
  });

  const opened = await call("open", backend, workers);
  progress.clear();
  for (const { message } of opened.notices) console.error(message);
  console.error(`Computing on ${opened.backend}${opened.adapter ? ` (${opened.adapter})` : ""}.`);
  if (opened.backend !== "webgpu") console.error(workersSentence(opened.workers));
  if (backend !== "auto" && opened.backend !== backend) {
    throw new Failure(`${backend} could not be opened; ${opened.backend} would be something else than you asked for.`);
  }
  let resumed = 0;
  let summary = /** @type {import("../api/protocol.js").RunSummary | null} */ (null);
  if (project) {
    const run = (summary = await call("openProject", project));
    epochs = run.config.epochs;
    resumed = Math.floor(run.step / run.steps_per_epoch);
    console.error(`Going on from step ${run.step} of ${run.total_steps}.`);
  } else await call("loadDataset", { source });
  try {
    const run = project ? null : (summary = await call("configure", config));
    epochs = run?.config.epochs ?? epochs;
    for (const name of Object.keys(settings)) {
      const setting = findSetting(name);
      if (run && setting && !matters(setting, run.config, run.spec)) {
        console.error(`--${flagOf(name)} changes nothing beside the other settings.`);
      }
    }
  } catch (error) {
    // Settings that the trainer does not take are wrong flags.
    if (!(error instanceof Refusal && /^(config|network)-invalid$/.test(error.code))) throw error;
    const asFlag = (/** @type {string} */ all, /** @type {string} */ name) =>
      findSetting(name) ? `--${flagOf(name)}: ` : all;
    throw new Failure(error.message.replace(/^(\w+): /, asFlag), 2);
  }
  if (weights) await call("loadWeights", weights);
  const { reason } = await call("train");
  progress.clear();

  const astray = done.find((epoch) => backend !== "auto" && epoch.backend !== backend);
  if (astray) throw new Failure(`Epoch ${astray.epoch} ran on ${astray.backend} instead of ${backend}.`);
  if (reason !== "finished" || resumed + done.length !== epochs) {
    throw new Failure(`Training ended early (${reason}): ${resumed + done.length} of ${epochs} epochs are done.`);
  }
  for (const { file, format } of saves) {
    if (format === "py" && summary) {
      const start = file.replace(/py$/, "npz");
      const mnist = loaded === "mnist";
      writeFileSync(file, trainPy(summary, { language: "en", start: basename(start), mnist }));
      writeFileSync(start, (await call("saveStart")).file);
      console.error(`A program for PyTorch is in ${file}, what it begins with in ${start}.`);
    }
    if (format === "py") continue;
    const saved = await (format === "zip" ? call("saveProject") : call("saveWeights", { format }));
    writeFileSync(file, saved.file);
    console.error(`${format === "zip" ? "The run is" : "The weights are"} in ${file}.`);
  }
});
