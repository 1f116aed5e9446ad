/** `npm run train`: the real page trains, headless, and this prints what it reports. @module */

import { launchBrowser, machineHasGpu } from "./browser.mjs";
import { mnistFolder, numberOf, oneOf, readFlags } from "./flags.mjs";
import { openPage, Refusal } from "./page.mjs";
import { command, duration, Failure, Progress } from "./run.mjs";
import { ensureBrowser } from "./setup.mjs";
import { ensureSite, serveSite } from "./site.mjs";

const HELP = `
npm run train: trains in the real page, in a headless Chromium. A line an epoch on stdout, progress on stderr.

  npm run train -- --preset simple --epochs 3 --backend auto --seed 0

  --preset NAME          the network and its recipe (simple)
  --backend NAME         auto, webgpu, flex or ndarray (auto)
  --epochs N             how often every image is seen     } the preset's own,
  --batch-size N         images to one update              } if left out
  --learning-rate X      above 0, at most 1                }
  --seed N               decides the initial weights and the order of the images (0)
  --subset N             trains on the first N images only
  --data NAME            mnist, or generated: digits drawn by the program itself, without a download (mnist)
  --mnist DIR            the folder of the four MNIST files (MNIST_DIR, else what "npm start" would serve)
  --software-gpu         WebGPU on the CPU (SwiftShader), also where there is a GPU
  --json                 an object an epoch: epoch, backend, train_loss, train_accuracy, test_loss, test_accuracy,
                         images_per_second, elapsed_ms ("npm run --silent train" leaves npm's own lines out)

Ends with 0 only if every epoch was trained and tested on the backend asked for; with 2 if the flags make no sense.
`;

const FLAGS = /** @type {const} */ ({
  preset: { type: "string" },
  backend: { type: "string", default: "auto" },
  epochs: { type: "string" },
  "batch-size": { type: "string" },
  "learning-rate": { type: "string" },
  seed: { type: "string", default: "0" },
  subset: { type: "string" },
  data: { type: "string", default: "mnist" },
  mnist: { type: "string" },
  "software-gpu": { type: "boolean" },
  json: { type: "boolean" },
});

const BACKENDS = /** @type {const} */ (["auto", "webgpu", "flex", "ndarray"]);
const SOURCES = /** @type {const} */ (["mnist", "generated"]);

/** @param {import("../protocol.js").EpochReport} epoch @param {number} epochs */
function sentence(epoch, epochs) {
  const percent = (/** @type {number} */ accuracy) => `${(100 * accuracy).toFixed(2)} %`;
  const train = `training ${percent(epoch.train_accuracy)}, loss ${epoch.train_loss.toFixed(4)}`;
  const test = `test ${percent(epoch.test_accuracy)}, loss ${epoch.test_loss.toFixed(4)}`;
  const pace = `${epoch.images_per_second.toFixed(0)} images/s, ${duration(epoch.elapsed_ms)}`;
  return `epoch ${epoch.epoch}/${epochs} on ${epoch.backend}: ${train}; ${test}; ${pace}`;
}

/** @param {import("../protocol.js").Event & {event: "progress"}} progress */
function progressText({ task, stage, file, loaded, total }) {
  const share = loaded !== undefined && total ? ` ${Math.floor((100 * loaded) / total)} %` : "";
  return `${[task, stage, file].filter(Boolean).join(" ")}${share}`;
}

await command(async () => {
  const flags = readFlags(HELP, FLAGS);
  const backend = oneOf("backend", flags.backend, BACKENDS);
  const source = oneOf("data", flags.data, SOURCES);
  const mnist = mnistFolder(flags.mnist);
  const settings = {
    preset: flags.preset,
    epochs: numberOf("epochs", flags.epochs, "positive-whole"),
    batch_size: numberOf("batch-size", flags["batch-size"], "positive-whole"),
    learning_rate: numberOf("learning-rate", flags["learning-rate"], "positive"),
    seed: numberOf("seed", flags.seed, "whole"),
    subset: numberOf("subset", flags.subset, "positive-whole"),
  };
  const config = Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined));

  await ensureBrowser();
  await ensureSite({ gpu: backend === "webgpu" || backend === "auto" });
  const software = flags["software-gpu"] || (backend === "webgpu" && !machineHasGpu());
  const browser = await launchBrowser(software ? "software" : machineHasGpu() ? "hardware" : "none");

  const progress = new Progress();
  /** @type {import("../protocol.js").EpochReport[]} */
  const done = [];
  let epochs = 0;
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
    } else if (event.event === "progress") {
      progress.show(progressText(event));
    } else if (event.event === "notice") {
      progress.clear();
      console.error(event.message);
    }
  });

  const opened = await call("open", backend);
  progress.clear();
  for (const { message } of opened.notices) console.error(message);
  console.error(`Computing on ${opened.backend}${opened.adapter ? ` (${opened.adapter})` : ""}.`);
  if (backend !== "auto" && opened.backend !== backend) {
    throw new Failure(`${backend} could not be opened; ${opened.backend} would be something else than you asked for.`);
  }
  await call("loadDataset", { source });
  try {
    epochs = (await call("configure", config)).config.epochs;
  } catch (error) {
    // Settings that the trainer does not take are wrong flags.
    throw error instanceof Refusal ? new Failure(error.message, 2) : error;
  }
  const { reason } = await call("train");
  progress.clear();

  const astray = done.find((epoch) => backend !== "auto" && epoch.backend !== backend);
  if (astray) throw new Failure(`Epoch ${astray.epoch} ran on ${astray.backend} instead of ${backend}.`);
  if (reason !== "finished" || done.length !== epochs) {
    throw new Failure(`Training ended early (${reason}): ${done.length} of ${epochs} epochs are done.`);
  }
});
