/**
 * The page's composition root: wires options, trainer, store and views. Draws nothing.
 *
 * For scripts there is one handle, `globalThis.digitLab`:
 * - `trainer`: the {@link import("./client.js").Trainer}, for everything that it can do
 * - `ready`: settles when the compute is open, the images are there and the network is set up, with
 *   `{backend, data, run}`; rejects with a `code` if the page could not get there by itself
 * - `state()`: what the page knows, see state.js; not to be changed
 *
 * With `?autostart=0` (or `?headless=1`) the page does nothing by itself: `ready` is settled with
 * null and the trainer waits for its first call.
 *
 * @module
 */

import { openTrainer } from "./client.js";
import { part } from "./dom.js";
import { preferredLanguage } from "./i18n/index.js";
import { createLab } from "./lab.js";
import { parseOptions } from "./options.js";
import { hasBegun, initialState, reduce } from "./state.js";
import { createStore, drawChanges, mount } from "./rendering.js";
import { createCompute } from "./views/compute.js";
import { createCurve } from "./views/curves.js";
import { createData } from "./views/data.js";
import { createDraw } from "./views/draw.js";
import { createInside } from "./views/inside.js";
import { createNetwork } from "./views/network.js";
import { createPad } from "./views/pad.js";
import { createPage } from "./views/page.js";
import { createResults } from "./views/results.js";
import { createRunbar } from "./views/runbar.js";
import { createSettings } from "./views/settings.js";
import { createSource } from "./views/source.js";
import { createAlert, createAnnouncer } from "./views/status.js";
import { createTrain } from "./views/train.js";

/** @typedef {import("./state.js").State} State */

/** @param {string} id @returns {HTMLElement} */
const byId = (id) => /** @type {HTMLElement} */ (document.getElementById(id));

const { options, problems } = parseOptions(location.search);
const trainer = openTrainer();
const store = createStore(initialState(options.lang ?? preferredLanguage(navigator.languages)), reduce);
/** @type {Promise<unknown>} */
let ready = Promise.resolve(null);
if (options.autostart) ready = start();
// Whoever waits for `ready` hears of a failure; the page shows it by itself.
ready.catch(() => {});
Object.assign(globalThis, { digitLab: { trainer, ready, state: store.get } });

function start() {
  const pad = createPad(/** @type {HTMLCanvasElement} */ (part(byId("draw"), "pad")), (inked) => lab.drawn(inked));
  const inSight = watchSight(["inside", "draw"], () => lab.look(0));
  const lab = createLab({ trainer, store, options, bitmap: pad.bitmap, inSight });
  lab.listen();
  drawChanges(store, mountViews(lab, pad));
  if (problems.length) {
    const [{ name, value, expected, choices = "" }] = problems;
    const params = { name, value, rule: expected, choices };
    const message = `The address's ${name}=${value} was not understood.`;
    store.dispatch({
      type: "alerted",
      alert: { code: "option", message, params, actions: ["dismiss"], serious: false },
    });
  }
  return lab.start();
}

/**
 * @param {ReturnType<typeof createLab>} lab
 * @param {ReturnType<typeof createPad>} pad
 */
function mountViews(lab, pad) {
  /** @type {Record<import("./state.js").AlertAction, () => void>} */
  const answers = {
    reload: () => location.reload(),
    "open-auto": lab.openAuto,
    reset: lab.reset,
    dismiss: () => store.dispatch({ type: "dismissed" }),
  };
  const setLanguage = (/** @type {"en" | "zh"} */ language) => {
    const address = new URL(location.href);
    address.searchParams.set("lang", language);
    history.replaceState(null, "", address);
    store.dispatch({ type: "language", language });
  };
  const take = () => {
    const image = store.get().inside.inspection?.image;
    if (image) pad.show(image);
  };

  const run = (/** @type {State} */ { run, compute, data, evaluation }) => ({
    run,
    compute: compute.phase,
    data: data.phase,
    source: data.source,
    fraction: data.fraction,
    evaluation,
  });
  const curves = (/** @type {State} */ { curves, run }) => ({
    curves,
    total_steps: run.summary?.total_steps ?? 0,
    steps_per_epoch: run.summary?.steps_per_epoch ?? 0,
  });
  const training = (/** @type {State} */ { run }) => run.phase === "training" || run.phase === "pausing";
  const network = (/** @type {State} */ { run }) => run.summary !== null && run.phase !== "failed";

  return [
    mount(() => null, createPage(byId("languages"), { language: setLanguage })),
    mount(({ compute }) => ({ compute }), createCompute(byId("compute"))),
    mount(
      ({ data, run }) => ({ data, subset: run.summary?.config.subset }),
      createData(byId("data"), { more: lab.moreSamples, generate: lab.generateAndTrain, retry: lab.mnist }),
    ),
    mount((state) => ({ data: state.data, training: training(state) }), createSource(byId("data"), lab)),
    mount(({ run }) => ({ summary: run.summary }), createNetwork(byId("network"))),
    mount(run, createTrain(byId("train"), lab)),
    mount((state) => ({ ...run(state), accuracy: state.evaluation?.accuracy }), createRunbar(byId("runbar"), lab)),
    mount(curves, createCurve(byId("curves"), "loss")),
    mount(curves, createCurve(byId("curves"), "accuracy")),
    mount((state) => ({ run: state.run, begun: hasBegun(state) }), createSettings(byId("settings"), lab)),
    mount(
      ({ epochs, evaluation, run }) => ({ epochs, evaluation, planned: run.summary?.config.epochs ?? Infinity }),
      createResults(byId("results")),
    ),
    mount(({ inside, data }) => ({ inside, count: data.summary?.test_count ?? 0 }), createInside(byId("inside"), lab)),
    mount(
      (state) => ({ draw: state.draw, ready: network(state), image: state.inside.inspection !== null }),
      createDraw(byId("draw"), { ...pad, take }),
    ),
    mount(({ alert }) => ({ alert }), createAlert(byId("alert"), { act: (action) => answers[action]() })),
    mount(({ announcement }) => ({ announcement }), createAnnouncer(byId("announcer"))),
  ];
}

/**
 * Which sections are in sight: what nobody looks at is not worth taking time from the training.
 * @param {string[]} ids
 * @param {() => void} appeared
 * @returns {(id: string) => boolean}
 */
function watchSight(ids, appeared) {
  /** @type {Set<string>} */
  const seen = new Set();
  const observer = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) {
      if (isIntersecting) seen.add(target.id);
      else seen.delete(target.id);
    }
    appeared();
  });
  for (const id of ids) observer.observe(byId(id));
  document.addEventListener("visibilitychange", appeared);
  return (id) => seen.has(id) && !document.hidden;
}
