/**
 * The Lab, put together: the page's first room, which is always there.
 *
 * @module
 */

import { loadWords } from "../../i18n/index.js";
import { late } from "../../page/late.js";
import { mount, within } from "../../page/rendering.js";
import { PLAN } from "../../page/rooms.js";
import { watchSight } from "../../page/sight.js";
import { hasBegun, hasNetwork, isTraining } from "../../run/phase.js";
import { html, nothing, render } from "../../ui/template.js";
import { createCurves } from "./curves/view.js";
import { createDataActions } from "./data/actions.js";
import { createData } from "./data/view.js";
import { createDrawActions } from "./draw/actions.js";
import { createDraw } from "./draw/view.js";
import { createInsideActions } from "./inside/actions.js";
import { createInside } from "./inside/view.js";
import { createKeep } from "./keep/view.js";
import { createNetwork } from "./network/view.js";
import { createResults } from "./results/view.js";
import { createSettings } from "./settings/view.js";
import { createTime } from "./time/view.js";
import { createPress } from "./train/actions.js";
import { createBar } from "./train/bar.js";
import { createTrain } from "./train/view.js";
import { layout } from "./view.js";
import { isFirstVisit, rememberVisit } from "./welcome/state.js";
import { createWelcome } from "./welcome/view.js";

/** @typedef {import("./state.js").LabState} LabState */

const isBusy = (/** @type {LabState} */ { run }) => isTraining(run) || run.phase === "configuring";

/**
 * Whether a stored run may take the place of the one in hand: once that is set up, or cannot be for want of images.
 * @param {LabState["run"]} run @param {LabState["data"]} data
 */
const mayOpen = (run, data) => hasNetwork(run) || data.phase === "failed";

/** What the Lab and the bar above all rooms show of the run. @param {LabState} state */
const runSlice = ({ run, draft, finder, compute, data, evaluation }) => ({
  run,
  draft,
  finder,
  compute: compute.phase,
  preparing: compute.preparing,
  data: data.phase,
  source: data.source,
  fraction: data.fraction,
  evaluation,
});

/**
 * @param {import("../../page/app.js").App} app
 * @param {import("./state.js").LabStore} store
 * @param {import("../../page/shared.js").Shared} shared
 * @param {() => void} tour leads through the Lab
 * @returns {{views: import("../../page/rendering.js").View[]}}
 */
