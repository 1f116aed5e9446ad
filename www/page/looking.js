/**
 * Going through the snapshots of a run, by hand or as a film. Knows no view.
 *
 * @module
 */

import { hasNetwork } from "../run/phase.js";
import { throttled } from "./throttle.js";

/** While a network trains, its snapshots are counted this often. */
const COUNT_MS = 1000;
/** How long a film shows a snapshot. */
const FRAME_MS = 100;

/** @typedef {ReturnType<typeof createLooking>} LookingActions */

/**
 * @param {Pick<import("../api/client.js").Trainer, "on" | "snapshots">} trainer
 * @param {import("./store.js").Store<import("./state.js").State, any>} store
 */
export function createLooking(trainer, { get, dispatch }) {
  const count = throttled(async () => {
    if (!hasNetwork(get().run)) return;
    const { summary } = get().run;
    try {
      const { steps } = await trainer.snapshots();
      if (get().run.summary === summary) dispatch({ type: "snapshots", steps: [...steps] });
    } catch {
      // Without them nobody can go back; what failed is told by what depends on it.
    }
  });
  trainer.on("steps", () => count(COUNT_MS));
  trainer.on("stopped", () => count(0));
  trainer.on("configured", () => count(0));
  trainer.on("resumed", () => count(0));
  trainer.on("backendChanged", () => count(0));

  /** @type {ReturnType<typeof setInterval> | undefined} */
  let film;
  const stop = () => {
    clearInterval(film);
    if (get().looking.playing) dispatch({ type: "playing", playing: false });
  };
  const advance = () => {
    const { at, steps, playing } = get().looking;
    const next = at === null ? undefined : steps[steps.indexOf(at) + 1];
    if (!playing || next === undefined) {
      if (playing) dispatch({ type: "looked-at", at: null });
      stop();
    } else dispatch({ type: "looked-at", at: next });
  };
  return {
    /** @param {number | null} at the step of a snapshot; null: the network as it is now */
    lookAt(at) {
      stop();
      dispatch({ type: "looked-at", at });
    },
    /** Shows one snapshot after another, from the one that is looked at or from the first; or stops that. */
    play() {
      const { at, steps, playing } = get().looking;
      if (playing || steps.length === 0) return stop();
      if (at === null) dispatch({ type: "looked-at", at: steps[0] });
      dispatch({ type: "playing", playing: true });
      film = setInterval(advance, FRAME_MS);
    },
  };
}
