/**
 * The page's composition root: wires options, trainer, store and views. Draws nothing.
 *
 * For scripts there is one handle, `globalThis.digitLab`:
 * - `trainer`: the {@link import("./api/client.js").Trainer}, for everything that it can do
 * - `ready`: settles when the compute is open, the images are there and the network is set up, with
 *   `{backend, data, run}`; rejects with a `code` if the page could not get there by itself
 * - `state()`: what the page knows, see state.js; not to be changed
 *
 * With `?autostart=0` (or `?headless=1`) the page does nothing by itself: `ready` is settled with
 * null and the trainer waits for its first call.
 *
 * @module
 */

import { openTrainer } from "./api/client.js";
import { part } from "./ui/dom.js";
import { reportOf } from "./api/errors.js";
import { loadWords, preferredLanguage } from "./i18n/index.js";
import { isolated } from "./page/isolation.js";
import { createLab } from "./page/app.js";
import { linkTo } from "./run/link.js";
import { parseOptions } from "./run/options.js";
import { placeOf, ROOMS } from "./page/places.js";
import { createStore, drawChanges, mount, within } from "./page/rendering.js";
import { anticipate, createRooms } from "./page/rooms.js";
import { furnishLab, runSlice } from "./rooms/lab/index.js";
import { presetOf } from "./run/settings.js";
import { hasBegun, initialState, reduce } from "./page/state.js";
import { ROOM_NAMES } from "./page/state/rooms.js";
import { isTraining } from "./page/state/run.js";
import { fetchStyle } from "./page/style-sheet.js";
import roomStyle from "./rooms/style.css?url";
import { createCompute } from "./page/shell/compute.js";
import { createDropping } from "./page/shell/dropping.js";
import { createPad } from "./rooms/lab/draw/pad.js";
import { createPage } from "./page/shell/page.js";
import { createPlaces, createPointed } from "./page/shell/places.js";
import { createRoomNotice } from "./page/shell/room-notice.js";
import { createRunbar } from "./page/shell/runbar.js";
import { createAlert, createAnnouncer } from "./page/shell/status.js";

/** @typedef {import("./page/state.js").State} State */
/** @typedef {ReturnType<typeof mount>} View */
/** @typedef {ReturnType<typeof createRooms<{data: any, results: any}>>} Rooms */

/** @param {string} id @returns {HTMLElement} */
const byId = (id) => /** @type {HTMLElement} */ (document.getElementById(id));

const { options, problems } = parseOptions(location.search);
const language = options.lang ?? preferredLanguage(navigator.languages);
const words = options.autostart ? loadWords(language, ["page"]) : null;
// Whether they come is seen where they are needed.
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
const store = createStore(initialState(language), reduce);
/** @type {Promise<unknown>} */
let ready = Promise.resolve(null);
if (words) ready = start(words);
else document.documentElement.dataset.words = "there"; // nobody reads them
// Whoever waits for `ready` hears of a failure; the page shows it by itself.
ready.catch(() => {});
Object.assign(globalThis, { digitLab: { trainer, ready, state: store.get } });

/** @param {Promise<void>} words what the page is to say, on its way */
function start(words) {
  const pad = createPad(/** @type {HTMLCanvasElement} */ (part(byId("draw"), "pad")), (inked) => lab.drawn(inked));
  const inSight = watchSight(["inside", "draw"], () => lab.look(0));
  const lab = createLab({ trainer, store, options, bitmap: pad.bitmap, inSight });
  lab.listen();
  if (problems.length) {
    const [{ name, value, expected, choices = "" }] = problems;
    const params = { name, value, rule: expected, choices };
    const message = `The address's ${name}=${value} was not understood.`;
    store.dispatch({
      type: "alerted",
      alert: { code: "option", message, params, actions: ["dismiss"], serious: false },
    });
  }
  // Nothing that computes waits for words.
  void words.then(() => {
    const rooms = createRooms({ store, fetchers: roomFetchers(lab, (views) => show(views)) });
    leadThrough(rooms);
    const show = drawChanges(store, mountViews(lab, pad, rooms));
    document.documentElement.dataset.words = "there";
  }, sayWordless);
  return lab.start();
}

/**
 * What fetches each room. `import()` names the files here, so that the build makes them files of their own.
 * @param {ReturnType<typeof createLab>} lab
 * @param {(views: View[]) => void} show
 */
