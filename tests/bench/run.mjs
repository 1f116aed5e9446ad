/** `npm run bench`: the worker as a visitor has it, measured beside its peers. @module */

import { cpus, loadavg } from "node:os";
import { launchBrowser, machineHasGpu } from "../../www/tools/browser.mjs";
import { command, duration, Failure, Progress } from "../../www/tools/run.mjs";
import { ensureBrowser } from "../../www/tools/setup.mjs";
import { ensureSite, serveSite } from "../../www/tools/site.mjs";
import { readCommandLine } from "./command-line.mjs";
import { limitOf } from "./limit.js";
import { ourSubject } from "./ours.mjs";
import { BROWSER_PEERS, browserPeer } from "./peers/browser.mjs";
import { ensurePeers } from "./peers/install.mjs";
import { servePeers } from "./peers/serve.mjs";
import { torchPeer } from "./peers/torch.mjs";
import { jsonLines, paragraphs, spreadOf } from "./report.mjs";
import { casesOf, measure } from "./rounds.mjs";
import { sentenceOf, withLimit } from "./subject.mjs";

/** @typedef {import("./command-line.mjs").Settings} Settings */
/** @typedef {import("./peers/browser.mjs").BrowserPeer} BrowserPeer */
/** @typedef {import("./subject.mjs").Subject} Subject */
/** @typedef {import("@playwright/test").Browser} Browser */

/** What the peers train unless networks are named: they are slow, and these are what others publish. */
const PEER_PRESETS = ["simple", "lenet"];

/** What could not be measured: told at once, and in the exit status. */
let failures = 0;
const progress = new Progress();

/** @param {string} text */
function tell(text) {
  progress.clear();
  console.error(text);
}

/** @param {string} name @param {unknown} error */
function tellFailure(name, error) {
  failures += 1;
  tell(`${name} cannot be measured: ${sentenceOf(error)}`);
}

/** What the pages may find. @param {Settings} settings */
function gpuFor({ backends, peers, software }) {
  if (![...backends, ...peers].some((name) => /web(gpu|gl)$/.test(name))) return "none";
  return software || !machineHasGpu() ? "software" : "hardware";
}

/** @param {string} name @returns {name is BrowserPeer} */
const inBrowser = (name) => name in BROWSER_PEERS;

/** @param {Settings} settings @param {Browser} browser @returns {Promise<Subject[]>} */
async function peersFor({ peers }, browser) {
  /** @type {Awaited<ReturnType<typeof servePeers>> | null} */
  let server = null;
  const wanted = peers.filter(inBrowser);
  try {
    if (wanted.length > 0) server = await servePeers(await ensurePeers());
  } catch (error) {
    tellFailure(wanted.join(", "), error);
  }
  return peers.flatMap((name) => {
    if (!inBrowser(name)) return torchPeer(Number(name.replace("torch:", "")));
    return server ? browserPeer(name, browser, server) : [];
  });
}

/** Opens them one after the other; what does not open is left out. @template {Subject} T @param {T[]} subjects */
async function opened(subjects) {
  /** @type {T[]} */
  const open = [];
  for (const subject of subjects) {
    progress.show(`opening ${subject.name}`);
    try {
      await withLimit(subject.open(), "opening it");
      open.push(subject);
    } catch (error) {
      tellFailure(subject.name, error);
      await subject.close().catch(() => {});
    }
  }
  return open;
}

/** @param {import("./subject.mjs").Network[]} networks @param {Settings} settings */
function chosen(networks, { presets }) {
  const names = networks.map(({ config }) => config.preset);
  const unknown = presets?.find((name) => !names.includes(name));
  if (unknown) throw new Failure(`--presets takes all, or some of ${names.join(", ")}; not "${unknown}".`, 2);
  return networks.filter(({ config }) => presets?.includes(config.preset) ?? true);
}

await command(async () => {
  const settings = readCommandLine();
  const { backends, workers, batches, rounds, seconds, figures, source, mnist, json } = settings;
  await ensureBrowser();
  await ensureSite({ gpu: backends.some((name) => name !== "ndarray") });
  const address = await serveSite({ mnist });
  const load = loadavg()[0];
  const browser = await launchBrowser(gpuFor(settings));
  const watched = Math.max(5, seconds);
  const ours = await opened(
    backends.flatMap((backend) => {
      const where = { browser, address, source, seconds: watched };
      return (backend === "webgpu" ? [1] : workers).map((count) => ourSubject(backend, count, where));
    }),
  );
  if (ours.length === 0) throw new Failure("None of our own backends could be opened.");
  const networks = chosen(ours[0].networks(), settings);
  const peers = await opened(await peersFor(settings, browser));

  const refused = new Set();
  const cases = casesOf([...ours, ...peers], networks, batches, (subject, network) => {
    const { preset } = network.config;
    if (peers.includes(subject) && !settings.presets && !PEER_PRESETS.includes(preset)) return false;
    const reason = subject.refusal(network);
    if (reason) refused.add(`${subject.name} does not train ${preset}: ${reason}.`);
    return reason === null;
  });
  for (const reason of refused) tell(reason);
  if (load > 0.25 * cpus().length) tell(`The machine is busy (load ${load.toFixed(1)}): the figures will be too low.`);
  const least = duration(1000 * cases.length * rounds * (seconds + 1));
  tell(`▸ Cases: ${cases.length}; rounds: ${rounds}; time: ${least} at least`);

  /** @type {number[]} */
  const limits = [];
  const blank = await browser.newPage();
  failures += await measure(cases, {
    rounds,
    seconds,
    figures,
    tell,
    show: (text) => progress.show(text),
    eachRound: async () => void limits.push(await limitOf(blank)),
  });
  progress.clear();
  if (!cases.some(({ measured }) => measured.images_per_second)) throw new Failure("Nothing could be measured.");
  const limit = spreadOf(limits);
  const cpu = cpus()[0]?.model ?? "unknown";
  const machine = { cpu, cores: cpus().length, load, chromium: browser.version(), limit_gflops: limit };
  if (json) {
    for (const line of jsonLines(cases, machine)) console.log(line);
  } else {
    console.log(`\n${cpu}, ${machine.cores} cores, Chromium ${machine.chromium}; medians (least–most)`);
    console.log(`One core's limit with wasm simd128: ${limit.max.toFixed(0)} GFLOP/s\n\n${paragraphs(cases)}`);
  }
  return failures > 0 ? 1 : 0;
});
