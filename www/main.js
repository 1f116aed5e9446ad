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

import { classNames } from "./class-names.js";
import { openTrainer } from "./client.js";
import { part } from "./dom.js";
import { preferredLanguage } from "./i18n/index.js";
import { isolated } from "./isolated.js";
import { createLab } from "./lab.js";
import { linkTo } from "./link.js";
import { parseOptions } from "./options.js";
import { placeOf } from "./places.js";
import { createStore, drawChanges, mount, within } from "./rendering.js";
import { presetOf } from "./settings.js";
import { hasBegun, initialState, reduce } from "./state.js";
import { createAugment } from "./views/augment.js";
import { createChartTools } from "./views/chart-tools.js";
import { createCompute } from "./views/compute.js";
import { createCurves } from "./views/curves.js";
import { createData } from "./views/data.js";
import { createDraw } from "./views/draw.js";
import { createExplore } from "./views/explore/index.js";
import { createFinder } from "./views/finder.js";
import { createInside } from "./views/inside.js";
import { createNetwork } from "./views/network.js";
import { createOwn } from "./views/own/index.js";
import { createPad } from "./views/pad.js";
import { createPage } from "./views/page.js";
import { createPlaces } from "./views/places.js";
import { createResults } from "./views/results.js";
import { createRunbar } from "./views/runbar.js";
import { createRuns } from "./views/runs.js";
import { createSettings } from "./views/settings.js";
import { createAlert, createAnnouncer } from "./views/status.js";
import { createTrain } from "./views/train.js";
import { createVerdict } from "./views/verdict/index.js";

/** @typedef {import("./state.js").State} State */

/** @param {string} id @returns {HTMLElement} */
const byId = (id) => /** @type {HTMLElement} */ (document.getElementById(id));