function roomFetchers(lab, show) {
  const [inData, inResults] = [() => import("./rooms/data/index.js"), () => import("./rooms/results/index.js")];
  /**
   * @template {{views: View[], look: () => void}} M
   * @param {() => Promise<{furnish: (...given: [typeof lab, typeof store, typeof byId]) => M}>} fetchCode
   */
  const fetcher = (fetchCode) => async () => {
    const others = [loadWords(store.get().language, ["rooms"]), fetchStyle(roomStyle)];
    const [{ furnish }] = await Promise.all([fetchCode(), ...others]);
    return () => {
      const made = furnish(lab, store, byId);
      show(made.views);
      made.look();
      return made;
    };
  };
  return { data: fetcher(inData), results: fetcher(inResults) };
}

/** Which place an address leads to. @param {string} hash */
const placeAt = (hash) => placeOf(hash, (id) => document.getElementById(id)?.closest("main")?.id);

/**
 * Follows the address, and has the rooms ready: those that are gone to, and those that may be.
 * @param {Rooms} rooms
 */
function leadThrough(rooms) {
  const follow = () => {
    const place = placeAt(location.hash);
    store.dispatch({ type: "place", place });
    if (place !== "lab") void rooms.open(place);
  };
  addEventListener("hashchange", follow);
  follow();
  createPointed((hash) => {
    const place = placeAt(hash);
    if (place !== "lab") rooms.prefetch(place);
  });
  createDropping(async (brought) => {
    const room = await rooms.open("data");
    // Without the room it says there why.
    if (room) await room.take(brought);
    else location.hash = "own";
  });
  const { connection } = /** @type {{connection?: {saveData?: boolean}}} */ (navigator);
  anticipate(store, rooms, (work) => {
    if (connection?.saveData) return;
    // Safari has no idle callbacks.
    (globalThis.requestIdleCallback ?? setTimeout)(work);
  });
}

/**
 * @param {ReturnType<typeof createLab>} lab
 * @param {ReturnType<typeof createPad>} pad
 * @param {Rooms} rooms
 */
function mountViews(lab, pad, rooms) {
  /** @type {Record<import("./page/state.js").AlertAction, () => void>} */
  const answers = {
    reload: () => location.reload(),
    "open-auto": lab.openAuto,
    "smaller-rate": lab.goOnSmaller,
    reset: lab.reset,
    dismiss: () => store.dispatch({ type: "dismissed" }),
  };
  let wished = language;
  const setLanguage = async (/** @type {"en" | "zh"} */ language) => {
    wished = language;
    try {
      await loadWords(language, ["page", "rooms"]);
    } catch (error) {
      const { message } = reportOf(error);
      return store.dispatch({
        type: "alerted",
        alert: { code: "words-unreachable", message, actions: ["dismiss"], serious: true },
      });
    }
    // Whoever changes their mind meanwhile gets the latest.
    if (wished !== language) return;
    const address = new URL(location.href);
    address.searchParams.set("lang", language);
    setAddress(address.href);
    store.dispatch({ type: "language", language });
  };
  const roomNotices = ROOM_NAMES.map((room) => {
    const actions = { again: () => void rooms.open(room), reload: answers.reload };
    const notice = createRoomNotice(byId(ROOMS[room]), actions);
    return within(
      room,
      mount(({ rooms }) => ({ phase: rooms[room] }), notice),
    );
  });
  return [
    mount(() => null, createPage(byId("languages"), { language: setLanguage })),
    mount(({ place }) => ({ place }), createPlaces(byId("places"))),
    mount(
      ({ run, draft, presets }) => ({ config: run.summary?.config ?? null, problem: draft.problem, presets }),
      followRun,
    ),
    mount(({ compute }) => ({ compute }), createCompute(byId("compute"))),
    mount((state) => ({ ...runSlice(state), accuracy: state.evaluation?.accuracy }), createRunbar(byId("runbar"), lab)),
    ...furnishLab({ lab, pad, store, trainer, byId }),
    ...roomNotices,
    mount(({ alert }) => ({ alert }), createAlert(byId("alert"), { act: (action) => answers[action]() })),
    mount(({ announcement }) => ({ announcement }), createAnnouncer(byId("announcer"))),
  ];
}

/**
 * Keeps the page's address that of its run, so that a reload or a link leads to the same. An address whose own
 * network does not fit stays, until there is another.
 * @param {{config: import("./api/protocol.js").RunConfig | null, problem: unknown, presets: State["presets"]}} slice
 */
function followRun({ config, problem, presets }) {
  const preset = presetOf(config, presets);
  if (config && preset && !problem) setAddress(linkTo(location.href, config, preset));
}

/** There is nothing to say it with but what the markup holds. */
function sayWordless() {
  document.documentElement.dataset.words = "failed";
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
