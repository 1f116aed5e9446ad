/**
 * What a visitor wants of the next run: settings, presets, layers. While the run has not begun,
 * each edit is applied at once; afterwards they wait, since a new run ends the one there is.
 *
 * @module
 */

import { reportOf } from "../api/errors.js";
import { hasBegun } from "../run/phase.js";

/** @typedef {import("../api/protocol.js").ConfigRequest} ConfigRequest */
/** @typedef {import("../api/protocol.js").RunConfig} RunConfig */
/** @typedef {import("../api/protocol.js").Spec} Spec */

/** @param {import("./running.js").Shared} app */
export function createDrafting({ trainer, dispatch, get, alert }) {
  let edits = 0;
  /** @type {Promise<void> | null} */
  let settling = null;

  /** @param {ConfigRequest} config @returns {Promise<boolean>} whether there is a run with these settings now */
  const configure = async (config) => {
    dispatch({ type: "applying" });
    dispatch({ type: "configuring" });
    try {
      // The page hears of the new run by an event, as of one that a script sets up.
      await trainer.configure(config);
    } catch (error) {
      dispatch({ type: "configure-failed", error: reportOf(error) });
      return false;
    }
    return true;
  };

  const mayApply = () => {
    const { compute, data, draft } = get();
    const fits = draft.description?.problem === null;
    return compute.phase === "ready" && data.phase === "ready" && draft.changed && fits && !hasBegun(get());
  };

  /** Applies what was edited, once more if it is edited meanwhile. @returns {Promise<void>} */
  const settle = async () => {
    edits += 1;
    if (settling) return settling;
    settling = (async () => {
      for (let seen = -1; seen !== edits && mayApply();) {
        seen = edits;
        await configure(/** @type {RunConfig} */ (get().draft.config));
      }
    })();
    await settling;
    settling = null;
  };

  /** Shapes for the draft's layers; if they fit, they are settled. @param {Spec} network */
  const describe = async (network) => {
    try {
      dispatch({ type: "described", network, description: await trainer.describe(network) });
    } catch (error) {
      if (get().draft.network === network) dispatch({ type: "configure-failed", error: reportOf(error) });
      return;
    }
    if (get().draft.network === network) await settle();
  };

  return {
    configure,

    /** @param {Partial<RunConfig>} config */
    async edit(config) {
      dispatch({ type: "edited", config });
      await settle();
    },
    /** @param {Spec} network */
    async editNetwork(network) {
      dispatch({ type: "network-edited", network });
      await describe(network);
    },
    /** @param {string} name */
    async choosePreset(name) {
      const preset = get().presets.find(({ config }) => config.preset === name);
      if (!preset) return;
      dispatch({ type: "preset-chosen", preset });
      await describe(preset.spec);
    },
    /** A new run with what was edited. @returns {Promise<boolean>} */
    async apply() {
      const { draft } = get();
      return draft.config !== null && configure(draft.config);
    },
    revert() {
      dispatch({ type: "reverted" });
    },
    /** Back to the first step; what was edited and waits, counts from now on. @returns {Promise<boolean>} */
    async reset() {
      const { draft } = get();
      if (draft.config && draft.changed && !draft.problem) {
        const applied = await configure(draft.config);
        const { problem } = get().draft;
        if (problem) alert(problem);
        return applied;
      }
      dispatch({ type: "configuring" });
      try {
        await trainer.reset();
      } catch (error) {
        dispatch({ type: "run-failed", error: reportOf(error) });
        alert(error, "reload");
        return false;
      }
      return true;
    },
  };
}
