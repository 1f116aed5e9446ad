/**
 * Asks for the features of many images, again while the network trains, has a worker compute their UMAP, and fetches the
 * images behind the points.
 *
 * @module
 */

import { reportOf } from "../../../api/errors.js";
import { patience, watchNetwork } from "../../../page/network-watch.js";
import { isOnShow } from "../../../page/rooms.js";
import { throttled } from "../../../page/throttle.js";
import { hasNetwork, isTraining, stepOf } from "../../../run/phase.js";
import { featuresOf } from "./projection.js";
import { MOST_CHOSEN, isUmapCurrent } from "./state.js";

/** @typedef {import("../../../worker/embedding/umap.js").News} News */
/** @typedef {import("../../../worker/embedding/umap.js").Order} Order */

/** While a network trains, features are asked for this often. */
const WHILE_TRAINING_MS = 1000;
/** While a visitor goes through the snapshots or points at points: 30 times a second at most. */
const BY_HAND_MS = 33;
/** A network rests once no other is looked at for this long. */
const REST_MS = 400;
/** UMAP of the same features is the same picture. */
const SEED = 1;

const spawnUmap = () =>
  new Worker(new URL("../../../worker/embedding/umap.js", import.meta.url), { type: "module", name: "umap" });

/**
 * @param {import("../../../page/app.js").App} app
 * @param {import("../state.js").InsideStore} store
 * @param {import("../../../page/shared.js").Shared["pad"]} pad
 * @param {() => boolean} inSight whether anybody sees it: if not, the training keeps the time
 * @param {() => Worker} [spawn] starts a worker that runs `umap.js`
 */
