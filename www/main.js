/**
 * The page's composition root: wires options, trainer, store and rooms. Draws nothing.
 *
 * For scripts there is one handle, `globalThis.digitLab`:
 * - `trainer`: the {@link import("./api/client.js").Trainer}, for everything that it can do
 * - `ready`: settles when the backend is open, the images are there and the network is set up, with
 *   `{backend, data, run}`; rejects with a `code` if the page could not get there by itself
 * - `state()`: what the page knows, see page/state.js; not to be changed
 *
 * With `?autostart=0` (or `?headless=1`) the page does nothing by itself: `ready` is settled with
 * null and the trainer waits for its first call.
 *
 * @module
 */

import { openTrainer } from "./api/client.js";
import { reportOf } from "./api/errors.js";
import { areasInUse, loadWords, onMissingWords, preferredLanguage } from "./i18n/index.js";
import { createAddress } from "./page/address.js";
import { createApp } from "./page/app.js";
import { isolated } from "./page/isolation.js";
import { drawChanges, follow, mount } from "./page/rendering.js";
import { anticipate, createRoomLoader } from "./page/room-loader.js";
import { createDropping } from "./page/shell/dropping.js";
import { showRoom, watchLinks } from "./page/shell/navigation.js";
import { PLAN } from "./page/rooms.js";
import { createShared } from "./page/shared.js";
import { createShell } from "./page/shell/view.js";
import { slices } from "./page/state.js";
import { createStore } from "./page/store.js";
import { fetchStyle } from "./page/style-sheet.js";
import { createLabRoom } from "./rooms/lab/index.js";
import { slices as labSlices } from "./rooms/lab/state.js";
import roomStyle from "./rooms/style.css?url";
import { parseOptions } from "./run/options.js";

/** @typedef {import("./page/rendering.js").View} View */
/** What there is of the rooms that come later. @typedef {Record<Exclude<import("./page/rooms.js").Room, "lab">, any>} Made */

const { options, problems } = parseOptions(location.search);
const language = options.lang ?? preferredLanguage(navigator.languages);
const words = options.autostart ? loadWords(language, ["page"]) : null;
// A failure is seen where the words are needed.
words?.catch(() => {});
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
const store = createStore({ ...slices, ...labSlices });
store.dispatch({ type: "language", language });
const app = createApp({ trainer, store, options });
const shared = createShared(trainer, store);
/** @type {Promise<unknown>} */
let ready = Promise.resolve(null);
if (words) ready = start(words);
else document.documentElement.dataset.words = "there"; // nobody reads them
// A script that waits for `ready` hears of a failure; the page shows it by itself.
ready.catch(() => {});
Object.assign(globalThis, { digitLab: { trainer, ready, state: store.get } });

/** @param {Promise<void>} words what the page is to say, on its way */
function start(words) {
  app.listen();
  addEventListener("beforeunload", (event) => {
    if (app.wouldLose()) event.preventDefault();
  });
  if (problems.length) {
    const [{ name, value, expected, choices = "" }] = problems;
    const params = { name, value, rule: expected, choices };
    const message = `The address's ${name}=${value} was not understood.`;
    const alert = { code: "option", message, params, actions: ["dismiss"], serious: false };
    store.dispatch({ type: "alerted", alert });
  }
  // Nothing that computes waits for words.
  void words.then(drawPage, () => {
    // There is nothing to say it with but what the markup holds.
    document.documentElement.dataset.words = "failed";
  });
  return app.start();
}

/** Once the words are there. */
function drawPage() {
  const address = createAddress();
  document.getElementById("page")?.replaceChildren();
  /** @type {ReturnType<typeof createRoomLoader<Made>>} */
  const loader = createRoomLoader({
    store,
    fetchers: roomFetchers(
      (views) => drawing.add(views),
      (room) => loader.open(room),
    ),
  });
  const shell = createShell({
    language: createLanguageSwitch(address),
    tour: startTour,
    openRoom: (room) => void loader.open(/** @type {any} */ (room)),
    alert: {
      reload: () => location.reload(),
      "open-auto": app.openAuto,
      "smaller-rate": app.goOnSmaller,
      reset: app.reset,
      dismiss: () => store.dispatch({ type: "dismissed" }),
    },
  });
  const drawing = drawChanges(store, [
    mount(
      "page",
      ({ room, rooms, compute, alert, announcement }) => ({ room, rooms, compute, alert, announcement }),
      shell,
    ),
    follow(({ room, language }) => ({ room, language }), showRoom()),
    follow(({ run, draft, presets }) => ({ run, draft, presets }), address.followRun),
  ]);
  const lab = createLabRoom(app, store, shared, startTour);
  drawing.add(lab.views);
  onMissingWords(createErrorWords(drawing.redraw));
  document.documentElement.dataset.words = "there";
  leadThrough(loader, address);
}