export function createLabRoom(app, store, { pad, looking }, tour) {
  render(layout, byId(PLAN.lab.id));
  const inSight = watchSight(["inside", "draw"], () => {
    inside.look(0);
    draw.look(0);
  });
  const press = createPress(app);
  const inside = createInsideActions(app, store, () => inSight("inside"));
  const draw = createDrawActions(app, store, pad, () => inSight("draw"));
  const augment = late(async () => {
    const { createAugment } = await import("./augment/view.js");
    return createAugment({ edit: app.edit, augmented: (request) => app.trainer.augmented(request) });
  });
  // Most visitors leave the settings closed.
  byId("settings").addEventListener("toggle", augment.fetch);
  const finder = late(async () => {
    const [{ createFinder }] = await Promise.all([
      import("./finder/view.js"),
      loadWords(store.get().language, ["drawing"]),
    ]);
    return createFinder(app, store);
  });
  byId("finder").addEventListener("toggle", finder.fetch);
  const awake = late(async () => {
    const { createAwake } = await import("./awake/view.js");
    return createAwake(store);
  });
  const runs = late(async () => {
    const { createRuns } = await import("./curves/runs.js");
    return createRuns(store.dispatch);
  });
  store.subscribe(() => {
    const { run, kept } = store.get();
    if (!isTraining(run) && !kept.length) return;
    awake.fetch();
    runs.fetch();
  });
  /** Shows where a picture can be brought, or takes one. @param {File} [file] */
  const openPicture = (file) =>
    void import("./picture/index.js").then(({ open }) => open(app, store, pad, file)).catch(app.alert);
  // A picture by itself has no class: in the Lab it is a drawing, and not a data set, which the page would take it for.
  for (const kind of ["paste", "drop"]) {
    const take = (/** @type {any} */ event) => {
      const [file, more] = (event.clipboardData ?? event.dataTransfer)?.files ?? [];
      if (more || !file?.type.startsWith("image/") || store.get().room !== "lab") return;
      event.preventDefault();
      event.stopPropagation();
      openPicture(file);
    };
    addEventListener(kind, take, true);
  }
  const takeImage = () => {
    const image = store.get().inside.inspection?.image;
    if (image) pad.show(image);
  };

  const storage = () => localStorage;
  let known = false;
  if (isFirstVisit(location, storage)) {
    store.dispatch({ type: "welcome" });
    store.subscribe(() => {
      if (store.get().welcome || known) return;
      known = true;
      rememberVisit(storage);
    });
  }
  const end = () => store.dispatch({ type: "welcome-ended" });

  const views = [
    mount("welcome", ({ welcome, run }) => ({ welcome, run }), createWelcome({ ...app, end, tour })),
    mount(
      "data",
      ({ data, samples, run }) => ({ data, samples, subset: run.summary?.config.subset }),
      createData(createDataActions(app, store)),
    ),
    mount(
      "network",
      (state) => ({
        summary: state.run.summary,
        draft: state.draft,
        begun: hasBegun(state),
        busy: isBusy(state),
        presets: state.presets,
      }),
      createNetwork(app),
    ),
    mount("keep", ({ storing, run, data }) => ({ storing, ready: mayOpen(run, data) }), createKeep(app)),
    mount("controls", runSlice, createTrain(app, { press, openFinder })),
    mount(
      "curves",
      ({ curves, kept, chart, run }) => ({ curves, kept, chart, summary: run.summary }),
      createCurves(store.dispatch),
    ),
    mount(
      "runs",
      ({ curves, kept, chart, run, presets, data }) => ({
        curves,
        kept,
        chart,
        run,
        presets,
        source: data.summary?.source ?? null,
      }),
      (slice, ui) => (slice.kept.length ? runs.template(slice, ui) : nothing),
    ),
    mount("time", ({ looking, run }) => ({ looking, run }), createTime(looking)),
    mount(
      "finder",
      runSlice,
      (slice, ui) =>
        html`<summary>${ui.t("finder.title")}</summary>
          ${finder.template(slice, ui)}`,
    ),
    mount(
      "settings",
      (state) => ({ draft: state.draft, presets: state.presets, begun: hasBegun(state), busy: isBusy(state) }),
      createSettings(app),
    ),
    // In an element that the settings leave to it.
    mount("augment", ({ draft, presets, data }) => ({ draft, presets, dataset: data.summary }), augment.template),
    mount("results", ({ epochs, evaluation, run }) => ({ epochs, evaluation, summary: run.summary }), createResults()),
    mount("inside", ({ inside, data }) => ({ inside, summary: data.summary }), createInside(inside)),
    mount(
      "draw",
      ({ draw, drawing, inside, run, data: { summary } }) => ({
        draw,
        drawing,
        ready: run.summary !== null && run.phase !== "failed",
        image: inside.inspection !== null,
        summary,
      }),
      createDraw({
        ...pad,
        take: takeImage,
        stages: (shown) => store.dispatch({ type: "stages", shown }),
        openPicture: () => openPicture(),
      }),
    ),
  ];
  const bar = mount("runbar", runSlice, createBar({ press }));
  // The tab has its title in every room.
  const title = mount("awake", ({ awake, run, evaluation }) => ({ awake, run, evaluation }), awake.template);
  return { views: [bar, title, ...views.map((view) => within("lab", view))] };
}

/** @param {string} id */
function byId(id) {
  return /** @type {HTMLElement} */ (document.getElementById(id));
}

function openFinder() {
  const finder = /** @type {HTMLDetailsElement} */ (byId("finder"));
  finder.open = true;
  // Its content is on its way.
  finder.scrollIntoView({ block: "center", behavior: "smooth" });
  finder.querySelector("summary")?.focus({ preventScroll: true });
}
