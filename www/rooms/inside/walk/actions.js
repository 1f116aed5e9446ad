/**
 * Asks for the inside of the network for one image: again while it trains, and for whatever is chosen.
 *
 * @module
 */

import { reportOf } from "../../../api/errors.js";
import { patience, watchNetwork } from "../../../page/network-watch.js";
import { isOnShow } from "../../../page/rooms.js";
import { throttled } from "../../../page/throttle.js";
import { hasNetwork, stepOf } from "../../../run/phase.js";
import { linkTo, viewOf } from "./link.js";

/** @typedef {import("./state.js").Walk} Walk */
/** @typedef {import("../../../api/questions.js").Subject} Subject */

/** While a visitor chooses, the inside is asked for this often: 30 times a second at most. */
const BY_HAND_MS = 33;
/** While the network trains, the whole way is asked for and drawn again this often: more would slow the training. */
const WHILE_TRAINING_MS = 1000;
/** While the window slides, it moves on this often. */
const SLIDE_MS = 160;

/** What the network is asked anew for. */
const CHOSEN = /** @type {const} */ (["split", "index", "drawing", "layer"]);

/**
 * @param {import("../../../page/app.js").App} app
 * @param {import("../state.js").InsideStore} store
 * @param {() => Subject | null} subject the image that is chosen; null: the pad is empty
 * @param {() => boolean} inSight whether anybody sees it: if not, the training keeps the time
 */
export function createWalkActions({ trainer }, { get, dispatch, subscribe }, subject, inSight) {
  const look = throttled(async () => {
    const { run, data, looking } = get();
    const images = subject();
    if (!isOnShow(get(), "inside") || !inSight() || !hasNetwork(run) || data.phase !== "ready" || !images) return;
    try {
      dispatch({ type: "walk-seen", seen: await ask(images) });
    } catch (error) {
      // A run that was replaced meanwhile is not worth a word, nor is a dot too faint to count as ink.
      const problem = reportOf(error);
      const same = get().run.summary === run.summary && get().looking.at === looking.at;
      if (same && problem.code !== "draw-empty") dispatch({ type: "walk-failed", problem });
    }
  });

  /** @param {Subject} images @returns {Promise<import("./state.js").Seen>} */
  async function ask(images) {
    const { walk, looking, run } = get();
    const { layer } = walk;
    const { at } = looking;
    const there = layer < (run.summary?.layers.length ?? 0);
    const [activations, parameters, samples] = await Promise.all([
      trainer.capture({ images, layers: "all", what: ["activation"], at }),
      there ? trainer.capture({ images, layers: [layer], what: ["parameter"], at }) : [],
      "split" in images ? trainer.samples(images.split, images.indices) : null,
    ]);
    return {
      at,
      step: at ?? stepOf(run),
      label: samples ? samples.labels[0] : null,
      activations: new Map(activations.map((captured) => [captured.number, captured])),
      parameters,
      layer,
    };
  }

  /** @type {ReturnType<typeof setInterval> | undefined} */
  let slide;
  const slideOn = () => {
    const { walk } = get();
    const [, , height = 1, width = 1] = walk.seen?.activations.get(walk.layer)?.shape ?? [];
    const next = walk.place.row * width + walk.place.column + 1;
    if (!walk.sliding || !isOnShow(get(), "inside") || next >= height * width) return halt();
    dispatch({
      type: "walk-place",
      place: { ...walk.place, row: Math.floor(next / width), column: next % width },
    });
  };
  const halt = () => {
    clearInterval(slide);
    if (get().walk.sliding) dispatch({ type: "walk-sliding", sliding: false });
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
    const { walk, run, room, looking, drawing } = shown;
    if (CHOSEN.some((name) => before.walk[name] !== walk[name])) look(BY_HAND_MS);
    else if (before.looking.at !== looking.at) look(BY_HAND_MS);
    else if (before.room !== room && room === "inside") look(BY_HAND_MS);
    else if (before.run.summary !== run.summary) look(BY_HAND_MS);
    else if (walk.drawing && before.drawing !== drawing) look(BY_HAND_MS);
    if (before.walk !== walk) followWalk(before.walk, walk);
  });

  /** Keeps the address that of what is shown. @param {Walk} before @param {Walk} walk */
  function followWalk(before, walk) {
    const chosen = before.place.unit !== walk.place.unit || CHOSEN.some((name) => before[name] !== walk[name]);
    if (!chosen || walk.drawing || get().room !== "inside") return;
    const { split, index, layer, place } = walk;
    try {
      history.replaceState(null, "", linkTo({ split, index, layer, unit: place.unit }));
    } catch {
      // Browsers count: a page that changes its address a hundred times in half a minute has to wait.
    }
  }

  /** Follows a link to an image, a layer and a unit, as far as they exist. */
  const follow = () => {
    const view = viewOf(location.hash);
    const { data, run } = get();
    if (!view || !data.summary || !run.summary) return;
    const count = view.split === "test" ? data.summary.test_count : data.summary.train_count;
    dispatch({ type: "walk-image", split: view.split, index: Math.min(view.index, count - 1) });
    dispatch({ type: "walk-layer", layer: Math.min(view.layer, run.summary.layers.length) });
    dispatch({ type: "walk-place", place: { ...get().walk.place, unit: view.unit } });
  };
  addEventListener("hashchange", follow);
  trainer.on("configured", follow);
  follow();

  return {
    look: () => look(BY_HAND_MS),
    /** @param {import("../../../api/protocol.js").SplitName} split @param {number} index */
    chooseImage: (split, index) => dispatch({ type: "walk-image", split, index }),
    chooseDrawing: () => dispatch({ type: "walk-drawing" }),
    /** @param {number} layer */
    chooseLayer: (layer) => dispatch({ type: "walk-layer", layer }),
    /** @param {import("./state.js").Place} place */
    choosePlace(place) {
      halt();
      dispatch({ type: "walk-place", place });
    },
    /** Moves the place over the map by itself, from its first value if it is at the last; or stops that. */
    slide() {
      const { walk } = get();
      if (walk.sliding) return halt();
      const [, , height = 1, width = 1] = walk.seen?.activations.get(walk.layer)?.shape ?? [];
      if (walk.place.row * width + walk.place.column + 1 >= height * width)
        dispatch({ type: "walk-place", place: { ...walk.place, row: 0, column: 0 } });
      dispatch({ type: "walk-sliding", sliding: true });
      clearInterval(slide);
      slide = setInterval(slideOn, SLIDE_MS);
    },
    /** @param {boolean} shared */
    share: (shared) => dispatch({ type: "walk-shared", shared }),
  };
}

/** @typedef {ReturnType<typeof createWalkActions>} WalkActions */