const { options, problems } = parseOptions(location.search);
if (options.workers !== 1 && options.backend !== "webgpu") {
  await isolated({
    crossOriginIsolated,
    framed: window !== window.top,
    serviceWorker: navigator.serviceWorker,
    storage: () => sessionStorage,
    reload: () => location.reload(),
  });
}
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
  store.subscribe(lab.exploring.look);
  store.subscribe(lab.judging.look);
  const roomOf = (/** @type {string} */ id) => document.getElementById(id)?.closest("main")?.id;
  const follow = () => store.dispatch({ type: "place", place: placeOf(location.hash, roomOf) });
  addEventListener("hashchange", follow);
  follow();
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
    "smaller-rate": lab.goOnSmaller,
    reset: lab.reset,
    dismiss: () => store.dispatch({ type: "dismissed" }),
  };
  const setLanguage = (/** @type {"en" | "zh"} */ language) => {
    const address = new URL(location.href);
    address.searchParams.set("lang", language);
    setAddress(address.href);
    store.dispatch({ type: "language", language });
  };
  const take = () => {
    const image = store.get().inside.inspection?.image;
    if (image) pad.show(image);
  };

  const lookInside = (/** @type {number} */ index) => {
    lab.judging.leave();
    lab.choose(index);
    location.hash = "#inside";
  };

  const training = (/** @type {State} */ { run }) => run.phase === "training" || run.phase === "pausing";
  const busy = (/** @type {State} */ state) => training(state) || state.run.phase === "configuring";
  const network = (/** @type {State} */ { run }) => run.summary !== null && run.phase !== "failed";
  const run = (/** @type {State} */ { run, draft, finder, compute, data, evaluation }) => ({
    run,
    draft,
    finder,
    compute: compute.phase,
    data: data.phase,
    source: data.source,
    fraction: data.fraction,
    evaluation,
  });
  const charts = { chart: store.dispatch, kept: store.dispatch };

  const inLab = [
    mount(
      ({ data, run }) => ({ data, subset: run.summary?.config.subset }),
      createData(byId("data"), { more: lab.moreSamples, generate: lab.generateAndTrain, retry: lab.mnist }),
    ),
    mount(
      (state) => ({
        summary: state.run.summary,
        draft: state.draft,
        begun: hasBegun(state),
        busy: busy(state),
        presets: state.presets,
      }),
      createNetwork(byId("network"), lab),
    ),
    mount(run, createTrain(byId("train"), { ...lab, openFinder })),
    mount(({ chart }) => ({ chart }), createChartTools(byId("curves"), charts)),
    mount(
      ({ curves, kept, chart, run }) => ({ curves, kept, chart, summary: run.summary }),
      createCurves(byId("curves"), charts),
    ),
    mount(
      ({ curves, kept, chart, run, presets, data }) => ({
        curves,
        kept,
        chart,
        run,
        presets,
        source: data.summary?.source ?? null,
      }),
      createRuns(byId("runs"), charts),
    ),
    mount(run, createFinder(byId("finder"), lab)),
    mount(
      (state) => ({ draft: state.draft, presets: state.presets, begun: hasBegun(state), busy: busy(state) }),
      createSettings(byId("settings"), lab),
    ),
    mount(
      ({ draft, presets, data }) => ({ draft, presets, dataset: data.summary }),
      createAugment(byId("augment"), { edit: lab.edit, augmented: (request) => trainer.augmented(request) }),
    ),
    mount(
      ({ epochs, evaluation, run }) => ({ epochs, evaluation, summary: run.summary }),
      createResults(byId("results")),
    ),
    mount(({ inside, data }) => ({ inside, summary: data.summary }), createInside(byId("inside"), lab)),
    mount(
      (state) => ({
        draw: state.draw,
        ready: network(state),
        image: state.inside.inspection !== null,
        summary: state.data.summary,
      }),
      createDraw(byId("draw"), { ...pad, take }),
    ),
  ];
  const own = mount(
    (state) => ({
      own: state.own,
      data: state.data,
      training: training(state),
      ready: state.compute.phase === "ready",
    }),
    createOwn(byId("own"), lab),
  );
  return [
    mount(() => null, createPage(byId("languages"), { language: setLanguage })),
    mount(({ place }) => ({ place }), createPlaces(byId("places"))),
    mount(
      ({ run, draft, presets }) => ({ config: run.summary?.config ?? null, problem: draft.problem, presets }),
      followRun,
    ),
    mount(({ compute }) => ({ compute }), createCompute(byId("compute"))),
    mount((state) => ({ ...run(state), accuracy: state.evaluation?.accuracy }), createRunbar(byId("runbar"), lab)),
    ...inLab.map((view) => within("lab", view)),
    within(
      "data",
      mount(({ explore, data }) => ({ explore, data }), createExplore(byId("explore"), lab.exploring)),
    ),
    within(
      "results",
      mount(
        ({ verdict, run, data: { summary } }) => ({ judging: verdict, run, names: classNames(summary), summary }),
        createVerdict(byId("verdict"), { ...lab.judging, lookInside }),
      ),
    ),
    within("data", own),
    mount(({ alert }) => ({ alert }), createAlert(byId("alert"), { act: (action) => answers[action]() })),
    mount(({ announcement }) => ({ announcement }), createAnnouncer(byId("announcer"))),
  ];
}

/**
 * Keeps the page's address that of its run, so that a reload or a link leads to the same. An address whose own
 * network does not fit stays, until there is another.
 * @param {{config: import("./protocol.js").RunConfig | null, problem: unknown, presets: State["presets"]}} slice
 */
function followRun({ config, problem, presets }) {
  const preset = presetOf(config, presets);
  if (config && preset && !problem) setAddress(linkTo(location.href, config, preset));
}

function openFinder() {
  const finder = /** @type {HTMLDetailsElement} */ (byId("finder"));
  finder.open = true;
  finder.scrollIntoView({ block: "nearest", behavior: "smooth" });
  finder.querySelector("summary")?.focus({ preventScroll: true });
}

/** @param {string} href */
function setAddress(href) {
  if (href === location.href) return;
  try {
    history.replaceState(null, "", href);
  } catch {
    // Browsers count: who changes the address a hundred times in half a minute has to wait.
  }
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