/**
 * Follows the address, and has the rooms ready: those that are gone to, and those that may be.
 * @param {ReturnType<typeof createRoomLoader<Made>>} loader
 * @param {ReturnType<typeof createAddress>} address
 */
function leadThrough(loader, address) {
  const go = () => {
    const room = address.room();
    store.dispatch({ type: "room", room });
    if (room !== "lab") void loader.open(room);
  };
  addEventListener("hashchange", go);
  go();
  watchLinks((hash) => {
    const room = address.room(hash);
    if (room !== "lab") loader.prefetch(room);
  });
  createDropping(async (files) => {
    const [{ file } = { file: null }] = files;
    if (file && files.length === 1 && (await isRun(file))) {
      location.hash = PLAN.library.id;
      return void (await loader.open("library"))?.take(file);
    }
    const room = await loader.open("data");
    // A room that cannot be fetched says there why.
    if (room) await room.take(files);
    else location.hash = "own";
  });
  const glossary = once(() => import("./page/glossary/glossary.js"));
  const { connection } = /** @type {{connection?: {saveData?: boolean}}} */ (navigator);
  anticipate(store, loader, (work) => {
    if (connection?.saveData) return;
    const all = () => (work(), glossary());
    // Safari has no idle callbacks.
    (globalThis.requestIdleCallback ?? setTimeout)(all);
  });
  // Somebody learns.
  store.subscribe(() => store.get().rooms.lessons === "there" && glossary());
}

/**
 * Has the glossary explain terms, once; without a network it stays away.
 * @param {() => Promise<typeof import("./page/glossary/glossary.js")>} fetchCode
 */
function once(fetchCode) {
  /** @type {Promise<void> | null} */
  let coming = null;
  return () => {
    coming ??= fetchCode()
      .then((glossary) => glossary.startGlossary(() => store.get().language))
      .catch(() => {});
  };
}

/** Whether a file is one of weights, or a run's project, whose first entry says so. @param {File} file */
async function isRun(file) {
  if (/\.(safetensors|npz|onnx)$/i.test(file.name)) return true;
  return (await file.slice(30, 38).text()) === "run.json";
}

/**
 * Fetches the code of each room. `import()` names the files here, so that the build makes them files of their own.
 * @param {(views: View[]) => void} show
 * @param {(room: any) => Promise<any>} open has another room ready, which lends its figures
 */
function roomFetchers(show, open) {
  /**
   * @template {{views: View[], look: () => void}} M
   * @param {() => Promise<{createRoom: (...given: [typeof app, typeof store, typeof shared & {open: typeof open}]) => M}>} fetchCode
   * @param {("lessons" | "glossary")[]} areas of words, beside those of all rooms
   */
  const fetcher =
    (fetchCode, ...areas) =>
    async () => {
      const others = [loadWords(store.get().language, ["rooms", ...areas]), fetchStyle(roomStyle)];
      const [{ createRoom }] = await Promise.all([fetchCode(), ...others]);
      return () => {
        const made = createRoom(app, store, { ...shared, open });
        show(made.views);
        made.look();
        return made;
      };
    };
  return {
    data: fetcher(() => import("./rooms/data/index.js")),
    inside: fetcher(() => import("./rooms/inside/index.js")),
    results: fetcher(() => import("./rooms/results/index.js")),
    library: fetcher(() => import("./rooms/library/index.js")),
    lessons: fetcher(() => import("./rooms/lessons/index.js"), "lessons", "glossary"),
  };
}

/**
 * Fetches the words of what goes wrong seldom, once it does.
 * @param {() => void} redraw
 */
function createErrorWords(redraw) {
  /** @type {Set<string>} */
  const fetched = new Set();
  return () => {
    const { language } = store.get();
    if (fetched.has(language)) return;
    fetched.add(language);
    // Without a network the trainer's own sentence stays, and the next report tries again.
    loadWords(language, ["errors"]).then(redraw, () => fetched.delete(language));
  };
}

/** Leads through the Lab. */
function startTour() {
  const coming = import("./rooms/lab/tour/tour.js");
  coming.then((tour) => tour.startTour(() => store.get().language)).catch(app.alert);
}

/** @param {ReturnType<typeof createAddress>} address */
function createLanguageSwitch(address) {
  let wished = language;
  return async (/** @type {"en" | "zh"} */ language) => {
    wished = language;
    try {
      await loadWords(language, ["rooms", "errors", ...areasInUse()]);
    } catch (error) {
      const { message } = reportOf(error);
      const alert = { code: "words-unreachable", message, actions: ["dismiss"], serious: true };
      return store.dispatch({ type: "alerted", alert });
    }
    // The latest wish counts.
    if (wished !== language) return;
    address.set("lang", language);
    store.dispatch({ type: "language", language });
  };
}
