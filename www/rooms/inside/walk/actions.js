/**
 * Asks for the inside of the network for one image: again while it trains, and for whatever is chosen.
 *
 * @module
 */

import { watchNetwork } from "../../../page/network-watch.js";
import { throttled } from "../../../page/throttle.js";
import { hasNetwork, stepOf } from "../../../run/phase.js";

/** @typedef {import("./state.js").Walk} Walk */

/** While a visitor chooses, the inside is asked for this often: 30 times a second at most. */
const BY_HAND_MS = 33;

/**
 * @param {import("../../../page/app.js").App} app
 * @param {import("../state.js").InsideStore} store
 */
export function createWalkActions({ trainer, alert }, { get, dispatch, subscribe }) {
  const look = throttled(async () => {
    const { room, run, data } = get();
    if (room !== "inside" || !hasNetwork(run) || data.phase !== "ready") return;
    try {
      dispatch({ type: "walk-seen", seen: await ask(get()) });
    } catch (error) {
      // A run that was replaced meanwhile is not worth a word.
      if (get().run.summary === run.summary) alert(error);
    }
  });

  /** @param {import("../state.js").InsideState} state */
  async function ask({ walk: { split, index, layer, method }, looking: { at }, run }) {
    const subject = { split, indices: [index] };
    const kind = run.summary?.layers[layer]?.output_shape.length === 3 ? layer : null;
    const [activations, parameters, { labels }, result] = await Promise.all([
      trainer.capture({ images: subject, layers: "all", what: ["activation"], at }),
      trainer.capture({ images: subject, layers: [layer], what: ["parameter"], at }),
      trainer.samples(split, [index]),
      method === "grad-cam" && kind === null
        ? null
        : trainer.explain({ image: subject, method, layer: method === "grad-cam" ? kind : null, at }),
    ]);
    return {
      at,
      step: at ?? stepOf(run),
      label: labels[0],
      activations: new Map(activations.map((captured) => [captured.number, captured])),
      parameters,
      layer,
      why: result && { method, layer: kind, result },
    };
  }

  watchNetwork(trainer, (/** @type {number} */ wait_ms) => {
    // One who looks at the past is not disturbed.
    if (get().looking.at === null) look(wait_ms);
  });
  let shown = get();
  subscribe(() => {
    const before = shown;
    shown = get();
    const chosen = /** @type {const} */ (["split", "index", "layer", "method"]);
    if (chosen.some((name) => before.walk[name] !== shown.walk[name])) look(BY_HAND_MS);
    else if (before.looking.at !== shown.looking.at) look(BY_HAND_MS);
    else if (before.room !== shown.room && shown.room === "inside") look(BY_HAND_MS);
    else if (before.run.summary !== shown.run.summary) look(BY_HAND_MS);
  });
  return {
    look: () => look(BY_HAND_MS),
    /** @param {import("../../../api/protocol.js").SplitName} split @param {number} index */
    chooseImage: (split, index) => dispatch({ type: "walk-image", split, index }),
    /** @param {number} layer */
    chooseLayer: (layer) => dispatch({ type: "walk-layer", layer }),
    /** @param {Walk["place"]} place */
    choosePlace: (place) => dispatch({ type: "walk-place", place }),
    /** @param {import("./state.js").Method} method */
    chooseMethod: (method) => dispatch({ type: "walk-method", method }),
  };
}

/** @typedef {ReturnType<typeof createWalkActions>} WalkActions */