export function createEmbeddingActions(
  { trainer, alert },
  { get, dispatch, subscribe },
  pad,
  inSight,
  spawn = spawnUmap,
) {
  const isShown = () => {
    const { run, data } = get();
    return isOnShow(get(), "inside") && inSight() && hasNetwork(run) && data.phase === "ready";
  };

  const look = throttled(async () => {
    const { run, looking, embedding } = get();
    const { wish, seen } = embedding;
    const { at } = looking;
    if (!isShown() || (seen?.wish === wish && seen.at === at && seen.features.step === (at ?? stepOf(run)))) return;
    try {
      const features = await trainer.features({ ...wish, at });
      const now = get();
      // Of other images or of a run that is no more: another answer is under way.
      if (now.embedding.wish === wish && now.run.summary === run.summary)
        dispatch({ type: "embedding-seen", seen: { at, wish, features } });
    } catch (error) {
      // A snapshot that was thinned out meanwhile is looked at no more.
      if (get().run.summary === run.summary && get().looking.at === at) alert(error);
    }
  });

  const trace = throttled(async () => {
    const { embedding, drawing } = get();
    const { seen } = embedding;
    if (!isShown() || !seen || !drawing.inked) return;
    const { number, step } = seen.features;
    try {
      const images = { drawing: pad.drawing() };
      const [output] = await trainer.capture({ images, layers: [number], what: ["activation"], at: seen.at });
      if (get().embedding.seen === seen && get().drawing.inked)
        dispatch({ type: "embedding-drawn", drawn: { step, number, data: featuresOf(output) } });
    } catch (error) {
      // A dot too faint to count as ink: the visitor is about to draw more.
      if (get().embedding.seen === seen && reportOf(error).code !== "draw-empty") alert(error);
    }
  });

  const fetchBehind = throttled(async () => {
    const { embedding, data } = get();
    const { pointed: index, wish } = embedding;
    if (index === null) return;
    try {
      const { images, labels } = await trainer.samples(wish.split, [index]);
      if (get().embedding.wish.split === wish.split)
        dispatch({ type: "embedding-behind", behind: { index, label: labels[0], image: images } });
    } catch (error) {
      if (get().data.summary === data.summary) alert(error);
    }
  });

  const fetchGallery = throttled(async () => {
    const { embedding, data } = get();
    const { chosen, wish } = embedding;
    const indices = chosen.slice(0, MOST_CHOSEN);
    if (indices.length === 0) return;
    try {
      const samples = await trainer.samples(wish.split, indices);
      if (get().embedding.chosen === chosen) dispatch({ type: "embedding-gallery", gallery: { indices, samples } });
    } catch (error) {
      if (get().data.summary === data.summary) alert(error);
    }
  });

  /** @type {Worker | null} */
  let worker = null;
  const end = () => {
    worker?.terminate();
    worker = null;
  };
  const order = (/** @type {Order} */ order) => worker?.postMessage(order);

  const layOut = () => {
    const { seen, settings } = get().embedding;
    if (!seen) return;
    end();
    const own = (worker = spawn());
    const { features, wish } = seen;
    const start = { features, split: wish.split, settings, share: 0, running: true, ms: null, place: null };
    /** @type {import("./state.js").Umap} */
    let umap = { ...start, positions: null };
    const show = (/** @type {Partial<typeof umap>} */ change) => {
      umap = { ...umap, ...change };
      dispatch({ type: "embedding-umap", umap });
    };
    const fail = (/** @type {string} */ message) => {
      end();
      dispatch({ type: "embedding-umap-stopped" });
      alert(new Error(message));
    };
    own.onmessage = ({ data }) => {
      const news = /** @type {News} */ (data);
      if (worker !== own) return;
      if (news.type === "progress") show({ share: news.done / news.epochs, positions: news.positions });
      else if (news.type === "done") {
        show({ share: 1, positions: news.positions, running: false, ms: news.ms });
        place();
      } else if (news.type === "placed") {
        const [x, y] = news.positions;
        if (get().embedding.drawn) dispatch({ type: "embedding-placed", place: [x, y] });
      } else fail(news.message);
    };
    own.onerror = (event) => {
      event.preventDefault();
      if (worker === own) fail(event.message || "The worker for UMAP could not be started.");
    };
    show({});
    order({ type: "lay-out", data: features.data, width: features.width, seed: SEED, ...settings });
  };

  /** Has the drawing placed among the points of a finished UMAP, if both are of the same network. */
  const place = () => {
    const { drawn, umap } = get().embedding;
    if (!umap || umap.running || umap.ms === null) return;
    const fits = drawn && drawn.step === umap.features.step && drawn.number === umap.features.number;
    if (fits) order({ type: "place", data: drawn.data });
    else if (umap.place) dispatch({ type: "embedding-placed", place: null });
  };

  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  /** Computes the UMAP by itself where the network rests. */
  const rest = () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      const { embedding, run, looking } = get();
      const { method, seen } = embedding;
      const wanted = method === "umap" && seen !== null && seen.wish === embedding.wish;
      if (!wanted || !isShown() || isTraining(run) || looking.playing || isUmapCurrent(embedding)) return;
      layOut();
    }, REST_MS);
  };

  watchNetwork(
    trainer,
    (/** @type {number} */ wait_ms) => {
      // One who looks at the past is not disturbed.
      if (get().looking.at === null) look(wait_ms);
    },
    () => patience(WHILE_TRAINING_MS, get().compute),
  );
  let shown = get();
  subscribe(() => {
    const before = shown;
    shown = get();
    const [was, is] = [before.embedding, shown.embedding];
    if (before.run.summary !== shown.run.summary || before.data.summary !== shown.data.summary) end();
    if (was.wish !== is.wish || before.looking.at !== shown.looking.at || before.room !== shown.room) look(BY_HAND_MS);
    else if (before.run.summary !== shown.run.summary) look(BY_HAND_MS);
    if (was.seen !== is.seen || before.drawing !== shown.drawing) trace(BY_HAND_MS);
    if (was.drawn !== is.drawn) place();
    if (was.pointed !== is.pointed) fetchBehind(BY_HAND_MS);
    if (was.chosen !== is.chosen) fetchGallery(BY_HAND_MS);
    const chosen = was.seen !== is.seen || was.method !== is.method || was.settings !== is.settings;
    if (chosen || before.run.phase !== shown.run.phase || before.looking !== shown.looking) rest();
  });

  return {
    /** To be called when the section comes into sight. */
    look() {
      look(BY_HAND_MS);
      trace(BY_HAND_MS);
      rest();
    },
    layOut,
    stop() {
      end();
      dispatch({ type: "embedding-umap-stopped" });
    },
    /** @param {Partial<import("./state.js").Wish>} wish */
    wish: (wish) => dispatch({ type: "embedding-wish", wish }),
    /** @param {import("./state.js").Method} method */
    chooseMethod: (method) => dispatch({ type: "embedding-method", method }),
    /** @param {Partial<import("./state.js").UmapSettings>} settings */
    choose: (settings) => dispatch({ type: "embedding-settings", settings }),
    /** Takes the axes of the features on show, and keeps them; or (false) follows the newest network again. @param {boolean} pinned */
    pin: (pinned) => dispatch({ type: "embedding-basis", pinned }),
    /** @param {number[]} hidden */
    hide: (hidden) => dispatch({ type: "embedding-classes", hidden }),
    /** @param {number | null} index */
    point: (index) => dispatch({ type: "embedding-pointed", index }),
    /** @param {number[]} indices */
    chooseImages: (indices) => dispatch({ type: "embedding-chosen", indices }),
    /** Makes an image the one whose way through the network is shown. @param {number} index */
    walk(index) {
      dispatch({ type: "walk-image", split: get().embedding.wish.split, index });
      document.getElementById("walk")?.scrollIntoView({ behavior: "smooth" });
    },
  };
}

/** @typedef {ReturnType<typeof createEmbeddingActions>} EmbeddingActions */
